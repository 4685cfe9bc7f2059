"""Rates, discounting and prices over time."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

QUARTERS_PER_YEAR = 4
MONTHS_PER_QUARTER = 3
HOURS_PER_YEAR = 8766
USD_BILLION_PER_GWH_OF_USD_PER_MWH = 1e-6
HOURS_PER_DAY = 24


def rate_per_quarter(rate_per_year: float) -> float:
    """A yearly rate per quarter; compounding four of them gives the year back.

    >>> round((1 + rate_per_quarter(0.05)) ** 4 - 1, 12)
    0.05
    """
    return float((1 + rate_per_year) ** (1 / QUARTERS_PER_YEAR) - 1)


def discount_factor(rate_per_year: float, quarters: int) -> float:
    """Worth now of a dollar paid that many quarters from now.

    >>> round(discount_factor(0.0816, 1), 6), round(discount_factor(0.0816, 2), 6)
    (0.980581, 0.961538)
    """
    return float((1 + rate_per_year) ** (-quarters / QUARTERS_PER_YEAR))


def price_level(inflation_per_year: float, dollar_year: int, time: float) -> float:
    """Nominal dollars at `time` (years, 2026Q1 is 2026.0) for one dollar of `dollar_year`.

    >>> round(price_level(0.02, 2025, 2027.0), 4)
    1.0404
    """
    return float((1 + inflation_per_year) ** (time - dollar_year))


def step_value(rows: Sequence[tuple[int, float]], year: int) -> float | None:
    """The value in force in `year`, of rows (year, value) that hold until the next; None before the first.

    >>> step_value([(2026, 1.0), (2028, 3.0)], 2027), step_value([(2026, 1.0)], 2025)
    (1.0, None)
    """
    in_force = None
    for since, value in sorted(rows):
        if since <= year:
            in_force = value
    return in_force


def level_at(rows: Sequence[tuple[int, float]], time: float) -> float:
    """Level at `time` of year-end levels (year, value) joined by straight lines, flat outside them.

    >>> level_at([(2025, 1.0), (2026, 3.0)], 2026.5), level_at([(2025, 1.0)], 2040.0)
    (2.0, 1.0)
    """
    return straight_line([(year + 1, value) for year, value in sorted(rows)], time)


def straight_line(points: Sequence[tuple[float, float]], at: float) -> float:
    """Value at `at` of straight lines through `points` (sorted), flat beyond the first and the last.

    >>> straight_line([(0, 1.0), (4, 0.0)], 1), straight_line([(0, 1.0), (4, 0.5)], 9)
    (0.75, 0.5)
    """
    if at <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if at <= x1:
            return y0 + (y1 - y0) * (at - x0) / (x1 - x0)
    return points[-1][1]
