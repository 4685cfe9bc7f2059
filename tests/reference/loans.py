"""Loans: how they are drawn, what they bear, and how they are repaid."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from reference.program import INF, times
from reference.units import NATION, H, periods, q

if TYPE_CHECKING:
    from reference.case import Case
    from reference.program import Program


class Use:
    """An instrument in the hands of one sponsor, against one class."""

    def __init__(self, case: Case, name: str, sponsor: str, asset_class: str, row: dict[str, Any]) -> None:
        self.key, self.row = (name, sponsor, asset_class), row
        self.sponsor, self.held = sponsor, (sponsor, asset_class)
        self.K, self.G, self.repayment = (
            periods(row["tenor_years"]),
            periods(row["grace_years"]),
            row["repayment"],
        )
        self.A = periods(row["availability_years"]) if row.get("availability_years") else None
        self.signed = "Issue" if self.A is None else "Committed"  # what fees and steps of markets are on
        self.floats = self.repayment in ("callable", "sculpted")
        signed = [
            case.terms("instrument_vintages", "issued_from", "instrument", row, t) for t in case.periods
        ]
        self.q, self.fee = (
            [q(terms["rate_per_year"]) for terms in signed],
            [x["fee_fraction"] for x in signed],
        )
        points = [r for r in case.rows("repayment_schedules") if r["instrument"] == name]
        self.points = sorted((r["age_years"], r["balance_fraction"]) for r in points)

    @cached_property
    def weight(self) -> float:
        weight = self.row.get("rating_weight_fraction")
        return 1.0 if weight is None else weight

    def beta(self, n: int, o: int) -> float:
        """Give the balance of one unit issued in o after n periods."""
        if n >= self.K:  # 0 from the tenor on
            return 0.0
        if self.repayment == "custom":
            return float(np.interp(n * H, *zip(*self.points, strict=True)))
        growth = 1 + self.q[o]
        grown = growth if self.row.get("grace_interest") == "capitalised" else 1.0
        if self.repayment == "bullet" or n <= self.G:  # 1, or what interest makes of it, through the grace
            return grown ** min(n, self.G)
        done, rest = n - self.G, self.K - self.G
        if self.repayment == "straight" or self.q[o] == 0:
            return grown**self.G * (1 - done / rest)
        # a level annuity at the rate of its issue over the rest
        return grown**self.G * (growth**rest - growth**done) / (growth**rest - 1)

    def scheduled(self, n: int, o: int) -> float:
        """Interest and principal, interest alone for a bullet; service in the grace counts nothing."""
        principal = 0.0 if self.repayment == "bullet" else self.beta(n - 1, o) - self.beta(n, o)
        return self.q[o] * self.beta(n - 1, o) + principal if self.G < n <= self.K else 0.0

    def unexpired(self, ago: int) -> float:
        """Give the part of a fee paid so many periods ago that is unexpired (nothing of what may be repaid)."""
        return 0.0 if self.floats else max(0.0, 1 - ago / self.K)


def uses(case: Case) -> list[Use]:
    known = case.table("instruments", "instrument")
    rows = [(r["instrument"], r["sponsor"], r["asset_class"] or NATION) for r in case.rows("instrument_use")]
    return [Use(case, *row, known[row[0]]) for row in rows]


def debt(lp: Program, case: Case, use: Use) -> None:
    """Balance[t] == sum_o beta_o[t-o] * Issue[o], or repaid at par when the plan likes; interest and service."""
    key, own = use.key, q(case.sponsors[use.sponsor]["equity_rate_per_year"])
    for t in case.periods:
        issue = lp.var("Issue", *key, t)
        # a dollar owed is a dollar less of equity, charged in the next period
        saved = -own * case.discount[t + 1] if t < case.T - 1 else 0.0
        balance = lp.var("Balance", *key, t, cost=saved)
        before = lp.maybe(1.0, "Balance", *key, t - 1)
        if use.floats:
            repaid_at_will(lp, use, t)
            interest = times(use.q[t], before)
        else:
            young = range(max(0, t - use.K + 1), t + 1)
            issued = [(use.beta(t - o, o), lp["Issue", *key, o]) for o in young]
            lp.row("repayment", *key, t, terms=[*issued, (-1.0, balance)], least=0, most=0)
            bearing = range(max(0, t - use.K), t)
            interest = [(use.q[o] * use.beta(t - 1 - o, o), lp["Issue", *key, o]) for o in bearing]
        lp.define("Interest", *key, t, terms=interest, cost=case.discount[t])
        drawn(lp, case, use, t)
        # interest + Balance[t-1] + Issue[t] - Balance[t], and what keeping a commitment costs
        owed = [(1.0, lp["Interest", *key, t]), *before, (1.0, issue), (-1.0, balance)]
        lp.define("Service", *key, t, terms=owed + lp.maybe(1.0, "CommitmentFee", *key, t), lower=-INF)
        kept = case.discount[-1] * use.unexpired(case.T - 1 - t)
        lp.pay((case.discount[t] - kept) * use.fee[t], use.signed, *key, t)


def repaid_at_will(lp: Program, use: Use, t: int) -> None:
    """Issue[t] <= Balance[t] <= Balance[t-1] + Issue[t]; Balance[t] <= the issues younger than the tenor."""
    key = use.key
    issue, balance, before = (
        lp["Issue", *key, t],
        lp["Balance", *key, t],
        lp.maybe(1.0, "Balance", *key, t - 1),
    )
    lp.row("not_at_once", *key, t, terms=[(1.0, issue), (-1.0, balance)], most=0)
    lp.row("called", *key, t, terms=[*before, (1.0, issue), (-1.0, balance)], least=0)
    young = [(-1.0, lp["Issue", *key, o]) for o in range(max(0, t - use.K + 1), t + 1)]
    lp.row("tenor", *key, t, terms=[*young, (1.0, balance)], most=0)


def drawn(lp: Program, case: Case, use: Use, t: int) -> None:
    """Undrawn[t] <= Undrawn[t-1] + Committed[t] - Issue[t], and at most what was committed in A periods."""
    if use.A is None:
        return
    key = use.key
    committed, undrawn = lp.var("Committed", *key, t), lp.var("Undrawn", *key, t)
    before = lp.maybe(1.0, "Undrawn", *key, t - 1)
    room = [*before, (1.0, committed), (-1.0, lp["Issue", *key, t]), (-1.0, undrawn)]
    lp.row("undrawn", *key, t, terms=room, least=0)
    late = [(-1.0, lp["Committed", *key, o]) for o in range(max(0, t - use.A + 1), t + 1)]
    lp.row("available", *key, t, terms=[*late, (1.0, undrawn)], most=0)
    fee = times(q(use.row.get("commitment_fee_per_year") or 0.0), before)
    lp.define("CommitmentFee", *key, t, terms=fee, cost=case.discount[t])


def vendor_money(lp: Program, case: Case, held: list[Use]) -> None:
    """sum_c Issue <= vendor_share * what the sponsor spends in the period on that vendor's chips."""
    lent = [use for use in held if use.row.get("vendor")]
    for (i, j), use in {use.key[:2]: use for use in lent}.items():
        for t in case.periods:
            issues = [(1.0, lp["Issue", *u.key, t]) for u in lent if u.key[:2] == (i, j)]
            spent = lp.maybe(-use.row["vendor_share_fraction"], "VendorSpending", use.row["vendor"], j, t)
            lp.row("vendor", i, j, t, terms=issues + spent, most=0)
