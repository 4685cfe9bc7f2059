"""What follows from the sheets by the calendar alone: time, price levels, limits in force, need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.audit.arithmetic import DAY, HOURS, MILLIONTH, YEAR, joined, per_quarter
from planner.audit.assets import fleet
from planner.audit.loans import loans
from planner.audit.periods import Spans

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.case import Case


class Facts:
    """A case in the numbers that the audit counts with: GW, USD billion, periods from 0."""

    def __init__(self, case: Case) -> None:
        self.case, self.settings = case, case.settings
        self.names = [str(quarter) for quarter in case.periods]
        self.number = {name: t for t, name in enumerate(self.names)}
        self.periods = range(len(self.names))
        self.last = len(self.names) - 1
        self._quarters()
        money = self.settings.money
        worth = [(1 + money.benchmark_rate_per_year) ** -((q + 1) / YEAR) for q in range(self.spans.end)]
        self.discount = [sum(worth[q] for q in span) / len(span) for span in self.spans.of]
        self.dollar = {name: worth[q] for name, q in self.quarters.items()}
        self.dollar |= dict(zip(self.names, self.discount, strict=True))
        self.worth_at_end = worth[-1]
        self.benchmark = self.rates(money.benchmark_rate_per_year)
        self.cash_yield = self.rates(money.cash_yield_per_year)
        self.levels = [self.level(t, money.dollar_year) for t in self.periods]
        self.tariff = [money.power_tariff_usd_per_mwh * level * MILLIONTH for level in self.levels]
        self.regions = [row["region"] for row in case.rows("regions")]
        self.sponsors = {row["sponsor"]: row for row in case.rows("sponsors")}
        self.sources = {row["source"]: row for row in case.rows("sources")}
        needy = {row["sponsor"] for row in case.rows("demand")}
        self.takers = [j for j in self.sponsors if j in needy]
        self.assets = fleet(self)
        self.loans = loans(case, self.spans)
        self._blocks()

    def _quarters(self) -> None:
        """The quarters of each period, how long that is, and the calendar quarters among them."""
        periods = self.case.periods
        self.first = YEAR * periods[0].first.year + periods[0].first.quarter - 1
        starts = [YEAR * x.first.year + x.first.quarter - 1 - self.first for x in periods]
        ends = [*starts[1:], starts[-1] + periods[-1].quarters]
        self.spans = Spans(tuple(map(range, starts, ends)))
        self.period_of = [t for t, span in enumerate(self.spans.of) for _ in span]
        numbers = (divmod(self.first + q, YEAR) for q in range(self.spans.end))
        self.quarters = {f"{year}Q{part + 1}": q for q, (year, part) in enumerate(numbers)}
        self.years = [len(span) / YEAR for span in self.spans.of]
        self.hours = [HOURS * years for years in self.years]
        self.seasons = [[(self.first + q) % YEAR + 1 for q in span] for span in self.spans.of]

    def rates(self, rate_per_year: float) -> list[float]:
        """A yearly rate in each period, paid by the quarter."""
        return [per_quarter(rate_per_year) * len(span) for span in self.spans.of]

    def _blocks(self) -> None:
        """The blocks of each day: their names, their share of a period, and those of the table of dispatch."""
        self.width = self.settings.operations.hours_per_block
        self.days = {row["day"]: row["share_of_days_fraction"] for row in self.case.rows("days")}
        self.blocks = range(DAY // self.width)
        self.slots = [(day, b) for day in self.days for b in self.blocks]
        self.share = {day: part * self.width / DAY for day, part in self.days.items()}

    def level(self, t: int, dollar_year: int) -> float:
        """Nominal dollars at the start of a quarter for one dollar of a year; of a year the mean of its quarters."""
        grown, span = 1 + self.settings.money.inflation_per_year, self.spans.of[t]
        return sum(float(grown ** ((self.first + q) / YEAR - dollar_year)) for q in span) / len(span)

    def revenue(self, j: str, t: int) -> float:
        """What a GW served through a period earns a sponsor, USD billion, nominal."""
        return (self.sponsors[j]["revenue_usd_billion_per_gw_year"] or 0.0) * self.years[t] * self.levels[t]

    def penalty(self, j: str, t: int) -> float:
        """What a GW unserved through a period loses, USD billion, nominal."""
        return (
            float(self.sponsors[j]["value_of_service_usd_billion_per_gw_year"])
            * self.years[t]
            * self.levels[t]
        )

    def equity_rate(self, j: str, t: int) -> float:
        """What a sponsor's equity asks in a period."""
        return self.rates(self.sponsors[j]["equity_rate_per_year"])[t]

    def need(self, j: str, t: int) -> float:
        """Need less what is committed, never below zero, GW: at the end of a quarter, of a year's on the mean."""
        levels = []
        for sheet, column in (("demand", "need_gw"), ("committed", "supply_gw")):
            # A level of a year's end is one of the start of the next.
            rows = [row for row in self.case.rows(sheet) if row["sponsor"] == j]
            levels.append(sorted((row["year"] + 1, row[column]) for row in rows))
        found = []
        for q in self.spans.of[t]:
            need, in_hand = (joined(x, (self.first + q + 1) / YEAR) if x else 0.0 for x in levels)
            found.append(max(0.0, need - in_hand))
        return sum(found) / len(found)

    def in_force(self, sheet: str, column: str, *keys: str) -> Callable[..., float]:
        """A column that varies by year, as a function of period and key; zero before its first row."""
        series: dict[tuple[Any, ...], list[tuple[int, float]]] = {}
        for row in self.case.rows(sheet):
            series.setdefault(tuple(row[key] for key in keys), []).append((row["year"], row[column]))

        def at(t: int, *key: Any) -> float:
            year = self.case.periods[t].year
            begun = [pair for pair in series.get(key, []) if pair[0] <= year]
            return max(begun)[1] if begun else 0.0

        return at
