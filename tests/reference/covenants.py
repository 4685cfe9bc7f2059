"""What lenders hold a sponsor to: collateral, coverage, tenants, its own credit, its ratings."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from reference.dispatch import sent_out
from reference.load import KINDS, hosted, own_load
from reference.program import INF, times
from reference.units import H, q

if TYPE_CHECKING:
    from collections.abc import Callable

    from reference.case import Case
    from reference.loans import Use
    from reference.program import Program, Terms


def lender_value(lp: Program, case: Case, held: tuple, t: int, fits: Callable[[int], bool]) -> Terms:
    """Cost spent while building, then the smaller of book value and `lender_value`, of what fits."""
    j, c = held
    rows = [r for r in case.rows("lender_value") if r["asset_class"] == c]
    curve = sorted((r["age_years"], r["value_fraction"]) for r in rows)
    terms = []
    for asset, o in [(a, o) for a, _ in case.owned(c, j) for o in a.orders if o <= t]:
        order = asset.orders[o]
        n, worth = order.standing(t), order.book(t)
        if n >= 1:  # straight lines, flat beyond the last age (zero after the life, as the book value is)
            # the credit comes off the cost that both are fractions of
            haircut = float(np.interp(n * H, *zip(*curve, strict=True)))
            worth = min(worth, haircut * (1 - order.credit))
        if worth and fits(n):
            terms.append((order.cost * worth, lp["Orders", asset.name, j, o]))
    return terms


def end_value(lp: Program, case: Case) -> None:
    """What stands at the end is worth its book value, or what lenders count for it."""
    t = case.T - 1
    for j in case.sponsors:
        terms = [(1.0, lp["Book", j, t])]
        if case["end_value"] == "lender":
            classes = ("power", "shell", "chips")
            terms = [x for c in classes for x in lender_value(lp, case, (j, c), t, lambda n: True)]
        lp.define("EndValue", j, terms=terms, cost=-case.discount[-1])


def collateral(lp: Program, case: Case, held: list[Use]) -> None:
    """Advance ladder, by sponsor and class; and besides it the stage, instrument by instrument."""
    secured = [use for use in held if use.row["collateral"] == "secured"]
    for pair, t in product(dict.fromkeys(use.held for use in secured), case.periods):
        lp.define("LenderValue", *pair, t, terms=lender_value(lp, case, pair, t, lambda n: True))
        mine = [use for use in secured if use.held == pair]
        for f in sorted({use.row["advance_fraction"] for use in mine}):
            ahead = [(1.0, lp["Balance", *u.key, t]) for u in mine if u.row["advance_fraction"] <= f]
            lp.row("ladder", *pair, f, t, terms=[*ahead, (-f, lp["LenderValue", *pair, t])], most=0)
    for use, t in product([use for use in secured if use.row["stage"] != "any"], case.periods):
        seasoning, takeout = use.row["seasoning_years"] or 0.0, use.row["takeout_years"] or 0.0
        fits = {
            "operating": lambda n, least=seasoning: n >= 1 and n * H >= least - 1e-9,
            "construction": lambda n, most=takeout: n < 1 or n * H <= most + 1e-9,
        }[use.row["stage"]]
        worth = lender_value(lp, case, use.held, t, fits)
        against = [(-use.row["advance_fraction"] * value, column) for value, column in worth]
        lp.row("stage", *use.key, t, terms=[(1.0, lp["Balance", *use.key, t]), *against], most=0)


def coverage(lp: Program, case: Case, held: list[Use]) -> None:
    """sum(min_dscr * scheduled service) <= coverage cash flow / 4 * GW, over instruments with a min_dscr."""
    flow = {row["asset_class"]: row["cash_flow_usd_billion_per_gw_year"] for row in case.rows("coverage")}
    earned = case.yearly("earnings", "earned_fraction", "sponsor")
    tested = [use for use in held if use.row["min_dscr"]]  # blank and 0 ask for none
    for (j, c), t in product(dict.fromkeys(use.held for use in tested), case.periods):
        service: Terms = []
        for use in [use for use in tested if use.held == (j, c)]:
            service += times(use.row["min_dscr"], counted(lp, use, t))
        # the load on the sponsor's own assets; for power the mean Output - Charge of its own sources
        served = sent_out(lp, case, j, t) if c == "power" else [(1.0, lp["Housed", c, j, t])]
        share = None if c == "power" else earned(t, j)
        worth = flow[c] * (1.0 if share is None else share) * case.level(t) * H
        lp.row("coverage", j, c, t, terms=service + times(-worth, served), most=0)


def counted(lp: Program, use: Use, t: int) -> Terms:
    """Give the service that coverage counts: scheduled; interest alone of a callable; what a sculpted pays."""
    if use.repayment == "callable":
        return times(use.q[t], past_grace(lp, use, t))
    if use.repayment == "sculpted":
        paid = [(1.0, lp["Interest", *use.key, t]), (1.0, lp["Issue", *use.key, t])]
        before = lp.maybe(1.0, "Balance", *use.key, t - 1)
        return [*paid, *before, (-1.0, lp["Balance", *use.key, t])]
    due = [(use.scheduled(t - o, o), lp["Issue", *use.key, o]) for o in range(t)]
    return [(amount, column) for amount, column in due if amount]


def past_grace(lp: Program, use: Use, t: int) -> Terms:
    """Give a callable's Balance[t-1] past its grace: oldest issues are repaid first, so never below zero."""
    if t == 0 or use.G == 0:
        return lp.maybe(1.0, "Balance", *use.key, t - 1)
    ripe = [(1.0, lp.var("Ripe", *use.key, t))]
    young = [(1.0, lp["Issue", *use.key, o]) for o in range(max(0, t - use.G), t)]
    lp.row("ripe", *use.key, t, terms=[*ripe, (-1.0, lp["Balance", *use.key, t - 1]), *young], least=0)
    return ripe


def offtake(lp: Program, case: Case, held: list[Use]) -> None:
    """Balance <= offtake * GW on the sponsor's assets of the class that investment-grade sponsors use."""
    graded = [j for j, row in case.sponsors.items() if row.get("investment_grade") in ("yes", True)]
    for use, t in product(held, case.periods):
        worth, (k, c) = use.row.get("offtake_usd_billion_per_gw"), use.held
        if worth is None:
            continue
        used: Terms = []
        for r, j in product(case.regions, graded):
            used += own_load(lp, case, c, k, r, t) if j == k else []
            used += hosted(lp, case, r, t, tenant=j, host=k, kinds=KINDS[c])
        lp.row(
            "offtake", *use.key, t, terms=[(1.0, lp["Balance", *use.key, t]), *times(-worth, used)], most=0
        )


def credit(lp: Program, case: Case, held: list[Use]) -> None:
    """Corporate limit on unsecured balances; equity >= floor * (book value + cash)."""
    for (j, sponsor), t in product(case.sponsors.items(), case.periods):
        mine = [(lp["Balance", *use.key, t], use.row["collateral"]) for use in held if use.sponsor == j]
        unsecured = [(1.0, balance) for balance, kind in mine if kind == "unsecured"]
        lp.row("corporate", j, t, terms=unsecured, most=sponsor["corporate_debt_limit_usd_billion"])
        assets = [(1 - sponsor["equity_floor_fraction"], lp[name, j, t]) for name in ("Book", "Cash")]
        lp.row("floor", j, t, terms=[*assets, *((-1.0, balance) for balance, _ in mine)], least=0)


def ratings(lp: Program, case: Case, held: list[Use]) -> None:
    """Rated debt goes up the steps of debt to Ebitda, each with its spread; Ebitda covers interest."""
    base = case.yearly("ebitda", "ebitda_usd_billion_per_year", "sponsor")
    ladders: dict[str, list[tuple[float, float]]] = {}
    for row in case.rows("credit_steps"):
        ladders.setdefault(row["sponsor"], []).append((row["debt_to_ebitda"], row["spread_per_year"]))
    for (j, sponsor), t in product(case.sponsors.items(), case.periods):
        cover, ladder = sponsor.get("min_interest_coverage"), sorted(ladders.get(j, []))
        if cover is None and not ladder:
            continue
        lp.row("ebitda", j, t, terms=[(4.0, lp["Trade", j, t])], least=-(base(t, j) or 0.0))
        mine = [use for use in held if use.sponsor == j]
        if ladder:
            rated = [(use.weight, lp["Balance", *use.key, t]) for use in mine]
            rated += [((sponsor.get("lease_debt_years") or 0.0) * 4, lp["RentPaid", j, t])]
            climb(lp, case, j, t, ladder, rated, base(t, j) or 0.0)
        if cover is not None:
            due = [(1.0, lp["Interest", *use.key, t]) for use in mine] + lp.maybe(1.0, "Spread", j, t)
            due += [term for use in mine for term in lp.maybe(1.0, "CommitmentFee", *use.key, t)]
            covered = [(1.0, lp["Trade", j, t]), *times(-cover, due)]
            lp.row("interest_cover", j, t, terms=covered, least=-(base(t, j) or 0.0) / 4)


def climb(lp: Program, case: Case, j: str, t: int, ladder: list, rated: Terms, base: float) -> None:
    """Split rated debt into steps, each at most its width of Ebitda; q(spread) of what stood before is paid."""
    spreads, below, steps = [], 0.0, []
    for n, (top, spread) in enumerate(ladder):
        step = lp.var("RatedDebt", j, n, t)
        room = [(1.0, step), (-4 * (top - below), lp["Trade", j, t])]
        lp.row("rating_step", j, n, t, terms=room, most=(top - below) * base)
        spreads += lp.maybe(q(spread), "RatedDebt", j, n, t - 1)
        below, steps = top, [*steps, (-1.0, step)]
    lp.row("rated", j, t, terms=[*rated, *steps], least=0, most=0)
    lp.define("Spread", j, t, terms=spreads, cost=case.discount[t], lower=-INF)
