"""Constants of time and money, and two small functions of numbers."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

QUARTERS_PER_YEAR = 4
MONTHS_PER_QUARTER = 3
HOURS_PER_YEAR = 8766
HOURS_PER_DAY = 24
USD_PER_MWH = 1e-6
"""In USD billion per GWh."""
MILLION_TONNES_PER_GWH = 1e-3
"""Of what emits a tonne a MWh."""
USD_PER_KW = 1e-3
"""In USD billion per GW."""


def per_quarter(rate_per_year: float) -> float:
    """A yearly rate by the quarter.

    >>> round(per_quarter(0.0816), 4)
    0.0198
    """
    return float((1 + rate_per_year) ** (1 / QUARTERS_PER_YEAR)) - 1


def interpolate(points: Sequence[tuple[float, float]], at: float) -> float:
    """Straight lines through sorted points (where, value), flat beyond them.

    >>> interpolate([(0, 1.0), (2, 0.0)], 0.5), interpolate([(0, 1.0), (2, 0.0)], 7)
    (0.75, 0.0)
    """
    right = bisect_left([where for where, _ in points], at)
    if right == 0:
        return points[0][1]
    if right == len(points):
        return points[-1][1]
    (low, before), (high, after) = points[right - 1 : right + 1]
    share = (at - low) / (high - low)
    return (1 - share) * before + share * after
