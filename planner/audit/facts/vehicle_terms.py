"""Vehicles that buy loans, as the audit counts them: what each may hold, and the notes that it sells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.audit.arithmetic import QUARTERS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from planner.audit.facts.calendar import Calendar
    from planner.audit.facts.periods import Periods
    from planner.case import Case


@dataclass(frozen=True)
class Tranche:
    """Notes of one seniority, 1 being paid first; rates are per period, `min_coverage` None where none is asked for."""

    vehicle: str
    name: str
    seniority: int
    market: str
    rates: tuple[float, ...]
    attachment: float
    min_coverage: float | None
    tenor_quarters: int
    noncall_quarters: int
    structuring_fee: float
    periods: Periods

    def within_tenor(self, o: int, t: int) -> float:
        """Share of what is sold in one period that may still be outstanding at the end of another."""
        return self._younger(o, t, self.tenor_quarters)

    def noncallable(self, o: int, t: int) -> float:
        """Share of it that may not have been called by then."""
        return self._younger(o, t, self.noncall_quarters)

    def _younger(self, o: int, t: int, quarters: int) -> float:
        sold = self.periods.quarters[o]
        return self.periods.at_end(t, sold, lambda age: 1.0 if age < quarters else 0.0) if o <= t else 0.0


@dataclass(frozen=True)
class Vehicle:
    """A buyer of loans: the most that it may hold of each instrument, and of it in its pool; its notes by seniority."""

    name: str
    fees: tuple[float, ...]
    most_of_instrument: dict[str, float]
    most_of_pool: dict[str, float]
    tranches: tuple[Tranche, ...]

    def down_to(self, tranche: Tranche) -> list[Tranche]:
        """A tranche and those that are senior to it."""
        return [x for x in self.tranches if x.seniority <= tranche.seniority]


def vehicles_of(case: Case, calendar: Calendar) -> list[Vehicle]:
    """Every vehicle of a case."""
    found = []
    for row in case.rows("vehicles"):
        name = row["vehicle"]
        pools = [x for x in case.rows("vehicle_pools") if x["vehicle"] == name]
        capped = [x for x in pools if x["max_pool_fraction"] is not None]
        tranches = [_tranche(calendar, x) for x in case.rows("tranches") if x["vehicle"] == name]
        found.append(
            Vehicle(
                name=name,
                fees=tuple(calendar.rates(row["management_fee_per_year"])),
                most_of_instrument={x["instrument"]: x["max_share_fraction"] for x in pools},
                most_of_pool={x["instrument"]: x["max_pool_fraction"] for x in capped},
                tranches=tuple(sorted(tranches, key=lambda x: x.seniority)),
            )
        )
    return found


def _tranche(calendar: Calendar, row: Mapping[str, Any]) -> Tranche:
    """One row as a tranche."""
    return Tranche(
        vehicle=row["vehicle"],
        name=row["tranche"],
        seniority=row["seniority"],
        market=row["market"],
        rates=tuple(calendar.rates(row["rate_per_year"])),
        attachment=row["attachment_fraction"],
        min_coverage=row["min_interest_coverage"],
        tenor_quarters=round(row["tenor_years"] * QUARTERS_PER_YEAR),
        noncall_quarters=round(row["noncall_years"] * QUARTERS_PER_YEAR),
        structuring_fee=row["structuring_fee_fraction"],
        periods=calendar.periods,
    )
