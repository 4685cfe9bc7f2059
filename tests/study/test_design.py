"""From a sweep to its points."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from cases.scenarios import write_scenarios
from study.sweeping import ENGINES, FUNDING, RATE, spec

from planner.study.design import nearest_neighbour_order, points_of
from planner.study.sampling import sample
from planner.study.scenarios import read_scenarios

if TYPE_CHECKING:
    from pathlib import Path

POOL = "supply_limits.limit_gw_per_year[supply_pool=engine_makers]*="


def test_a_grid_has_every_combination_in_order() -> None:
    points = points_of(spec(f"{ENGINES}1|2", f"{FUNDING}on|off", edits=("case.target.close_by+=1",)), {})
    assert [tuple(point.values.values()) for point in points] == [
        ("1", "on"),
        ("1", "off"),
        ("2", "on"),
        ("2", "off"),
    ]
    assert points[1].edits == ("case.target.close_by+=1", f"{POOL}1", "case.funding=off")
    assert [point.name for point in points][3] == "engines 2, funding off"


def test_a_tornado_moves_one_factor_at_a_time() -> None:
    points = points_of(spec(f"{ENGINES}0.5|1|2", f"{RATE}0..0.05", design="tornado"), {})
    assert [tuple(point.values.values()) for point in points] == [
        ("", ""),
        ("0.5", ""),
        ("2", ""),
        ("", "0"),
        ("", "0.05"),
    ]
    assert (points[0].name, points[0].edits) == ("as it is", ())
    assert points[4].edits == ("case.money.benchmark_rate_per_year=0.05",)


def test_scenarios_cross_the_design_their_edits_first(tmp_path: Path) -> None:
    known = read_scenarios(write_scenarios(tmp_path / "case"))
    points = points_of(spec(f"{ENGINES}1|2", scenarios=("base", "more-engines")), known)
    assert [(point.scenario, point.values["engines"]) for point in points] == [
        ("base", "1"),
        ("base", "2"),
        ("more-engines", "1"),
        ("more-engines", "2"),
    ]
    assert points[2].name == "more-engines, engines 1"
    assert points[2].edits == (f"{POOL}2", "case.target.close_by+=1", f"{POOL}1")
    assert [point.name for point in points_of(spec(scenarios=("base",)), known)] == ["base"]


@pytest.mark.parametrize(
    ("design", "samples", "count"), [("lhs", 10, 10), ("sobol", 4, 16), ("morris", 3, 9)]
)
def test_a_sample_has_its_size_its_bounds_and_is_the_same_again(
    design: str, samples: int, count: int
) -> None:
    asked = spec(f"{ENGINES}0.5..1.5", f"{RATE}0..0.05", design=design, samples=samples)
    rows = sample(asked)
    assert rows.shape == (count, 2)
    assert (rows >= [0.5, 0]).all()
    assert (rows <= [1.5, 0.05]).all()
    assert np.array_equal(rows, sample(asked))
    other = spec(f"{ENGINES}0.5..1.5", f"{RATE}0..0.05", design=design, samples=samples, seed=2)
    assert not np.array_equal(rows, sample(other))
    assert len(points_of(asked, {})) == count


def test_a_latin_hypercube_has_a_point_in_every_slice() -> None:
    rows = sample(spec(f"{ENGINES}0..1", f"{RATE}0..1", design="lhs", samples=8))
    for column in rows.T:
        assert sorted(np.floor(column * 8)) == list(range(8))


def test_whole_factors_take_whole_numbers() -> None:
    months = spec("months: sources.lead_months+=0..12", design="lhs", samples=6)
    whole = tuple(type(factor)(factor.name, factor.edits, factor.values, True) for factor in months.factors)
    points = points_of(type(months)("lhs", whole, samples=6), {})
    assert all(point.values["months"].isdecimal() for point in points)


def test_points_are_taken_in_a_chain_each_near_the_one_before() -> None:
    asked = spec(f"{ENGINES}1|2|3", f"{RATE}0|0.05|0.1", f"{FUNDING}on|off")
    chain = nearest_neighbour_order(
        asked, points_of(asked, {}), dict.fromkeys(("engines", "rate", "funding"), 1.0)
    )
    assert sorted(point.number for point in chain) == list(range(18))
    moves = [
        sum(one.values[name] != other.values[name] for name in one.values) for one, other in pairwise(chain)
    ]
    assert max(moves) == 1
    assert [point.values["funding"] for point in chain] == ["on"] * 9 + ["off"] * 9
