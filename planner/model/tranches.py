"""Notes that vehicles sell, tranche by tranche, and what holders of each insist on.

TRANCHES                            (v, n): a vehicle and a tranche of its notes, the most senior first
TRANCHES_OF[v]                      n
SENIOR[v, n]                        e: a tranche and those senior to it
COVERED_TRANCHES                    (v, n): those that ask a least interest coverage
NONCALL_TRANCHES                    (v, n): those that may not be called at once
attachment_fraction[v, n]           share of the pool that is lost before the tranche loses
note_min_interest_coverage[v, n]    least interest of the pool over coupons of the tranche and those senior to it
coupon[v, n, t], management_fee[v, t]   rates of a period
structuring_fee_fraction[v, n]      fee on what is sold
LIVE_NOTES[v, n, t]                 o: sales that have not matured by the end of t
live_fraction[v, n, o, t]           share of what is sold in o that has not
UNCALLED_NOTES[v, n, t]             o: sales that may not be called by the end of t
uncalled_fraction[v, n, o, t]       share of what is sold in o that may not
NOTE_STEPS                          (v, n, k, t): a step of the tranche's market that has no concession in t
FREE_STEPS[v, n, t]                 k: those steps
NOTES_IN_STEP[u, k, t]              (v, n): who may place notes in a step
Note[v, n, t]                       notes outstanding at the end of t, USD billion
Sold[v, n, t]                       notes sold at the end of t, USD billion
Note_step[v, n, k, t]               the part of them placed in step k of the market, USD billion
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.model.ledger import families, named_set, parameter, post, require, variable
from planner.parameters.timeline import by_periods, timeline_of
from planner.parameters.vehicles import free_steps, tranches_of, up_to, young_fractions

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import Market, Period, Step, TrancheName, Vehicle
    from planner.model.ledger import Expression, Relation
    from planner.parameters.timeline import Fractions
    from planner.parameters.vehicles import Tranche

READS = (
    "vehicles.management_fee_per_year",
    "tranches.vehicle",
    "tranches.tranche",
    "tranches.seniority",
    "tranches.market",
    "tranches.rate_per_year",
    "tranches.attachment_fraction",
    "tranches.min_interest_coverage",
    "tranches.tenor_years",
    "tranches.structuring_fee_fraction",
    "tranches.noncall_years",
    "market_limits.concession_fraction",
)


def applies(case: Case) -> bool:
    """Whether a case plans with funding, and has vehicles."""
    return case.settings.funding and bool(case.rows("vehicles"))


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare the tranches, what they cost and what their holders ask."""
    tranches, timeline = tranches_of(case), timeline_of(case)
    named_set(m, "TRANCHES", tranches, dimen=2)
    names: dict[Any, list[str]] = {}
    for v, n in tranches:
        names.setdefault(v, []).append(n)
    families(m, "TRANCHES_OF", m.VEHICLES, members=names)
    families(m, "SENIOR", m.TRANCHES, members={key: up_to(tranches, *key) for key in tranches})
    for column in ("attachment_fraction", "structuring_fee_fraction"):
        parameter(m, column, m.TRANCHES, values={key: getattr(x, column) for key, x in tranches.items()})
    asked = {key: x.min_interest_coverage for key, x in tranches.items()}
    asked = {key: least for key, least in asked.items() if least is not None}
    named_set(m, "COVERED_TRANCHES", asked, dimen=2)
    parameter(m, "note_min_interest_coverage", m.COVERED_TRANCHES, values=asked)
    rates = {
        (*key, t): q for key, x in tranches.items() for t, q in enumerate(timeline.rates(x.rate_per_year))
    }
    parameter(m, "coupon", m.TRANCHES, m.PERIODS, values=rates)
    fees = {
        (row["vehicle"], t): fee
        for row in case.rows("vehicles")
        for t, fee in enumerate(timeline.rates(row["management_fee_per_year"]))
    }
    parameter(m, "management_fee", m.VEHICLES, m.PERIODS, values=fees)
    for name in ("Note", "Sold"):
        variable(m, name, "vnt", m.TRANCHES, m.PERIODS, unit="USD billion")
    declare_ages(m, case, tranches)
    declare_placements(m, case, tranches)
    post(m, "plan_cost", "Sold", m.PERIODS, term=structuring_fees)


def declare_ages(m: ConcreteModel, case: Case, tranches: dict[tuple[str, str], Tranche]) -> None:
    """Declare which sales have not matured, and which may not be called."""
    timeline = timeline_of(case)
    live = {key: young_fractions(x.tenor_quarters, timeline) for key, x in tranches.items()}
    kept = {
        key: young_fractions(x.noncall_quarters, timeline)
        for key, x in tranches.items()
        if x.noncall_quarters
    }
    named_set(m, "NONCALL_TRANCHES", kept, dimen=2)
    declare_young(m, "live_fraction", "LIVE_NOTES", live)
    declare_young(m, "uncalled_fraction", "UNCALLED_NOTES", kept)


def declare_young(
    m: ConcreteModel, name: str, members: str, by_tranche: dict[tuple[str, str], Fractions]
) -> None:
    """Declare shares of what is sold by period, and the sales that have one in each."""
    shares = {(*key, *when): x for key, of in by_tranche.items() for when, x in by_periods(of).items()}
    named_set(m, f"{name.upper()}_AT", shares, dimen=4)
    parameter(m, name, m.component(f"{name.upper()}_AT"), values=shares)
    found: dict[Any, list[int]] = {}
    for v, n, o, t in shares:
        found.setdefault((v, n, t), []).append(o)
    families(m, members, m.TRANCHES, m.PERIODS, members=found)


def declare_placements(m: ConcreteModel, case: Case, tranches: dict[tuple[str, str], Tranche]) -> None:
    """Declare the steps of markets that notes go into."""
    free = free_steps(case)
    steps = {(*key, t): free.get((x.market, t), []) for key, x in tranches.items() for t in m.PERIODS}
    families(m, "FREE_STEPS", m.TRANCHES, m.PERIODS, members=steps)
    named_set(m, "NOTE_STEPS", [(v, n, k, t) for (v, n, t), of in steps.items() for k in of], dimen=4)
    variable(m, "Note_step", "vnkt", m.NOTE_STEPS, unit="USD billion")
    placed: dict[Any, list[Any]] = {}
    for v, n, k, t in m.NOTE_STEPS:
        placed.setdefault((tranches[v, n].market, k, t), []).append((v, n))
    families(m, "NOTES_IN_STEP", m.STEPS_IN_USE, m.PERIODS, members=placed, dimen=2)
    post(m, "placed", "Note_step", m.STEPS_IN_USE, m.PERIODS, term=notes_in_a_step)


def constrain(m: ConcreteModel) -> None:
    """Contents: the rules of notes."""
    require(m, m.VEHICLES, m.PERIODS, rule=notes_pay_for_the_pool)
    require(m, m.TRANCHES, m.PERIODS, rule=notes_are_over_collateralised)
    require(m, m.COVERED_TRANCHES, m.PERIODS, rule=interest_covers_coupons)
    require(m, m.TRANCHES, m.PERIODS, rule=notes_grow_by_sales_alone)
    require(m, m.TRANCHES, m.PERIODS, rule=notes_repaid_by_their_tenor)
    require(m, m.NONCALL_TRANCHES, m.PERIODS, rule=notes_stand_until_they_may_be_called)
    require(m, m.TRANCHES, m.PERIODS, rule=notes_are_placed_in_steps)


def notes_pay_for_the_pool(m: ConcreteModel, v: Vehicle, t: Period) -> Relation:
    """The notes of a vehicle, all tranches together, are what its pool is worth.

    Domain:    for v in VEHICLES for t in PERIODS
    Equation:  sum(Note[v, n, t] for n in TRANCHES_OF[v]) == Pool[v, t]
    Units:     USD billion
    Dual:      either sign: what one more dollar of notes to be sold costs, less what having them saves later
    """
    return sum(m.Note[v, n, t] for n in m.TRANCHES_OF[v]) == m.Pool[v, t]


def notes_are_over_collateralised(m: ConcreteModel, v: Vehicle, n: TrancheName, t: Period) -> Relation:
    """A tranche and those senior to it are together at most the pool less what is lost before it loses.

    Domain:    for v, n in TRANCHES for t in PERIODS
    Equation:  sum(Note[v, e, t] for e in SENIOR[v, n]) <= (1 - attachment_fraction[v, n]) * Pool[v, t]
    Units:     USD billion
    Dual:      minus what one more dollar of notes of this seniority would save
    """
    attached = m.attachment_fraction[v, n] * m.Pool[v, t]
    return sum(m.Note[v, e, t] for e in m.SENIOR[v, n]) <= m.Pool[v, t] - attached


def interest_covers_coupons(m: ConcreteModel, v: Vehicle, n: TrancheName, t: Period) -> Relation:
    """Interest on the pool, less the manager's fee, covers the coupons of a tranche and of those senior to it.

    Domain:    for v, n in COVERED_TRANCHES for t in PERIODS
    Equation:  sum(rate_per_period[i, t] * Pooled[v, i, t] for i in POOLED_BY[v]) - management_fee[v, t] * Pool[v, t]
                   >= sum(note_min_interest_coverage[v, n] * coupon[v, e, t] * Note[v, e, t] for e in SENIOR[v, n])
    Units:     USD billion
    Dual:      minus what one more dollar of interest on the pool would save
    """
    interest = sum(m.rate_per_period[i, t] * m.Pooled[v, i, t] for i in m.POOLED_BY[v])
    return interest - m.management_fee[v, t] * m.Pool[v, t] >= sum(
        m.note_min_interest_coverage[v, n] * m.coupon[v, e, t] * m.Note[v, e, t] for e in m.SENIOR[v, n]
    )


def notes_grow_by_sales_alone(m: ConcreteModel, v: Vehicle, n: TrancheName, t: Period) -> Relation:
    """Notes are called whenever the plan chooses, and never grow but by a new sale.

    Domain:    for v, n in TRANCHES for t in PERIODS
    Equation:  Note[v, n, t] <= Note[v, n, t - 1] + Sold[v, n, t]
    Units:     USD billion
    Dual:      minus what one more dollar outstanding without a sale would save
    """
    before = sum(m.Note[v, n, p] for p in m.PREVIOUS[t])
    return m.Note[v, n, t] <= before + m.Sold[v, n, t]


def notes_repaid_by_their_tenor(m: ConcreteModel, v: Vehicle, n: TrancheName, t: Period) -> Relation:
    """Notes are outstanding at most through their tenor.

    Domain:    for v, n in TRANCHES for t in PERIODS
    Equation:  Note[v, n, t] <= sum(live_fraction[v, n, o, t] * Sold[v, n, o] for o in LIVE_NOTES[v, n, t])
    Units:     USD billion
    Dual:      minus what one more dollar kept beyond the tenor would save
    """
    return m.Note[v, n, t] <= sum(
        m.live_fraction[v, n, o, t] * m.Sold[v, n, o] for o in m.LIVE_NOTES[v, n, t]
    )


def notes_stand_until_they_may_be_called(m: ConcreteModel, v: Vehicle, n: TrancheName, t: Period) -> Relation:
    """Notes that may not be called yet are outstanding.

    Domain:    for v, n in NONCALL_TRANCHES for t in PERIODS
    Equation:  sum(uncalled_fraction[v, n, o, t] * Sold[v, n, o] for o in UNCALLED_NOTES[v, n, t]) <= Note[v, n, t]
    Units:     USD billion
    Dual:      minus what calling one dollar early would save
    """
    return (
        sum(m.uncalled_fraction[v, n, o, t] * m.Sold[v, n, o] for o in m.UNCALLED_NOTES[v, n, t])
        <= m.Note[v, n, t]
    )


def notes_are_placed_in_steps(m: ConcreteModel, v: Vehicle, n: TrancheName, t: Period) -> Relation:
    """Notes sold are placed in those steps of their market that have no concession.

    Domain:    for v, n in TRANCHES for t in PERIODS
    Equation:  Sold[v, n, t] == sum(Note_step[v, n, k, t] for k in FREE_STEPS[v, n, t])
    Units:     USD billion
    Dual:      either sign: what having to sell one more dollar costs, less the market depth it is spared
    """
    return m.Sold[v, n, t] == sum(m.Note_step[v, n, k, t] for k in m.FREE_STEPS[v, n, t])


def notes_in_a_step(m: ConcreteModel, u: Market, k: Step, t: Period) -> Expression:
    """Notes take room in the step of the market that they are placed in.

    Posts:     sum(Note_step[v, n, k, t] for v, n in NOTES_IN_STEP[u, k, t])
    Units:     USD billion
    """
    return sum(m.Note_step[v, n, k, t] for v, n in m.NOTES_IN_STEP[u, k, t])


def structuring_fees(m: ConcreteModel, t: Period) -> Expression:
    """A fee on what is sold is a cost of the plan, of no sponsor; it keeps plans from packaging loans for nothing.

    Posts:     sum(structuring_fee_fraction[v, n] * Sold[v, n, t] for v, n in TRANCHES)
    Units:     USD billion
    """
    return sum(m.structuring_fee_fraction[v, n] * m.Sold[v, n, t] for v, n in m.TRANCHES)
