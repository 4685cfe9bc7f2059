"""The life of an order: when it arrives, what is paid when, what it is worth at every age.

An age is counted in quarters from the quarter of order, so an order with a lead time of L quarters first stands
at age L and is n = age - L + 1 standing quarters old at the end of that quarter.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planner.parameters.time import MONTHS_PER_QUARTER, QUARTERS_PER_YEAR, straight_line
from planner.tolerances import LEAD_ROUNDING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def quarters_to_arrival(lead_months: float) -> int:
    """Whole quarters between an order and its arrival.

    >>> quarters_to_arrival(0), quarters_to_arrival(7), quarters_to_arrival(12)
    (0, 3, 4)
    """
    return math.ceil(lead_months / MONTHS_PER_QUARTER)


def whole_quarters(years: float) -> int:
    """Years as quarters; the sheets allow whole ones only.

    >>> whole_quarters(2.5)
    10
    """
    return round(years * QUARTERS_PER_YEAR)


def spend_by_age(milestones: Sequence[tuple[float, float]], lead: int) -> dict[int, float]:
    """Share of the overnight cost paid at each age, of milestones (progress_fraction, spend_fraction).

    >>> spend_by_age([(0, 0.25), (0.5, 0.5), (1, 0.25)], 3)
    {0: 0.25, 2: 0.5, 3: 0.25}
    """
    paid: dict[int, float] = {}
    for progress, fraction in sorted(milestones):
        age = math.floor(progress * lead + 0.5 + LEAD_ROUNDING)
        paid[age] = paid.get(age, 0.0) + fraction
    return paid


def book_fraction(age: int, lead: int, life: int, spend: Mapping[int, float]) -> float:
    """Book value as a share of cost: what is spent so far while building, then a straight line to zero.

    >>> [book_fraction(age, 1, 4, {0: 0.3, 1: 0.7}) for age in range(6)]
    [0.3, 0.75, 0.5, 0.25, 0.0, 0.0]
    """
    if age < lead:
        return sum(fraction for paid, fraction in spend.items() if paid <= age)
    return max(0.0, 1 - (age - lead + 1) / life)


def lender_fraction(
    age: int, lead: int, life: int, spend: Mapping[int, float], curve: Sequence[tuple[float, float]]
) -> float:
    """What a lender counts, as a share of cost: the book while building, then at most the curve.

    `curve` holds (age_years, value_fraction), straight lines between and flat beyond; the lower of it and the
    book counts, so that nothing is left after the life.

    >>> lender_fraction(1, 1, 4, {0: 0.3, 1: 0.7}, [(0, 0.5)])
    0.5
    """
    book = book_fraction(age, lead, life, spend)
    if age < lead:
        return book
    return min(book, straight_line(curve, standing_years(age, lead)))


def standing_years(age: int, lead: int) -> float:
    """Years an order has stood at the end of the quarter, counting that quarter; below zero while building.

    >>> standing_years(4, 4), standing_years(3, 4)
    (0.25, 0.0)
    """
    return (age - lead + 1) / QUARTERS_PER_YEAR
