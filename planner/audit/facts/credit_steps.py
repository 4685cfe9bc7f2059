"""Steps of rated debt, as the audit counts them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.audit.facts.calendar import Calendar
    from planner.case import Case


@dataclass(frozen=True)
class CreditStep:
    """A step of rated debt, up to so many times Ebitda; `spreads` are by the period."""

    debt_to_ebitda: float
    spreads: tuple[float, ...]


def credit_steps_of(case: Case, calendar: Calendar) -> dict[str, list[CreditStep]]:
    """The steps of every sponsor that has any, the lowest first."""
    found: dict[str, list[CreditStep]] = {}
    for row in case.rows("credit_steps"):
        step = CreditStep(row["debt_to_ebitda"], tuple(calendar.rates(row["spread_per_year"])))
        found.setdefault(row["sponsor"], []).append(step)
    return {j: sorted(steps, key=lambda step: step.debt_to_ebitda) for j, steps in found.items()}
