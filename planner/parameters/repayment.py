"""How one borrowed dollar is repaid: what is left of it, and what falls due, at every age.

A new kind of repayment is one function `(age, tenor, grace, rate) -> fraction still owed` in KINDS; ages,
tenor and grace in quarters, the rate per quarter. It must start at 1 and end at 0 from the tenor on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

CALLABLE = "callable"
"""Repaid at par when the plan likes: its balance is a decision, not a schedule."""


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


KINDS: dict[str, Callable[[int, int, int, float], float]] = {
    "bullet": bullet,
    "level": level,
    "straight": straight,
}

AMORTISING = ("level", "straight")
"""Kinds whose principal counts as scheduled service; of the others interest alone does."""


def remaining_fraction(kind: str, age: int, tenor: int, grace: int, rate: float) -> float:
    """Share of an issue still owed `age` quarters after it (0 is the end of the quarter of issue).

    Raises KeyError for `callable`, which has no schedule.
    """
    return KINDS[kind](age, tenor, grace, rate)


def service_fraction(kind: str, age: int, tenor: int, grace: int, rate: float) -> float:
    """Scheduled debt service at `age` (1 is one quarter after issue) as a share of the issue.

    Interest and principal, interest alone for a bullet, nothing through the grace.

    >>> service_fraction("bullet", 3, 3, 1, 0.02), service_fraction("level", 1, 3, 1, 0.02)
    (0.02, 0.0)
    """
    if age <= grace:
        return 0.0
    owed = remaining_fraction(kind, age - 1, tenor, grace, rate)
    principal = owed - remaining_fraction(kind, age, tenor, grace, rate) if kind in AMORTISING else 0.0
    return rate * owed + principal


def unexpired_fraction(kind: str, age: int, tenor: int) -> float:
    """Share of an issue's fee that still lies ahead `age` quarters after it; none of a callable's.

    >>> unexpired_fraction("bullet", 1, 4), unexpired_fraction("callable", 1, 4)
    (0.75, 0.0)
    """
    return 0.0 if kind == CALLABLE else max(0.0, 1 - age / tenor)
