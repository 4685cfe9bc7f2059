"""What is worked out of a sample: rank correlations, Sobol' indices, elementary effects of trajectories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.study.salib import salib
from planner.study.sampling import problem_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.study.spec import Spec

    Floats = NDArray[np.float64]

NORMAL = 1.96
"""Standard errors to either side of an estimate, at 95 %."""
RESAMPLES = 100
"""How often trajectories are drawn again to see how sure their mean is."""


def rank_correlations(inputs: Floats, values: Floats) -> dict[str, Floats]:
    """The rank correlation of every factor with the measure, after Spearman; zero where either does not vary."""
    ranks = np.column_stack([pd.Series(column).rank() for column in (*inputs.T, values)])
    ranks -= ranks.mean(axis=0)
    sizes = np.sqrt((ranks**2).sum(axis=0))
    found = ranks[:, :-1].T @ ranks[:, -1]
    size = sizes[:-1] * sizes[-1]
    return {"rank_correlation": np.divide(found, size, out=np.zeros_like(found), where=size > 0)}


def sobol_indices(spec: Spec, values: Floats) -> dict[str, Floats]:
    """S1 and ST of every factor, and how sure they are; all zero where nothing varies."""
    names = ("S1", "S1_conf", "ST", "ST_conf")
    if np.ptp(values) == 0:
        return {name: np.zeros(len(spec.factors)) for name in names}
    # SALib takes the seed 0 for none at all.
    seed = np.random.SeedSequence(spec.seed)
    found = salib("analyze.sobol").analyze(problem_of(spec), values, calc_second_order=False, seed=seed)
    return {name: np.asarray(found[name], dtype=float) for name in names}


def elementary_effects(spec: Spec, inputs: Floats, values: Floats) -> dict[str, Floats]:
    """The effects of every factor from low to high: mean size, how sure that is, mean, spread.

    An effect is what a step of a trajectory changes, by the share of its range that the factor in fact moved.
    """
    factors = len(spec.factors)
    ranges = np.array([float(factor.high) - float(factor.low) for factor in spec.factors])
    steps = np.diff(inputs.reshape(-1, factors + 1, factors), axis=1) / ranges
    changes = np.diff(values.reshape(-1, factors + 1), axis=1)
    # Each step moves one factor, so that a trajectory has one effect of each.
    moved = np.abs(steps).argmax(axis=2)
    by = np.take_along_axis(steps, moved[:, :, np.newaxis], axis=2)[:, :, 0]
    effects = np.zeros_like(changes)
    np.put_along_axis(effects, moved, changes / by, axis=1)
    random = np.random.default_rng(spec.seed)
    sizes = np.abs(effects)
    drawn = random.integers(len(effects), size=(RESAMPLES, len(effects)))
    return {
        "mu_star": sizes.mean(axis=0),
        "mu_star_conf": NORMAL * sizes[drawn].mean(axis=1).std(axis=0, ddof=1),
        "mu": effects.mean(axis=0),
        "sigma": effects.std(axis=0, ddof=1),
    }
