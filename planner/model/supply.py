"""Shared supply pools: turbine slots, engines, connections, miner sites.

POOLS                       p
USING[p, t]                 (a, j, o): orders that would be delivered out of the pool in t
limit_gw_per_year[p, t]     most that the pool may deliver in a year, in force in t
use_per_gw[p, a]            what a GW of the asset takes out of the pool
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.model.ledger import families, named_set, parameter, require
from planner.terms.limits import yearly_limits

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case

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
    limits = yearly_limits(case, "supply_limits", ("supply_pool",), "limit_gw_per_year")
    use = {(row["supply_pool"], row["asset"]): row["use_per_gw"] for row in case.rows("supply_use")}
    users: dict[str, list[str]] = {}
    for p, a in use:
        users.setdefault(a, []).append(p)
    using: dict[Any, list[Any]] = {}
    for a, j, o in m.NATIONAL_ORDERS:
        for p in users.get(a, []):
            using.setdefault((p, o + m.lead[a]), []).append((a, j, o))
    named_set(m, "POOLS", dict.fromkeys(p for p, _ in limits))
    named_set(m, "POOLS_IN_USE", [(p, t) for p in m.POOLS for t in m.PERIODS if (p, t) in using], dimen=2)
    families(m, "USING", m.POOLS, m.PERIODS, members=using, dimen=3)
    parameter(m, "limit_gw_per_year", m.POOLS, m.PERIODS, values=limits)
    named_set(m, "POOL_USERS", use, dimen=2)
    parameter(m, "use_per_gw", m.POOL_USERS, values=use)


def constrain(m: ConcreteModel) -> None:
    """Contents: the rule of supply."""
    require(m, m.POOLS_IN_USE, rule=deliveries_within_pool_limit)


def deliveries_within_pool_limit(m: ConcreteModel, p: Any, t: Any) -> Any:
    """What is delivered out of a pool in a quarter is at most a quarter of its yearly limit.

    Equation:  sum(use_per_gw[p, a] * National_ordered[a, j, t - lead[a]] for a in ASSETS for j in SPONSORS)
                   <= limit_gw_per_year[p, t] / 4
    Units:     GW
    Dual:      minus what one more GW out of the pool in this quarter would save
    """
    drawn = sum(m.use_per_gw[p, a] * m.National_ordered[a, j, o] for a, j, o in m.USING[p, t])
    return drawn <= m.limit_gw_per_year[p, t] / 4
