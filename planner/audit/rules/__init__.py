"""All rules of a case, written by the audit a second time: a file a concern, each with the rules that it writes.

A concern is `RULES`, which has the index of each rule, and `write`, which adds columns and rows; one that some cases do
without says by `applies` which have it. A row may name only columns that are written before it; what a case may do
without is written by `Program.optional_term`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.audit.program import Program
from planner.audit.rules import (
    capacity,
    construction,
    covenants,
    debt,
    dispatch,
    equity,
    housed,
    loan_pools,
    notes,
    purchases,
    rated,
    tax_credits,
    transmission,
)

if TYPE_CHECKING:
    from planner.audit.facts import Facts

PHYSICAL = (transmission, capacity, purchases, housed, dispatch, construction, tax_credits)
FINANCIAL = (notes, debt, equity, rated, covenants, loan_pools)
"""Concerns in the order in which they are written; those of money only where the case plans with funding."""


def program(facts: Facts) -> Program:
    """Every row and column of a case."""
    p = Program()
    for concern in (*PHYSICAL, *(FINANCIAL if facts.settings.funding else ())):
        if not hasattr(concern, "applies") or concern.applies(facts.case):
            concern.write(p, facts)
    return p
