"""Time as the audit counts it: periods and their quarters, price levels, and what a dollar is worth when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.audit.arithmetic import HOURS_PER_YEAR, QUARTERS_PER_YEAR, per_quarter
from planner.audit.facts.periods import Periods

if TYPE_CHECKING:
    from planner.case import Case
    from planner.case.calendar import Quarter


class Calendar:
    """The periods of a case, numbered from 0, and its quarters, numbered from 0 at the start of the first period.

    `names` are those of the periods, `number` and `quarter_number` what they and quarters are by name; `years` and
    `hours` how long each period is. `discount` is the present value of a dollar of a period, `discount_by_name` that
    of a period or a quarter by name, `discount_at_end` that of one at the end of the horizon.
    """

    def __init__(self, case: Case) -> None:
        self._inflation = case.settings.money.inflation_per_year
        self._first = _quarters_since_zero(case.periods[0].first)
        self.names = [str(period) for period in case.periods]
        self.number = {name: t for t, name in enumerate(self.names)}
        starts = [self.quarter(period.first) for period in case.periods]
        ends = [*starts[1:], starts[-1] + case.periods[-1].quarters]
        self.periods = Periods(tuple(map(range, starts, ends)))
        self.period_of_quarter = [t for t, quarters in enumerate(self.periods.quarters) for _ in quarters]
        calendar = [divmod(self._first + q, QUARTERS_PER_YEAR) for q in range(self.periods.end)]
        self.quarter_number = {f"{year}Q{part + 1}": q for q, (year, part) in enumerate(calendar)}
        self.calendar_quarters = [
            [calendar[q][1] + 1 for q in quarters] for quarters in self.periods.quarters
        ]
        self.years = [len(quarters) / QUARTERS_PER_YEAR for quarters in self.periods.quarters]
        self.hours = [HOURS_PER_YEAR * years for years in self.years]
        self._discount(case.settings.money.benchmark_rate_per_year)

    def _discount(self, rate_per_year: float) -> None:
        """What a dollar at the end of a quarter is worth at the start; of a year the mean of its quarters."""
        by_quarter = [(1 + rate_per_year) ** -((q + 1) / QUARTERS_PER_YEAR) for q in range(self.periods.end)]
        self.discount = [sum(by_quarter[q] for q in of) / len(of) for of in self.periods.quarters]
        self.discount_by_name = {name: by_quarter[q] for name, q in self.quarter_number.items()}
        self.discount_by_name |= dict(zip(self.names, self.discount, strict=True))
        self.discount_at_end = by_quarter[-1]

    def quarter(self, quarter: Quarter) -> int:
        """The number of a calendar quarter; below zero before the first period."""
        return _quarters_since_zero(quarter) - self._first

    def year(self, q: int) -> float:
        """The start of a quarter as a date in years."""
        return (self._first + q) / QUARTERS_PER_YEAR

    def price_level(self, t: int, dollar_year: int) -> float:
        """Nominal dollars at the start of a quarter for one dollar of a year; of a year the mean of its quarters."""
        quarters = self.periods.quarters[t]
        return sum(self.price_level_of_quarter(q, dollar_year) for q in quarters) / len(quarters)

    def price_level_of_quarter(self, q: int, dollar_year: int) -> float:
        """The same at the start of a quarter, within a year too."""
        return float((1 + self._inflation) ** (self.year(q) - dollar_year))

    def rates(self, rate_per_year: float) -> list[float]:
        """A yearly rate in each period, paid by the quarter."""
        return [per_quarter(rate_per_year) * len(quarters) for quarters in self.periods.quarters]


def _quarters_since_zero(quarter: Quarter) -> int:
    """Quarters from the start of year 0 to the start of a calendar quarter."""
    return QUARTERS_PER_YEAR * quarter.year + quarter.quarter - 1
