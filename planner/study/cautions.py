"""How sure the indices of a sample are, in words, and how many samples would do."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from planner.study.estimators import rank_correlations
from planner.study.spec import LHS, SOBOL
from planner.study.sweep_limits import MOST_CASES
from planner.tolerances import INDEX_ROUNDING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from planner.study.spec import Spec

    Floats = NDArray[np.float64]

SURE = 0.1
"""Share of the variance to which Sobol' indices are sure enough, at 95 %."""
SURE_OF_EFFECTS = 0.25
"""Share of the largest effect to which the effects of a Morris design are, at 95 %."""
FEW_SAMPLES = 64
"""With fewer base samples than these, how sure Sobol' indices are is itself unsure."""
FEW_TRAJECTORIES, USUAL_TRAJECTORIES = 4, 10
"""With fewer trajectories how sure effects are cannot be said; as many are the least that is usual."""
MARGIN = 1.5
"""How much wider than it seems the doubt about few samples may be, for it is itself a guess from them."""
ALIKE = 0.5
"""Rank correlation of two factors from which on their effects are hard to tell apart."""
MOST_PAIRS = 3
"""Pairs of factors alike that are named."""


def cautions_of(spec: Spec, frame: pd.DataFrame, inputs: Floats, blocks: int) -> list[str]:
    """What is to be taken with care in the indices of so many blocks of cases; nothing where they are sure."""
    if spec.design == LHS:
        return [*_chance(frame, blocks), *_pairs_alike(spec, inputs)]
    return list(_shares(spec, frame, blocks) if spec.design == SOBOL else _effects(spec, frame, blocks))


def _chance(frame: pd.DataFrame, samples: int) -> Iterator[str]:
    """Which rank correlations so few samples may have by chance."""
    from scipy.stats import t

    quantile = float(t.ppf(0.975, samples - 2))
    chance = quantile / math.sqrt(samples - 2 + quantile**2)
    if (frame["rank_correlation"].abs() < chance).any():
        yield f"of {samples} samples, a rank correlation up to {chance:.2f} may be chance (95 %)"


def _pairs_alike(spec: Spec, inputs: Floats) -> Iterator[str]:
    """Factors that happen to move together in the sample."""
    names = [factor.name for factor in spec.factors]
    pairs = [
        (abs(alike), other, name)
        for place, name in enumerate(names)
        for other, alike in zip(
            names, rank_correlations(inputs[:, :place], inputs[:, place])["rank_correlation"], strict=False
        )
        if abs(alike) >= ALIKE
    ]
    for alike, other, name in sorted(pairs, reverse=True)[:MOST_PAIRS]:
        yield (
            f"{other} and {name} happen to be drawn alike (rank correlation {alike:.2f}): an effect of one shows as "
            "the other's too, and more samples would part them"
        )


def _shares(spec: Spec, frame: pd.DataFrame, samples: int) -> Iterator[str]:
    """Sobol' indices that are not sure, or that none can be."""
    alone, total = frame["S1"], frame["ST"]
    wide = float(np.nan_to_num(frame[["S1_conf", "ST_conf"]].to_numpy(dtype=float), nan=1.0).max())
    beyond = {
        "S1 above ST": float((alone - total).max()),
        "an index above 1": float(np.maximum(alone, total).max()) - 1,
        "S1 below 0": -float(alone.min()),
    }
    odd = [words for words, excess in beyond.items() if excess > INDEX_ROUNDING]
    if wide > SURE or odd or samples < FEW_SAMPLES:
        what = f"{samples} samples give shares to +-{wide:.2g} (95 %)" + (
            f", which is why there is {' and '.join(odd)}" if odd else ""
        )
        yield f"{what}; {_would_do(spec, samples, max(wide, *beyond.values()) / SURE)}"


def _effects(spec: Spec, frame: pd.DataFrame, trajectories: int) -> Iterator[str]:
    """Effects that are not sure beside the largest of them."""
    largest, wide = float(frame["mu_star"].max()), float(frame["mu_star_conf"].max())
    if trajectories < FEW_TRAJECTORIES:
        what = f"{trajectories} trajectories are too few to say how sure mu* is"
        yield f"{what}; --samples {USUAL_TRAJECTORIES} would do"
    elif largest and wide > SURE_OF_EFFECTS * largest:
        what = f"{trajectories} trajectories give mu* to +-{wide / largest:.0%} of the largest (95 %)"
        yield f"{what}; {_would_do(spec, trajectories, wide / largest / SURE_OF_EFFECTS)}"


def _would_do(spec: Spec, blocks: int, times: float) -> str:
    """How many samples would do where what is unsure is so many times too wide: it falls with their root."""
    needed = max(blocks * (MARGIN * times) ** 2, 2 * blocks) * spec.samples / blocks
    each = (len(spec.factors) + (2 if spec.design == SOBOL else 1)) * max(1, len(spec.scenarios))
    if spec.design == SOBOL:
        needed = 2 ** math.ceil(math.log2(max(needed, FEW_SAMPLES)))
    if needed * each > MOST_CASES:
        return f"it would take more than the {MOST_CASES:,} cases that are allowed to be surer: vary fewer factors"
    return f"--samples {math.ceil(needed)} would do"
