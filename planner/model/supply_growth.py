"""How fast the deliveries of supply pools may grow, year over year.

GROWING                          (p, q): a pool whose growth is limited, and a quarter from its first delivery on
YEAR_TO[p, q]                    w: the quarters of those, of the four that end with q
YEAR_BEFORE[p, q]                w: likewise of the four before
growth_fraction_per_year[p]      most by which the deliveries of four quarters outdo those of the four before
seed_gw_per_year[p]              what may be delivered in four quarters besides
carried_over_gw[p, q]            what was delivered before the start: its part in the four before, grown, less
                                 its part in the four that end with q
Delivered[p, q]                  what is delivered out of the pool in a quarter, GW
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.model.ledger import families, named_set, parameter, require, variable
from planner.parameters.supply_terms import carried_over_gw, year_to
from planner.parameters.time import QUARTERS_PER_YEAR

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import Pool, Quarter
    from planner.model.ledger import Relation

READS = (
    "supply_growth.supply_pool",
    "supply_growth.growth_fraction_per_year",
    "supply_growth.seed_gw_per_year",
    "supply_growth.delivered_before_gw_per_year",
)


def applies(case: Case) -> bool:
    """Whether the growth of any pool is limited."""
    return bool(case.rows("supply_growth"))


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare which pools grow, how fast, and from where."""
    rows = {row["supply_pool"]: row for row in case.rows("supply_growth")}
    first: dict[str, int] = {}
    for p, q in m.POOLS_IN_USE:
        first[p] = min(q, first.get(p, q))
    growing = [(p, q) for p in rows for q in m.QUARTERS if p in first and q >= first[p]]
    named_set(m, "GROWING", growing, dimen=2)
    to, before = (
        {(p, q): [n for n in year_to(q - ago) if n >= first[p]] for p, q in growing}
        for ago in (0, QUARTERS_PER_YEAR)
    )
    families(m, "YEAR_TO", m.GROWING, members=to)
    families(m, "YEAR_BEFORE", m.GROWING, members=before)
    named_set(m, "GROWING_POOLS", rows)
    for column in ("growth_fraction_per_year", "seed_gw_per_year"):
        parameter(m, column, m.GROWING_POOLS, values={p: row[column] for p, row in rows.items()})
    carried: dict[Any, float] = {(p, q): carried_over_gw(rows[p], q) for p, q in growing}
    parameter(m, "carried_over_gw", m.GROWING, values=carried)
    variable(m, "Delivered", "pq", m.GROWING, unit="GW", free=True)


def constrain(m: ConcreteModel) -> None:
    """Contents: the rules of growth."""
    require(m, m.GROWING, rule=deliveries_add_up)
    require(m, m.GROWING, rule=deliveries_within_growth)


def deliveries_add_up(m: ConcreteModel, p: Pool, q: Quarter) -> Relation:
    """What a pool delivers in a quarter is what all orders that arrive draw on it, in units of the pool.

    Domain:    for p, q in GROWING
    Equation:  Delivered[p, q] == sum(use_per_gw[p, a] * delivered_fraction[a, o, q] * National_ordered[a, j, o]
                   for a, j, o in DELIVERIES[p, q])
    Units:     GW
    Dual:      either sign: what one more GW delivered costs in growth now, less what it allows a year later
    """
    return m.Delivered[p, q] == sum(
        m.use_per_gw[p, a] * m.delivered_fraction[a, o, q] * m.National_ordered[a, j, o]
        for a, j, o in m.DELIVERIES[p, q]
    )


def deliveries_within_growth(m: ConcreteModel, p: Pool, q: Quarter) -> Relation:
    """What a pool delivers in four quarters outdoes what it did in the four before by its growth, and a seed.

    Domain:    for p, q in GROWING
    Equation:  sum(Delivered[p, w] for w in YEAR_TO[p, q])
                   <= (1 + growth_fraction_per_year[p]) * sum(Delivered[p, w] for w in YEAR_BEFORE[p, q])
                   + seed_gw_per_year[p] + carried_over_gw[p, q]
    Units:     GW in four quarters
    Dual:      minus what one more GW in the four quarters would save
    """
    grown = (1 + m.growth_fraction_per_year[p]) * sum(m.Delivered[p, w] for w in m.YEAR_BEFORE[p, q])
    most = grown + (m.seed_gw_per_year[p] + m.carried_over_gw[p, q])
    return sum(m.Delivered[p, w] for w in m.YEAR_TO[p, q]) <= most
