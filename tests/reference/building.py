"""Orders, what stands of them, what they cost, and how many the world can deliver."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING

from reference.units import NATION, periods, quarter

if TYPE_CHECKING:
    from reference.assets import Asset
    from reference.case import Case
    from reference.program import Program, Terms


def capacity(lp: Program, case: Case) -> None:
    """Standing[t] = Standing[t-1] + orders that arrive in t - orders whose life ends."""
    for asset, j in case.owned():
        a = asset.name
        for o in asset.orders:  # the country's orders, so that the rows of money stay short
            lp.define("Orders", a, j, o, terms=[(1.0, lp.var("Ordered", a, j, r, o)) for r in asset.regions])
        for t in case.periods:
            for r in asset.regions:
                before = lp.maybe(1, "Standing", a, j, r, t - 1)
                arrived = [(1.0, lp["Ordered", a, j, r, o]) for o in asset.arriving(t)]
                retired = [(-1.0, lp["Ordered", a, j, r, o]) for o in asset.retiring(t)]
                # what was under way before the horizon and begins or ceases to stand
                more = under_way(case, asset, j, r, t) - under_way(case, asset, j, r, t - 1)
                lp.define("Standing", a, j, r, t, terms=before + arrived + retired, constant=more)
            lp.define("Fleet", a, j, t, terms=[(1.0, lp["Standing", a, j, r, t]) for r in asset.regions])


def under_way(case: Case, asset: Asset, j: str, r: str, t: int) -> float:
    """GW that were under way before the horizon and stand in a period: for a life from the quarter they arrive in."""
    rows = [x for x in case.rows("in_flight") if (x["asset"], x["sponsor"]) == (asset.name, j)]
    ages = [(x["gw"], case.start + t - quarter(x["arrives"])) for x in rows if (x["region"] or NATION) == r]
    return sum(gw for gw, age in ages if t >= 0 and 0 <= age < periods(asset.row["life_years"]))


def spending(lp: Program, case: Case) -> None:
    """Pay capex by milestones, receive tax credits, keep the book; spending on each vendor's chips apart."""
    for j, t in product(case.sponsors, case.periods):
        capex, book, credit = [], [], []
        vendors: dict[str, Terms] = defaultdict(list)
        for a, o in [(x, o) for x, _ in case.owned(by=j) for o in x.orders if o <= t]:
            order, orders = a.orders[o], lp["Orders", a.name, j, o]
            if t in order.paid:
                capex.append((order.cost * order.paid[t], orders))
                vendors[a.row.get("vendor") or ""].append(capex[-1])
            book += [(order.cost * order.book(t), orders)] if order.book(t) else []
            credit += [(order.cost * order.credit, orders)] if order.credit and order.arrives == t else []
        lp.define("Capex", j, t, terms=capex, cost=case.discount[t])
        lp.define("Book", j, t, terms=book)
        lp.define("TaxCredit", j, t, terms=credit, cost=-case.discount[t])
        for vendor in vendors:
            lp.define("VendorSpending", vendor, j, t, terms=vendors[vendor])


def arriving(lp: Program, uses: list[tuple[float, Asset]], j: str, t: int) -> Terms:
    """Give what a sponsor takes of a pool in a period."""
    mine = [(use, a, o) for use, a in uses if j in a.owners for o in a.arriving(t)]
    return [(use, lp["Orders", a.name, j, o]) for use, a, o in mine]


def supply(lp: Program, case: Case) -> None:
    """sum(use * arriving) <= limit / 4 + what is bought beyond it, and no more growth than there may be."""
    limit, pools = case.yearly("supply_limits", "limit_gw_per_year", "supply_pool"), defaultdict(list)
    for row in case.rows("supply_use"):
        pools[row["supply_pool"]].append((row["use_per_gw"], case.assets[row["asset"]]))
    growth = case.table("supply_growth", "supply_pool")
    premiums: dict[tuple, Terms] = defaultdict(list)
    for pool, uses in pools.items():
        for t in case.periods:
            delivered = {j: arriving(lp, uses, j, t) for j in case.sponsors}
            terms = [term for mine in delivered.values() for term in mine]
            bought = beyond(lp, case, pool, {j: mine for j, mine in delivered.items() if mine}, t)
            for j, premium, column in bought:
                premiums[j, t].append((premium, column))
            more = [(-1.0, column) for _, _, column in bought]
            lp.row("supply", pool, t, terms=terms + more, most=(limit(t, pool) or 0.0) / 4)
            if pool in growth:
                lp.define("Delivered", pool, t, terms=terms)
        if pool in growth:
            grow(lp, case, growth[pool])
    for j, t in product(case.sponsors, case.periods):
        lp.define("Premium", j, t, terms=premiums[j, t], cost=case.discount[t])


def beyond(
    lp: Program, case: Case, pool: str, delivered: dict[str, Terms], t: int
) -> list[tuple[str, float, int]]:
    """sum_j Bought <= step limit / 4; sum_k Bought <= use * arriving of j. Give who buys, the premium, how much."""
    limit = case.yearly("supply_steps", "limit_gw_per_year", "supply_pool", "step")
    premium = case.yearly("supply_steps", "premium_usd_per_kw", "supply_pool", "step")
    steps = dict.fromkeys(row["step"] for row in case.rows("supply_steps") if row["supply_pool"] == pool)
    steps = {k: limit(t, pool, k) for k in steps if limit(t, pool, k) is not None}
    bought = {(k, j): lp.var("Bought", pool, k, j, t) for k, j in product(steps, delivered)}
    for k, most in steps.items():
        lp.row("supply_step", pool, k, t, terms=[(1.0, bought[k, j]) for j in delivered], most=most / 4)
    for j, arrives in delivered.items():
        lp.row("bought", pool, j, t, terms=[*arrives, *((-1.0, bought[k, j]) for k in steps)], least=0)
    # at the price level of the period of delivery
    return [(j, premium(t, pool, k) / 1e3 * case.level(t), column) for (k, j), column in bought.items()]


def grow(lp: Program, case: Case, row: dict) -> None:
    """Deliveries of four quarters <= (1 + growth) * those of the four before + seed, in units of the pool."""
    pool, before = row["supply_pool"], (row.get("delivered_before_gw_per_year") or 0.0) / 4
    more = 1 + row["growth_fraction_per_year"]
    for t in case.periods:
        most, terms = row["seed_gw_per_year"], []
        for ago in range(8):
            factor = 1.0 if ago < 4 else -more
            terms += lp.maybe(factor, "Delivered", pool, t - ago)
            most -= factor * before if t - ago < 0 else 0.0
        lp.row("growth", pool, t, terms=terms, most=most)


def sites(lp: Program, case: Case) -> None:
    """Site limits cap Standing."""
    for row, t in product(case.rows("site_limits"), case.periods):
        a, r = row["asset"], row["region"]  # blank region = all regions together
        keys = [("Standing", a, j, r, t) if r else ("Fleet", a, j, t) for j in case.assets[a].owners]
        lp.row("site", a, r, t, terms=[(1.0, lp[key]) for key in keys], most=row["limit_gw"])
