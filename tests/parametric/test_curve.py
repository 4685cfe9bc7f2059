"""Curves of cost: every plan solved for itself lies on them, and they break where arithmetic says."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from cases.tiny import tiny_case
from parametric.curving import ENGINES, NEED, OFF, REQUIRED, SERVICE, cold

import planner
from planner.errors import CaseError, NoPlan, UserError
from planner.parametric.curve import Curve, change


def on_the_curve(found: Curve, *edits: str, count: int = 9) -> None:
    """Plans at values spread over the curve cost what it says."""
    for k in range(count):
        value = found.start + (found.stop - found.start) * (k + 0.37) / count
        assert found.cost(value) == pytest.approx(cold(*edits, f"{found.edit}{value!r}"), rel=1e-7), value


@pytest.fixture(scope="module")
def engines() -> Curve:
    """Engine makers from nothing to ten GW a year."""
    return planner.curve(tiny_case(), ENGINES, 0, 10)


def test_plans_solved_for_themselves_lie_on_the_curve_of_a_limit(engines: Curve) -> None:
    assert engines.moves == "limits"
    assert engines.rules == ("deliveries_within_pool_limit",)
    assert engines.doubt == 0
    on_the_curve(engines)


def test_a_curve_falls_ever_slower_with_a_limit_until_that_no_longer_binds(engines: Curve) -> None:
    slopes = [segment.slope for segment in engines.segments]
    assert slopes == sorted(slopes)
    assert slopes[-1] == pytest.approx(0, abs=1e-9)
    assert "supply pool engine_makers binds no more" in map(str, engines.segments[-1].changes)
    for one, other in pairwise(engines.segments):
        assert one.end == other.start
        assert one.end_cost == pytest.approx(other.cost)


def test_a_slope_is_the_price_of_the_limit_in_all_quarters(engines: Curve) -> None:
    """At 4 GW a year: minus the duals of the pool's quarters, a quarter of a GW a quarter each."""
    plan = planner.solve(tiny_case())
    here = next(segment for segment in engines.segments if segment.start <= 4 <= segment.end)
    assert here.slope == pytest.approx(plan.dual("deliveries_within_pool_limit")["engine_makers"].sum() / 4)


def test_need_costs_nothing_until_it_exceeds_what_is_in_hand() -> None:
    """Need is 3 GW, 1 GW is committed: the factor begins to matter at one third, where the figures bend."""
    found = planner.curve(tiny_case(OFF), NEED, 0, 1)
    first, second = found.segments[:2]
    assert (first.start, first.slope, first.cost) == (0, 0, 0)
    assert first.end == pytest.approx(1 / 3)
    assert second.bends
    assert change(first, second).startswith("the edited figures bend here; engine enters")
    on_the_curve(found, OFF)


def test_need_without_limits_costs_the_same_for_every_gigawatt() -> None:
    """With as many engines and connections as one likes the plan is a multiple of itself."""
    wide = (OFF, "supply_limits.limit_gw_per_year=1000", "site_limits.limit_gw=1000")
    found = planner.curve(tiny_case(*wide), NEED, 0.5, 2)
    (only,) = found.segments
    assert only.slope == pytest.approx(3 * cold(*wide, f"{NEED}1") / 2)


def test_where_need_must_be_met_the_curve_ends_where_it_cannot_be() -> None:
    """By 2026Q3 2.4 GW net can be served: engines of two quarters and grid of one, 3 GW less a reserve of a quarter."""
    found = planner.curve(tiny_case(REQUIRED), NEED, 0.5, 2)
    ((start, end),) = found.without_plan
    assert (start, end) == (pytest.approx((2.4 + 1) / 3), 2)
    assert found.segments[-1].end == pytest.approx(start)
    with pytest.raises(NoPlan):
        planner.solve(tiny_case(REQUIRED, f"{NEED}{start + 1e-4}"))
    with pytest.raises(ValueError, match=r"no cost at 1\.5"):
        found.cost(1.5)


def test_a_curve_without_any_plan_is_none() -> None:
    with pytest.raises(NoPlan, match=r"wherever demand\.need_gw"):
        planner.curve(tiny_case(REQUIRED), NEED, 1.5, 2)


def test_a_factor_of_costs_alone_has_a_curve_that_bends_the_other_way() -> None:
    """While all of the 2 GW goes unserved, it costs its value for a year: slope 2."""
    found = planner.curve(tiny_case(OFF), SERVICE, 0, 60)
    assert found.moves == "costs"
    slopes = [segment.slope for segment in found.segments]
    assert slopes == sorted(slopes, reverse=True)
    assert slopes[0] == pytest.approx(2)
    assert found.segments[0].cost == pytest.approx(0, abs=1e-9)
    on_the_curve(found, OFF)


def test_breaks_too_shallow_to_matter_are_left_out(engines: Curve) -> None:
    coarse = planner.curve(tiny_case(), ENGINES, 0, 10, within=1e-3)
    assert len(coarse.segments) < len(engines.segments)
    assert coarse.solved < engines.solved
    on_the_curve_within = max(abs(coarse.cost(k / 2) - engines.cost(k / 2)) for k in range(21))
    assert 1e-7 < on_the_curve_within <= 1e-3 * engines.segments[0].cost


def test_a_curve_cut_short_says_how_far_off_it_may_be(engines: Curve) -> None:
    short = planner.curve(tiny_case(), ENGINES, 0, 10, most=2)
    assert short.doubt > 0
    gaps = [short.cost(k / 2) - engines.cost(k / 2) for k in range(21)]
    assert min(gaps) > -1e-6
    assert 1e-6 < max(gaps) <= short.doubt + 1e-6


def test_the_order_of_the_ends_is_nothing(engines: Curve) -> None:
    assert planner.curve(tiny_case(), ENGINES, 10, 0).frame.equals(engines.frame)


def test_the_table_has_a_row_an_end_or_breakpoint(engines: Curve) -> None:
    frame = engines.frame
    assert list(frame.columns) == ["value", "cost_usd_billion", "slope_after_usd_billion_per_unit", "change"]
    assert len(frame) == len(engines.segments) + 1
    assert (frame["value"].iloc[0], frame["value"].iloc[-1]) == (0, 10)
    assert math.isnan(frame["slope_after_usd_billion_per_unit"].iloc[-1])
    assert (frame["change"].iloc[1:-1] != "").all()


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        ("sources.capex_usd_per_kw*=", "numbers in book_value_adds_up, capex_follows_spend_profiles"),
        ("sources.lead_months[source=engine]*=", "it changes which decisions or rules there are"),
        ("sources.provenance=", "moves nothing"),
        ("supply_limits.limit_gw_per_year/=", "moves more than limits"),
        ("demand.need_gw*=2", "has a value of its own"),
    ],
)
def test_an_edit_that_is_no_limit_is_refused(edit: str, words: str) -> None:
    with pytest.raises(UserError, match=words.replace("(", r"\(")):
        planner.curve(tiny_case(), edit, 1, 3)


def test_a_value_that_no_cell_may_hold_is_refused() -> None:
    with pytest.raises(CaseError, match="-1"):
        planner.curve(tiny_case(), ENGINES, -1, 3)


def test_a_range_of_one_value_is_refused() -> None:
    with pytest.raises(UserError, match="two values that differ"):
        planner.curve(tiny_case(), ENGINES, 3, 3)
