"""What follows from the sheets by the calendar alone: time, price levels, limits in force, need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.audit.arithmetic import DAY, MILLIONTH, YEAR, joined, per_period
from planner.audit.assets import fleet
from planner.audit.loans import loans

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
        self.quarter = [quarter.quarter for quarter in case.periods]
        self.starts = [quarter.year + (quarter.quarter - 1) / YEAR for quarter in case.periods]
        money = self.settings.money
        self.discount = [(1 + money.benchmark_rate_per_year) ** -((t + 1) / YEAR) for t in self.periods]
        self.benchmark = per_period(money.benchmark_rate_per_year)
        self.cash_yield = per_period(money.cash_yield_per_year)
        self.levels = [self.level(t, money.dollar_year) for t in self.periods]
        self.tariff = [money.power_tariff_usd_per_mwh * level * MILLIONTH for level in self.levels]
        self.regions = [row["region"] for row in case.rows("regions")]
        self.sponsors = {row["sponsor"]: row for row in case.rows("sponsors")}
        self.sources = {row["source"]: row for row in case.rows("sources")}
        needy = {row["sponsor"] for row in case.rows("demand")}
        self.takers = [j for j in self.sponsors if j in needy]
        self.assets = fleet(self)
        self.loans = loans(case)
        self._blocks()

    def _blocks(self) -> None:
        """The blocks of each day: their names, their share of a period, and those of the table of dispatch."""
        self.width = self.settings.operations.hours_per_block
        self.days = {row["day"]: row["share_of_days_fraction"] for row in self.case.rows("days")}
        self.blocks = range(DAY // self.width)
        self.slots = [(day, b) for day in self.days for b in self.blocks]
        self.share = {day: part * self.width / DAY for day, part in self.days.items()}

    def level(self, t: int, dollar_year: int) -> float:
        """Nominal dollars at the start of a period for one dollar of a year."""
        return float((1 + self.settings.money.inflation_per_year) ** (self.starts[t] - dollar_year))

    def revenue(self, j: str, t: int) -> float:
        """What a GW served through a period earns a sponsor, USD billion, nominal."""
        return (self.sponsors[j]["revenue_usd_billion_per_gw_year"] or 0.0) / YEAR * self.levels[t]

    def penalty(self, j: str, t: int) -> float:
        """What a GW unserved through a period loses, USD billion, nominal."""
        return float(self.sponsors[j]["value_of_service_usd_billion_per_gw_year"]) / YEAR * self.levels[t]

    def equity_rate(self, j: str) -> float:
        """What a sponsor's equity asks in a period."""
        return per_period(self.sponsors[j]["equity_rate_per_year"])

    def need(self, j: str, t: int) -> float:
        """Need less what is committed at the end of a period, never below zero, GW."""
        end = self.starts[t] + 1 / YEAR
        found = []
        for sheet, column in (("demand", "need_gw"), ("committed", "supply_gw")):
            # A level of a year's end is one of the start of the next.
            rows = [row for row in self.case.rows(sheet) if row["sponsor"] == j]
            found.append(joined(sorted((row["year"] + 1, row[column]) for row in rows), end) if rows else 0.0)
        return max(0.0, found[0] - found[1])

    def in_force(self, sheet: str, column: str, *keys: str) -> Callable[..., float]:
        """A column that varies by year, as a function of period and key; zero before its first row."""
        series: dict[tuple[Any, ...], list[tuple[int, float]]] = {}
        for row in self.case.rows(sheet):
            series.setdefault(tuple(row[key] for key in keys), []).append((row["year"], row[column]))

        def at(t: int, *key: Any) -> float:
            year = int(self.starts[t])
            begun = [pair for pair in series.get(key, []) if pair[0] <= year]
            return max(begun)[1] if begun else 0.0

        return at
