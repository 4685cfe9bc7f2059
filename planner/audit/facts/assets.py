"""What can be ordered, as the audit counts it: when it arrives, what is paid, what it is worth as it ages."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from planner.audit.arithmetic import MONTHS_PER_QUARTER, QUARTERS_PER_YEAR, USD_PER_KW, interpolate
from planner.audit.tolerances import MILESTONE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from planner.audit.facts.calendar import Calendar
    from planner.audit.facts.periods import Periods
    from planner.case import Case

POWER, SHELL, CHIPS = "power", "shell", "chips"
NATIONAL = ""
"""The region of what stands in no region."""


@dataclass(frozen=True)
class Asset:
    """A source, shell or chips; `first_quarter` is the first that it may stand in.

    `capex` is USD billion per GW ordered in each period, `fixed_om` per GW standing in it, both nominal;
    `milestones` the share of capex by the age at which it is paid, an age being counted in quarters from the order;
    `lender_value` what lenders take it to be worth by years of standing; `lost_compute` the share of revenue that
    its chips lose.
    """

    name: str
    kind: str
    owners: tuple[str, ...]
    regions: tuple[str, ...]
    lead_quarters: int
    life_quarters: int
    first_quarter: int
    periods: Periods
    capex: tuple[float, ...]
    fixed_om: tuple[float, ...]
    milestones: Mapping[int, float]
    lender_value: tuple[tuple[float, float], ...]
    lost_compute: float

    @cached_property
    def orders(self) -> dict[int, list[int]]:
        """Quarters by period of order: those that arrive within the horizon, and not before the first delivery."""
        known = range(self.first_quarter - self.lead_quarters, self.periods.end - self.lead_quarters)
        found = {o: [q for q in of if q in known] for o, of in enumerate(self.periods.quarters)}
        return {o: quarters for o, quarters in found.items() if quarters}

    @cached_property
    def standing_periods(self) -> list[int]:
        """Periods in which it may stand."""
        return [t for t, of in enumerate(self.periods.quarters) if of.stop > self.first_quarter]

    def arriving(self, o: int, t: int) -> float:
        """Share of what is ordered in one period that arrives in another."""
        arrives = self.lead_quarters
        return self.periods.total(t, self.orders[o], lambda age: 1.0 if age == arrives else 0.0)

    def retiring(self, o: int, t: int) -> float:
        """Share of it that is past its life from a period on."""
        ends = self.lead_quarters + self.life_quarters
        return self.periods.total(t, self.orders[o], lambda age: 1.0 if age == ends else 0.0)

    def standing(self, o: int, t: int) -> float:
        """Share of it that stands through a period."""
        return self.periods.mean(
            t, self.orders[o], lambda age: 1.0 if 1 <= self.quarters_stood(age) <= self.life_quarters else 0.0
        )

    def spending(self, o: int, t: int) -> float:
        """Share of its capex that is paid in a period."""
        return self.periods.total(t, self.orders[o], lambda age: self.milestones.get(age, 0.0))

    def book_value(self, o: int, t: int) -> float:
        """Its book value at the end of a period, as a share of capex."""
        return self.periods.at_end(t, self.orders[o], self.book_value_at)

    def collateral(self, o: int, t: int, counts: Callable[[int], bool]) -> float:
        """What a lender counts of it at the end of a period, who counts what has stood for some quarters alone."""
        return self.periods.at_end(
            t,
            self.orders[o],
            lambda age: self.collateral_at(age) if counts(self.quarters_stood(age)) else 0.0,
        )

    def quarters_stood(self, age: int) -> int:
        """Quarters that an order of this age has stood at the end of the quarter; below one while building."""
        return age - self.lead_quarters + 1

    def book_value_at(self, age: int) -> float:
        """Book value at an age, as a share of capex."""
        if self.quarters_stood(age) < 1:
            return sum(share for due, share in self.milestones.items() if due <= age)
        return max(0.0, 1 - self.quarters_stood(age) / self.life_quarters)

    def collateral_at(self, age: int) -> float:
        """What a lender counts at an age, as a share of capex; nothing where the class has no lender's value."""
        if not self.lender_value:
            return 0.0
        if self.quarters_stood(age) < 1:
            return self.book_value_at(age)
        years = self.quarters_stood(age) / QUARTERS_PER_YEAR
        return min(self.book_value_at(age), interpolate(self.lender_value, years))


def assets_of(case: Case, calendar: Calendar) -> dict[str, Asset]:
    """Every asset of the case by name, sources first."""
    found = [_asset(case, calendar, row, row["source"], POWER) for row in case.rows("sources")]
    found += [_asset(case, calendar, row, row["asset"], row["kind"]) for row in case.rows("compute")]
    return {asset.name: asset for asset in found}


def _asset(case: Case, calendar: Calendar, row: Mapping[str, Any], name: str, kind: str) -> Asset:
    """One row as an asset."""
    unit_name, unit = ("usd_per_kw", USD_PER_KW) if kind == POWER else ("usd_billion_per_gw", 1.0)
    capex, fixed_om = row[f"capex_{unit_name}"] * unit, row[f"fixed_om_{unit_name}_year"] * unit
    lead = math.ceil(row["lead_months"] / MONTHS_PER_QUARTER)
    first = row.get("first_delivery")
    levels = [calendar.price_level(t, row["dollar_year"]) for t in calendar.periods]
    values = (
        (x["age_years"], x["value_fraction"]) for x in case.rows("lender_value") if x["asset_class"] == kind
    )
    relative = row.get("relative_compute_fraction", 1.0)
    return Asset(
        name=name,
        kind=kind,
        owners=tuple(x["sponsor"] for x in case.rows("owners") if x["asset"] == name),
        regions=(NATIONAL,) if kind == CHIPS else tuple(x["region"] for x in case.rows("regions")),
        lead_quarters=lead,
        life_quarters=round(row["life_years"] * QUARTERS_PER_YEAR),
        first_quarter=max(lead, 0 if first is None else calendar.quarter(first)),
        periods=calendar.periods,
        capex=tuple(capex * level for level in levels),
        fixed_om=tuple(fixed_om * years * level for years, level in zip(calendar.years, levels, strict=True)),
        milestones=_milestones(case, row["spend_profile"], lead),
        lender_value=tuple(sorted(values)),
        lost_compute=1 - relative,
    )


def _milestones(case: Case, profile: str, lead: int) -> dict[int, float]:
    """Share of capex paid at each age: progress through the lead time, to the nearest quarter, halves up."""
    paid: dict[int, float] = {}
    for row in case.rows("spend_profiles"):
        if row["spend_profile"] == profile:
            due = math.floor(row["progress_fraction"] * lead + 0.5 + MILESTONE)
            paid[due] = paid.get(due, 0.0) + row["spend_fraction"]
    return paid
