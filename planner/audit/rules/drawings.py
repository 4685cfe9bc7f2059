"""The rules of loans that are committed before they are drawn, and of money that vendors lend on their own chips."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.audit.facts import Facts
    from planner.audit.facts.loans import Loan
    from planner.audit.program import Program, Terms

COMMITMENTS = {
    "undrawn_falls_by_draws": "ijct",
    "undrawn_within_availability": "ijct",
    "commitment_fees_add_up": "jt",
}
VENDORS = {"vendor_money_within_share_of_spending": "ijt"}
RULES = COMMITMENTS | VENDORS


def write(p: Program, facts: Facts) -> None:
    """Write these rules; what is committed is placed in `debt`, which asks for this."""
    committed = [(loan, j, c) for loan, j, c in facts.uses if loan.committed_first]
    if committed:
        p.announce(COMMITMENTS)
        for loan, j, c in committed:
            _draw(p, facts, loan, j, c)
        for j, t in product(facts.sponsors, facts.periods):
            _fees(p, facts, j, t)
    if any(loan.vendor for loan in facts.loans.values()):
        p.announce(VENDORS)
        for loan, j in dict.fromkeys((loan, j) for loan, j, _ in facts.uses if loan.vendor):
            _vendor(p, facts, loan, j)


def _draw(p: Program, facts: Facts, loan: Loan, j: str, c: str) -> None:
    """What waits to be drawn grows by commitments and falls by draws, and lapses when it is no longer available."""
    for t in facts.periods:
        index = (loan.name, j, c, t)
        waits: Terms = [(1.0, ("Undrawn", *index)), (-1.0, ("Committed", *index)), (1.0, ("Issue", *index))]
        waits += p.optional_term(-1.0, "Undrawn", loan.name, j, c, t - 1)
        p.ceiling("undrawn_falls_by_draws", index, waits)
        young: Terms = [(1.0, ("Undrawn", *index))]
        young += [(-loan.available(o, t), ("Committed", loan.name, j, c, o)) for o in range(t + 1)]
        p.ceiling("undrawn_within_availability", index, young)


def _fees(p: Program, facts: Facts, j: str, t: int) -> None:
    """A fee runs on what waits."""
    due: Terms = []
    for loan, sponsor, c in facts.uses:
        if sponsor == j and loan.committed_first:
            for back, weight in zip((1, 0), facts.periods.opening_weights(t), strict=True):
                due += p.optional_term(loan.commitment_fee(t) * weight, "Undrawn", loan.name, j, c, t - back)
    p.total("commitment_fees_add_up", "Commitment_fee", (j, t), due, facts.calendar.discount[t])


def _vendor(p: Program, facts: Facts, loan: Loan, j: str) -> None:
    """A vendor lends at most a share of what is spent on its chips in the period."""
    for t in facts.periods:
        lent: Terms = [
            (1.0, ("Issue", x.name, j, c, t)) for x, i, c in facts.uses if (x.name, i) == (loan.name, j)
        ]
        for asset in facts.assets.values():
            if asset.vendor == loan.vendor and j in asset.owners:
                for o in asset.orders:
                    share = loan.vendor_share * asset.spending(o, t) if o <= t else 0.0
                    lent.append((-share, ("National_ordered", asset.name, j, o)))
        p.ceiling("vendor_money_within_share_of_spending", (loan.name, j, t), lent)
