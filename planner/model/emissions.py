"""Emissions, where they have a price.

emissions_t_per_mwh[s]          what a MWh of output emits, burnt as fuel and otherwise
emissions_price_usd_per_tonne   price in the case's dollar year
Emissions_cost[j, t]            what a sponsor pays for emitting, USD billion
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.model.ledger import parameter, post, require, variable
from planner.parameters.running import emissions_t_per_mwh

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import Period, Sponsor
    from planner.model.ledger import Relation

READS = (
    "sources.emissions_t_per_mwh",
    "sources.heat_rate_mmbtu_per_mwh",
    "sources.fuel",
    "fuels.fuel",
    "fuels.emissions_t_per_mmbtu",
    "case.emissions.price_usd_per_tonne",
)


def applies(case: Case) -> bool:
    """Whether emitting costs anything."""
    return case.settings.emissions_price_usd_per_tonne is not None


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare what emitting costs; a case without a price has none of this."""
    parameter(m, "emissions_t_per_mwh", m.SOURCES, values=emissions_t_per_mwh(case))
    price = case.settings.emissions_price_usd_per_tonne
    parameter(m, "emissions_price_usd_per_tonne", values={None: price})
    variable(m, "Emissions_cost", "jt", m.SPONSORS, m.PERIODS, unit="USD billion", free=True)
    post(m, "operating_cost", "Emissions_cost")


def constrain(m: ConcreteModel) -> None:
    """Contents: the rule of emissions."""
    require(m, m.SPONSORS, m.PERIODS, rule=emissions_are_paid)


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
