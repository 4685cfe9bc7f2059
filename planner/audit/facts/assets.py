"""What can be ordered, as the audit counts it: when it arrives, what is paid, what it is worth as it ages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from planner.audit.arithmetic import QUARTERS_PER_YEAR, USD_PER_KW, interpolate
from planner.audit.facts.order_terms import order_terms

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from planner.audit.facts.calendar import Calendar
    from planner.audit.facts.order_terms import OrderTerms
    from planner.audit.facts.periods import Periods
    from planner.case import Case

POWER, SHELL, CHIPS = "power", "shell", "chips"
NATIONAL = ""
"""The region of what stands in no region."""


@dataclass(frozen=True)
class UnderWay:
    """Capacity that nobody orders: `gw` stand from quarter `since`, which may lie before the first, till `until`."""

    sponsor: str
    region: str
    gw: float
    since: int
    until: int


@dataclass(frozen=True)
class Asset:
    """A source, shell or chips.

    `terms` are those of what is ordered in each quarter; `first_quarter` is the first that it may stand in;
    `fixed_om` is USD billion per GW standing in each period, nominal; `lender_value` what lenders take it to be worth
    by years of standing; `lost_compute` the share of revenue that its chips lose; `under_way` is what was begun
    before the horizon.
    """

    name: str
    kind: str
    owners: tuple[str, ...]
    regions: tuple[str, ...]
    terms: tuple[OrderTerms, ...]
    first_quarter: int
    periods: Periods
    fixed_om: tuple[float, ...]
    lender_value: tuple[tuple[float, float], ...]
    lost_compute: float
    vendor: str | None
    under_way: tuple[UnderWay, ...] = ()

    @cached_property
    def orders(self) -> dict[int, list[int]]:
        """Quarters by period of order: those that arrive within the horizon, and not before the first delivery."""
        known = range(self.first_quarter, self.periods.end)
        found = {
            o: [q for q in of if q + self.terms[q].lead_quarters in known]
            for o, of in enumerate(self.periods.quarters)
        }
        return {o: quarters for o, quarters in found.items() if quarters}

    @cached_property
    def standing_periods(self) -> list[int]:
        """Periods in which it may stand: from the first that anything may arrive in."""
        arrivals = [q + self.terms[q].lead_quarters for of in self.orders.values() for q in of]
        arrivals += [fleet.since for fleet in self.under_way]
        first = min(arrivals, default=self.periods.end)
        return [t for t, of in enumerate(self.periods.quarters) if of.stop > first]

    def begun_before(self, j: str, r: str, t: int) -> float:
        """GW of what was under way that stand through a period, on the mean of its quarters."""
        quarters = self.periods.quarters[t]
        fleets = [fleet for fleet in self.under_way if (fleet.sponsor, fleet.region) == (j, r)]
        return sum(fleet.gw for fleet in fleets for q in quarters if fleet.since <= q < fleet.until) / len(
            quarters
        )

    def arriving(self, o: int, t: int) -> float:
        """Share of what is ordered in one period that arrives in another."""
        return self._total(o, t, lambda of, age: 1.0 if age == of.lead_quarters else 0.0)

    def arriving_in_quarter(self, o: int, q: int) -> float:
        """Share of what is ordered in a period that arrives in a quarter."""
        begun = self.orders[o]
        return sum(1 for x in begun if x + self.terms[x].lead_quarters == q) / len(begun)

    def retiring(self, o: int, t: int) -> float:
        """Share of it that is past its life from a period on."""
        return self._total(o, t, lambda of, age: 1.0 if age == of.ends else 0.0)

    def standing(self, o: int, t: int) -> float:
        """Share of it that stands through a period."""
        total = self._total(o, t, lambda of, age: 1.0 if of.lead_quarters <= age < of.ends else 0.0)
        return total / len(self.periods.quarters[t])

    def overnight_cost(self, o: int) -> float:
        """Capex of a GW ordered in a period, USD billion."""
        return sum(self.terms[q].capex for q in self.orders[o]) / len(self.orders[o])

    def spending(self, o: int, t: int) -> float:
        """Capex paid in a period for a GW ordered, USD billion."""
        return self._total(o, t, lambda of, age: of.capex * of.milestones.get(age, 0.0))

    def tax_credit(self, o: int, t: int) -> float:
        """Tax credit received in a period for a GW ordered, USD billion: at the end of its first standing quarter."""
        return self._total(o, t, lambda of, age: of.capex * of.credit if age == of.lead_quarters else 0.0)

    def book_value(self, o: int, t: int) -> float:
        """Book value at the end of a period of a GW ordered, USD billion."""
        return self._at_end(o, t, lambda of, age: of.capex * _book_value(of, age))

    def book_value_standing(self, o: int, t: int) -> float:
        """The part of that of what stands then."""
        return self._at_end(
            o, t, lambda of, age: of.capex * _book_value(of, age) if of.quarters_stood(age) >= 1 else 0.0
        )

    def collateral(self, o: int, t: int, counts: Callable[[int], bool]) -> float:
        """What a lender counts of it then, USD billion, who counts what has stood for some quarters alone."""
        return self._at_end(
            o,
            t,
            lambda of, age: of.capex * self._collateral(of, age) if counts(of.quarters_stood(age)) else 0.0,
        )

    def _collateral(self, of: OrderTerms, age: int) -> float:
        """What lenders count at an age, as a share of capex; nothing where the class has no lender's value."""
        if not self.lender_value:
            return 0.0
        stood = of.quarters_stood(age)
        if stood < 1:
            return _book_value(of, age)
        haircut = interpolate(self.lender_value, stood / QUARTERS_PER_YEAR) * of.cost_less_credit(age)
        return min(_book_value(of, age), haircut)

    def _at_end(self, o: int, t: int, value: Callable[[OrderTerms, int], float]) -> float:
        """What is left of a GW at the end of a period, by the terms of each quarter of order and the age then."""
        last, begun = self.periods.quarters[t].stop - 1, self.orders[o]
        return sum(value(self.terms[q], last - q) for q in begun if q <= last) / len(begun)

    def _total(self, o: int, t: int, value: Callable[[OrderTerms, int], float]) -> float:
        """What falls into a period of a GW, by the terms of each quarter of order and the age in each quarter."""
        begun = self.orders[o]
        pairs = ((self.terms[q], now - q) for now in self.periods.quarters[t] for q in begun if now >= q)
        return sum(value(of, age) for of, age in pairs) / len(begun)


def _book_value(of: OrderTerms, age: int) -> float:
    """Book value at an age, as a share of capex: what is paid while building, then less of net cost each quarter."""
    stood = of.quarters_stood(age)
    if stood < 1:
        return sum(share for due, share in of.milestones.items() if due <= age)
    return max(0.0, 1 - stood / of.life_quarters) * of.cost_less_credit(age)


def assets_of(case: Case, calendar: Calendar) -> dict[str, Asset]:
    """Every asset of the case by name, sources first."""
    found = [_asset(case, calendar, "sources", row, row["source"], POWER) for row in case.rows("sources")]
    found += [
        _asset(case, calendar, "compute", row, row["asset"], row["kind"]) for row in case.rows("compute")
    ]
    return {asset.name: asset for asset in found}


def _asset(case: Case, calendar: Calendar, sheet: str, row: Mapping[str, Any], name: str, kind: str) -> Asset:
    """One row as an asset."""
    if kind == POWER:
        fixed_om = row["fixed_om_usd_per_kw_year"] * USD_PER_KW
    else:
        fixed_om = row["fixed_om_usd_billion_per_gw_year"]
    levels = [calendar.price_level(t, row["dollar_year"]) for t in calendar.periods]
    values = (
        (x["age_years"], x["value_fraction"]) for x in case.rows("lender_value") if x["asset_class"] == kind
    )
    first = row.get("first_delivery")
    return Asset(
        name=name,
        kind=kind,
        owners=tuple(x["sponsor"] for x in case.rows("owners") if x["asset"] == name),
        regions=(NATIONAL,) if kind == CHIPS else tuple(x["region"] for x in case.rows("regions")),
        terms=order_terms(case, calendar, sheet, row),
        first_quarter=0 if first is None else calendar.quarter(first),
        periods=calendar.periods,
        fixed_om=tuple(fixed_om * years * level for years, level in zip(calendar.years, levels, strict=True)),
        lender_value=tuple(sorted(values)),
        lost_compute=1 - row.get("relative_compute_fraction", 1.0),
        vendor=row.get("vendor"),
        under_way=_under_way(case, calendar, name, round(row["life_years"] * QUARTERS_PER_YEAR)),
    )


def _under_way(case: Case, calendar: Calendar, asset: str, life_quarters: int) -> tuple[UnderWay, ...]:
    """What the case says is under way of an asset."""
    rows = [row for row in case.rows("in_flight") if row["asset"] == asset]
    starts = [calendar.quarter(row["arrives"]) for row in rows]
    return tuple(
        UnderWay(row["sponsor"], row["region"] or NATIONAL, row["gw"], since, since + life_quarters)
        for row, since in zip(rows, starts, strict=True)
    )
