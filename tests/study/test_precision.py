"""What is constant to the solver's precision has no order: no statistic is made of noise, wherever it stands."""

from __future__ import annotations

import warnings
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from cases.tiny import TINY
from hypothesis import given
from hypothesis import strategies as st
from study.sweeping import ENGINES, RATE, made_up, spec

from planner import cli
from planner.study.compare import Comparison, Line
from planner.study.comparison_charts import answer
from planner.study.design import points_of
from planner.study.measures import Measure
from planner.study.pictures import charts_of
from planner.study.precision import NO_EFFECT, precision_of, settled
from planner.study.salib import warnings_as_notes
from planner.study.sensitivity import indices_of
from planner.study.sweep_text import summary_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from planner.study.design import Point
    from planner.study.sensitivity import Indices
    from planner.study.spec import Spec

FACTORS = (f"{ENGINES}0..1", f"{RATE}0..1")
COST = 6004.8257042123
COSTS = np.array([COST, COST + 1.8e-12, COST - 0.9e-12, COST + 0.9e-12])


def noise(number: int) -> float:
    """What a solver leaves in the thirteenth digit, in no order."""
    return float(np.random.default_rng(number).choice([-1.8e-12, -0.9e-12, 0, 0.9e-12, 1.8e-12]))


def value(point: Point, factor: str) -> float:
    return float(point.values[factor] or 0.5)


def found(asked: Spec, figure: Callable[[Point], float], measure: str = "objective_usd_billion") -> Indices:
    """The indices of a measure that is a function of the factors."""
    points = points_of(asked, {})
    summary = pd.DataFrame({measure: [figure(point) for point in points]})
    indices = indices_of(asked, points, summary, measure)
    assert indices is not None
    return indices


def rows(indices: Indices) -> dict[str, dict[str, object]]:
    return {row["factor"]: row for row in indices.frame.to_dict("records")}


@pytest.mark.parametrize("design", ["lhs", "sobol", "morris", "tornado"])
def test_what_is_constant_but_for_the_thirteenth_digit_has_no_order(design: str) -> None:
    asked = spec(*FACTORS, design=design, samples=8)
    indices = found(asked, lambda point: COST + noise(point.number))
    assert set(indices.frame["note"]) == {NO_EFFECT}
    numbers = indices.frame.select_dtypes("number").drop(
        columns=["at_low", "at_base", "at_high"], errors="ignore"
    )
    assert (numbers == 0).all(axis=None)
    assert indices.cautions == ("no factor has an effect beyond the solver's precision",)


@pytest.mark.parametrize(("design", "key"), [("sobol", "ST"), ("morris", "mu_star"), ("tornado", "swing")])
def test_a_factor_that_moves_only_the_last_digits_is_said_to_have_no_effect(design: str, key: str) -> None:
    """The other one does, so that not all of the measure is constant."""
    asked = spec(*FACTORS, design=design, samples=64)
    told = rows(found(asked, lambda point: COST + 10 * value(point, "engines") + noise(point.number)))
    assert told["rate"][key] == 0
    assert told["rate"]["note"] == NO_EFFECT
    assert told["engines"][key] == pytest.approx(1 if design == "sobol" else 10, rel=0.1)
    assert told["engines"]["note"] == ""


def test_ranks_on_a_plateau_are_ties() -> None:
    """From a half on nothing binds: the order of the costs beyond is noise, and counts for nothing."""
    asked = spec(FACTORS[0], design="lhs", samples=40)
    smooth = rows(found(asked, lambda point: COST + max(0.0, 0.5 - value(point, "engines"))))
    noisy = rows(
        found(asked, lambda point: COST + max(0.0, 0.5 - value(point, "engines")) + noise(point.number))
    )
    assert noisy["engines"]["rank_correlation"] == pytest.approx(
        smooth["engines"]["rank_correlation"], abs=1e-12
    )


@pytest.mark.parametrize(
    ("measure", "size"),
    [("standing_gw.battery_4h", 4e-14), ("unserved_gw_years", 1e-12), ("quarters_to_close", 0)],
)
def test_noise_around_zero_is_noise(measure: str, size: float) -> None:
    """Nothing is relative to zero: the solver's own tolerance tells what is nothing."""
    asked = spec(*FACTORS, design="lhs", samples=12)
    indices = found(asked, lambda point: size * noise(point.number) / 1.8e-12, measure)
    assert set(indices.frame["note"]) == {NO_EFFECT}


def test_a_part_of_the_cost_is_as_fine_as_the_whole() -> None:
    """Noise of a part that is next to nothing is measured by what it is a part of."""
    summary = pd.DataFrame({"objective_usd_billion": COSTS, "cost_usd_billion.running": COSTS - COST})
    assert precision_of(summary, "cost_usd_billion.running") > 3e-12
    assert len(set(settled(COSTS - COST, precision_of(summary, "cost_usd_billion.running")))) == 1


def test_small_effects_that_a_solver_can_tell_are_told() -> None:
    """Also of a case whose figures are tiny altogether."""
    asked = spec(*FACTORS, design="morris", samples=10)
    tiny = rows(found(asked, lambda point: 1e-7 * (1 + value(point, "engines"))))
    assert tiny["engines"]["mu_star"] == pytest.approx(1e-7)
    large = rows(found(asked, lambda point: COST + 1e-3 * value(point, "engines")))
    assert large["engines"]["mu_star"] == pytest.approx(1e-3, rel=1e-6)


def test_a_wider_proof_makes_for_a_coarser_precision() -> None:
    points = points_of(asked := spec(*FACTORS, design="tornado"), {})
    summary = pd.DataFrame({"objective_usd_billion": [100 + 1e-5 * value(p, "engines") for p in points]})
    fine, coarse = (indices_of(asked, points, summary, "objective_usd_billion", gap) for gap in (0, 1e-6))
    assert fine is not None
    assert coarse is not None
    assert rows(fine)["engines"]["swing"] == pytest.approx(1e-5, rel=1e-4)
    assert rows(coarse)["engines"]["note"] == NO_EFFECT


def test_values_apart_stay_apart_however_many_there_are() -> None:
    """Equal are those within the precision of the least of them, not a chain of neighbours."""
    values = np.linspace(0, 1, 1001)
    assert len(set(settled(values, 0.0101))) == 91
    assert settled([1.0, np.nan, 1.05, np.inf], 0.1)[[0, 2]].tolist() == [1.0, 1.0]
    assert all(later - earlier > 0.0101 for earlier, later in pairwise(sorted(set(settled(values, 0.0101)))))


@given(st.lists(st.floats(-1e6, 1e6)), st.floats(1e-6, 1e3))
def test_values_are_moved_by_less_than_the_precision_and_never_past_each_other(
    values: list[float], precision: float
) -> None:
    found = settled(values, precision)
    assert all(0 <= before - after <= precision for before, after in zip(values, found, strict=True))
    assert settled(found, precision).tolist() == found.tolist()
    order = np.argsort(values, kind="stable")
    assert (np.diff(found[order]) >= 0).all()


def test_charts_do_not_spread_noise_over_an_axis_or_a_scale_of_colours(tmp_path: Path) -> None:
    grid = made_up(spec(f"{ENGINES}0|1", f"{RATE}0|1"), tmp_path)
    flat = replace(grid, summary=grid.summary.assign(objective_usd_billion=COSTS))
    (chart,) = charts_of(flat)
    assert len({row["value"] for row in chart.panels[0].spec["data"]["values"]}) == 1
    low, high = chart.panels[0].spec["layer"][0]["encoding"]["color"]["scale"]["domain"]
    assert low == high
    assert "the same in all of them" in chart.alternative


def test_the_chart_of_a_measure_that_nothing_moves_names_no_winner(tmp_path: Path) -> None:
    sweep = made_up(spec(*FACTORS, design="tornado"), tmp_path)
    flat = sweep.summary.assign(objective_usd_billion=[COST, COST + 1e-12, COST, COST, COST - 1e-12])
    indices = indices_of(sweep.spec, sweep.points, flat, "objective_usd_billion")
    told = replace(sweep, summary=flat, indices=indices)
    assert charts_of(told)[0].alternative == "No factor has an effect beyond the solver's precision."
    assert summary_text(told).count(NO_EFFECT) == 2
    assert "note: no factor has an effect" in summary_text(told)


def test_factors_that_matter_alike_are_named_together(tmp_path: Path) -> None:
    """What parts them is the thirteenth digit."""
    sweep = made_up(spec(*FACTORS, design="tornado"), tmp_path)
    alike = sweep.summary.assign(objective_usd_billion=[COST, COST, COST + 5 + 1e-12, COST, COST + 5])
    indices = indices_of(sweep.spec, sweep.points, alike, "objective_usd_billion")
    told = replace(sweep, summary=alike, indices=indices)
    assert charts_of(told)[0].alternative == "engines, rate matter most."


@pytest.mark.parametrize(
    ("costs", "sentence"),
    [
        ((0, 1.8e-12, -0.9e-12), "All cost the same, USD 6,004.8 billion, to the solver's precision."),
        ((1.8e-12, 0, 1), "a, b cost least, USD 6,004.8 billion; c most, USD 6,005.8 billion."),
        ((0, 1, 1 + 1.8e-12), "a costs least, USD 6,004.8 billion; b, c most, USD 6,005.8 billion."),
        ((0, 1, 2), "a costs least, USD 6,004.8 billion; c most, USD 6,006.8 billion."),
    ],
)
def test_plans_that_cost_the_same_have_no_cheapest(costs: tuple[float, ...], sentence: str) -> None:
    cells = tuple(Measure("answer", "objective_usd_billion", "USD billion", COST + cost) for cost in costs)
    line = Line("answer", "objective_usd_billion", "USD billion", cells)
    assert answer(Comparison(("a", "b", "c"), "2026Q4", (line,), ())) == sentence


def test_one_scenario_may_be_constant_where_another_is_not() -> None:
    asked = replace(spec(*FACTORS, design="tornado"), scenarios=("flat", "steep"))
    points = [
        replace(point, scenario=name, number=number)
        for number, (name, point) in enumerate(
            (name, point) for name in asked.scenarios for point in points_of(replace(asked, scenarios=()), {})
        )
    ]
    costs = [COST + noise(p.number) + (value(p, "engines") if p.scenario == "steep" else 0) for p in points]
    indices = indices_of(asked, points, pd.DataFrame({"cost": costs}), "cost")
    assert indices is not None
    frame = indices.frame.set_index(["scenario", "factor"])
    assert frame["note"].eq(NO_EFFECT).to_dict() == {
        ("flat", "engines"): True,
        ("flat", "rate"): True,
        ("steep", "engines"): False,
        ("steep", "rate"): True,
    }
    assert indices.cautions == ("flat: no factor has an effect beyond the solver's precision",)


def test_a_limit_that_never_binds_has_no_rank_correlation(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ["--vary", "bonds: market_limits.issuance_limit_usd_billion_per_year[market=bonds]*=50..100"]
    arguments = [
        "--design",
        "lhs",
        "--samples",
        "6",
        "--set",
        "case.funding=off",
        "--out",
        str(tmp_path / "sweep"),
    ]
    assert cli.main(["sweep", str(TINY), *words, *arguments, "--workers", "1"]) == 0
    out, err = capfd.readouterr()
    assert "no effect beyond the solver's precision" in out
    assert "Warning" not in err
    kept = pd.read_csv(tmp_path / "sweep" / "indices.csv")
    assert (kept["rank_correlation"].tolist(), kept["note"].tolist()) == ([0.0], [NO_EFFECT])


@pytest.mark.slow
def test_the_case_as_shipped_has_no_rank_correlation_of_noise(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ["--vary", "uprate: site_limits.limit_gw[asset=nuclear_uprate]*=50..100", "--design", "lhs"]
    edits = ["--set", "case.operations.hours_per_block=24", "--set", "case.funding=off"]
    case = str(TINY.parent / "us-2028")
    arguments = [*words, *edits, "--samples", "6", "--out", str(tmp_path / "sweep"), "--workers", "1"]
    assert cli.main(["sweep", case, *arguments]) == 0
    assert NO_EFFECT in capfd.readouterr().out


# ── what libraries warn of ──


def test_warnings_of_libraries_become_notes_each_once() -> None:
    notes: list[str] = []
    with warnings_as_notes(notes):
        for _ in range(2):
            warnings.warn(
                "An input array is constant; the coefficient is not defined.", RuntimeWarning, stacklevel=1
            )
            warnings.warn("this  is\nodd", UserWarning, stacklevel=1)
        warnings.warn("will go", DeprecationWarning, stacklevel=1)
    assert notes == [
        "a factor or the measure is the same in all cases: it has no correlation",
        "a library warns: this is odd",
    ]


def test_a_factor_that_is_the_same_in_all_cases_left_warns_nobody() -> None:
    """Of a whole factor of two values only the cases at one of them have a plan."""
    asked = spec(FACTORS[0], "late: case.target.close_by+=0..1", design="lhs", samples=12)
    assert asked.factors[1].whole
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        told = rows(found(asked, lambda point: np.nan if value(point, "late") else value(point, "engines")))
    assert told["late"]["rank_correlation"] == 0
    assert told["engines"]["rank_correlation"] == pytest.approx(1)
