"""Shared supply pools: turbine slots, engines, connections, miner sites.

POOLS                        p
POOLS_IN_USE                 (p, q): a pool and a quarter in which some order that draws on the pool could arrive
DELIVERIES[p, q]             (a, j, o): those orders
delivered_fraction[a, o, q]  share of an order that arrives in q: all of it in one quarter, but of the orders of a year
limit_gw_per_year[p, q]      most that the pool may deliver in a year, in force in q
use_per_gw[p, a]             what a GW of the asset takes out of the pool
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.model.ledger import families, named_set, parameter, posted, require, schedules
from planner.parameters.assets import assets_of
from planner.parameters.limits import pool_limits
from planner.parameters.schedules import delivered_fractions
from planner.parameters.time import QUARTERS_PER_YEAR
from planner.parameters.timeline import timeline_of

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import Pool, Quarter
    from planner.model.ledger import Relation

READS = (
    "supply_limits.supply_pool",
    "supply_limits.year",
    "supply_limits.limit_gw_per_year",
    "supply_use.supply_pool",
    "supply_use.asset",
    "supply_use.use_per_gw",
)


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare the pools and who draws on them."""
    limits = pool_limits(case)
    use = {(row["supply_pool"], row["asset"]): row["use_per_gw"] for row in case.rows("supply_use")}
    named_set(m, "POOLS", dict.fromkeys(p for p, _ in limits))
    parameter(m, "limit_gw_per_year", m.POOLS, m.QUARTERS, values=limits)
    named_set(m, "POOL_USERS", use, dimen=2)
    parameter(m, "use_per_gw", m.POOL_USERS, values=use)
    declare_deliveries(m, case)


def declare_deliveries(m: ConcreteModel, case: Case) -> None:
    """Declare which orders every pool would deliver in every quarter."""
    users: dict[str, list[str]] = {}
    for p, a in m.POOL_USERS:
        users.setdefault(a, []).append(p)
    assets, timeline = assets_of(case), timeline_of(case)
    arrivals: dict[Any, list[int]] = {}
    for a, o, q in schedules(
        m, "delivered_fraction", {a: delivered_fractions(assets[a], timeline) for a in users}
    ):
        arrivals.setdefault((a, o), []).append(q)
    deliveries: dict[Any, list[Any]] = {}
    for a, j, o in m.NATIONAL_ORDERS:
        for p in users.get(a, []):
            for q in arrivals[a, o]:
                deliveries.setdefault((p, q), []).append((a, j, o))
    named_set(
        m, "POOLS_IN_USE", [(p, q) for p in m.POOLS for q in m.QUARTERS if (p, q) in deliveries], dimen=2
    )
    families(m, "DELIVERIES", m.POOLS, m.QUARTERS, members=deliveries, dimen=3)


def constrain(m: ConcreteModel) -> None:
    """Contents: the rule of supply."""
    require(m, m.POOLS_IN_USE, rule=deliveries_within_pool_limit)


def deliveries_within_pool_limit(m: ConcreteModel, p: Pool, q: Quarter) -> Relation:
    """What is delivered out of a pool in a quarter is at most its yearly limit for so long, and what is bought beyond.

    That holds of the quarters of a year too: else what was ordered by the quarter before could all come in its first.

    Domain:    for p, q in POOLS_IN_USE
    Equation:  sum(use_per_gw[p, a] * delivered_fraction[a, o, q] * National_ordered[a, j, o]
                   for a, j, o in DELIVERIES[p, q]) <= limit_gw_per_year[p, q] / 4 + bought[p, q]
    Units:     GW
    Dual:      minus what one more GW out of the pool in this quarter would save
    """
    drawn = sum(
        m.use_per_gw[p, a] * m.delivered_fraction[a, o, q] * m.National_ordered[a, j, o]
        for a, j, o in m.DELIVERIES[p, q]
    )
    return drawn <= m.limit_gw_per_year[p, q] / QUARTERS_PER_YEAR + posted(m, "bought", p, q)
