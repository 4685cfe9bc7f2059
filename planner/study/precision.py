"""How fine the answers of a solver are: figures that differ by less are the same, and no statistic is made of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.tolerances import SAME_FIGURE, SAME_PART_OF_COST, ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MONEY = "_usd_billion."
"""In the names of columns that are money."""
NO_EFFECT = "no effect beyond the solver's precision"


def precision_of(summary: pd.DataFrame, measure: str, gap: float = 0.0) -> float:
    """How far apart figures of a measure must be to differ; `gap` is the widest between bounds that was proved."""
    values = summary[measure].astype(float)
    floor = ZERO
    if _is_money(measure):
        costs = [
            column for column in map(str, summary) if _is_money(column) and summary[column].dtype == float
        ]
        floor = SAME_PART_OF_COST * max(_size(summary[column]) for column in (measure, *costs))
    return max(floor, max(SAME_FIGURE, gap) * _size(values))


def settled(values: Iterable[float], precision: float) -> Floats:
    """The values, those that the precision cannot tell apart made equal; what is not finite stays as it is."""
    found = np.array(list(values), dtype=float)
    order = np.argsort(found, kind="stable")
    least = -np.inf
    for place in order[np.isfinite(found[order])]:
        least = least if found[place] - least <= precision else found[place]
        found[place] = least
    return found


def _is_money(column: str) -> bool:
    return column.endswith("_usd_billion") or MONEY in column


def _size(values: pd.Series[float]) -> float:
    """The largest of figures, whatever its sign; 0 where there are none."""
    sizes = values.astype(float).abs()
    finite = sizes[np.isfinite(sizes)]
    return float(finite.max()) if len(finite) else 0.0
