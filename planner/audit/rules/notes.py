"""The rules of the notes by which vehicles pay for the loans that they buy."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.audit.facts import Facts
    from planner.audit.facts.vehicle_terms import Tranche, Vehicle
    from planner.audit.program import Program, Terms
    from planner.case import Case

RULES = {
    "pool_adds_up": "vt",
    "notes_pay_for_the_pool": "vt",
    "notes_are_over_collateralised": "vnt",
    "interest_covers_coupons": "vnt",
    "notes_grow_by_sales_alone": "vnt",
    "notes_repaid_by_their_tenor": "vnt",
    "notes_stand_until_they_may_be_called": "vnt",
    "notes_are_placed_in_steps": "vnt",
}


def applies(case: Case) -> bool:
    """Whether the case has vehicles that buy loans."""
    return bool(case.rows("vehicles"))


def write(p: Program, facts: Facts) -> None:
    """Write these rules, and what vehicles hold and sell."""
    p.announce(RULES)
    for vehicle, t in product(facts.vehicles, facts.periods):
        for i in vehicle.most_of_instrument:
            p.column("Pooled", vehicle.name, i, t)
        for x in vehicle.tranches:
            p.column("Note", vehicle.name, x.name, t)
            p.column("Sold", vehicle.name, x.name, t, cost=x.structuring_fee * facts.calendar.discount[t])
    for vehicle, t in product(facts.vehicles, facts.periods):
        _pool(p, vehicle, t)
        for tranche in vehicle.tranches:
            _place(p, facts, tranche, t)
            _note(p, facts, vehicle, tranche, t)


def _pool(p: Program, vehicle: Vehicle, t: int) -> None:
    """What a vehicle holds in all, which its notes pay for."""
    v = vehicle.name
    pooled: Terms = [(1.0, ("Pooled", v, i, t)) for i in vehicle.most_of_instrument]
    pool = p.total("pool_adds_up", "Pool", (v, t), pooled)
    sold: Terms = [(1.0, ("Note", v, x.name, t)) for x in vehicle.tranches]
    p.equation("notes_pay_for_the_pool", (v, t), [*sold, (-1.0, pool)])


def _place(p: Program, facts: Facts, x: Tranche, t: int) -> None:
    """What is sold goes into those steps of its market that have no concession."""
    concession = facts.in_force("market_limits", "concession_fraction", "market", "step")
    sides: Terms = [(1.0, ("Sold", x.vehicle, x.name, t))]
    for k in facts.market_steps[x.market]:
        if concession(t, x.market, k) == 0:
            sides.append((-1.0, p.column("Note_step", x.vehicle, x.name, k, t)))
    p.equation("notes_are_placed_in_steps", (x.vehicle, x.name, t), sides)


def _note(p: Program, facts: Facts, vehicle: Vehicle, tranche: Tranche, t: int) -> None:
    """Notes are covered by the pool and by its interest, and stand between their first call and their tenor."""
    v, index = vehicle.name, (vehicle.name, tranche.name, t)
    senior: Terms = [(1.0, ("Note", v, x.name, t)) for x in vehicle.down_to(tranche)]
    p.ceiling("notes_are_over_collateralised", index, [*senior, (tranche.attachment - 1, ("Pool", v, t))])
    if tranche.min_coverage is not None:
        coupons: Terms = [
            (tranche.min_coverage * x.rates[t], ("Note", v, x.name, t)) for x in vehicle.down_to(tranche)
        ]
        earned: Terms = [(-facts.loans[i].rate(t), ("Pooled", v, i, t)) for i in vehicle.most_of_instrument]
        rows = [*coupons, *earned, (vehicle.fees[t], ("Pool", v, t))]
        p.ceiling("interest_covers_coupons", index, rows)
    note, sold = ("Note", *index), [("Sold", v, tranche.name, o) for o in range(t + 1)]
    before = p.optional_term(-1.0, "Note", v, tranche.name, t - 1)
    p.ceiling("notes_grow_by_sales_alone", index, [(1.0, note), (-1.0, sold[t]), *before])
    young: Terms = [(-tranche.within_tenor(o, t), sale) for o, sale in enumerate(sold)]
    p.ceiling("notes_repaid_by_their_tenor", index, [(1.0, note), *young])
    if tranche.noncall_quarters:
        kept: Terms = [(tranche.noncallable(o, t), sale) for o, sale in enumerate(sold)]
        p.ceiling("notes_stand_until_they_may_be_called", index, [(-1.0, note), *kept])
