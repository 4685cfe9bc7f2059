"""Contracts for power: of the energy that a source could give in all hours a part is paid for, taken or not.

TAKEN                                (s, r, t): a source with a minimum take, where and when it may run
TAKEN_OF[j, t]                       (s, r): those of a sponsor
minimum_take_fraction[s]             the part; availability is not taken off
contract_price_usd_per_mwh[s, t]     price of energy, nominal
Paid_energy[s, r, t]                 energy paid for, GW on the mean over the period
Contract_cost[j, t]                  what it costs a sponsor, USD billion
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.model.ledger import families, named_set, parameter, post, require, variable
from planner.parameters.running import contract_prices, minimum_takes

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import Period, Region, Source, Sponsor
    from planner.model.ledger import Relation

READS = (
    "sources.minimum_take_fraction",
    "sources.energy_price_usd_per_mwh",
    "case.money.dollar_year",
    "case.money.inflation_per_year",
)


def applies(case: Case) -> bool:
    """Whether any source has a minimum take."""
    return bool(minimum_takes(case))


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare what is paid for where, at which price."""
    takes = minimum_takes(case)
    taken = [(s, r, t) for s, r, t in m.RUNS if s in takes]
    named_set(m, "TAKEN", taken, dimen=3)
    of: dict[Any, list[Any]] = {}
    for s, r, t in taken:
        of.setdefault((m.OWNER[s], t), []).append((s, r))
    families(m, "TAKEN_OF", m.SPONSORS, m.PERIODS, members=of, dimen=2)
    named_set(m, "CONTRACTS", takes)
    parameter(m, "minimum_take_fraction", m.CONTRACTS, values=takes)
    parameter(m, "contract_price_usd_per_mwh", m.CONTRACTS, m.PERIODS, values=contract_prices(case))
    variable(m, "Paid_energy", "srt", m.TAKEN, unit="GW")
    variable(m, "Contract_cost", "jt", m.SPONSORS, m.PERIODS, unit="USD billion", free=True)
    post(m, "operating_cost", "Contract_cost")


def constrain(m: ConcreteModel) -> None:
    """Contents: the rules of contracts for power."""
    require(m, m.TAKEN, rule=paid_energy_covers_output)
    require(m, m.TAKEN, rule=paid_energy_covers_minimum_take)
    require(m, m.SPONSORS, m.PERIODS, rule=contracts_are_paid)


def paid_energy_covers_output(m: ConcreteModel, s: Source, r: Region, t: Period) -> Relation:
    """All that is taken is paid for.

    Domain:    for s, r, t in TAKEN
    Equation:  Paid_energy[s, r, t] >= Energy[s, r, t]
    Units:     GW, mean over the period
    Dual:      minus what one GW through the period without its price would save
    """
    return m.Paid_energy[s, r, t] >= m.Energy[s, r, t]


def paid_energy_covers_minimum_take(m: ConcreteModel, s: Source, r: Region, t: Period) -> Relation:
    """The minimum take of what stands is paid for, taken or not.

    Domain:    for s, r, t in TAKEN
    Equation:  Paid_energy[s, r, t] >= minimum_take_fraction[s] * Standing[s, OWNER[s], r, t]
    Units:     GW, mean over the period
    Dual:      minus what one GW less to be paid for through the period would save
    """
    return m.Paid_energy[s, r, t] >= m.minimum_take_fraction[s] * m.Standing[s, m.OWNER[s], r, t]


def contracts_are_paid(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """The price of energy is due on what is paid for; fuel and variable cost stay on output.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Contract_cost[j, t] == usd_billion_per_gw[t] * sum(contract_price_usd_per_mwh[s, t]
                   * Paid_energy[s, r, t] for s, r in TAKEN_OF[j, t])
    Units:     USD billion
    Dual:      what one more dollar of running cost costs the plan
    """
    return m.Contract_cost[j, t] == m.usd_billion_per_gw[t] * sum(
        m.contract_price_usd_per_mwh[s, t] * m.Paid_energy[s, r, t] for s, r in m.TAKEN_OF[j, t]
    )
