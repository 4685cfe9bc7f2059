"""Emissions, where they have a price or a cap.

emissions_t_per_mwh[s]          what a MWh of output emits, burnt as fuel and otherwise
emissions_price_usd_per_tonne   price in the case's dollar year
CAPPED                          t: every period where there is a cap, else none
limit_million_tonnes[t]         most that all sources may emit in a year, in force in t
million_tonnes_per_gw[t]        what a GW that emits a tonne a MWh emits in a period, million tonnes
Emissions_cost[j, t]            what a sponsor pays for emitting, USD billion
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.model.ledger import named_set, parameter, post, require, variable
from planner.parameters.limits import yearly_limits
from planner.parameters.running import emissions_t_per_mwh
from planner.parameters.timeline import timeline_of

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import Period, Sponsor
    from planner.model.ledger import Relation

MILLION_TONNES_PER_GWH = 1e-3
"""Of what emits a tonne a MWh."""

READS = (
    "sources.emissions_t_per_mwh",
    "sources.heat_rate_mmbtu_per_mwh",
    "sources.fuel",
    "fuels.fuel",
    "fuels.emissions_t_per_mmbtu",
    "case.emissions.price_usd_per_tonne",
    "emissions_limits.year",
    "emissions_limits.limit_million_tonnes",
)


def applies(case: Case) -> bool:
    """Whether emitting costs anything, or is capped."""
    return case.settings.emissions_price_usd_per_tonne is not None or bool(case.rows("emissions_limits"))


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare what emitting costs, nothing where it has no price, and how much of it is allowed."""
    parameter(m, "emissions_t_per_mwh", m.SOURCES, values=emissions_t_per_mwh(case))
    price = case.settings.emissions_price_usd_per_tonne
    parameter(m, "emissions_price_usd_per_tonne", values={None: price or 0.0})
    variable(m, "Emissions_cost", "jt", m.SPONSORS, m.PERIODS, unit="USD billion", free=True)
    limits = {
        t: limit
        for (t,), limit in yearly_limits(case, "emissions_limits", (), "limit_million_tonnes").items()
    }
    named_set(m, "CAPPED", limits)
    parameter(m, "limit_million_tonnes", m.CAPPED, values=limits)
    per_gw = {t: hours * MILLION_TONNES_PER_GWH for t, hours in enumerate(timeline_of(case).hours)}
    parameter(m, "million_tonnes_per_gw", m.PERIODS, values=per_gw)
    post(m, "operating_cost", "Emissions_cost")


def constrain(m: ConcreteModel) -> None:
    """Contents: the rules of emissions."""
    require(m, m.SPONSORS, m.PERIODS, rule=emissions_are_paid)
    require(m, m.CAPPED, rule=emissions_within_cap)


def emissions_are_paid(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """Every tonne emitted is paid for, by the owner of the source.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Emissions_cost[j, t] == usd_billion_per_gw[t] * emissions_price_usd_per_tonne * price_level[t]
                   * sum(emissions_t_per_mwh[s] * Energy[s, r, t] for s, r in RUNS_OF[j, t])
    Units:     USD billion
    Dual:      what one more dollar of running cost costs the plan
    """
    price = m.usd_billion_per_gw[t] * m.emissions_price_usd_per_tonne * m.price_level[t]
    return m.Emissions_cost[j, t] == price * sum(
        m.emissions_t_per_mwh[s] * m.Energy[s, r, t] for s, r in m.RUNS_OF[j, t]
    )


def emissions_within_cap(m: ConcreteModel, t: Period) -> Relation:
    """All sources together emit at most the cap of a year, for so long as the period is.

    Domain:    for t in CAPPED
    Equation:  sum(million_tonnes_per_gw[t] * emissions_t_per_mwh[s] * Energy[s, r, t]
                   for j in SPONSORS for s, r in RUNS_OF[j, t]) <= limit_million_tonnes[t] * years[t]
    Units:     million tonnes
    Dual:      minus what room for one more million tonnes would save in the period
    """
    emitted = sum(
        m.million_tonnes_per_gw[t] * m.emissions_t_per_mwh[s] * m.Energy[s, r, t]
        for j in m.SPONSORS
        for s, r in m.RUNS_OF[j, t]
    )
    return emitted <= m.limit_million_tonnes[t] * m.years[t]
