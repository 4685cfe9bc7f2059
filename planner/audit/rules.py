"""All rules of a case, written by the audit: the second pair of books."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.audit import debt, money, power, running
from planner.audit.program import Program

if TYPE_CHECKING:
    from planner.audit.facts import Facts


def program(facts: Facts) -> Program:
    """Every row and column of a case; those of money only where the case plans with funding."""
    p = Program()
    power.write(p, facts)
    running.write(p, facts)
    debt.write_spending(p, facts)
    if facts.settings.funding:
        debt.write(p, facts)
        money.write(p, facts)
    return p
