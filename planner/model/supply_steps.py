"""Supply beyond the limits of pools, step by step, at a premium.

OFFERED                            (p, k, q): a step that has begun, of a pool that could deliver something in q
STEPS_OFFERED[p, q]                k: those steps
POOL_BUYERS[p, q]                       j: sponsors with orders that draw on the pool and could arrive in q
TAKING                             (p, j, q): those, where some step is offered
OWN_DELIVERIES[p, j, q]            (a, o): their orders
PURCHASES_AT                       (p, k, j, q): what may be bought
PURCHASES[j, t]                    (p, k, q): what a sponsor may buy in a period
step_limit_gw_per_year[p, k, q]    most that may be delivered in a step in a year, in force in q
premium_usd_billion_per_gw[p, k, q]   premium at the price level of q, nominal
Bought[p, k, j, q]                 what a sponsor takes in a step, GW of the pool
Premium[j, t]                      what it pays for that at the end of t, USD billion
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.model.ledger import families, named_set, parameter, post, require, variable
from planner.parameters.supply_terms import supply_steps
from planner.parameters.time import QUARTERS_PER_YEAR
from planner.parameters.timeline import timeline_of

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import Period, Pool, Quarter, Sponsor, Step
    from planner.model.ledger import Expression, Relation

READS = (
    "supply_steps.supply_pool",
    "supply_steps.step",
    "supply_steps.year",
    "supply_steps.limit_gw_per_year",
    "supply_steps.premium_usd_per_kw",
    "case.money.dollar_year",
    "case.money.inflation_per_year",
)


def applies(case: Case) -> bool:
    """Whether any pool delivers beyond its limit."""
    return bool(case.rows("supply_steps"))


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare what is offered beyond the limits, to whom and at which premium."""
    in_use = set(m.POOLS_IN_USE)
    offered = {(p, k, q): step for (p, k, q), step in supply_steps(case).items() if (p, q) in in_use}
    named_set(m, "OFFERED", offered, dimen=3)
    limits = {index: step.limit_gw_per_year for index, step in offered.items()}
    parameter(m, "step_limit_gw_per_year", m.OFFERED, values=limits)
    premiums = {index: step.premium_usd_billion_per_gw for index, step in offered.items()}
    parameter(m, "premium_usd_billion_per_gw", m.OFFERED, values=premiums)
    steps: dict[Any, list[int]] = {}
    for p, k, q in offered:
        steps.setdefault((p, q), []).append(k)
    families(m, "STEPS_OFFERED", m.POOLS, m.QUARTERS, members=steps)
    declare_purchases(m, case, steps)
    post(m, "bought", "Bought", m.POOLS_IN_USE, term=bought_in_all_steps)
    post(m, "cost", "Premium")
    post(m, "received", "Premium", m.SPONSORS, m.PERIODS, term=premium_as_minus_a_receipt)


def declare_purchases(m: ConcreteModel, case: Case, steps: dict[Any, list[int]]) -> None:
    """Declare who may buy in which step, for which of its orders, and when it pays."""
    own: dict[Any, list[Any]] = {}
    for p, q in steps:
        for a, j, o in m.DELIVERIES[p, q]:
            own.setdefault((p, j, q), []).append((a, o))
    buyers: dict[Any, list[Any]] = {}
    for p, j, q in own:
        buyers.setdefault((p, q), []).append(j)
    named_set(m, "TAKING", own, dimen=3)
    families(m, "OWN_DELIVERIES", m.TAKING, members=own, dimen=2)
    families(m, "POOL_BUYERS", m.POOLS, m.QUARTERS, members=buyers)
    period_of = timeline_of(case).period_of
    purchases: dict[Any, list[Any]] = {}
    for p, k, q in m.OFFERED:
        for j in buyers[p, q]:
            purchases.setdefault((j, period_of[q]), []).append((p, k, q))
    families(m, "PURCHASES", m.SPONSORS, m.PERIODS, members=purchases, dimen=3)
    every = [(p, k, j, q) for p, k, q in m.OFFERED for j in buyers[p, q]]
    named_set(m, "PURCHASES_AT", every, dimen=4)
    variable(m, "Bought", "pkjq", m.PURCHASES_AT, unit="GW")
    variable(m, "Premium", "jt", m.SPONSORS, m.PERIODS, unit="USD billion", free=True)


def constrain(m: ConcreteModel) -> None:
    """Contents: the rules of supply beyond the limits."""
    require(m, m.OFFERED, rule=bought_within_step_limit)
    require(m, m.TAKING, rule=bought_within_own_deliveries)
    require(m, m.SPONSORS, m.PERIODS, rule=premiums_are_paid)


def bought_within_step_limit(m: ConcreteModel, p: Pool, k: Step, q: Quarter) -> Relation:
    """What all sponsors take in a step of a pool is at most its yearly limit, for a quarter.

    Domain:    for p, k, q in OFFERED
    Equation:  sum(Bought[p, k, j, q] for j in POOL_BUYERS[p, q]) <= step_limit_gw_per_year[p, k, q] / 4
    Units:     GW
    Dual:      minus what one more GW in the step in this quarter would save
    """
    taken = sum(m.Bought[p, k, j, q] for j in m.POOL_BUYERS[p, q])
    return taken <= m.step_limit_gw_per_year[p, k, q] / QUARTERS_PER_YEAR


def bought_within_own_deliveries(m: ConcreteModel, p: Pool, j: Sponsor, q: Quarter) -> Relation:
    """A sponsor buys no more beyond the limit than what it takes out of the pool: it pays for its own.

    Domain:    for p, j, q in TAKING
    Equation:  sum(Bought[p, k, j, q] for k in STEPS_OFFERED[p, q])
                   <= sum(use_per_gw[p, a] * delivered_fraction[a, o, q] * National_ordered[a, j, o]
                          for a, o in OWN_DELIVERIES[p, j, q])
    Units:     GW
    Dual:      minus what buying one more GW than one takes would save
    """
    own = sum(
        m.use_per_gw[p, a] * m.delivered_fraction[a, o, q] * m.National_ordered[a, j, o]
        for a, o in m.OWN_DELIVERIES[p, j, q]
    )
    return sum(m.Bought[p, k, j, q] for k in m.STEPS_OFFERED[p, q]) <= own


def premiums_are_paid(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """Who takes supply beyond a limit pays its premium at the end of the period of delivery.

    It is paid out of cash: no lender counts it, no book keeps it, and nothing is borrowed for it.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Premium[j, t] == sum(premium_usd_billion_per_gw[p, k, q] * Bought[p, k, j, q]
                   for p, k, q in PURCHASES[j, t])
    Units:     USD billion
    Dual:      what one more dollar of premiums costs the plan
    """
    return m.Premium[j, t] == sum(
        m.premium_usd_billion_per_gw[p, k, q] * m.Bought[p, k, j, q] for p, k, q in m.PURCHASES[j, t]
    )


def bought_in_all_steps(m: ConcreteModel, p: Pool, q: Quarter) -> Expression:
    """What is taken out of a pool beyond its limit.

    Posts:     sum(Bought[p, k, j, q] for k in STEPS_OFFERED[p, q] for j in POOL_BUYERS[p, q])
    Units:     GW
    """
    return sum(m.Bought[p, k, j, q] for k in m.STEPS_OFFERED[p, q] for j in m.POOL_BUYERS[p, q])


def premium_as_minus_a_receipt(m: ConcreteModel, j: Sponsor, t: Period) -> Expression:
    """What a premium takes out of cash.

    Posts:     -Premium[j, t]
    Units:     USD billion
    """
    return -m.Premium[j, t]
