"""What the tables of lenders' room, of pooled loans and of notes should say."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.audit.tables.expected import Expected

if TYPE_CHECKING:
    from planner.audit.facts import Facts
    from planner.audit.run_folder import Run


def lender_room(run: Run, facts: Facts) -> Expected:
    """Room from the sheet; what is owed, and what vehicles hold of it, from the other tables."""
    room = facts.in_force("lenders", "room_usd_billion", "lender")
    owed, pooled, expected = _owed(run), _pooled(run), Expected(complete=True)
    for lender, of in facts.lent.items():
        for t, period in enumerate(facts.calendar.names):
            lent, held = ([found[i, period] for i in of] for found in (owed, pooled))
            figures = (room(t, lender), sum(lent), sum(held))
            expected.add((lender, period), (), figures, max(*lent, *held))
    return expected


def pools(run: Run, facts: Facts) -> Expected:
    """What is owed on each instrument that a vehicle may buy; what it holds is a decision."""
    owed, held, expected = _owed(run), run.numbers("pools", "pooled_usd_billion"), Expected()
    for vehicle in facts.vehicles:
        for i in vehicle.most_of_instrument:
            for period in facts.calendar.names:
                key = (vehicle.name, i, period)
                if owed[i, period] or key in held:
                    expected.add(key, (), (owed[i, period], None))
    return expected


def notes(run: Run, facts: Facts) -> Expected:
    """Coupons of what is outstanding, and fees on what is sold; both of these are decisions."""
    outstanding, sold = (run.numbers("notes", f"{x}_usd_billion") for x in ("outstanding", "sold"))
    expected, names = Expected(), facts.calendar.names
    for x in [x for vehicle in facts.vehicles for x in vehicle.tranches]:
        before = 0.0
        for t, period in enumerate(names):
            key = (x.vehicle, x.name, period)
            after = outstanding.get(key, 0.0)
            opening, own = facts.periods.opening_weights(t)
            coupon = x.rates[t] * (opening * before + own * after)
            if key in outstanding or coupon:
                fee = x.structuring_fee * sold.get(key, 0.0)
                expected.add(key, (str(x.seniority), x.market), (None, None, coupon, fee))
            before = after
    return expected


def _owed(run: Run) -> dict[tuple[str, str], float]:
    """What is owed on each instrument at the end of each period, by all who issued it."""
    found: dict[tuple[str, str], float] = defaultdict(float)
    for (i, _, _, period), amount in run.numbers("debt", "balance_usd_billion").items():
        found[i, period] += amount
    return found


def _pooled(run: Run) -> dict[tuple[str, str], float]:
    """What all vehicles hold of each instrument at the end of each period."""
    found: dict[tuple[str, str], float] = defaultdict(float)
    for (_, i, period), amount in run.numbers("pools", "pooled_usd_billion").items():
        found[i, period] += amount
    return found
