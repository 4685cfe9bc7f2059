"""Breakevens: known by arithmetic, or flipped by plans solved on either side of them."""

from __future__ import annotations

import pytest
from cases.tiny import tiny_case
from parametric.curving import ENGINES, NEED, OFF, REQUIRED, SERVICE

import planner
from planner.errors import NoPlan, UserError
from planner.parametric.thresholds import BISECTION, BREAK, EDGE

GRID = "sources.capex_usd_per_kw[source=grid]*="
GRID_OM = "sources.fixed_om_usd_per_kw_year[source=grid]="
LEAD = "sources.lead_months[source=engine]="
CLOSED = 1 / 3 * (2.4 + 1)
"""By 2026Q3 2.4 GW net can be served: engines of two quarters and grid of one, 3 GW less a reserve of a quarter."""


def ordered(asset: str, *edits: str) -> float:
    """GW of an asset that the teaching case orders, edited and solved for itself."""
    orders = planner.solve(tiny_case(*edits)).tables["orders"]
    return float(orders[orders["asset"] == asset]["ordered_gw"].sum())


def test_the_gap_closes_as_long_as_need_is_no_more_than_can_be_delivered() -> None:
    found = planner.breakeven(tiny_case(), NEED, 0.5, 2, close=True)
    assert (found.value, found.way) == (pytest.approx(CLOSED), BREAK)
    assert (found.holds_above, found.at_start, found.at_stop) == (False, True, False)


def test_where_need_must_be_met_the_gap_closes_to_the_edge_of_what_is_possible() -> None:
    found = planner.breakeven(tiny_case(REQUIRED), NEED, 0.5, 2, close=True)
    assert (found.value, found.way) == (pytest.approx(CLOSED), EDGE)
    assert (found.at_start, found.at_stop) == (True, None)


def test_the_limit_that_closes_the_gap_is_what_the_need_asks_for() -> None:
    """2 GW and a reserve of a quarter are 2.5 GW by 2026Q3: 1 of grid, and 1.5 of engines in two quarters, 3 a year."""
    found = planner.breakeven(tiny_case(), ENGINES, 0, 10, close=True)
    assert (found.value, found.way, found.holds_above) == (pytest.approx(3), BREAK, True)


@pytest.mark.parametrize(
    ("edit", "start", "stop", "edits"), [(NEED, 0.2, 1.0, ()), (GRID_OM, 0.0, 25000.0, (OFF,))]
)
def test_plans_solved_next_to_a_break_have_it_on_one_side_alone(
    edit: str, start: float, stop: float, edits: tuple[str, ...]
) -> None:
    found = planner.breakeven(tiny_case(*edits), edit, start, stop, enter="grid")
    assert found.way == BREAK
    assert found.value is not None
    inside, outside = (1 + 1e-4, 1 - 1e-4) if found.holds_above else (1 - 1e-4, 1 + 1e-4)
    assert ordered("grid", *edits, f"{edit}{found.value * inside!r}") > 1e-6
    assert ordered("grid", *edits, f"{edit}{found.value * outside!r}") == 0


def test_a_price_that_lenders_count_too_is_halved_to() -> None:
    found = planner.breakeven(tiny_case(), GRID, 0.5, 25, enter="grid", tolerance=0.01)
    assert (found.way, found.moves, found.holds_above) == (BISECTION, "more", False)
    assert found.value is not None
    assert found.other is not None
    assert 0 < found.other - found.value <= 0.01
    assert ordered("grid", f"{GRID}{found.value!r}") > 1e-6
    assert ordered("grid", f"{GRID}{found.other!r}") == 0


def test_the_price_of_shortfall_at_which_it_is_worth_closing_is_exact() -> None:
    found = planner.breakeven(tiny_case(), SERVICE, 0, 60, close=True)
    assert (found.way, found.moves, found.holds_above) == (BREAK, "costs", True)
    assert found.value is not None
    cheap, dear = (planner.solve(tiny_case(f"{SERVICE}{found.value * by!r}")) for by in (0.9999, 1.0001))
    assert cheap.closed_in != "2026Q3"
    assert dear.closed_in == "2026Q3"


def test_lead_times_are_halved_to_whole_months() -> None:
    """Engines ordered at the start come in time with a lead of one quarter, and too late with two."""
    found = planner.breakeven(tiny_case(), LEAD, 1, 12, close=True)
    assert (found.value, found.other, found.way) == (3, 4, BISECTION)


def test_quarters_are_halved_to_whole_ones_however_many_there_are() -> None:
    """A connection that may come from 2026Q1, and takes two quarters, comes too late when that is a year later."""
    for stop in (4, 7):
        found = planner.breakeven(tiny_case(), "sources.first_delivery[source=grid]+=", 0, stop, enter="grid")
        assert (found.value, found.other, found.way) == (3, 4, BISECTION)


def test_something_that_is_in_the_plan_all_along_breaks_even_nowhere() -> None:
    found = planner.breakeven(tiny_case(), ENGINES, 0, 10, enter="bond")
    assert (found.value, found.way, found.at_start, found.at_stop) == (None, "", True, True)
    assert found.solved > 2, "between the ends it was looked for too"


def test_going_down_finds_what_going_up_does() -> None:
    up, down = (planner.breakeven(tiny_case(), NEED, *ends, enter="grid") for ends in ((0.2, 1), (1, 0.2)))
    assert up.value == pytest.approx(down.value)
    assert (up.holds_above, down.holds_above) == (True, True)
    assert (up.at_start, down.at_start) == (False, True)


@pytest.mark.parametrize(
    ("enter", "close", "words"),
    [
        ("grod", False, r"no 'grod' that could enter(.|\n)*did you mean grid"),
        (None, False, "something that enters, or of the gap"),
        ("grid", True, "something that enters, or of the gap"),
    ],
)
def test_a_wish_that_means_nothing_is_refused(enter: str | None, close: bool, words: str) -> None:
    with pytest.raises(UserError, match=words):
        planner.breakeven(tiny_case(), NEED, 0.5, 1, enter=enter, close=close)


def test_no_plan_anywhere_is_told_as_such() -> None:
    with pytest.raises(NoPlan, match="No plan satisfies every rule"):
        planner.breakeven(tiny_case(REQUIRED), NEED, 1.5, 2, close=True)
    with pytest.raises(NoPlan, match="No plan satisfies every rule"):
        planner.breakeven(tiny_case(REQUIRED, f"{NEED}2"), LEAD, 3, 6, close=True)
