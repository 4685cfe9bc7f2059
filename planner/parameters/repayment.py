"""How one borrowed dollar is repaid: what is left of it, and what falls due, at every age.

A new kind of repayment is one function `(age, tenor, grace, rate) -> fraction still owed` in KINDS; ages,
tenor and grace in quarters, the rate per quarter. It must start at 1 and end at 0 from the tenor on. A custom loan
has its schedule in a sheet instead. Interest of the grace that is capitalised makes more of the 1 at issue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.parameters.time import QUARTERS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Callable

    Schedule = tuple[tuple[float, float], ...]
    """Points (age in years, share of the issue still owed), in order of age."""

CALLABLE = "callable"
"""Repaid at par when the plan likes: its balance is a decision, not a schedule."""
SCULPTED = "sculpted"
"""The same, but lenders count all that is really paid: repaid as cash flow allows."""
AT_WILL = (CALLABLE, SCULPTED)
"""Kinds that the plan repays when it likes; their rates float, and nothing of their fees is unexpired."""
CUSTOM = "custom"
"""Repaid by a schedule of its own."""


def bullet(age: int, tenor: int, grace: int, rate: float) -> float:
    """Everything at the end of the tenor: corporate bonds, term ABS.

    >>> [bullet(age, 3, 0, 0.02) for age in range(5)]
    [1.0, 1.0, 1.0, 0.0, 0.0]
    """
    return 1.0 if age < tenor else 0.0


def straight(age: int, tenor: int, grace: int, rate: float) -> float:
    """Equal principal after the grace: development-bank loans.

    >>> [straight(age, 4, 2, 0.02) for age in range(5)]
    [1.0, 1.0, 1.0, 0.5, 0.0]
    """
    if age <= grace:
        return 1.0
    return max(0.0, (tenor - age) / (tenor - grace))


def level(age: int, tenor: int, grace: int, rate: float) -> float:
    """Equal payments of interest and principal after the grace: term loans, project finance.

    >>> [round(level(age, 2, 0, 0.1), 6) for age in range(3)]
    [1.0, 0.52381, 0.0]
    """
    if age <= grace or rate == 0:
        return straight(age, tenor, grace, rate)
    if age >= tenor:
        return 0.0
    return float((1 - (1 + rate) ** (age - tenor)) / (1 - (1 + rate) ** (grace - tenor)))


def custom(age: int, tenor: int, schedule: Schedule) -> float:
    """Straight lines between the points of a schedule, flat beyond the last, nothing from the tenor on.

    >>> [custom(age, 4, ((0.0, 1.0), (0.5, 0.6), (0.75, 0.5))) for age in range(6)]
    [1.0, 0.8, 0.6, 0.5, 0.0, 0.0]
    """
    ages, shares = zip(*schedule, strict=True)
    return float(np.interp(age / QUARTERS_PER_YEAR, ages, shares)) if age < tenor else 0.0


KINDS: dict[str, Callable[[int, int, int, float], float]] = {
    "bullet": bullet,
    "level": level,
    "straight": straight,
}

AMORTISING = ("level", "straight", CUSTOM)
"""Kinds whose principal counts as scheduled service; of the others interest alone does."""
GRACED = ("level", "straight")
"""Kinds whose repayment begins after a grace, in which interest may be capitalised."""


def remaining_fraction(
    kind: str,
    age: int,
    tenor: int,
    grace: int,
    rate: float,
    *,
    capitalised: bool = False,
    schedule: Schedule = (),
) -> float:
    """Share of an issue still owed `age` quarters after it (0 is the end of the quarter of issue).

    Where interest of the grace is capitalised, that is above 1 for a while. Raises KeyError for a loan repaid at will,
    which has no schedule.

    >>> [round(remaining_fraction("straight", age, 4, 2, 0.1, capitalised=True), 6) for age in range(5)]
    [1.0, 1.1, 1.21, 0.605, 0.0]
    """
    if kind == CUSTOM:
        return custom(age, tenor, schedule)
    owed = KINDS[kind](age, tenor, grace, rate)
    return owed * float((1 + rate) ** min(age, grace)) if capitalised else owed


def capitalised_fraction(age: int, grace: int, rate: float) -> float:
    """Interest of the quarter that ends at `age`, as a share of the issue, that is added to what is owed.

    >>> [round(capitalised_fraction(age, 2, 0.1), 6) for age in range(4)]
    [0.0, 0.1, 0.11, 0.0]
    """
    return float(rate * (1 + rate) ** (age - 1)) if 0 < age <= grace else 0.0


def service_fraction(
    kind: str,
    age: int,
    tenor: int,
    grace: int,
    rate: float,
    *,
    capitalised: bool = False,
    schedule: Schedule = (),
) -> float:
    """Scheduled debt service at `age` (1 is one quarter after issue) as a share of the issue.

    Interest and principal, interest alone for a bullet, nothing through the grace.

    >>> service_fraction("bullet", 3, 3, 1, 0.02), service_fraction("level", 1, 3, 1, 0.02)
    (0.02, 0.0)
    """
    if age <= grace:
        return 0.0
    owed, left = (
        remaining_fraction(kind, n, tenor, grace, rate, capitalised=capitalised, schedule=schedule)
        for n in (age - 1, age)
    )
    return rate * owed + (owed - left if kind in AMORTISING else 0.0)


def unexpired_fraction(kind: str, age: int, tenor: int) -> float:
    """Share of an issue's fee that still lies ahead `age` quarters after it; none of a loan repaid at will.

    >>> unexpired_fraction("bullet", 1, 4), unexpired_fraction("callable", 1, 4)
    (0.75, 0.0)
    """
    return 0.0 if kind in AT_WILL else max(0.0, 1 - age / tenor)
