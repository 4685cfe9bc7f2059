"""The facts of a case: what follows from its sheets alone, before anything is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.audit.arithmetic import HOURS_PER_DAY, QUARTERS_PER_YEAR, USD_PER_KW, USD_PER_MWH, interpolate
from planner.audit.facts.assets import assets_of
from planner.audit.facts.calendar import Calendar
from planner.audit.facts.credit_steps import credit_steps_of
from planner.audit.facts.hosting_terms import Hosting
from planner.audit.facts.lending import advance_ladders_of, covered_of, lent_of, market_steps_of, uses_of
from planner.audit.facts.loans import loans_of
from planner.audit.facts.series import in_force
from planner.audit.facts.vehicle_terms import vehicles_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.audit.facts.loans import Loan
    from planner.case import Case

LEVELS = {"demand": "need_gw", "committed": "supply_gw"}
"""Sheets of levels at the ends of years."""


class Facts:
    """A case in the numbers that the audit counts with: GW, USD billion, periods from 0."""

    def __init__(self, case: Case) -> None:
        self.case, self.settings = case, case.settings
        self.calendar = Calendar(case)
        self.periods = self.calendar.periods
        self.regions = [row["region"] for row in case.rows("regions")]
        self.sponsors = {row["sponsor"]: row for row in case.rows("sponsors")}
        self.sources = {row["source"]: row for row in case.rows("sources")}
        with_demand = {row["sponsor"] for row in case.rows("demand")}
        self.load_sponsors = [j for j in self.sponsors if j in with_demand]
        self.contracts = [s for s, row in self.sources.items() if row["minimum_take_fraction"]]
        self.assets = assets_of(case, self.calendar)
        self._supply()
        self._money()
        self.hosting = Hosting(case, self.calendar, self.price_level)
        self._lending(loans_of(case, self.calendar))
        self._blocks()

    def _supply(self) -> None:
        """What draws on which pool, and the first year of every step of a pool."""
        self.pool_users: dict[str, list[tuple[float, str]]] = {}
        for row in self.case.rows("supply_use"):
            self.pool_users.setdefault(row["supply_pool"], []).append((row["use_per_gw"], row["asset"]))
        self.supply_steps: dict[str, dict[int, int]] = {}
        for row in self.case.rows("supply_steps"):
            steps = self.supply_steps.setdefault(row["supply_pool"], {})
            steps[row["step"]] = min(row["year"], steps.get(row["step"], row["year"]))

    def premium(self, pool: str, k: int, q: int) -> float:
        """What a GW bought in a step costs besides, USD billion, at the prices of the quarter of delivery."""
        per_kw = self.in_force("supply_steps", "premium_usd_per_kw", "supply_pool", "step")
        level = self.calendar.price_level_of_quarter(q, self.settings.money.dollar_year)
        return per_kw(self.calendar.period_of_quarter[q], pool, k) * USD_PER_KW * level

    def most_growth(self, pool: str, q: int) -> float:
        """What a pool may deliver in the four quarters to one besides growth of what it delivers within the horizon.

        Each quarter before the start delivered a quarter of what the sheet says, those among the four too.
        """
        row = next(row for row in self.case.rows("supply_growth") if row["supply_pool"] == pool)
        each = row["delivered_before_gw_per_year"] / QUARTERS_PER_YEAR
        own = sum(q - back < 0 for back in range(QUARTERS_PER_YEAR))
        earlier = sum(q - back < 0 for back in range(QUARTERS_PER_YEAR, 2 * QUARTERS_PER_YEAR))
        rise = 1 + row["growth_fraction_per_year"]
        return float(row["seed_gw_per_year"] + each * (rise * earlier - own))

    def ebitda_besides(self, j: str, t: int) -> float:
        """Ebitda a year of what a sponsor has besides the plan, nominal."""
        return self.in_force("ebitda", "ebitda_usd_billion_per_year", "sponsor")(t, j)

    def earned(self, j: str, t: int) -> float:
        """The share of its revenue that a sponsor earns; all of it before the first row."""
        return in_force(self.case, "earnings", "earned_fraction", "sponsor", before=1.0)(t, j)

    def _money(self) -> None:
        """The price level, rates and the power tariff of every period."""
        money = self.settings.money
        self.benchmark = self.calendar.rates(money.benchmark_rate_per_year)
        self.cash_yield = self.calendar.rates(money.cash_yield_per_year)
        self.price_level = [self.calendar.price_level(t, money.dollar_year) for t in self.periods]
        self.tariff = [money.power_tariff_usd_per_mwh * level * USD_PER_MWH for level in self.price_level]

    def _lending(self, loans: dict[str, Loan]) -> None:
        """What can be borrowed, by whom, and where."""
        self.loans = loans
        self.uses = uses_of(self.case, self.loans)
        self.credit_steps = credit_steps_of(self.case, self.calendar)
        self.rated_sponsors = [
            j
            for j, row in self.sponsors.items()
            if j in self.credit_steps or row["min_interest_coverage"] is not None
        ]
        self.lent = lent_of(self.uses)
        self.vehicles = vehicles_of(self.case, self.calendar)
        self.market_steps = market_steps_of(self.case)
        self.advance_ladders = advance_ladders_of(self.uses)
        self.covered = covered_of(self.uses)

    def _blocks(self) -> None:
        """The blocks of each day, and the share of a period that each of them is."""
        self.hours_per_block = self.settings.operations.hours_per_block
        self.days = {row["day"]: row["share_of_days_fraction"] for row in self.case.rows("days")}
        self.blocks = range(HOURS_PER_DAY // self.hours_per_block)
        self.day_blocks = [(day, b) for day in self.days for b in self.blocks]
        self.block_share = {
            day: part * self.hours_per_block / HOURS_PER_DAY for day, part in self.days.items()
        }

    def revenue(self, j: str, t: int) -> float:
        """What a GW served through a period earns a sponsor, USD billion, nominal."""
        yearly = float(self.sponsors[j]["revenue_usd_billion_per_gw_year"])
        return yearly * self.calendar.years[t] * self.price_level[t]

    def value_of_service(self, j: str, t: int) -> float:
        """What a GW unserved through a period loses, USD billion, nominal."""
        yearly = float(self.sponsors[j]["value_of_service_usd_billion_per_gw_year"])
        return yearly * self.calendar.years[t] * self.price_level[t]

    def coverage_cash_flow(self, c: str, t: int) -> float:
        """What a GW of a class brings for debt service in a period, USD billion, nominal."""
        row = next(row for row in self.case.rows("coverage") if row["asset_class"] == c)
        yearly = row["cash_flow_usd_billion_per_gw_year"]
        return float(yearly * self.calendar.years[t] * self.price_level[t])

    def equity_rate(self, j: str, t: int) -> float:
        """What a sponsor's equity asks in a period."""
        return self.calendar.rates(self.sponsors[j]["equity_rate_per_year"])[t]

    def need(self, j: str, t: int) -> float:
        """Need less what is committed, never below zero, GW: at the end of a quarter, of a year's on the mean."""
        levels = [self.levels(sheet, column, j) for sheet, column in LEVELS.items()]
        found = []
        for q in self.periods.quarters[t]:
            end = self.calendar.year(q + 1)
            need, committed = (interpolate(points, end) if points else 0.0 for points in levels)
            found.append(max(0.0, need - committed))
        return sum(found) / len(found)

    def levels(self, sheet: str, column: str, j: str) -> list[tuple[float, float]]:
        """Levels of a sponsor by the time, in years, at which they are reached."""
        # A level of a year's end is one of the start of the next.
        rows = [row for row in self.case.rows(sheet) if row["sponsor"] == j]
        return sorted((row["year"] + 1, row[column]) for row in rows)

    def in_force(self, sheet: str, column: str, *keys: str) -> Callable[..., float]:
        """A column that varies by year, as a function of period and key; zero before its first row."""
        return in_force(self.case, sheet, column, *keys)
