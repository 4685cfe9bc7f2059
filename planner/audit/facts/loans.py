"""What can be borrowed, as the audit counts it: what is left of a dollar lent, and what falls due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.audit.arithmetic import QUARTERS_PER_YEAR, per_quarter

if TYPE_CHECKING:
    from planner.audit.facts.calendar import Calendar
    from planner.audit.facts.periods import Periods
    from planner.case import Case

CALLABLE, BULLET, STRAIGHT = "callable", "bullet", "straight"
OPERATING, CONSTRUCTION, ANY_STAGE = "operating", "construction", "any"


@dataclass(frozen=True)
class Loan:
    """An instrument; `stage_years` is the seasoning or the takeout of its stage.

    `advance` is zero where it is unsecured, `min_dscr` where it asks for no coverage.
    """

    name: str
    market: str
    repayment: str
    rate_per_quarter: float
    fee_fraction: float
    tenor_quarters: int
    grace_quarters: int
    secured: bool
    advance: float
    stage: str
    stage_years: float
    min_dscr: float
    periods: Periods

    @property
    def scheduled(self) -> bool:
        """Whether a schedule repays it, and not the plan."""
        return self.repayment != CALLABLE

    def outstanding_at(self, age: int) -> float:
        """Share of an issue still owed so many quarters after it."""
        if age >= self.tenor_quarters:
            return 0.0
        if self.repayment == BULLET or age <= self.grace_quarters:
            return 1.0
        done, rest = age - self.grace_quarters, self.tenor_quarters - self.grace_quarters
        if self.repayment == STRAIGHT or self.rate_per_quarter == 0:
            return 1 - done / rest
        grown = (1 + self.rate_per_quarter) ** rest
        return float((grown - (1 + self.rate_per_quarter) ** done) / (grown - 1))

    def service_at(self, age: int) -> float:
        """Scheduled service at an age, as a share of the issue: interest, and principal but for a bullet."""
        if not self.grace_quarters < age:
            return 0.0
        before = self.outstanding_at(age - 1)
        principal = 0.0 if self.repayment == BULLET else before - self.outstanding_at(age)
        return self.rate_per_quarter * before + principal

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
        """The rate of a period."""
        return self.rate_per_quarter * len(self.periods.quarters[t])

    def outstanding(self, o: int, t: int) -> float:
        """Share of what is issued in one period that is owed at the end of another; of a callable at most."""
        left = self.outstanding_at if self.scheduled else self._within_tenor
        return self.periods.at_end(t, self.periods.quarters[o], left) if o <= t else 0.0

    def _within_tenor(self, age: int) -> float:
        """One until its tenor is over."""
        return 1.0 if age < self.tenor_quarters else 0.0

    def scheduled_service(self, o: int, t: int) -> float:
        """Scheduled service of it that falls into a period."""
        return self.periods.total(
            t, self.periods.quarters[o], lambda age: self.service_at(age) if age else 0.0
        )

    def in_grace(self, o: int, t: int) -> float:
        """Share of it that is within its grace when interest is due in a period."""
        return self.periods.mean(
            t, self.periods.quarters[o], lambda age: 1.0 if 0 < age <= self.grace_quarters else 0.0
        )

    def unexpired(self, o: int) -> float:
        """Share of the fee on it that lies beyond the horizon."""
        return self.periods.at_end(self.periods.last, self.periods.quarters[o], self.unexpired_at)


def loans_of(case: Case, calendar: Calendar) -> dict[str, Loan]:
    """Every instrument of a case by name."""
    columns = {OPERATING: "seasoning_years", CONSTRUCTION: "takeout_years"}
    found = {}
    for row in case.rows("instruments"):
        # What an unsecured one says of collateral means nothing.
        secured = row["collateral"] == "secured"
        stage = row["stage"] if secured else ANY_STAGE
        stage_years = row[columns[stage]] if stage in columns else 0.0
        found[row["instrument"]] = Loan(
            name=row["instrument"],
            market=row["market"],
            repayment=row["repayment"],
            rate_per_quarter=per_quarter(row["rate_per_year"]),
            fee_fraction=row["fee_fraction"],
            tenor_quarters=round(row["tenor_years"] * QUARTERS_PER_YEAR),
            grace_quarters=round(row["grace_years"] * QUARTERS_PER_YEAR),
            secured=secured,
            advance=row["advance_fraction"] if secured else 0.0,
            stage=stage,
            stage_years=stage_years,
            min_dscr=row["min_dscr"],
            periods=calendar.periods,
        )
    return found
