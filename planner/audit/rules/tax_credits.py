"""The rule of tax credits: what is received for orders that first stand."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.audit.facts import Facts
    from planner.audit.program import Program, Terms
    from planner.case import Case

RULES = {"tax_credits_are_received": "jt"}


def applies(case: Case) -> bool:
    """Whether the case has tax credits."""
    return bool(case.rows("tax_credits"))


def write(p: Program, facts: Facts) -> None:
    """Write what is received, which is a cost below zero."""
    p.announce(RULES)
    for j, t in product(facts.sponsors, facts.periods):
        received: Terms = []
        for asset in facts.assets.values():
            for o in asset.orders if j in asset.owners else ():
                if amount := asset.tax_credit(o, t):
                    received.append((amount, ("National_ordered", asset.name, j, o)))
        p.total("tax_credits_are_received", "Tax_credit", (j, t), received, -facts.calendar.discount[t])
