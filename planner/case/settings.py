"""The settings of a case: what case.yaml may say, declared once, and the frozen result."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from planner.case.calendar import Period, Quarter
from planner.case.columns import CONDITIONS, OF_CASE, Column, Scope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.case.columns import Value


SETTINGS_FILE = "case.yaml"
"""The file that the settings of a folder are kept in."""


def _number(name: str, help: str, scope: Scope, high: float | None = None, blank: bool = False) -> Column:
    return Column(name, "number", help, low=0, high=high, blank=blank, scope=scope)


def _quarter(name: str, help: str, blank: bool = False) -> Column:
    return Column(name, "quarter", help, low=2000, high=2100, blank=blank, scope=OF_CASE)


LENDER = "lender"
"""Assets count at the end for what lenders count for them."""
SETTINGS: dict[str, Column] = {
    column.name: column
    for column in (
        Column("title", "text", "what the case is about"),
        Column("vintage", "text", "as of when its numbers are"),
        _quarter("calendar.start", "first quarter planned"),
        _quarter("calendar.end", "last quarter planned"),
        Column("calendar.period", "word", "length of a period", words=("quarter",), scope=OF_CASE),
        _quarter("calendar.years_from", "first quarter of the years that follow on quarters", blank=True),
        _quarter(
            "calendar.read_to",
            "last quarter for which the plan is to be read; absent is the end less the longest life of chips, but not "
            "before target.close_by",
            blank=True,
        ),
        Column("money.currency", "word", "currency of every amount", words=("USD",), scope=OF_CASE),
        Column(
            "money.dollar_year",
            "integer",
            "price level of costs and prices",
            low=2000,
            high=2100,
            scope=OF_CASE,
        ),
        Column(
            "money.inflation_per_year", "number", "inflation", low=-0.5, high=1, low_open=True, scope=OF_CASE
        ),
        _number("money.benchmark_rate_per_year", "rate at which the plan is discounted", OF_CASE, high=1),
        _number("money.cash_yield_per_year", "what cash earns", CONDITIONS, high=1),
        _number("money.equity_issue_fee_fraction", "fee on equity put in", CONDITIONS, high=1),
        Column(
            "money.end_value",
            "word",
            "what assets count for at the end: their book value, or what lenders count for them",
            words=("book", LENDER),
            blank=True,
            default="book",
            scope=OF_CASE,
        ),
        _number("money.power_tariff_usd_per_mwh", "what load pays its power sources", CONDITIONS),
        Column(
            "operations.hours_per_block",
            "integer",
            "length of a dispatch block, a divisor of 24",
            words=("1", "2", "3", "4", "6", "8", "12", "24"),
            scope=OF_CASE,
        ),
        _quarter("target.close_by", "quarter by which need is to be met"),
        Column(
            "target.policy",
            "word",
            "unserved load at a price, or none from close_by on",
            words=("priced", "required"),
            scope=OF_CASE,
        ),
        Column(
            "target.cancellation",
            "word",
            "orders that do not stand yet may be cancelled when the news of a future comes, or not",
            words=("on", "off"),
            blank=True,
            default="on",
            scope=OF_CASE,
        ),
        _number(
            "reliability.planning_reserve_margin_fraction",
            "firm capacity above load served",
            CONDITIONS,
            high=1,
        ),
        Column(
            "funding",
            "word",
            "plan with financing or without",
            words=("on", "off", "true", "false"),
            blank=True,
            default="on",
            scope=OF_CASE,
        ),
        _number(
            "emissions.price_usd_per_tonne", "price of emissions; absent is none", CONDITIONS, blank=True
        ),
    )
}
"""Every key of case.yaml, a dot between section and key; a blank one may be absent."""


@dataclass(frozen=True)
class Calendar:
    """The horizon, start and end being in it; from `years_from` on, where there is one, periods are years."""

    start: Quarter
    end: Quarter
    period: str
    years_from: Quarter | None = None
    read_to: Quarter | None = None

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The periods from start to end: quarters, and years from `years_from` on."""
        change = self.end.plus(1) if self.years_from is None else self.years_from
        quarters = (Period(self.start.plus(n)) for n in range(change.ordinal - self.start.ordinal))
        years = (Period(Quarter(year, 1), 4) for year in range(change.year, self.end.year + 1))
        return (*quarters, *(years if self.years_from is not None else ()))

    @property
    def length(self) -> str:
        """What one of its periods is called: a quarter, or a period where some are years."""
        return "quarter" if self.years_from is None else "period"

    @property
    def means(self) -> str:
        """From when on what is told of the ends of quarters or years is a mean; empty where all are quarters."""
        return "" if self.years_from is None else f", from {self.years_from.year} on the year's mean"

    @property
    def approximation(self) -> str:
        """What is approximate about the periods, in a sentence; empty where all are quarters."""
        if self.years_from is None:
            return ""
        return (
            f"From {self.years_from.year} on the plan is by the year, which is an approximation: "
            "all of a year happens in equal parts in its quarters."
        )

    def number_of(self, quarter: Quarter) -> int:
        """The number of the period that a quarter lies in, from 0; one before the first is counted back by quarters.

        After the horizon it is that of the last period and as many more as quarters have passed since its end.
        """
        if quarter < self.start:
            return quarter.ordinal - self.start.ordinal
        for number, period in enumerate(self.periods):
            if quarter <= period.last:
                return number
        return len(self.periods) - 1 + quarter.ordinal - self.end.ordinal


@dataclass(frozen=True)
class Money:
    """Prices and rates that hold throughout."""

    currency: str
    dollar_year: int
    inflation_per_year: float
    benchmark_rate_per_year: float
    cash_yield_per_year: float
    equity_issue_fee_fraction: float
    power_tariff_usd_per_mwh: float
    end_value: str = "book"


@dataclass(frozen=True)
class Operations:
    """How finely plants are dispatched."""

    hours_per_block: int


@dataclass(frozen=True)
class Target:
    """When need is to be met: `policy` is priced or required; whether news of a future lets one cancel (on, off)."""

    close_by: Quarter
    policy: str
    cancellation: str = "on"


@dataclass(frozen=True)
class Reliability:
    """How much firm capacity load asks for."""

    planning_reserve_margin_fraction: float


@dataclass(frozen=True)
class Settings:
    """case.yaml; `emissions_price_usd_per_tonne` is None where emissions are not priced."""

    title: str
    vintage: str
    calendar: Calendar
    money: Money
    operations: Operations
    target: Target
    reliability: Reliability
    funding: bool = True
    emissions_price_usd_per_tonne: float | None = None


def build(values: Mapping[str, Value]) -> Settings:
    """Settings from the value of every key of SETTINGS, each of its own kind.

    One that may be blank may be absent, which means its default.
    """
    defaults = {key: column.default for key, column in SETTINGS.items() if column.blank}
    values = defaults | {key: value for key, value in values.items() if value is not None}

    # Each value's kind has been checked, so the dataclasses take them as they come.
    def section(name: str) -> dict[str, Any]:
        start = f"{name}."
        return {key.removeprefix(start): value for key, value in values.items() if key.startswith(start)}

    return Settings(
        title=str(values["title"]),
        vintage=str(values["vintage"]),
        calendar=Calendar(**section("calendar")),
        money=Money(**section("money")),
        operations=Operations(**section("operations")),
        target=Target(**section("target")),
        reliability=Reliability(**section("reliability")),
        funding=values["funding"] in ("on", "true"),
        emissions_price_usd_per_tonne=section("emissions")["price_usd_per_tonne"],
    )


def value_of(settings: Settings, key: str) -> Value:
    """The value of a key of SETTINGS, such that `build` makes the same settings of all of them."""
    if key == "funding":
        return "on" if settings.funding else "off"
    if key == "emissions.price_usd_per_tonne":
        return settings.emissions_price_usd_per_tonne
    value: Any = settings
    for part in key.split("."):
        value = getattr(value, part)
    return value  # type: ignore[no-any-return]
