"""How sure indices are: what no index can be is explained, and how many samples would do is said and holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from study.sweeping import ENGINES, NEED, RATE, spec

from planner.study.cautions import SURE
from planner.study.design import points_of
from planner.study.sensitivity import indices_of
from planner.study.spec import check
from planner.study.sweep_limits import MOST_CASES

if TYPE_CHECKING:
    from planner.study.sensitivity import Indices

FACTORS = (f"{ENGINES}0..1", f"{RATE}0..1", f"{NEED}0..1")


def found(design: str, samples: int, power: float = 1.0, seed: int = 1, factors: int = 3) -> Indices:
    """The indices of (5 engines + rate) to a power."""
    asked = spec(*FACTORS[:factors], design=design, samples=samples, seed=seed)
    points = points_of(asked, {})
    costs = [(5 * float(p.values["engines"]) + float(p.values.get("rate", 0))) ** power for p in points]
    indices = indices_of(asked, points, pd.DataFrame({"cost": costs}), "cost")
    assert indices is not None
    return indices


@pytest.mark.parametrize("seed", range(1, 9))
def test_few_samples_of_sobol_are_said_to_be_few_whatever_they_happen_to_tell(seed: int) -> None:
    (caution,) = found("sobol", 4, seed=seed).cautions
    assert caution.startswith("4 samples give shares to +-")
    assert "would do" in caution


def test_indices_that_none_can_be_are_named() -> None:
    said = [found("sobol", 4, power=3, seed=seed) for seed in range(1, 30)]
    for indices in said:
        frame, (caution,) = indices.frame, indices.cautions
        assert ("S1 above ST" in caution) == (frame["S1"] > frame["ST"] + 1e-9).any()
        assert ("an index above 1" in caution) == (frame[["S1", "ST"]] > 1 + 1e-9).any(axis=None)
        assert ("S1 below 0" in caution) == (frame["S1"] < -1e-9).any()
    assert any("S1 above ST and an index above 1" in indices.cautions[0] for indices in said)


@pytest.mark.parametrize("seed", range(1, 7))
@pytest.mark.parametrize("power", [1, 2, 4])
def test_as_many_samples_as_are_said_to_do_do(power: int, seed: int) -> None:
    (caution,) = found("sobol", 16, power, seed).cautions
    enough = int(re.search(r"--samples (\d+) would do", caution)[1])  # type: ignore[index]
    assert enough & (enough - 1) == 0
    frame = found("sobol", enough, power, seed).frame
    assert frame[["S1_conf", "ST_conf"]].max(axis=None) <= SURE


def test_many_samples_that_are_sure_are_taken_as_they_are() -> None:
    indices = found("sobol", 1024, power=2)
    assert not [caution for caution in indices.cautions if "above 1" in caution]
    assert indices.frame[["S1_conf", "ST_conf"]].max(axis=None) <= SURE


def test_more_samples_than_are_allowed_are_not_asked_for() -> None:
    names = [f"f{k}" for k in range(400)]
    asked = spec(*(f"{name}: demand.need_gw*=0..1" for name in names), design="sobol", samples=4)
    points = points_of(check(asked), {})
    costs = [float(point.values["f0"]) ** 2 for point in points]
    indices = indices_of(asked, points, pd.DataFrame({"cost": costs}), "cost")
    assert indices is not None
    assert f"more than the {MOST_CASES:,} cases that are allowed" in indices.cautions[0]


def test_few_trajectories_that_disagree_are_said_to_be_few() -> None:
    (caution,) = found("morris", 4, power=4).cautions
    enough = int(re.search(r"--samples (\d+) would do", caution)[1])  # type: ignore[index]
    assert caution.startswith("4 trajectories give mu* to +-")
    assert enough > 4
    assert not found("morris", 4 * enough, power=4).cautions
    assert not found("morris", 4).cautions


@pytest.mark.parametrize("trajectories", [2, 3])
def test_trajectories_may_be_too_few_to_say_how_sure_they_are(trajectories: int) -> None:
    """Two that happen to agree are no sign of anything."""
    few = f"{trajectories} trajectories are too few to say how sure mu* is; --samples 10 would do"
    assert found("morris", trajectories).cautions == (few,)


def test_rank_correlations_that_may_be_chance_are_told_from_those_that_are_not() -> None:
    few, many = found("lhs", 6), found("lhs", 200)
    assert "of 6 samples, a rank correlation up to 0.81 may be chance (95 %)" in few.cautions
    assert many.cautions == ("of 200 samples, a rank correlation up to 0.14 may be chance (95 %)",)
    assert not found("lhs", 64, factors=1).cautions


def test_factors_that_happen_to_be_drawn_alike_are_named() -> None:
    said = [caution for seed in range(1, 20) for caution in found("lhs", 4, seed=seed).cautions]
    alike = [caution for caution in said if "happen to be drawn alike" in caution]
    assert alike
    assert all(re.search(r"engines and rate|engines and need|rate and need", caution) for caution in alike)
