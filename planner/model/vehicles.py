"""Vehicles that buy loans which were made; the borrower's money is not touched.

VEHICLES                      v: CLOs, CDOs, risk transfers
LOAN_POOLS                    (v, i): a vehicle and an instrument that it may buy
POOLED_BY[v]                  i: instruments that a vehicle may buy
POOLED_INSTRUMENTS            i: instruments that any may buy
BUYERS[i]                     v: vehicles that may buy an instrument
CAPPED_POOLS                  (v, i): those of which a pool may have only so much
BORROWERS[i]                  (j, c): who may issue an instrument, and against which class
POOLED_FROM[g]                (v, i): pools that make room at a lender
max_share_fraction[v, i]      most that a vehicle may hold, of all that is owed on the instrument
max_pool_fraction[v, i]       most that the instrument may be of the vehicle's pool
Pooled[v, i, t]               loans that a vehicle holds at the end of t, USD billion
Pool[v, t]                    all of them, USD billion
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.model.ledger import families, named_set, parameter, post, require, variable
from planner.parameters.vehicles import bought_by, lent_by

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import InstrumentName, Lender, Period, Vehicle
    from planner.model.ledger import Expression, Relation

READS = (
    "vehicles.vehicle",
    "vehicle_pools.vehicle",
    "vehicle_pools.instrument",
    "vehicle_pools.max_share_fraction",
    "vehicle_pools.max_pool_fraction",
    "instruments.lender",
)


def applies(case: Case) -> bool:
    """Whether a case plans with funding, and has vehicles."""
    return case.settings.funding and bool(case.rows("vehicles"))


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare which vehicles may buy how much of what, and what they hold."""
    bought = bought_by(case)
    pairs = [(v, i) for v, names in bought.items() for i in names]
    named_set(m, "VEHICLES", bought)
    named_set(m, "LOAN_POOLS", pairs, dimen=2)
    families(m, "POOLED_BY", m.VEHICLES, members=bought)
    buyers: dict[Any, list[Any]] = {}
    for v, i in pairs:
        buyers.setdefault(i, []).append(v)
    named_set(m, "POOLED_INSTRUMENTS", buyers)
    families(m, "BUYERS", m.POOLED_INSTRUMENTS, members=buyers)
    borrowers: dict[Any, list[Any]] = {}
    for i, j, c in m.USES:
        borrowers.setdefault(i, []).append((j, c))
    families(m, "BORROWERS", m.POOLED_INSTRUMENTS, members=borrowers, dimen=2)
    rows = {(row["vehicle"], row["instrument"]): row for row in case.rows("vehicle_pools")}
    shares = {pair: row["max_share_fraction"] for pair, row in rows.items()}
    parameter(m, "max_share_fraction", m.LOAN_POOLS, values=shares)
    column = "max_pool_fraction"
    capped = {pair: row[column] for pair, row in rows.items() if row[column] is not None}
    named_set(m, "CAPPED_POOLS", capped, dimen=2)
    parameter(m, column, m.CAPPED_POOLS, values=capped)
    variable(m, "Pooled", "vit", m.LOAN_POOLS, m.PERIODS, unit="USD billion")
    variable(m, "Pool", "vt", m.VEHICLES, m.PERIODS, unit="USD billion", free=True)
    declare_room(m, case, pairs)


def declare_room(m: ConcreteModel, case: Case, pairs: list[tuple[str, str]]) -> None:
    """Declare at which lenders the pools make room; nowhere where no lender's room is taken."""
    lent = lent_by(case)
    if lent:
        made = {g: [(v, i) for v, i in pairs if i in names] for g, names in lent.items()}
        families(m, "POOLED_FROM", m.LENDERS, members=made, dimen=2)
        post(m, "taken_over", "Pooled", m.LENDERS, m.PERIODS, term=pools_make_room)


def constrain(m: ConcreteModel) -> None:
    """Contents: the rules of pools."""
    require(m, m.VEHICLES, m.PERIODS, rule=pool_adds_up)
    require(m, m.LOAN_POOLS, m.PERIODS, rule=pooled_within_share_of_the_instrument)
    require(m, m.CAPPED_POOLS, m.PERIODS, rule=pooled_within_share_of_the_pool)
    require(m, m.POOLED_INSTRUMENTS, m.PERIODS, rule=loans_are_pooled_once)


def pool_adds_up(m: ConcreteModel, v: Vehicle, t: Period) -> Relation:
    """The pool of a vehicle is all the loans that it holds.

    Domain:    for v in VEHICLES for t in PERIODS
    Equation:  Pool[v, t] == sum(Pooled[v, i, t] for i in POOLED_BY[v])
    Units:     USD billion
    Dual:      either sign: what one more dollar of notes to be sold costs, less what it lets senior notes rest on
    """
    return m.Pool[v, t] == sum(m.Pooled[v, i, t] for i in m.POOLED_BY[v])


def pooled_within_share_of_the_instrument(
    m: ConcreteModel, v: Vehicle, i: InstrumentName, t: Period
) -> Relation:
    """A vehicle holds at most its share of all that is owed on an instrument.

    Domain:    for v, i in LOAN_POOLS for t in PERIODS
    Equation:  Pooled[v, i, t] <= sum(max_share_fraction[v, i] * Balance[i, j, c, t] for j, c in BORROWERS[i])
    Units:     USD billion
    Dual:      minus what holding one more dollar of the instrument would save
    """
    return m.Pooled[v, i, t] <= sum(
        m.max_share_fraction[v, i] * m.Balance[i, j, c, t] for j, c in m.BORROWERS[i]
    )


def pooled_within_share_of_the_pool(m: ConcreteModel, v: Vehicle, i: InstrumentName, t: Period) -> Relation:
    """An instrument is at most its share of a vehicle's pool.

    Domain:    for v, i in CAPPED_POOLS for t in PERIODS
    Equation:  Pooled[v, i, t] <= max_pool_fraction[v, i] * Pool[v, t]
    Units:     USD billion
    Dual:      minus what holding one more dollar of the instrument in the same pool would save
    """
    return m.Pooled[v, i, t] <= m.max_pool_fraction[v, i] * m.Pool[v, t]


def loans_are_pooled_once(m: ConcreteModel, i: InstrumentName, t: Period) -> Relation:
    """All vehicles together hold at most what is owed on an instrument.

    Domain:    for i in POOLED_INSTRUMENTS for t in PERIODS
    Equation:  sum(Pooled[v, i, t] for v in BUYERS[i]) <= sum(Balance[i, j, c, t] for j, c in BORROWERS[i])
    Units:     USD billion
    Dual:      minus what one more dollar of loans to be bought would save
    """
    return sum(m.Pooled[v, i, t] for v in m.BUYERS[i]) <= sum(
        m.Balance[i, j, c, t] for j, c in m.BORROWERS[i]
    )


def pools_make_room(m: ConcreteModel, g: Lender, t: Period) -> Expression:
    """What vehicles hold of a lender's instruments takes none of its room.

    Posts:     sum(Pooled[v, i, t] for v, i in POOLED_FROM[g])
    Units:     USD billion
    """
    return sum(m.Pooled[v, i, t] for v, i in m.POOLED_FROM[g])
