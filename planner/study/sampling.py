"""Sampled designs: the values of every factor, point by point.

Latin hypercube, Sobol' and Morris designs are SALib's, drawn between 0 and 1. A factor of any numbers is stretched from
there to its range. One of whole numbers is cut into as many strata as it has numbers, so that each weighs the same;
rounding would leave its ends half the weight of the others. Of a Morris design each trajectory moves a whole factor
from one number to the one half a turn further, all numbers being on a circle: again each is met as often as any other,
and a step is about half of the range, as Morris has it; how long it is in fact is what effects are divided by.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.study.salib import salib, warnings_as_notes
from planner.study.spec import LHS, MORRIS, SOBOL
from planner.tolerances import FACTOR_MOVED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.study.factors import Factor
    from planner.study.spec import Spec

    Floats = NDArray[np.float64]

MODULES = {LHS: "latin", SOBOL: "sobol", MORRIS: "morris"}
"""Where SALib keeps each design."""
DIGITS = 12
"""Of a sampled number, counted from the size of its range."""


def problem_of(spec: Spec) -> dict[str, Any]:
    """The factors as SALib takes them, each from 0 to 1."""
    return {
        "num_vars": len(spec.factors),
        "names": [factor.name for factor in spec.factors],
        "bounds": [[0.0, 1.0] for _ in spec.factors],
    }


def sample(spec: Spec, notes: list[str] | None = None) -> Floats:
    """The points that a sampled design asks for, a row a point, a column a factor; raises UserError.

    What SALib warns of, and what is not as one may think, is added to the notes.
    """
    module = salib(f"sample.{MODULES[spec.design]}")
    options: dict[str, dict[str, Any]] = {
        SOBOL: {"calc_second_order": False},
        MORRIS: {"num_levels": spec.levels},
    }
    notes = [] if notes is None else notes
    for factor in spec.factors:
        if len(factor.values) > 2:
            numbers = "any whole number" if factor.whole else "anything"
            notes.append(f"{factor.name} is drawn from {numbers} between its first and its last value")
    with warnings_as_notes(notes):
        shares: Floats = module.sample(
            problem_of(spec), spec.samples, seed=spec.seed, **options.get(spec.design, {})
        )
    columns = []
    for place, factor in enumerate(spec.factors):
        column = shares[:, place]
        if not factor.whole:
            columns.append(_stretched(factor, column))
        elif spec.design == MORRIS:
            trajectories = column.reshape(-1, len(spec.factors) + 1)
            columns.append(_whole_steps(factor, trajectories, np.random.default_rng([spec.seed, place])))
        else:
            columns.append(float(factor.low) + _strata(column, numbers_of(factor)))
    found: Floats = np.column_stack(columns)
    return found


def numbers_of(factor: Factor) -> int:
    """How many whole numbers a factor may be."""
    return int(float(factor.high)) - int(float(factor.low)) + 1


def _stretched(factor: Factor, shares: Floats) -> Floats:
    """Shares of a range as values of it, with as many digits as are worth writing."""
    low, high = float(factor.low), float(factor.high)
    decimals = DIGITS - math.ceil(math.log10(high - low))
    rounded = [round(value, decimals) for value in (low + shares * (high - low)).tolist()]
    return np.array([min(max(value, low), high) for value in rounded])


def _strata(shares: Floats, count: int) -> Floats:
    """In which of so many equal parts of the way from 0 to 1 each share lies."""
    return np.minimum(np.floor(shares * count), count - 1)


def _whole_steps(factor: Factor, trajectories: Floats, random: np.random.Generator) -> Floats:
    """Trajectories of a whole factor, which moves once in each, where the one from 0 to 1 does."""
    count, drawn = numbers_of(factor), len(trajectories)
    places = (random.permutation(drawn) + random.random(drawn)) / drawn
    before = _strata(places, count)
    after = (before + count // 2) % count
    moved = np.abs(trajectories - trajectories[:, :1]) > FACTOR_MOVED
    numbers = np.where(moved, after[:, np.newaxis], before[:, np.newaxis])
    return float(factor.low) + numbers.ravel()
