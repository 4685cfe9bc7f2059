"""What the tables of stranded assets and of lenders' loss should say, from capacity, load, orders, debt and pools."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING

from planner.audit.facts.assets import POWER
from planner.audit.facts.lending import OWN_CREDIT
from planner.audit.tables.expected import Expected
from planner.audit.tables.landlords import LoadByOwner
from planner.audit.tables.physical import ordered

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.audit.facts import Facts
    from planner.audit.facts.vehicle_terms import Vehicle
    from planner.audit.run_folder import Run

    Standing = dict[tuple[str, str, str], float]
    """GW by sponsor, class and period."""


class _Use:
    """What stands of each class, and which share of it carries load."""

    def __init__(self, run: Run, facts: Facts) -> None:
        self._load = LoadByOwner(run, facts)
        self.standing: Standing = defaultdict(float)
        firm: dict[str, float] = defaultdict(float)
        self._asked: dict[str, float] = defaultdict(float)
        for (a, j, _, period), gw in run.numbers("capacity", "standing_gw").items():
            if a in facts.assets:
                self.standing[j, facts.assets[a].kind, period] += gw
            if a in facts.sources:
                firm[period] += facts.sources[a]["firm_credit_fraction"] * gw
        for (_, _, period), gw in run.numbers("load", "served_gw").items():
            self._asked[period] += gw
        self._firm = firm
        self._reserve = facts.settings.reliability.planning_reserve_margin_fraction

    def share(self, j: str, c: str, period: str) -> float:
        """Of shells and chips the load on them over what stands; of power that on all firm capacity, with reserve."""
        if c == POWER:
            have, want = self._firm[period], self._asked[period] * (1 + self._reserve)
        else:
            have, want = self.standing[j, c, period], self._load.on(j, c, period)
        return min(want / have, 1.0) if have > 0 and self.standing[j, c, period] > 0 else 1.0


def stranded(run: Run, facts: Facts) -> Expected:
    """What stands, the share in use, and the rest of it in GW, in the books and in the eyes of lenders."""
    use, expected = _Use(run, facts), Expected()
    books, lent = _worth_of_what_stands(run, facts)
    for (j, c, period), gw in use.standing.items():
        if j not in facts.sponsors or period not in facts.calendar.number:
            continue
        key = (j, c, period)
        share = use.share(*key)
        idle = [(1 - share) * amount for amount in (gw, books[key], lent[key])]
        expected.add(key, (), (gw, share, *idle), max(gw, books[key], lent[key]))
    return expected


def _worth_of_what_stands(run: Run, facts: Facts) -> tuple[Standing, Standing]:
    """Book and lender value at the end of each period of what has been built by then, USD billion."""
    books: Standing = defaultdict(float)
    lent: Standing = defaultdict(float)
    for asset, j, o, gw in ordered(run, facts):
        for t in range(o, len(facts.calendar.names)):
            key = (j, asset.kind, facts.calendar.names[t])
            books[key] += asset.book_value_standing(o, t) * gw
            lent[key] += asset.collateral(o, t, lambda stood: stood >= 1) * gw
    return books, lent


class _Losses:
    """What would be lost on each class of each sponsor, and what every creditor of the class loses of it."""

    def __init__(self, run: Run, facts: Facts) -> None:
        use = _Use(run, facts)
        self.balance = run.numbers("debt", "balance_usd_billion")
        self.owed: Standing = defaultdict(float)
        for (_, j, c, period), usd in self.balance.items():
            if c != OWN_CREDIT:
                self.owed[j, c, period] += usd
        self.pledged: Standing = defaultdict(float)
        for asset, j, o, gw in ordered(run, facts):
            for t in range(o, len(facts.calendar.names)):
                worth = asset.collateral(o, t, lambda stood: True) * gw
                self.pledged[j, asset.kind, facts.calendar.names[t]] += worth
        self.share = {key: use.share(*key) for key in self.owed}
        self.loss = {
            key: max(usd - self.pledged[key] * self.share[key], 0.0) for key, usd in self.owed.items()
        }

    def by_instrument(self) -> dict[tuple[str, str], list[float]]:
        """What is owed on each instrument at the end of each period, and what is lost of it."""
        found: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
        for (i, j, c, period), usd in self.balance.items():
            of = found[i, period]
            of[0] += usd
            if self.owed.get((j, c, period)):
                of[1] += self.loss[j, c, period] * usd / self.owed[j, c, period]
        return found


def lenders_loss(run: Run, facts: Facts) -> Expected:
    """What is owed on a class beyond what its collateral is worth as far as that is in use."""
    found, expected = _Losses(run, facts), Expected()
    for key, usd in found.owed.items():
        if usd and key[0] in facts.sponsors and key[2] in facts.calendar.number:
            figures = (usd, found.pledged[key], found.share[key], found.loss[key])
            expected.add(key, (), figures)
    return expected


def loss_by_holder(run: Run, facts: Facts) -> Expected:
    """What each holder is owed, and loses: its share of what is lost on every instrument that it holds."""
    found, expected = _Losses(run, facts).by_instrument(), Expected()
    pooled = run.numbers("pools", "pooled_usd_billion")
    sold: dict[tuple[str, str], float] = defaultdict(float)
    for (_, i, period), usd in pooled.items():
        sold[i, period] += usd
    held: dict[tuple[str, str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for (i, period), (owed, lost) in found.items():
        loan = facts.loans.get(i)
        if loan is None or not owed:
            continue
        kept = max(owed - sold[i, period], 0.0)
        named = ("lender", loan.lender), ("vendor", loan.vendor), ("market", loan.market)
        kind, name = next((kind, name) for kind, name in named if name is not None)
        of = held[kind, name, period]
        of[0] += kept
        of[1] += lost * kept / owed
    for (kind, name, period), (usd, lost) in held.items():
        expected.add((kind, name, "", period), (), (usd, lost))

    def lost_on(vehicle: Vehicle, period: str) -> float:
        """What a vehicle loses on all that it holds."""
        parts = (
            (found[i, period], pooled.get((vehicle.name, i, period), 0.0)) for i in vehicle.most_of_instrument
        )
        return sum(lost * usd / owed for (owed, lost), usd in parts if owed)

    _to_tranches(run, facts, lost_on, expected)
    return expected


def _to_tranches(
    run: Run, facts: Facts, lost_on: Callable[[Vehicle, str], float], expected: Expected
) -> None:
    """Of what a vehicle loses each tranche bears what is left by those that are paid after it, up to what it is."""
    notes = run.numbers("notes", "outstanding_usd_billion")
    for vehicle, period in product(facts.vehicles, facts.calendar.names):
        lost = lost_on(vehicle, period)
        for x in vehicle.tranches:
            below = [y for y in vehicle.tranches if y.seniority > x.seniority]
            cushion = sum(notes.get((y.vehicle, y.name, period), 0.0) for y in below)
            own = notes.get((x.vehicle, x.name, period), 0.0)
            if own:
                figures = (own, min(own, max(lost - cushion, 0.0)))
                expected.add(("vehicle", vehicle.name, x.name, period), (), figures, lost)
