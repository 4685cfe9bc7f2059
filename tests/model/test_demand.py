"""Load, worked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.solver.program import Program

    Row = Callable[..., Any]


def test_sponsor_load_adds_up_over_regions(row: Row) -> None:
    assert row("sponsor_load_adds_up", "cloud", 2) == {
        "Own_load[cloud,2]": 1,
        "Served[cloud,east,2]": -1,
        "Served[cloud,west,2]": -1,
        "==": 0,
    }


def test_sponsor_load_adds_up_to_nothing_for_who_takes_none(row: Row) -> None:
    assert row("sponsor_load_adds_up", "utility", 2) == {"Own_load[utility,2]": 1, "==": 0}


def test_regional_load_adds_up_over_sponsors(row: Row) -> None:
    assert row("regional_load_adds_up", "east", 2) == {
        "Load[east,2]": 1,
        "Served[cloud,east,2]": -1,
        "Served[lab,east,2]": -1,
        "==": 0,
    }


def need(j: str, t: int, gw: float) -> dict[str, float]:
    return {f"Own_load[{j},{t}]": 1, f"Unserved[{j},{t}]": 1, "==": gw}


def test_need_is_served_or_unserved_along_straight_lines_between_year_ends(row: Row) -> None:
    # The end of 2026Q2 is half a year into lines from 1 to 5 GW in two years, and from 2.5 to 0.5 in one.
    assert row("need_is_served_or_unserved", "cloud", 0) == need("cloud", 0, (1 + 0.25 * 4) - (2.5 - 0.5 * 2))
    assert row("need_is_served_or_unserved", "cloud", 1) == need(
        "cloud", 1, (1 + 0.375 * 4) - (2.5 - 0.75 * 2)
    )


def test_need_is_served_or_unserved_flat_after_the_last_year_end(row: Row) -> None:
    assert row("need_is_served_or_unserved", "cloud", 6) == need("cloud", 6, 5 - 0.5)
    assert row("need_is_served_or_unserved", "cloud", 7) == need("cloud", 7, 5 - 0.5)


def test_need_is_served_or_unserved_and_never_below_zero(row: Row) -> None:
    # The lab has 4 - 0.5 * 3 = 2.5 GW in hand against a need of 2, and a quarter later 1.75.
    assert row("need_is_served_or_unserved", "lab", 0) == need("lab", 0, 0)
    assert row("need_is_served_or_unserved", "lab", 1) == need("lab", 1, 2 - 1.75)


def test_nothing_unserved_after_the_deadline_but_only_then(row: Row, worked_program: Program) -> None:
    assert row("nothing_unserved_after_the_deadline", "lab", 6) == {"Unserved[lab,6]": 1, "<=": 0}
    # The target is closed by 2027Q4, period 6.
    assert {t for _, t in worked_program.rows["nothing_unserved_after_the_deadline"].indices} == {6, 7}


def test_shortfall_is_priced_at_a_quarter_of_the_yearly_value_of_service(row: Row) -> None:
    assert row("shortfall_is_priced", "cloud", 1) == {
        "Shortfall_cost[cloud,1]": 1,
        "Unserved[cloud,1]": -20 / 4 * 1.1**2,
        "==": 0,
    }
