"""What one can move on the page, and what the page shows of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases.tiny import tiny_case, tiny_plan

import planner
from planner.results.run import run_of
from planner.serve.answers import answer_of
from planner.serve.app import Server
from planner.serve.planning_process import LIMITS, NUMBERS, STRUCTURE, kind_of
from planner.serve.sliders import GENERAL, factors_of, factors_of_futures, limits_of
from planner.stochastic.futures_file import read_futures

if TYPE_CHECKING:
    from pathlib import Path


def test_factors_that_a_case_cannot_take_are_left_out() -> None:
    case = tiny_case()
    keys = [factor.key for factor in factors_of(case)]
    assert keys[0] == "need"
    assert "fuel" in keys
    without = planner.edit(case, "sources.capex_usd_per_kw=0")
    assert "power" in [factor.key for factor in factors_of(without)]


@pytest.mark.parametrize(
    "factor", [factor for factor in GENERAL if factor.key != "life"], ids=lambda factor: factor.key
)
def test_a_factor_at_its_neutral_value_leaves_the_case_as_it_is(factor) -> None:
    case = tiny_case()
    assert planner.edit(case, f"{factor.prefix}{factor.neutral:g}").sheets == case.sheets


def write_futures(folder: Path) -> None:
    (folder / "futures.yaml").write_text(
        "steady: {from: 2026Q2, probability: 0.5, sentence: As foreseen., edits: []}\n"
        "bust: {from: 2026Q2, probability: 0.3, sentence: Half., "
        "edits: ['demand.need_gw*=0.5', 'demand.need_gw-=0.3']}\n"
        "boom: {from: 2026Q2, probability: 0.2, sentence: More., edits: ['demand.need_gw*=1.25']}\n"
        "boom-on: {after: boom, from: 2026Q3, probability: 1, sentence: More yet., edits: ['demand.need_gw+=0.2']}\n"
    )


def test_what_futures_change_can_be_moved_as_far_as_the_furthest_both_ways(tmp_path: Path) -> None:
    write_futures(tmp_path)
    times, plus = factors_of_futures(tiny_case(), read_futures(tmp_path).values())
    assert times.prefix == "demand.need_gw*="
    assert (times.low, times.neutral, times.kind) == (pytest.approx(0.48), 1, "times")
    assert times.high >= 2
    assert plus.prefix == "demand.need_gw+="
    assert (plus.low, plus.high, plus.neutral, plus.kind) == (
        pytest.approx(-0.3),
        pytest.approx(0.3),
        0,
        "plus",
    )


def test_futures_are_buttons_with_all_that_comes_on_their_way(tmp_path: Path) -> None:
    write_futures(tmp_path)
    found = {one["name"]: one for one in Server(tiny_case(), [], read_futures(tmp_path)).scenarios}
    assert list(found) == ["future bust", "future boom", "future boom-on"]
    assert found["future boom-on"]["edits"] == ["demand.need_gw*=1.25", "demand.need_gw+=0.2"]
    assert found["future bust"]["sentence"] == "Half. Known from the start, from 2026Q2 on."


def test_the_dearest_limits_can_be_moved_and_give_what_they_say() -> None:
    case, plan = tiny_case(), tiny_plan()
    limits = limits_of(run_of(plan))
    first = limits[0]
    assert first.label == "supply pool engine_makers"
    assert first.edit == "supply_limits.limit_gw_per_year[supply_pool=engine_makers]+=1"
    # A GW a year is a quarter of a GW in the quarter whose price the sentence tells.
    better = planner.solve(planner.edit(case, first.edit))
    saved = plan.objective_usd_billion - better.objective_usd_billion
    assert 0 < saved <= 1.143 * 1.0 + 1e-9


def test_an_answer_says_what_the_screen_says() -> None:
    base = run_of(tiny_plan())
    more = run_of(planner.solve(planner.edit(tiny_case(), "demand.need_gw*=1.2")))
    answer = answer_of(more, base)
    figures = {figure["name"]: figure["value"] for figure in answer["figures"]}
    assert figures["Total system cost"] == pytest.approx(more.objective_usd_billion)
    assert sum(answer["cost"].values()) == pytest.approx(more.objective_usd_billion, abs=1e-3)
    marks = answer["charts"]["need"]["panels"][0]["layer"][-1]
    served = [row["base"] for row in marks["data"]["values"]]
    assert served[0] == pytest.approx(1.0)  # what is in hand; nothing can be served in the first quarter
    assert marks["mark"]["strokeDash"]


@pytest.mark.parametrize(
    ("edit", "kind"),
    [
        ("demand.need_gw*=1.1", LIMITS),
        ("supply_limits.limit_gw_per_year*=2", LIMITS),
        ("compute.capex_usd_billion_per_gw*=1.1", NUMBERS),
        ("instruments.rate_per_year+=0.01", NUMBERS),
        ("sources.lead_months+=3", STRUCTURE),
        ("case.calendar.end=2027Q4", STRUCTURE),
    ],
)
def test_the_kind_of_a_change_is_what_a_session_takes_time_by(edit: str, kind: str) -> None:
    assert kind_of(tiny_case(), planner.edit(tiny_case(), edit)) == kind
