"""Load that must be served, or left unserved at its price.

LOAD_SPONSORS           j: sponsors with a row in `demand`, who take load
LOAD_REGIONS[j]         r: where a sponsor may place load: every region, none for others
AFTER_DEADLINE          t: periods from the one that `close_by` lies in, where the target is required; else none
value_of_service_usd_billion_per_gw_year[j]
need_gw[j, t]           need at the end of the period (of the quarters of a year), less what is committed
Served[j, r, t]         load served, GW
Unserved[j, t]          load left unserved, GW
Own_load[j, t]          a sponsor's load over all regions, GW
Load[r, t]              a region's load over all sponsors, GW
Shortfall_cost[j, t]    what unserved load costs in the period, USD billion
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.model.ledger import families, named_set, parameter, post, require, variable
from planner.parameters.need import deadline_period, net_need_gw, value_of_service

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import Period, Region, Sponsor
    from planner.model.ledger import Relation

READS = (
    "demand.sponsor",
    "demand.year",
    "demand.need_gw",
    "committed.sponsor",
    "committed.year",
    "committed.supply_gw",
    "sponsors.value_of_service_usd_billion_per_gw_year",
    "case.target.close_by",
    "case.target.policy",
)


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare who takes load, how much, and what is served where."""
    need = net_need_gw(case)
    takers = [j for j in m.SPONSORS if (j, 0) in need]
    named_set(m, "LOAD_SPONSORS", takers)
    families(m, "LOAD_REGIONS", m.SPONSORS, members={j: list(m.REGIONS) for j in takers})
    deadline = deadline_period(case)
    named_set(m, "AFTER_DEADLINE", [] if deadline is None else [t for t in m.PERIODS if t >= deadline])
    parameter(m, "need_gw", m.LOAD_SPONSORS, m.PERIODS, values=need)
    parameter(m, "value_of_service_usd_billion_per_gw_year", m.LOAD_SPONSORS, values=value_of_service(case))
    variable(m, "Served", "jrt", m.LOAD_SPONSORS, m.REGIONS, m.PERIODS, unit="GW")
    variable(m, "Unserved", "jt", m.LOAD_SPONSORS, m.PERIODS, unit="GW")
    variable(m, "Own_load", "jt", m.SPONSORS, m.PERIODS, unit="GW", free=True)
    variable(m, "Load", "rt", m.REGIONS, m.PERIODS, unit="GW", free=True)
    variable(m, "Shortfall_cost", "jt", m.LOAD_SPONSORS, m.PERIODS, unit="USD billion", free=True)
    post(m, "cost", "Shortfall_cost")


def constrain(m: ConcreteModel) -> None:
    """Contents: the rules of load."""
    require(m, m.SPONSORS, m.PERIODS, rule=sponsor_load_adds_up)
    require(m, m.REGIONS, m.PERIODS, rule=regional_load_adds_up)
    require(m, m.LOAD_SPONSORS, m.PERIODS, rule=need_is_served_or_unserved)
    require(m, m.LOAD_SPONSORS, m.AFTER_DEADLINE, rule=nothing_unserved_after_the_deadline)
    require(m, m.LOAD_SPONSORS, m.PERIODS, rule=shortfall_is_priced)


def sponsor_load_adds_up(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """A sponsor's load is what it is served in all regions together.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Own_load[j, t] == sum(Served[j, r, t] for r in REGIONS)
    Units:     GW
    Dual:      either sign: what one more GW of load costs in chips and tariff, less what counting it as
                   served saves
    """
    return m.Own_load[j, t] == sum(m.Served[j, r, t] for r in m.LOAD_REGIONS[j])


def regional_load_adds_up(m: ConcreteModel, r: Region, t: Period) -> Relation:
    """A region's load is what all sponsors are served there.

    Domain:    for r in REGIONS for t in PERIODS
    Equation:  Load[r, t] == sum(Served[j, r, t] for j in LOAD_SPONSORS)
    Units:     GW
    Dual:      either sign: what power and siting for one more GW in the region cost, less what its load makes
                   room for
    """
    return m.Load[r, t] == sum(m.Served[j, r, t] for j in m.LOAD_SPONSORS)


def need_is_served_or_unserved(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """Every gigawatt needed beyond what is committed is served or left unserved.

    Domain:    for j in LOAD_SPONSORS for t in PERIODS
    Equation:  Own_load[j, t] + Unserved[j, t] == need_gw[j, t]
    Units:     GW
    Dual:      what one more GW of need costs; at most the value of service while load goes unserved
    """
    return m.Own_load[j, t] + m.Unserved[j, t] == m.need_gw[j, t]


def nothing_unserved_after_the_deadline(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """Where the target is required, no load is left unserved from its period on.

    Domain:    for j in LOAD_SPONSORS for t in AFTER_DEADLINE
    Equation:  Unserved[j, t] <= 0
    Units:     GW
    Dual:      minus how far the cost of serving the last GW exceeds the value of service
    """
    return m.Unserved[j, t] <= 0


def shortfall_is_priced(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """Load left unserved loses its value of service for the period.

    Domain:    for j in LOAD_SPONSORS for t in PERIODS
    Equation:  Shortfall_cost[j, t] == value_of_service_usd_billion_per_gw_year[j] * years[t]
                   * price_level[t] * Unserved[j, t]
    Units:     USD billion
    Dual:      the discount factor of the period, where load goes unserved
    """
    value = m.value_of_service_usd_billion_per_gw_year[j] * m.years[t] * m.price_level[t]
    return m.Shortfall_cost[j, t] == value * m.Unserved[j, t]
