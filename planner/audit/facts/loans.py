"""What can be borrowed, as the audit counts it: what is left of a dollar lent, and what falls due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.audit.arithmetic import QUARTERS_PER_YEAR, interpolate, per_quarter
from planner.audit.facts.order_terms import rows_by_date

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from planner.audit.facts.calendar import Calendar
    from planner.audit.facts.periods import Periods
    from planner.case import Case

CALLABLE, BULLET, STRAIGHT = "callable", "bullet", "straight"
CUSTOM, SCULPTED = "custom", "sculpted"
OPERATING, CONSTRUCTION, ANY_STAGE = "operating", "construction", "any"


@dataclass(frozen=True)
class Loan:
    """An instrument; `stage_years` is the seasoning or the takeout of its stage.

    `rates` are per quarter and `fees` a share of the issue, both by the quarter; `advance` is zero where it is
    unsecured, `min_dscr` where it asks for no coverage. Where it `capitalises`, interest of the grace is added to what
    is owed; `schedule` is what is left of a custom one by years from issue. One with `availability_quarters` is
    committed first, at yearly `commitment_fees` by the period; that of a `vendor` is at most `vendor_share` of what is
    spent on its chips. `offtake` is the most that is owed for each GW used by who is of investment grade,
    `rating_weight` the share of it that agencies count.
    """

    name: str
    market: str
    repayment: str
    rates: tuple[float, ...]
    fees: tuple[float, ...]
    tenor_quarters: int
    grace_quarters: int
    secured: bool
    advance: float
    stage: str
    stage_years: float
    min_dscr: float
    capitalises: bool
    schedule: tuple[tuple[float, float], ...]
    lender: str | None
    availability_quarters: int | None
    commitment_fees: tuple[float, ...]
    vendor: str | None
    vendor_share: float
    offtake: float | None
    rating_weight: float
    periods: Periods

    @property
    def scheduled(self) -> bool:
        """Whether a schedule repays it, and not the plan."""
        return self.repayment not in (CALLABLE, SCULPTED)

    @property
    def committed_first(self) -> bool:
        """Whether it is committed before it is drawn."""
        return self.availability_quarters is not None

    @property
    def sculpted(self) -> bool:
        """Whether its coverage is asked of all that is paid."""
        return self.repayment == SCULPTED

    @property
    def keeps_rates(self) -> bool:
        """Whether issues bear different rates for good; what the plan repays when it likes floats."""
        return self.scheduled and len(set(self.rates)) > 1

    def outstanding_at(self, issued: int, age: int) -> float:
        """Share of what is issued in a quarter that is still owed so many quarters after it."""
        if age >= self.tenor_quarters:
            return 0.0
        if self.repayment == BULLET:
            return 1.0
        if self.repayment == CUSTOM:
            return interpolate(self.schedule, age / QUARTERS_PER_YEAR)
        rate = self.rates[issued]
        grown = (1 + rate) ** min(age, self.grace_quarters) if self.capitalises else 1.0
        return float(grown * self._left(rate, age - self.grace_quarters))

    def _left(self, rate: float, done: int) -> float:
        """Share of what is owed at the end of the grace that is left so many quarters after it."""
        rest = self.tenor_quarters - self.grace_quarters
        if done <= 0:
            return 1.0
        if self.repayment == STRAIGHT or rate == 0:
            return 1 - done / rest
        whole = (1 + rate) ** rest
        return float((whole - (1 + rate) ** done) / (whole - 1))

    def interest_at(self, issued: int, age: int) -> float:
        """Interest due at an age on what is issued in a quarter, as a share of it."""
        return self.rates[issued] * self.outstanding_at(issued, age - 1) if age else 0.0

    def capitalised_at(self, issued: int, age: int) -> float:
        """Interest of an age that is not paid but added to what is owed, as a share of the issue."""
        return self.interest_at(issued, age) if self.capitalises and age <= self.grace_quarters else 0.0

    def service_at(self, issued: int, age: int) -> float:
        """Scheduled service at an age, as a share of the issue: interest, and principal but for a bullet."""
        if not self.grace_quarters < age:
            return 0.0
        before, after = self.outstanding_at(issued, age - 1), self.outstanding_at(issued, age)
        principal = 0.0 if self.repayment == BULLET else before - after
        return self.interest_at(issued, age) + principal

    def unexpired_at(self, age: int) -> float:
        """Share of a fee that lies ahead at an age; nothing of a callable's."""
        return max(0.0, 1 - age / self.tenor_quarters) if self.scheduled else 0.0

    def lends_to(self, quarters_stood: int) -> bool:
        """Whether it counts an order that has stood so many quarters (below one: still building)."""
        years = quarters_stood / QUARTERS_PER_YEAR
        if self.stage == OPERATING:
            return quarters_stood >= 1 and years >= self.stage_years
        return self.stage != CONSTRUCTION or quarters_stood < 1 or years <= self.stage_years

    def rate(self, t: int) -> float:
        """The rate in force in a period, paid by the quarter."""
        return sum(self.rates[q] for q in self.periods.quarters[t])

    def fee(self, o: int) -> float:
        """Fee on what is issued in a period, as a share of it."""
        quarters = self.periods.quarters[o]
        return sum(self.fees[q] for q in quarters) / len(quarters)

    def outstanding(self, o: int, t: int) -> float:
        """Share of what is issued in one period that is owed at the end of another; of a callable at most."""
        return self._at_end(o, t, self.outstanding_at if self.scheduled else self._within_tenor)

    def _within_tenor(self, issued: int, age: int) -> float:
        """One until its tenor is over."""
        return 1.0 if age < self.tenor_quarters else 0.0

    def available(self, o: int, t: int) -> float:
        """Share of what is committed in one period that may still wait to be drawn at the end of another."""
        quarters = self.availability_quarters or 0
        return self._at_end(o, t, lambda committed, age: 1.0 if age < quarters else 0.0)

    def commitment_fee(self, t: int) -> float:
        """Fee of a period on what waits to be drawn."""
        return self.commitment_fees[t]

    def interest(self, o: int, t: int) -> float:
        """Interest of a period on what is issued in another, at the rate of its issue.

        As of all debt it is due by the quarter on what is owed on the way from one period's end to the next.
        """
        total, count = 0.0, len(self.periods.quarters[t])
        for back, weight in zip((1, 0), self.periods.opening_weights(t), strict=True):
            if o <= t - back:
                total += count * weight * self._at_end(o, t - back, self._rated)
        return total

    def _rated(self, issued: int, age: int) -> float:
        """What is still owed of an issue, times its rate."""
        return self.rates[issued] * self.outstanding_at(issued, age)

    def capitalised(self, o: int, t: int) -> float:
        """Interest of a period that is added to what is owed of an issue."""
        return self._total(o, t, self.capitalised_at)

    def scheduled_service(self, o: int, t: int) -> float:
        """Scheduled service of it that falls into a period."""
        return self._total(o, t, lambda issued, age: self.service_at(issued, age) if age else 0.0)

    def in_grace(self, o: int, t: int) -> float:
        """Share of it that is within its grace when interest is due in a period."""
        total = self._total(o, t, lambda issued, age: 1.0 if 0 < age <= self.grace_quarters else 0.0)
        return total / len(self.periods.quarters[t])

    def unexpired(self, o: int) -> float:
        """Share of a fee or concession on it that lies beyond the horizon."""
        return self._at_end(o, self.periods.last, lambda issued, age: self.unexpired_at(age))

    def _at_end(self, o: int, t: int, value: Callable[[int, int], float]) -> float:
        """What is left of a dollar at the end of a period, by the quarter of issue and the age then."""
        last, issued = self.periods.quarters[t].stop - 1, self.periods.quarters[o]
        return sum(value(q, last - q) for q in issued if q <= last) / len(issued)

    def _total(self, o: int, t: int, value: Callable[[int, int], float]) -> float:
        """What falls into a period of a dollar, by the quarter of issue and the age in each quarter."""
        issued = self.periods.quarters[o]
        pairs = ((q, now - q) for now in self.periods.quarters[t] for q in issued if now >= q)
        return sum(value(q, age) for q, age in pairs) / len(issued)


def loans_of(case: Case, calendar: Calendar) -> dict[str, Loan]:
    """Every instrument of a case by name."""
    columns = {OPERATING: "seasoning_years", CONSTRUCTION: "takeout_years"}
    found, schedules = {}, _schedules(case)
    for row in case.rows("instruments"):
        # What an unsecured one says of collateral means nothing.
        secured = row["collateral"] == "secured"
        stage = row["stage"] if secured else ANY_STAGE
        available = row["availability_years"]
        stage_years = row[columns[stage]] if stage in columns else 0.0
        found[row["instrument"]] = Loan(
            name=row["instrument"],
            market=row["market"],
            repayment=row["repayment"],
            rates=tuple(per_quarter(rate) for rate in _by_quarter(case, calendar, row, "rate_per_year")),
            fees=tuple(_by_quarter(case, calendar, row, "fee_fraction")),
            tenor_quarters=round(row["tenor_years"] * QUARTERS_PER_YEAR),
            grace_quarters=round(row["grace_years"] * QUARTERS_PER_YEAR),
            secured=secured,
            advance=row["advance_fraction"] if secured else 0.0,
            stage=stage,
            stage_years=stage_years,
            min_dscr=row["min_dscr"],
            capitalises=row["grace_interest"] == "capitalised",
            schedule=schedules.get(row["instrument"], ()),
            lender=row["lender"],
            availability_quarters=None if available is None else round(available * QUARTERS_PER_YEAR),
            commitment_fees=tuple(calendar.rates(row["commitment_fee_per_year"])),
            vendor=row["vendor"],
            vendor_share=row["vendor_share_fraction"],
            offtake=row["offtake_usd_billion_per_gw"],
            rating_weight=row["rating_weight_fraction"],
            periods=calendar.periods,
        )
    return found


def _schedules(case: Case) -> dict[str, tuple[tuple[float, float], ...]]:
    """What is left of custom loans by years from issue, of each the earliest first."""
    found: dict[str, list[tuple[float, float]]] = {}
    for row in case.rows("repayment_schedules"):
        found.setdefault(row["instrument"], []).append((row["age_years"], row["balance_fraction"]))
    return {name: tuple(sorted(points)) for name, points in found.items()}


def _by_quarter(case: Case, calendar: Calendar, row: Mapping[str, Any], column: str) -> list[float]:
    """A term of an instrument in every quarter: as its row has it, until a vintage fills it."""
    held = [row[column]] * calendar.periods.end
    for begins, vintage in rows_by_date(
        case, "instrument_vintages", "instrument", row["instrument"], "issued_from"
    ):
        first = max(0, calendar.quarter(begins))
        if vintage[column] is not None:
            held[first:] = [vintage[column]] * len(held[first:])
    return held
