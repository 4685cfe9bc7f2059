"""How the plants run through representative days, and what running costs.

RUNS                            (s, r, t): a source where and when it may stand, and so run
RUN_BLOCKS                      (s, r, t, d, b): every block of every day of them
availability[s, r, q, d, b]     share of capacity that can run in a block of season q
season[t]                       of a quarter the calendar quarter, 1 to 4; of a year 0, the mean of all four
RUNS_OF[j, t], STORES_OF[j, t]  (s, r): sources that a sponsor may run, and storage among them
usd_billion_per_gw[t]           what one USD/MWh comes to for a GW through a period
marginal_cost_usd_per_mwh[s, r, t]   energy price, where it is due on output, fuel and variable cost, nominal
Output[s, r, t, d, b]           what a source gives in a block, GW
Energy[s, r, t]                 its mean output over the period, GW
Generation_cost[j, t]           what running a sponsor's sources costs, USD billion
Net_output[j, t]                mean output of a sponsor's sources less what its storage takes and its lines lose, GW
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.model.ledger import (
    families,
    named_set,
    parameter,
    post,
    posted,
    require,
    set_of_blocks,
    variable,
)
from planner.parameters.running import availability, marginal_cost
from planner.parameters.time import USD_BILLION_PER_GWH_OF_USD_PER_MWH

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import Block, Day, Period, Region, Source, Sponsor
    from planner.model.ledger import Expression, Relation

READS = (
    "sources.dollar_year",
    "sources.variable_om_usd_per_mwh",
    "sources.heat_rate_mmbtu_per_mwh",
    "sources.fuel",
    "sources.energy_price_usd_per_mwh",
    "sources.minimum_take_fraction",
    "sources.availability_fraction",
    "sources.profile",
    "profiles.profile",
    "profiles.region",
    "profiles.quarter",
    "profiles.day",
    *(f"profiles.h{hour:02}" for hour in range(24)),
    "fuel_prices.fuel",
    "fuel_prices.region",
    "fuel_prices.year",
    "fuel_prices.price_usd_per_mmbtu",
    "case.money.dollar_year",
    "case.money.inflation_per_year",
    "case.operations.hours_per_block",
)


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare what can run where, what it gives and what it costs."""
    runs = [(s, r, t) for s, _, r, t in m.STANDING_AT if s in m.SOURCES]
    named_set(m, "RUNS", runs, dimen=3)
    set_of_blocks(m, "RUN_BLOCKS", m.RUNS)
    named_set(m, "SEASONS", sorted({period.season for period in case.periods}))
    declare_portfolios(m)

    parameter(m, "season", m.PERIODS, values={t: period.season for t, period in enumerate(case.periods)})
    parameter(
        m,
        "availability",
        *(m.SOURCES, m.REGIONS, m.SEASONS, m.DAYS, m.BLOCKS),
        values=availability(case),
    )
    parameter(m, "marginal_cost_usd_per_mwh", m.SOURCES, m.REGIONS, m.PERIODS, values=marginal_cost(case))
    through = {t: m.hours[t] * USD_BILLION_PER_GWH_OF_USD_PER_MWH for t in m.PERIODS}
    parameter(m, "usd_billion_per_gw", m.PERIODS, values=through)
    variable(m, "Output", "srtdb", m.RUN_BLOCKS, unit="GW")
    variable(m, "Energy", "srt", m.RUNS, unit="GW", free=True)
    variable(m, "Generation_cost", "jt", m.SPONSORS, m.PERIODS, unit="USD billion", free=True)
    variable(m, "Net_output", "jt", m.SPONSORS, m.PERIODS, unit="GW", free=True)
    post(m, "operating_cost", "Generation_cost")
    post(m, "supply", "Output", m.REGIONS, m.PERIODS, m.DAYS, m.BLOCKS, term=output_of_sources)


def declare_portfolios(m: ConcreteModel) -> None:
    """Declare which sources run, and which store, for each sponsor and period."""
    runs: dict[Any, list[Any]] = {}
    stores: dict[Any, list[Any]] = {}
    for members, index in ((runs, m.RUNS), (stores, m.STORES)):
        for s, r, t in index:
            members.setdefault((m.OWNER[s], t), []).append((s, r))
    families(m, "RUNS_OF", m.SPONSORS, m.PERIODS, members=runs, dimen=2)
    families(m, "STORES_OF", m.SPONSORS, m.PERIODS, members=stores, dimen=2)


def constrain(m: ConcreteModel) -> None:
    """Contents: the rules of dispatch."""
    require(m, m.RUN_BLOCKS, rule=output_within_available_capacity)
    require(m, m.REGIONS, m.PERIODS, m.DAYS, m.BLOCKS, rule=output_meets_load)
    require(m, m.RUNS, rule=energy_is_mean_output)
    require(m, m.SPONSORS, m.PERIODS, rule=generation_is_paid)
    require(m, m.SPONSORS, m.PERIODS, rule=net_output_adds_up)


def output_within_available_capacity(
    m: ConcreteModel, s: Source, r: Region, t: Period, d: Day, b: Block
) -> Relation:
    """A source gives at most what stands of it and is available in the block.

    Domain:    for s, r, t in RUNS for d in DAYS for b in BLOCKS
    Equation:  Output[s, r, t, d, b] <= availability[s, r, season[t], d, b] * Standing[s, OWNER[s], r, t]
    Units:     GW
    Dual:      minus what one more available GW in these hours would save
    """
    capacity = m.Standing[s, m.OWNER[s], r, t]
    return m.Output[s, r, t, d, b] <= m.availability[s, r, m.season[t], d, b] * capacity


def output_meets_load(m: ConcreteModel, r: Region, t: Period, d: Day, b: Block) -> Relation:
    """In every block a region's supply is its load; nothing is run to waste.

    Supply is the output of its sources less what its storage takes, and what lines bring less what they take away.

    Domain:    for r in REGIONS for t in PERIODS for d in DAYS for b in BLOCKS
    Equation:  supply[r, t, d, b] == Load[r, t]
    Units:     GW
    Dual:      either sign: what one more GW of load in these hours costs, below zero where output is worth
                   more
    """
    return posted(m, "supply", r, t, d, b) == m.Load[r, t]


def energy_is_mean_output(m: ConcreteModel, s: Source, r: Region, t: Period) -> Relation:
    """A source's energy in a period is the mean of its output over days and blocks.

    Domain:    for s, r, t in RUNS
    Equation:  Energy[s, r, t] == sum(block_share[d] * Output[s, r, t, d, b] for d in DAYS for b in BLOCKS)
    Units:     GW, mean over the period
    Dual:      either sign: what running one GW through the period costs, less what selling it is worth
    """
    return m.Energy[s, r, t] == sum(
        m.block_share[d] * m.Output[s, r, t, d, b] for d in m.DAYS for b in m.BLOCKS
    )


def generation_is_paid(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """Energy bought, fuel burnt and variable cost are paid on output, by the owner.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Generation_cost[j, t] == usd_billion_per_gw[t] * sum(marginal_cost_usd_per_mwh[s, r, t]
                   * Energy[s, r, t] for s, r in RUNS_OF[j, t])
    Units:     USD billion
    Dual:      what one more dollar of running cost costs the plan
    """
    return m.Generation_cost[j, t] == m.usd_billion_per_gw[t] * sum(
        m.marginal_cost_usd_per_mwh[s, r, t] * m.Energy[s, r, t] for s, r in m.RUNS_OF[j, t]
    )


def net_output_adds_up(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """What a sponsor's sources deliver is their output less what its storage takes, and its lines lose.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Net_output[j, t] == sum(Energy[s, r, t] for s, r in RUNS_OF[j, t])
                   - sum(Charging[s, r, t] for s, r in STORES_OF[j, t]) + delivered[j, t]
    Units:     GW, mean over the period
    Dual:      minus what one more GW sold is worth to the owner's covenants and cash
    """
    energy = sum(m.Energy[s, r, t] for s, r in m.RUNS_OF[j, t])
    taken = sum(m.Charging[s, r, t] for s, r in m.STORES_OF[j, t])
    return m.Net_output[j, t] == energy - taken + posted(m, "delivered", j, t)


def output_of_sources(m: ConcreteModel, r: Region, t: Period, d: Day, b: Block) -> Expression:
    """What the sources of a region give in a block.

    Posts:     sum(Output[s, r, t, d, b] for s in SOURCES)
    Units:     GW
    """
    return sum(m.Output[s, r, t, d, b] for s in m.STANDING_SOURCES[t])
