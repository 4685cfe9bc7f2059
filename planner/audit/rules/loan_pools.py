"""The rules of lenders' room, and of what vehicles hold of the loans that they buy."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.audit.facts import Facts
    from planner.audit.program import Program, Terms
    from planner.case import Case

LENDERS = {"loans_within_lenders_room": "gt"}
VEHICLES = {
    "pooled_within_share_of_the_instrument": "vit",
    "pooled_within_share_of_the_pool": "vit",
    "loans_are_pooled_once": "it",
}
RULES = LENDERS | VEHICLES


def applies(case: Case) -> bool:
    """Whether the case has lenders, or vehicles that buy loans."""
    return bool(case.rows("lenders") or case.rows("vehicles"))


def write(p: Program, facts: Facts) -> None:
    """Write these rules."""
    if facts.vehicles:
        p.announce(VEHICLES)
        for t in facts.periods:
            _pooled(p, facts, t)
    if facts.case.rows("lenders"):
        p.announce(LENDERS)
        _room(p, facts)


def _owed(facts: Facts, i: str, t: int, sign: float) -> Terms:
    """What is owed on an instrument by all who issued it, times a sign."""
    return [(sign, ("Balance", i, j, c, t)) for loan, j, c in facts.uses if loan.name == i]


def _pooled(p: Program, facts: Facts, t: int) -> None:
    """A vehicle holds at most a share of what is owed on an instrument, which is at most a share of its pool."""
    held_by_all: dict[str, Terms] = {}
    for vehicle in facts.vehicles:
        v = vehicle.name
        for i, share in vehicle.most_of_instrument.items():
            held: Terms = [(1.0, ("Pooled", v, i, t))]
            held_by_all[i] = held_by_all.get(i, []) + held
            rule = "pooled_within_share_of_the_instrument"
            p.ceiling(rule, (v, i, t), [*held, *_owed(facts, i, t, -share)])
            if i in vehicle.most_of_pool:
                mix: Terms = [(-vehicle.most_of_pool[i], ("Pool", v, t))]
                p.ceiling("pooled_within_share_of_the_pool", (v, i, t), held + mix)
    for i, all_held in held_by_all.items():
        p.ceiling("loans_are_pooled_once", (i, t), [*all_held, *_owed(facts, i, t, -1.0)])


def _room(p: Program, facts: Facts) -> None:
    """What is owed on a lender's instruments, less what vehicles hold of them, is at most its room."""
    room = facts.in_force("lenders", "room_usd_billion", "lender")
    for (lender, of), t in product(facts.lent.items(), facts.periods):
        held: Terms = [term for i in of for term in _owed(facts, i, t, 1.0)]
        for vehicle, i in product(facts.vehicles, of):
            held += p.optional_term(-1.0, "Pooled", vehicle.name, i, t)
        p.ceiling("loans_within_lenders_room", (lender, t), held, room(t, lender))
