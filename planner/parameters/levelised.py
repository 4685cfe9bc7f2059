"""What a source costs by itself, before any plan: how soon it can stand, and what a MWh of it costs, levelised.

Costs are in dollars of the case at a real rate. Levelised cost is the charge on every MWh that pays a source back over
its life: capex grows at the rate until the source stands, less its tax credit at the end of the first quarter it
stands in, and is recovered in equal parts at the end of every quarter of its life. All is worked out for the first
order that can stand, with the prices of fuel in force when the target is to be met.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.parameters.limits import yearly_prices, yearly_rows
from planner.parameters.running import emissions_t_per_mwh
from planner.parameters.time import (
    HOURS_PER_DAY,
    HOURS_PER_YEAR,
    MONTHS_PER_QUARTER,
    QUARTERS_PER_YEAR,
    price_level,
    rate_per_quarter,
    step_value,
)
from planner.parameters.timeline import timeline_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.case import Case, Row
    from planner.parameters.assets import Asset

USD_PER_MWH = 1e6
"""Of USD billion per GWh."""


@dataclass(frozen=True)
class FirstOrder:
    """The first order of an asset that can stand, by number of quarter: when it is made, and when it stands."""

    ordered: int
    stands: int

    @property
    def months(self) -> int:
        """Months from the start of the horizon until it stands."""
        return MONTHS_PER_QUARTER * self.stands


def first_orders(case: Case, assets: Mapping[str, Asset]) -> dict[str, FirstOrder]:
    """Of every asset the order that stands first, made as late as may be; none of one that can never be delivered.

    It stands once its lead has passed, not before its first delivery, and in a quarter in which each pool that it draws
    on delivers anything, within its limit or beyond. It may stand after the horizon.
    """
    found = {}
    earliest = {
        row["source"]: row["first_delivery"].ordinal - case.periods[0].first.ordinal
        for row in case.rows("sources")
        if row["first_delivery"] is not None
    }
    pools: dict[str, list[str]] = {}
    for row in case.rows("supply_use"):
        if row["use_per_gw"] > 0:
            pools.setdefault(row["asset"], []).append(row["supply_pool"])
    offers = _offers(case)
    for name, asset in assets.items():
        orders = (
            FirstOrder(o, o + asset.ordered_in(o).lead_quarters) for o in range(timeline_of(case).quarters)
        )
        allowed = [
            order
            for order in orders
            if order.stands >= earliest.get(name, 0)
            and all(_delivers(case, offers[pool], order.stands) for pool in pools.get(name, ()))
        ]
        if allowed:
            found[name] = min(allowed, key=lambda order: (order.stands, -order.ordered))
    return found


def _offers(case: Case) -> dict[str, list[list[tuple[int, float]]]]:
    """What every pool delivers a year, as rows (year, GW) of its limit and of each of its steps."""
    offers: dict[str, list[list[tuple[int, float]]]] = {}
    for sheet, keys in (("supply_limits", ("supply_pool",)), ("supply_steps", ("supply_pool", "step"))):
        for key, rows in yearly_rows(case, sheet, keys, "limit_gw_per_year").items():
            offers.setdefault(key[0], []).append(rows)
    return offers


def _delivers(case: Case, offers: list[list[tuple[int, float]]], quarter: int) -> bool:
    year = case.periods[0].first.plus(quarter).year
    return any((step_value(rows, year) or 0.0) > 0 for rows in offers)


def real_rate(case: Case, rate_per_year: float) -> float:
    """What is left of a nominal yearly rate after inflation.

    A return of 10 % where prices rise by 10 % is none.
    """
    return (1 + rate_per_year) / (1 + case.settings.money.inflation_per_year) - 1


def capital_charge(asset: Asset, rate_per_year: float) -> float:
    """What a GW of an asset takes a year of its life to be paid back, as a share of its overnight cost.

    `asset` is on the terms of its order, the rate real.
    """
    rate, life, lead = rate_per_quarter(rate_per_year), asset.life_quarters, asset.lead_quarters
    worth = sum(share * (1 + rate) ** (lead - 1 - age) for age, share in asset.spend_fractions.items())
    worth -= asset.credit_fraction / (1 + rate)
    recovered = rate / (1 - (1 + rate) ** -life) if rate else 1 / life
    return QUARTERS_PER_YEAR * recovered * worth


def full_hours(case: Case, row: Row) -> dict[str, float]:
    """Hours a year for which a source of a row could give all of its capacity, by region."""
    most = {r["region"]: float(row["availability_fraction"]) * HOURS_PER_YEAR for r in case.rows("regions")}
    if row["profile"] is None:
        return most
    days = {day["day"]: day["share_of_days_fraction"] for day in case.rows("days")}
    shares = dict.fromkeys(most, 0.0)
    for shape in case.rows("profiles"):
        if shape["profile"] == row["profile"]:
            light = sum(shape[f"h{hour:02}"] for hour in range(HOURS_PER_DAY)) / HOURS_PER_DAY
            shares[shape["region"]] += days[shape["day"]] * light / QUARTERS_PER_YEAR
    return {r: share * most[r] for r, share in shares.items()}


def running_usd_per_mwh(case: Case, row: Row, t: int) -> dict[str, float]:
    """What a MWh of output costs in a period in dollars of the case, energy bought apart, by region."""
    variable = row["variable_om_usd_per_mwh"] * case_dollars(case, row["dollar_year"])
    carbon = (case.settings.emissions_price_usd_per_tonne or 0.0) * emissions_t_per_mwh(case)[row["source"]]
    fuel = yearly_prices(case, "fuel_prices", ("fuel", "region"), "price_usd_per_mmbtu")
    return {
        r["region"]: variable
        + carbon
        + (0.0 if row["fuel"] is None else row["heat_rate_mmbtu_per_mwh"] * fuel[row["fuel"], r["region"], t])
        for r in case.rows("regions")
    }


def case_dollars(case: Case, dollar_year: int) -> float:
    """Dollars of the case for one of another year."""
    money = case.settings.money
    return price_level(money.inflation_per_year, dollar_year, money.dollar_year)


def levelised_usd_per_mwh(fixed_usd_billion_per_gw_year: float, hours: float, running: float) -> float:
    """Levelised cost of a source that runs so many full hours a year.

    >>> round(levelised_usd_per_mwh(0.4383, 8766, 30), 9)
    80.0
    """
    return USD_PER_MWH * fixed_usd_billion_per_gw_year / hours + running
