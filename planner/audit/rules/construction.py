"""The rules of what is spent on orders, and of what they are worth on the books."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.audit.facts import Facts
    from planner.audit.program import Key, Program, Terms

RULES = {"capex_follows_spend_profiles": "jt", "book_value_adds_up": "jt"}
AT_LENDER_VALUE = {"lender_value_at_the_end_adds_up": "j"}


def write(p: Program, facts: Facts) -> None:
    """Write what is paid for orders and what they are worth on the books."""
    p.announce(RULES)
    calendar, at_lender_value = facts.calendar, facts.settings.money.end_value == "lender"
    if at_lender_value:
        p.announce(AT_LENDER_VALUE)
        _lender_value(p, facts)
    for j, t in product(facts.sponsors, facts.periods):
        paid: Terms = []
        worth: Terms = []
        for asset in facts.assets.values():
            for o in asset.orders:
                if o <= t and j in asset.owners:
                    order: Key = ("National_ordered", asset.name, j, o)
                    paid.append((asset.spending(o, t), order))
                    worth.append((asset.book_value(o, t), order))
        p.total("capex_follows_spend_profiles", "Capex", (j, t), paid, calendar.discount[t])
        last = t == facts.periods.last
        if facts.settings.funding or last:
            end_value = -calendar.discount_at_end if last and not at_lender_value else 0.0
            p.total("book_value_adds_up", "Book", (j, t), worth, end_value)


def _lender_value(p: Program, facts: Facts) -> None:
    """Assets count at the end for what lenders count for them then, and for nothing on the books."""
    for j in facts.sponsors:
        worth: Terms = []
        for asset in facts.assets.values():
            for o in asset.orders if j in asset.owners else ():
                value = asset.collateral(o, facts.periods.last, lambda stood: True)
                worth.append((value, ("National_ordered", asset.name, j, o)))
        end_value = -facts.calendar.discount_at_end
        p.total("lender_value_at_the_end_adds_up", "Lender_value_at_end", (j,), worth, end_value)
