"""What can be ordered, as the audit counts it: when it arrives, what is paid, what it is worth as it ages."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from planner.audit.arithmetic import NOWHERE, YEAR, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from planner.audit.facts import Facts
    from planner.audit.periods import Spans

POWER, SHELL, CHIPS = "power", "shell", "chips"
NEARLY = 1e-9
"""A milestone this close below the middle of a quarter counts as past it: floating point, not the sheet."""


@dataclass(frozen=True)
class Asset:
    """A source, shell or chips: lead and life in quarters, `first` the first quarter it may stand in.

    `price` is USD billion per GW ordered in each period, `upkeep` per GW standing in it, both nominal; `paid` the
    share of cost by age, an age being counted in quarters from the order; `curve` what lenders take it to be worth.
    """

    name: str
    kind: str
    owners: tuple[str, ...]
    places: tuple[str, ...]
    lead: int
    life: int
    first: int
    spans: Spans
    price: tuple[float, ...]
    upkeep: tuple[float, ...]
    paid: Mapping[int, float]
    curve: tuple[tuple[float, float], ...]
    lost: float

    @cached_property
    def orders(self) -> dict[int, list[int]]:
        """Quarters by period of order: those that arrive within the horizon, and not before the first delivery."""
        known = range(self.first - self.lead, self.spans.end - self.lead)
        found = {o: [q for q in span if q in known] for o, span in enumerate(self.spans.of)}
        return {o: quarters for o, quarters in found.items() if quarters}

    @cached_property
    def stands(self) -> list[int]:
        """Periods in which it may stand."""
        return [t for t, span in enumerate(self.spans.of) if span.stop > self.first]

    def arrives(self, o: int, t: int) -> float:
        """Share of what is ordered in one period that arrives in another."""
        return self.spans.within(t, self.orders[o], lambda age: 1.0 if age == self.lead else 0.0)

    def retires(self, o: int, t: int) -> float:
        """Share of it that is past its life from a period on."""
        return self.spans.within(t, self.orders[o], lambda age: 1.0 if age == self.lead + self.life else 0.0)

    def there(self, o: int, t: int) -> float:
        """Share of it that stands through a period."""
        return self.spans.through(
            t, self.orders[o], lambda age: 1.0 if 1 <= self.stood(age) <= self.life else 0.0
        )

    def due(self, o: int, t: int) -> float:
        """Share of its cost that is paid in a period."""
        return self.spans.within(t, self.orders[o], lambda age: self.paid.get(age, 0.0))

    def booked(self, o: int, t: int) -> float:
        """Its book value at the end of a period, as a share of cost."""
        return self.spans.after(t, self.orders[o], self.book)

    def pledged(self, o: int, t: int, counts: Callable[[int], bool]) -> float:
        """What a lender counts of it at the end of a period, who counts what has stood for some quarters alone."""
        return self.spans.after(
            t, self.orders[o], lambda age: self.pledge(age) if counts(self.stood(age)) else 0.0
        )

    def stood(self, age: int) -> int:
        """Quarters that an order of this age has stood at the end of the quarter; below one while building."""
        return age - self.lead + 1

    def book(self, age: int) -> float:
        """Book value at an age, as a share of cost."""
        if self.stood(age) < 1:
            return sum(share for due, share in self.paid.items() if due <= age)
        return max(0.0, 1 - self.stood(age) / self.life)

    def pledge(self, age: int) -> float:
        """What a lender counts at an age, as a share of cost; nothing where the class has no curve."""
        if not self.curve:
            return 0.0
        if self.stood(age) < 1:
            return self.book(age)
        return min(self.book(age), joined(self.curve, self.stood(age) / YEAR))


def fleet(facts: Facts) -> dict[str, Asset]:
    """Every asset of the case by name, sources first."""
    case = facts.case
    built = [_asset(facts, row, row["source"], POWER, 1e-3) for row in case.rows("sources")]
    built += [_asset(facts, row, row["asset"], row["kind"], 1.0) for row in case.rows("compute")]
    return {asset.name: asset for asset in built}


def _asset(facts: Facts, row: Mapping[str, Any], name: str, kind: str, unit: float) -> Asset:
    """One row as an asset; `unit` turns the money of its sheet into USD billion per GW."""
    case = facts.case
    unit_name = "usd_per_kw" if kind == POWER else "usd_billion_per_gw"
    capex, fixed = row[f"capex_{unit_name}"] * unit, row[f"fixed_om_{unit_name}_year"] * unit
    lead = math.ceil(row["lead_months"] / 3)
    wanted = row.get("first_delivery")
    first = 0 if wanted is None else YEAR * wanted.year + wanted.quarter - 1 - facts.first
    levels = [facts.level(t, row["dollar_year"]) for t in facts.periods]
    lent = [
        (x["age_years"], x["value_fraction"]) for x in case.rows("lender_value") if x["asset_class"] == kind
    ]
    relative = row.get("relative_compute_fraction")
    return Asset(
        name=name,
        kind=kind,
        owners=tuple(x["sponsor"] for x in case.rows("owners") if x["asset"] == name),
        places=(NOWHERE,) if kind == CHIPS else tuple(facts.regions),
        lead=lead,
        life=round(row["life_years"] * YEAR),
        first=max(lead, first),
        spans=facts.spans,
        price=tuple(capex * level for level in levels),
        upkeep=tuple(fixed * facts.years[t] * level for t, level in enumerate(levels)),
        paid=_milestones(facts, row["spend_profile"], lead),
        curve=tuple(sorted(lent)),
        lost=0.0 if relative is None else 1 - relative,
    )


def _milestones(facts: Facts, profile: str, lead: int) -> dict[int, float]:
    """Share of cost paid at each age: progress through the lead time, rounded to the nearest quarter, halves up."""
    paid: dict[int, float] = {}
    for row in facts.case.rows("spend_profiles"):
        if row["spend_profile"] == profile:
            due = math.floor(row["progress_fraction"] * lead + 0.5 + NEARLY)
            paid[due] = paid.get(due, 0.0) + row["spend_fraction"]
    return paid
