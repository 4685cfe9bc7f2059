"""Storage within a day: charging, state of charge, and the loss between.

STORE_BLOCKS                (s, r, t, d, b): every block of every day of STORES
duration_hours[s]           hours of full output it holds
efficiency[s]               share of energy kept one way, the square root of the round trip
availability_fraction[s]
hours_per_block             length of a block
Charge[s, r, t, d, b]       what storage takes in a block, GW
Level[s, r, t, d, b]        state of charge at the end of a block, GWh
Charging[s, r, t]           mean of what it takes over the period, GW
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planner.model.ledger import parameter, post, require, set_of_blocks, variable

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import Block, Day, Period, Region, Source
    from planner.model.ledger import Expression, Relation

READS = (
    "sources.availability_fraction",
    "sources.duration_hours",
    "sources.round_trip_efficiency_fraction",
    "case.operations.hours_per_block",
)


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare what stores, how long and how well."""
    rows = {row["source"]: row for row in case.rows("sources") if row["source"] in m.STORAGES}
    for column in ("duration_hours", "availability_fraction"):
        parameter(m, column, m.STORAGES, values={s: row[column] for s, row in rows.items()})
    one_way = {s: math.sqrt(row["round_trip_efficiency_fraction"]) for s, row in rows.items()}
    parameter(m, "efficiency", m.STORAGES, values=one_way)
    parameter(m, "hours_per_block", values={None: case.settings.operations.hours_per_block})
    set_of_blocks(m, "STORE_BLOCKS", m.STORES)
    variable(m, "Charge", "srtdb", m.STORE_BLOCKS, unit="GW")
    variable(m, "Level", "srtdb", m.STORE_BLOCKS, unit="GWh")
    variable(m, "Charging", "srt", m.STORES, unit="GW", free=True)
    post(m, "supply", "Charge", m.REGIONS, m.PERIODS, m.DAYS, m.BLOCKS, term=charge_of_storage)


def constrain(m: ConcreteModel) -> None:
    """Contents: the rules of storage."""
    require(m, m.STORE_BLOCKS, rule=charge_within_available_capacity)
    require(m, m.STORE_BLOCKS, rule=level_within_duration)
    require(m, m.STORE_BLOCKS, rule=level_rolls_through_the_day)
    require(m, m.STORES, rule=charging_is_mean_charge)


def charge_within_available_capacity(
    m: ConcreteModel, s: Source, r: Region, t: Period, d: Day, b: Block
) -> Relation:
    """Storage takes at most its available capacity.

    Domain:    for s, r, t in STORES for d in DAYS for b in BLOCKS
    Equation:  Charge[s, r, t, d, b] <= availability_fraction[s] * Standing[s, OWNER[s], r, t]
    Units:     GW
    Dual:      minus what charging one GW faster in these hours would save
    """
    return m.Charge[s, r, t, d, b] <= m.availability_fraction[s] * m.Standing[s, m.OWNER[s], r, t]


def level_within_duration(m: ConcreteModel, s: Source, r: Region, t: Period, d: Day, b: Block) -> Relation:
    """Storage holds at most its duration at full output.

    Domain:    for s, r, t in STORES for d in DAYS for b in BLOCKS
    Equation:  Level[s, r, t, d, b] <= duration_hours[s] * Standing[s, OWNER[s], r, t]
    Units:     GWh
    Dual:      minus what holding one more GWh would save
    """
    return m.Level[s, r, t, d, b] <= m.duration_hours[s] * m.Standing[s, m.OWNER[s], r, t]


def level_rolls_through_the_day(
    m: ConcreteModel, s: Source, r: Region, t: Period, d: Day, b: Block
) -> Relation:
    """What storage holds is what it held, plus what it took, less what it gave; a day ends as it began.

    Domain:    for s, r, t in STORES for d in DAYS for b in BLOCKS
    Equation:  Level[s, r, t, d, b] == Level[s, r, t, d, (b - 1) % len(BLOCKS)] + hours_per_block
                   * (efficiency[s] * Charge[s, r, t, d, b] - Output[s, r, t, d, b] / efficiency[s])
    Units:     GWh
    Dual:      minus what one more GWh in store at the end of the block would save
    """
    before = sum(m.Level[s, r, t, d, e] for e in m.PREVIOUS_BLOCK[b])
    taken = m.efficiency[s] * m.Charge[s, r, t, d, b]
    given = (1 / m.efficiency[s]) * m.Output[s, r, t, d, b]
    return m.Level[s, r, t, d, b] == before + m.hours_per_block * taken - m.hours_per_block * given


def charging_is_mean_charge(m: ConcreteModel, s: Source, r: Region, t: Period) -> Relation:
    """What storage takes in a period is the mean over days and blocks.

    Domain:    for s, r, t in STORES
    Equation:  Charging[s, r, t] == sum(block_share[d] * Charge[s, r, t, d, b] for d in DAYS for b in BLOCKS)
    Units:     GW, mean over the period
    Dual:      what one more GW taken through the period costs the owner's covenants and cash
    """
    return m.Charging[s, r, t] == sum(
        m.block_share[d] * m.Charge[s, r, t, d, b] for d in m.DAYS for b in m.BLOCKS
    )


def charge_of_storage(m: ConcreteModel, r: Region, t: Period, d: Day, b: Block) -> Expression:
    """What the storage of a region takes out of its supply in a block.

    Posts:     -sum(Charge[s, r, t, d, b] for s in STORAGES)
    Units:     GW
    """
    return -sum(m.Charge[s, r, t, d, b] for s in m.STORES_IN[r, t])
