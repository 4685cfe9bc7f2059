"""The cost table: every dollar the objective counts, from the other tables alone."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from planner.results.frames import LEAST, quarters, records, table
from planner.terms.assets import assets_of, owners_of
from planner.terms.instruments import instruments_of
from planner.terms.need import value_of_service
from planner.terms.running import emissions_t_per_mwh, price_levels, running_costs
from planner.terms.time import (
    HOURS_PER_PERIOD,
    PERIODS_PER_YEAR,
    USD_BILLION_PER_GWH_OF_USD_PER_MWH,
    discount_factors,
    price_level,
    rate_per_period,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from planner.case import Case

    Amounts = dict[tuple[str, str, str, str], float]
    """USD billion, nominal, by (item, sponsor, asset or instrument, period)."""

AT_THE_END = ("book_value_at_end", "unexpired_fees_at_end")
RUNNING = {"energy": "energy", "fuel": "fuel", "variable": "variable_om"}


def construction_costs(case: Case, ordered: pd.DataFrame) -> Amounts:
    """Capex by the milestones of every order, and the book value that is left at the end, as minus a cost."""
    assets, periods = assets_of(case), quarters(case)
    number = {period: t for t, period in enumerate(periods)}
    amounts: Amounts = defaultdict(float)
    for order in records(ordered):
        asset, o = assets[order.asset], number[order.ordered]
        cost = order.overnight_cost_usd_billion
        for age, fraction in asset.spend.items():
            amounts["capex", order.sponsor, order.asset, periods[o + age]] += fraction * cost
        left = asset.book_fraction(len(periods) - 1 - o)
        amounts["book_value_at_end", order.sponsor, order.asset, periods[-1]] -= left * cost
    return amounts


def standing_costs(case: Case, standing: pd.DataFrame) -> Amounts:
    """Fixed operation and maintenance of what stands, and the revenue that weaker chips lose."""
    assets, levels = assets_of(case), dict(zip(quarters(case), price_levels(case), strict=True))
    inflation = case.settings.money.inflation_per_year
    starts = {str(quarter): quarter.start for quarter in case.periods}
    revenue = {row["sponsor"]: row["revenue_usd_billion_per_gw_year"] or 0.0 for row in case.rows("sponsors")}
    relative = {row["asset"]: row["relative_compute_fraction"] for row in case.rows("compute")}
    amounts: Amounts = defaultdict(float)
    for row in records(standing):
        asset = assets[row.asset]
        own_level = price_level(inflation, asset.dollar_year, starts[row.period])
        fixed = asset.fixed_om_usd_billion_per_gw_year / PERIODS_PER_YEAR * own_level * row.standing_gw
        amounts["fixed_om", row.sponsor, row.asset, row.period] += fixed
        if relative.get(row.asset) is not None:
            lost = (1 - relative[row.asset]) * revenue[row.sponsor] / PERIODS_PER_YEAR * levels[row.period]
            amounts["lost_compute", row.sponsor, row.asset, row.period] += lost * row.standing_gw
    return amounts


def generation_costs(case: Case, energies: pd.DataFrame) -> Amounts:
    """Energy bought, fuel burnt, variable cost and priced emissions, on output, by the source's owner."""
    owners, items = owners_of(case), running_costs(case)
    number = {period: t for t, period in enumerate(quarters(case))}
    emitted, price = emissions_t_per_mwh(case), case.settings.emissions_price_usd_per_tonne or 0.0
    levels = price_levels(case)
    amounts: Amounts = defaultdict(float)
    for row in records(energies):
        t, owner = number[row.period], owners[row.source][0]
        gwh = row.output_gwh * USD_BILLION_PER_GWH_OF_USD_PER_MWH
        for item, line in RUNNING.items():
            amounts[line, owner, row.source, row.period] += items[item][row.source, row.region, t] * gwh
        tonnes = emitted[row.source] * price * levels[t]
        amounts["emissions", owner, row.source, row.period] += tonnes * gwh
    return amounts


def unserved_costs(case: Case, short: pd.DataFrame) -> Amounts:
    """What unserved load loses at its value of service."""
    levels = dict(zip(quarters(case), price_levels(case), strict=True))
    value = value_of_service(case)
    return {
        ("unserved", row.sponsor, "", row.period): value[row.sponsor]
        / PERIODS_PER_YEAR
        * levels[row.period]
        * row.unserved_gw
        for row in records(short)
    }


def earnings(case: Case, short: pd.DataFrame, energies: pd.DataFrame) -> dict[tuple[str, str, str], float]:
    """Revenue, tariff received and tariff paid, by (line, sponsor, period); they cancel in the objective."""
    money, owners = case.settings.money, owners_of(case)
    levels = dict(zip(quarters(case), price_levels(case), strict=True))
    revenue = {row["sponsor"]: row["revenue_usd_billion_per_gw_year"] or 0.0 for row in case.rows("sponsors")}
    per_gwh = money.power_tariff_usd_per_mwh * USD_BILLION_PER_GWH_OF_USD_PER_MWH
    lines: dict[tuple[str, str, str], float] = defaultdict(float)
    for row in records(short):
        j, period, level = row.sponsor, row.period, levels[row.period]
        lines["revenue", j, period] += revenue[j] / PERIODS_PER_YEAR * level * row.served_gw
        lines["tariff_paid", j, period] += per_gwh * level * HOURS_PER_PERIOD * row.served_gw
    for row in records(energies):
        sold = per_gwh * levels[row.period] * (row.output_gwh - row.charge_gwh)
        lines["tariff_received", owners[row.source][0], row.period] += sold
    return lines


def financing_costs(case: Case, money_tables: Mapping[str, pd.DataFrame]) -> Amounts:
    """Fees and concessions, what is unexpired of them at the end, and capital charged above the benchmark."""
    instruments, periods = instruments_of(case), quarters(case)
    number = {period: t for t, period in enumerate(periods)}
    benchmark = rate_per_period(case.settings.money.benchmark_rate_per_year)
    amounts: Amounts = defaultdict(float)
    for item, name, column in (("issue_fees", "issuance", "fee"), ("concessions", "placement", "concession")):
        for row in records(money_tables[name]):
            lost = getattr(row, f"{column}_usd_billion")
            amounts[item, row.sponsor, row.instrument, row.period] += lost
            left = instruments[row.instrument].unexpired_fraction(len(periods) - 1 - number[row.period])
            amounts["unexpired_fees_at_end", row.sponsor, row.instrument, periods[-1]] -= left * lost
    for row in records(money_tables["debt"]):
        t = number[row.period] + 1
        if t < len(periods):
            above = instruments[row.instrument].rate_per_period - benchmark
            charge = above * row.balance_usd_billion
            amounts["debt_above_benchmark", row.sponsor, row.instrument, periods[t]] += charge
    amounts.update(_equity_charges(case, money_tables, benchmark))
    return amounts


def _equity_charges(case: Case, money_tables: Mapping[str, pd.DataFrame], benchmark: float) -> Amounts:
    """Equity on the books and idle cash of the period before, and the fee on equity raised."""
    periods = quarters(case)
    after = dict(pairwise(periods))
    idle = benchmark - rate_per_period(case.settings.money.cash_yield_per_year)
    above = {
        row["sponsor"]: rate_per_period(row["equity_rate_per_year"]) - benchmark
        for row in case.rows("sponsors")
    }
    amounts: Amounts = {}
    for row in records(money_tables["balance_sheet"]):
        if row.period in after:
            t = after[row.period]
            amounts["equity_charge", row.sponsor, "", t] = above[row.sponsor] * row.equity_usd_billion
            amounts["idle_cash", row.sponsor, "", t] = idle * row.cash_usd_billion
    for row in records(money_tables["cash"]):
        if row.line == "equity_fees":
            amounts["equity_fees", row.sponsor, "", row.period] = row.usd_billion
    return amounts


def costs(case: Case, amounts: Amounts) -> pd.DataFrame:
    """Every cost, nominal and at present value; the present values add up to the objective."""
    periods = quarters(case)
    benchmark = case.settings.money.benchmark_rate_per_year
    discount = dict(zip(periods, discount_factors(benchmark, len(periods)), strict=True))
    rows = (
        (item, sponsor, name, period, amount, amount * discount[period])
        for (item, sponsor, name, period), amount in amounts.items()
        if abs(amount) > LEAST
    )
    columns = ("item", "sponsor", "asset_or_instrument", "period")
    return table((*columns, "usd_billion", "present_value_usd_billion"), rows)
