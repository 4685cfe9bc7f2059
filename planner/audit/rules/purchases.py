"""The rules of what pools deliver beyond their limits, at a premium, and of how fast they may grow."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from planner.audit.arithmetic import QUARTERS_PER_YEAR

if TYPE_CHECKING:
    from planner.audit.facts import Facts
    from planner.audit.program import Program, Terms

STEPS = {
    "bought_within_step_limit": "pkq",
    "bought_within_own_deliveries": "pjq",
    "premiums_are_paid": "jt",
}
GROWTH = {"deliveries_add_up": "pq", "deliveries_within_growth": "pq"}
POOLS = {"deliveries_within_pool_limit": "pq"}
RULES = STEPS | GROWTH | POOLS


def write(p: Program, facts: Facts) -> None:
    """Write what arrives out of pools quarter by quarter, within a year too."""
    p.announce(POOLS)
    _buy(p, facts)
    limit = facts.in_force("supply_limits", "limit_gw_per_year", "supply_pool")
    for pool, q in product(facts.pool_users, range(facts.periods.end)):
        drawn = arriving(facts, pool, q)
        if drawn:
            most = limit(facts.calendar.period_of_quarter[q], pool) / QUARTERS_PER_YEAR
            for k, j in product(facts.supply_steps.get(pool, ()), facts.sponsors):
                drawn += p.optional_term(-1.0, "Bought", pool, k, j, q)
            p.ceiling("deliveries_within_pool_limit", (pool, q), drawn, most)
    _grow(p, facts)


def arriving(facts: Facts, pool: str, q: int, sponsor: str | None = None) -> Terms:
    """What arrives out of a pool in a quarter, of one sponsor or of all, in units of the pool."""
    drawn: Terms = []
    for use, a in facts.pool_users[pool]:
        asset = facts.assets[a]
        parts = [(o, part) for o in asset.orders if (part := asset.arriving_in_quarter(o, q))]
        owners = [j for j in asset.owners if sponsor in (None, j)]
        drawn += [(use * part, ("National_ordered", a, j, o)) for j, (o, part) in product(owners, parts)]
    return drawn


def _buy(p: Program, facts: Facts) -> None:
    """What is bought in a step is within its limit and what of it one takes oneself, and costs a premium."""
    if not facts.supply_steps:
        return
    p.announce(STEPS)
    limit = facts.in_force("supply_steps", "limit_gw_per_year", "supply_pool", "step")
    paid: dict[tuple[str, int], Terms] = {(j, t): [] for j, t in product(facts.sponsors, facts.periods)}
    for (pool, steps), q in product(facts.supply_steps.items(), range(facts.periods.end)):
        t = facts.calendar.period_of_quarter[q]
        takers = [j for j in facts.sponsors if pool in facts.pool_users and arriving(facts, pool, q, j)]
        offered = [k for k, first in steps.items() if first <= facts.case.periods[t].year]
        for k in offered if takers else ():
            bought: Terms = [(1.0, p.column("Bought", pool, k, j, q)) for j in takers]
            p.ceiling("bought_within_step_limit", (pool, k, q), bought, limit(t, pool, k) / QUARTERS_PER_YEAR)
            for j in takers:
                paid[j, t].append((facts.premium(pool, k, q), ("Bought", pool, k, j, q)))
        for j in takers if offered else ():
            own: Terms = [(1.0, ("Bought", pool, k, j, q)) for k in offered]
            own += [(-use, order) for use, order in arriving(facts, pool, q, j)]
            p.ceiling("bought_within_own_deliveries", (pool, j, q), own)
    for (j, t), terms in paid.items():
        p.total("premiums_are_paid", "Premium", (j, t), terms, facts.calendar.discount[t])


def _grow(p: Program, facts: Facts) -> None:
    """Deliveries of four quarters are at most those of the four before, grown, and a seed."""
    rows = facts.case.rows("supply_growth")
    if rows:
        p.announce(GROWTH)
    for row in rows:
        pool = row["supply_pool"]
        for q in range(facts.periods.end) if pool in facts.pool_users else ():
            drawn = arriving(facts, pool, q)
            # Before anything can arrive there is nothing to hold.
            if drawn or ("Delivered", pool, q - 1) in p.columns:
                p.total("deliveries_add_up", "Delivered", (pool, q), drawn)
        for q in range(facts.periods.end):
            if ("Delivered", pool, q) in p.columns:
                rise = 1 + row["growth_fraction_per_year"]
                sides: Terms = []
                for back in range(2 * QUARTERS_PER_YEAR):
                    sign = 1.0 if back < QUARTERS_PER_YEAR else -rise
                    sides += p.optional_term(sign, "Delivered", pool, q - back)
                most = facts.most_growth(pool, q)
                p.ceiling("deliveries_within_growth", (pool, q), sides, most)
