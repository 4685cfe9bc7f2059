"""Orders and standing capacity, worked by hand: gas takes 3 quarters and lasts 4, weak chips 1 and 2.

From 2027Q3, period 5, gas takes 2 quarters and lasts 2, weak chips 2 and 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.solver.program import Program

    Row = Callable[..., Any]


def test_standing_rolls_forward_from_the_first_arrival(row: Row) -> None:
    # Seven months are three quarters: an order of period 0 stands from period 3, and nothing stood before.
    assert row("standing_rolls_forward", "gas", "utility", "east", 3) == {
        "Standing[gas,utility,east,3]": 1,
        "Ordered[gas,utility,east,0]": -1,
        "==": 0,
    }


def test_standing_rolls_forward_by_what_each_order_took_and_lasts(row: Row) -> None:
    # A chip of period 4 arrives a quarter on, in 5, one of 5 only in 7; those of 3 and 4 last half a year.
    assert row("standing_rolls_forward", "weak", "cloud", "", 6) == {
        "Standing[weak,cloud,,6]": 1,
        "Standing[weak,cloud,,5]": -1,
        "Ordered[weak,cloud,,3]": 1,
        "==": 0,
    }
    assert row("standing_rolls_forward", "weak", "cloud", "", 7) == {
        "Standing[weak,cloud,,7]": 1,
        "Standing[weak,cloud,,6]": -1,
        "Ordered[weak,cloud,,5]": -1,
        "Ordered[weak,cloud,,4]": 1,
        "==": 0,
    }


def test_standing_rolls_forward_less_what_retires_within_the_horizon(row: Row) -> None:
    assert row("standing_rolls_forward", "gas", "utility", "east", 7) == {
        "Standing[gas,utility,east,7]": 1,
        "Standing[gas,utility,east,6]": -1,
        "Ordered[gas,utility,east,5]": -1,
        "Ordered[gas,utility,east,4]": -1,
        "Ordered[gas,utility,east,0]": 1,
        "==": 0,
    }


def test_standing_rolls_forward_with_what_was_under_way(row: Row) -> None:
    # Half a GW of gas arrives with period 3 and stands for its year of life, to the end of period 6.
    assert row("standing_rolls_forward", "gas", "utility", "west", 3) == {
        "Standing[gas,utility,west,3]": 1,
        "Ordered[gas,utility,west,0]": -1,
        "==": 0.5,
    }
    assert row("standing_rolls_forward", "gas", "utility", "west", 7) == {
        "Standing[gas,utility,west,7]": 1,
        "Standing[gas,utility,west,6]": -1,
        "Ordered[gas,utility,west,5]": -1,
        "Ordered[gas,utility,west,4]": -1,
        "Ordered[gas,utility,west,0]": 1,
        "==": -0.5,
    }
    assert row("standing_rolls_forward", "weak", "cloud", "", 2) == {
        "Standing[weak,cloud,,2]": 1,
        "Standing[weak,cloud,,1]": -1,
        "Ordered[weak,cloud,,1]": -1,
        "==": 0.25,
    }


def test_standing_rolls_forward_nationally_for_chips(row: Row) -> None:
    assert row("standing_rolls_forward", "weak", "cloud", "", 3) == {
        "Standing[weak,cloud,,3]": 1,
        "Standing[weak,cloud,,2]": -1,
        "Ordered[weak,cloud,,2]": -1,
        "Ordered[weak,cloud,,0]": 1,
        "==": 0,
    }


def test_standing_rolls_forward_not_before_first_delivery(row: Row, worked_program: Program) -> None:
    # The sun has no lead time, but is first delivered in 2026Q4, period 2.
    assert row("standing_rolls_forward", "sun", "utility", "west", 2) == {
        "Standing[sun,utility,west,2]": 1,
        "Ordered[sun,utility,west,2]": -1,
        "==": 0,
    }
    assert min(o for a, _, _, o in worked_program.columns["Ordered"].indices if a == "sun") == 2


def test_orders_that_arrive_after_the_horizon_do_not_exist(worked_program: Program) -> None:
    # Of gas and weak chips on the terms of 2027Q3, on which both take two quarters.
    last = {a: o for a, _, _, o in sorted(worked_program.columns["Ordered"].indices, key=lambda x: x[3])}
    of_power = {"gas": 7 - 2, "sun": 7, "battery": 7 - 1, "contract": 7}
    assert last == of_power | {"shell": 7 - 2, "best": 7 - 1, "weak": 7 - 2}


def test_national_orders_add_up_over_regions(row: Row) -> None:
    assert row("national_orders_add_up", "shell", "lab", 1) == {
        "National_ordered[shell,lab,1]": 1,
        "Ordered[shell,lab,east,1]": -1,
        "Ordered[shell,lab,west,1]": -1,
        "==": 0,
    }


def test_national_orders_add_up_to_the_one_place_of_chips(row: Row) -> None:
    assert row("national_orders_add_up", "best", "lab", 1) == {
        "National_ordered[best,lab,1]": 1,
        "Ordered[best,lab,,1]": -1,
        "==": 0,
    }


def test_national_standing_adds_up_over_regions(row: Row) -> None:
    assert row("national_standing_adds_up", "gas", "utility", 5) == {
        "National_standing[gas,utility,5]": 1,
        "Standing[gas,utility,east,5]": -1,
        "Standing[gas,utility,west,5]": -1,
        "==": 0,
    }


def test_fixed_cost_of_standing_rises_from_each_assets_own_dollar_year(row: Row) -> None:
    # Period 2 starts three quarters after 2026 and seven after 2025, the year of weak chips' dollars.
    assert row("fixed_cost_of_standing", "cloud", 2) == {
        "Fixed_cost[cloud,2]": 1,
        "National_standing[battery,cloud,2]": -0.008 / 4 * 1.1**3,
        "National_standing[shell,cloud,2]": -0.2 / 4 * 1.1**3,
        "National_standing[best,cloud,2]": -0.8 / 4 * 1.1**3,
        "National_standing[weak,cloud,2]": -0.4 / 4 * 1.1**7,
        "==": 0,
    }
