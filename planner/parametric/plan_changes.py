"""What changes from one plan to another: what enters or leaves, which limits begin or cease to bind, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.case.calendar import Period
from planner.rules import RULES
from planner.tolerances import BINDING_USD_BILLION, NEGLIGIBLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planner.solver import Solution

    Time = tuple[str, int]
    """A period or a quarter: its letter and its number."""
    Names = Mapping[str, Sequence[str]]

ORDERED, ISSUED, UNSERVED, EQUITY = "Ordered", "Issue", "Unserved", "Equity_in"
LIMIT, DETAIL = "limit", "detail"
KINDS = {
    ORDERED: "order",
    ISSUED: "issue",
    UNSERVED: "unserved",
    EQUITY: "equity",
    LIMIT: "limit",
    DETAIL: "detail",
}
AMOUNTS = {ORDERED: "a", ISSUED: "i", UNSERVED: "j", EQUITY: "j"}
"""Decisions, and the letter that names them."""
WHOLE = {
    ORDERED: ("{} enters", "{} leaves"),
    ISSUED: ("{} is issued", "{} is issued no more"),
    UNSERVED: ("load of {} goes unserved", "no load of {} goes unserved"),
    EQUITY: ("{} puts in equity", "{} puts in no equity"),
    LIMIT: ("{} binds", "{} binds no more"),
    DETAIL: ("{} rises from zero", "{} falls to zero"),
}
PART = {
    ORDERED: (
        "orders of {name} begin in {since}",
        "orders of {name} end in {until}",
        "orders of {name} move from {until} to {since}",
    ),
    ISSUED: (
        "issues of {name} begin in {since}",
        "issues of {name} end in {until}",
        "issues of {name} move from {until} to {since}",
    ),
    UNSERVED: (
        "load of {name} goes unserved in {since} too",
        "no load of {name} goes unserved in {until} any more",
        "load of {name} goes unserved in {since}, not in {until}",
    ),
    EQUITY: (
        "equity of {name} begins in {since}",
        "equity of {name} ends in {until}",
        "equity of {name} moves from {until} to {since}",
    ),
    LIMIT: (
        "{name} binds in {since} too",
        "{name} binds no more in {until}",
        "{name} binds in {since}, not in {until}",
    ),
}
"""How each kind comes, goes, and does so in some periods alone: more of them, fewer, others."""


@dataclass(frozen=True)
class PlanChange:
    """One thing that differs: a decision or a limit by name, that comes or goes.

    It `comes` where there is some of it now; `since` are the periods in which it is there and was not,
    `until` those in which it was; the `whole` of it where it has no others. `weight` is its share of all of its kind.
    A `foremost` one is reported before what happens in some periods alone.
    """

    kind: str
    name: str
    comes: bool
    since: tuple[str, ...]
    until: tuple[str, ...]
    whole: bool
    weight: float = 0.0
    foremost: bool = True

    def __str__(self) -> str:
        if self.whole:
            return WHOLE[self.kind][0 if self.comes else 1].format(self.name)
        more, fewer, others = PART[self.kind]
        words = others if self.since and self.until else more if self.since else fewer
        return words.format(name=self.name, since=_runs(self.since), until=_runs(self.until))

    @property
    def rank(self) -> tuple[int, float]:
        """What is told first: whole decisions, then the foremost limits, then whatever weighs most."""
        place = len(KINDS)
        if self.whole and self.foremost:
            place = list(KINDS).index(self.kind)
        return place, -self.weight

    def as_dict(self) -> dict[str, Any]:
        """The turn for JSON."""
        since, until = list(self.since), list(self.until)
        fields = {"kind": KINDS[self.kind], "name": self.name, "whole": self.whole}
        return {**fields, "since": since, "until": until, "words": str(self)}


def _runs(periods: Sequence[str]) -> str:
    """Periods in a few words."""
    length = "quarters" if all(Period.parse(period).is_quarter for period in periods) else "periods"
    return " and ".join(periods) if len(periods) < 3 else f"{periods[0]} and {len(periods) - 1} more {length}"


@dataclass(frozen=True)
class PlanFeatures:
    """What a plan does: amounts of each decision and prices of each limit, by (kind, name) and period or quarter.

    `foremost` are names of limits that are reported before what happens in some periods alone.
    """

    parts: Mapping[tuple[str, str], Mapping[Time, float]]
    foremost: frozenset[str]
    solution: Solution

    def total(self, kind: str, name: str) -> float:
        """An amount over all periods: GW ordered, USD billion issued; of load unserved GW times periods."""
        return sum(self.parts.get((kind, name), {}).values())

    def size(self, kind: str) -> float:
        """All amounts or prices of a kind."""
        return sum(sum(amounts.values()) for (one, _), amounts in self.parts.items() if one == kind)


def features_of(solution: Solution) -> PlanFeatures:
    """What a plan does."""
    parts: dict[tuple[str, str], dict[Time, float]] = {}
    for kind, letter in AMOUNTS.items():
        if kind in solution.columns:
            dims = solution.columns[kind].dims
            for index, amount in solution.value(kind, NEGLIGIBLE).items():
                name, time = str(index[dims.index(letter)]), ("t", index[-1])
                here = parts.setdefault((kind, name), {})
                here[time] = here.get(time, 0.0) + amount
    foremost = set()
    for rule in (rule for rule in RULES.values() if rule.noun and rule.name in solution.rows):
        for index, dual in solution.dual(rule.name, BINDING_USD_BILLION).items():
            named = rule.named(rule.noun, index)
            parts.setdefault((LIMIT, named), {})[rule.dims[-1], rule.time(index)] = abs(dual)
            if rule.foremost:
                foremost.add(named)
    return PlanFeatures(parts, frozenset(foremost), solution)


def plan_changes(before: PlanFeatures, after: PlanFeatures, names: Names) -> list[PlanChange]:
    """What differs between two plans, what matters most first; `names` of periods and quarters, by their dims."""
    sizes = {kind: before.size(kind) + after.size(kind) for kind in KINDS}
    found = []
    for kind, name in {**before.parts, **after.parts}:
        old, new = before.parts.get((kind, name), {}), after.parts.get((kind, name), {})
        since, until = sorted(new.keys() - old.keys()), sorted(old.keys() - new.keys())
        if since or until:
            weight = (sum(new[t] for t in since) + sum(old[t] for t in until)) / sizes[kind]
            comes, goes = (tuple(names[letter][t] for letter, t in some) for some in (since, until))
            foremost = kind != LIMIT or name in before.foremost | after.foremost
            found.append(PlanChange(kind, name, bool(new), comes, goes, not (old and new), weight, foremost))
    return sorted(found, key=lambda turn: turn.rank) or list(_details(before, after, names["t"]))


def _details(before: PlanFeatures, after: PlanFeatures, periods: Sequence[str]) -> Iterator[PlanChange]:
    """Of any variable, which elements of it come or go: told where nothing that matters more does."""
    for name, block in before.solution.columns.items():
        old, new = (np.abs(seen.solution.values[block.slice]) > NEGLIGIBLE for seen in (before, after))
        for k in np.flatnonzero(old != new):
            index = block.indices[k] if isinstance(block.indices[k], tuple) else (block.indices[k],)
            parts = zip(block.dims, index, strict=True)
            places = [periods[part] if letter in "to" else str(part) for letter, part in parts]
            here = tuple(place for place, letter in zip(places, block.dims, strict=True) if letter in "to")
            text = f"{name}[{', '.join(filter(None, places))}]"
            comes = bool(new[k])
            yield PlanChange(DETAIL, text, comes, here if comes else (), () if comes else here, True)


SAME = "no more than amounts"
"""What is said where the same things are done and the same limits bind, in other proportions."""


def summary(found: Sequence[PlanChange], most: int = 3) -> str:
    """The first changes in words."""
    if not found:
        return SAME
    more = f"; {len(found) - most} more" if len(found) > most else ""
    return "; ".join(map(str, found[:most])) + more
