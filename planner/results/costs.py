"""The cost table: every dollar the objective counts, from the other tables alone."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from planner.case.settings import LENDER
from planner.parameters.assets import assets_of, owners_of
from planner.parameters.collateral import lender_fractions
from planner.parameters.hosting import earned_fractions
from planner.parameters.instruments import instruments_of
from planner.parameters.need import value_of_service
from planner.parameters.running import emissions_t_per_mwh, minimum_takes, price_levels, running_costs
from planner.parameters.schedules import (
    booked_fractions,
    coupons,
    credited_fractions,
    paid_fractions,
    unexpired_fractions,
)
from planner.parameters.time import USD_BILLION_PER_GWH_OF_USD_PER_MWH
from planner.parameters.timeline import by_periods, period_names, sum_vintages, timeline_of
from planner.results.tabular import by_period, records, sum_by, table
from planner.results.vehicles import structuring_costs

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from planner.case import Case

    Amounts = dict[tuple[str, str, str, str], float]
    """USD billion, nominal, by (item, sponsor, asset or instrument, period)."""

COST_PARTS = {
    "building, less its worth at the end": (
        "capex",
        "supply_premiums",
        "tax_credits",
        "book_value_at_end",
        "lender_value_at_end",
    ),
    "running": ("fixed_om", "energy", "fuel", "variable_om", "emissions", "transmission"),
    "debt and equity above the benchmark": (
        "debt_above_benchmark",
        "rating_spreads",
        "equity_charge",
        "idle_cash",
    ),
    "fees and concessions": (
        *("issue_fees", "concessions", "commitment_fees", "structuring_fees", "equity_fees"),
        "unexpired_fees_at_end",
    ),
    "revenue that weaker chips lose": ("lost_compute",),
    "load left unserved, at its price": ("unserved",),
}
"""The items of the cost table, as comparisons and sweeps add them up: the names are columns of theirs."""
PART_TERMS = dict(
    zip(
        COST_PARTS,
        (
            "capex less terminal value",
            "operating cost",
            "cost of capital above the benchmark",
            "fees and new-issue concessions",
            "revenue lost to weaker chips",
            "unmet demand at value of lost load",
        ),
        strict=True,
    )
)
"""What the field calls those parts, as whatever is read rather than reckoned with shows them."""
TERMINAL_VALUE = "terminal value"
SYSTEM_COST = {
    "capital expenditure": ("capex", "supply_premiums", "tax_credits"),
    TERMINAL_VALUE: ("book_value_at_end", "lender_value_at_end", "unexpired_fees_at_end"),
    PART_TERMS["running"]: COST_PARTS["running"],
    PART_TERMS["debt and equity above the benchmark"]: COST_PARTS["debt and equity above the benchmark"],
    PART_TERMS["fees and concessions"]: tuple(
        item for item in COST_PARTS["fees and concessions"] if item != "unexpired_fees_at_end"
    ),
    PART_TERMS["revenue that weaker chips lose"]: COST_PARTS["revenue that weaker chips lose"],
    "value of lost load, which nobody pays": COST_PARTS["load left unserved, at its price"],
}
"""The parts of the total system cost, as the answer tells them: what is spent, what is left, what nobody pays."""
PAID_AT_SIGNING = (("issue_fees", "issuance", "fee"), ("concessions", "placement", "concession"))
"""Items that are lost at once, with the table and the column that has them; a part may be unexpired at the end."""
PAID_ON_UNDRAWN = (("commitment_fees", "commitments", "commitment_fee"),)
"""The item that runs with time, likewise; the table is there where anything is committed."""
AT_THE_END = ("book_value_at_end", "lender_value_at_end", "unexpired_fees_at_end")
END_VALUES = {False: "book_value_at_end", True: "lender_value_at_end"}
"""What assets count for at the end, by whether that is what lenders count for them."""
RUNNING = {"energy": "energy", "fuel": "fuel", "variable": "variable_om"}


def construction_costs(case: Case, ordered: pd.DataFrame) -> Amounts:
    """Capex by the milestones of every order, and, as minus a cost, tax credits and what is left of it at the end."""
    assets, periods, timeline = assets_of(case), period_names(case), timeline_of(case)
    number, last = {period: t for t, period in enumerate(periods)}, len(periods) - 1
    lent = case.settings.money.end_value == LENDER
    counted = (
        lender_fractions(case) if lent else {a: booked_fractions(x, timeline) for a, x in assets.items()}
    )
    left, item_left = {a: of[:, last].tolist() for a, of in counted.items()}, END_VALUES[lent]
    flows: dict[tuple[str, int], list[tuple[str, int, float]]] = defaultdict(list)
    for a, asset in assets.items():
        for (o, t), fraction in by_periods(paid_fractions(asset, timeline)).items():
            flows[a, o].append(("capex", t, fraction))
        for (o, t), fraction in by_periods(credited_fractions(asset, timeline)).items():
            flows[a, o].append(("tax_credits", t, -fraction))
    amounts: Amounts = defaultdict(float)
    for order in records(ordered):
        a, o, cost = order.asset, number[order.ordered], order.overnight_cost_usd_billion
        for item, t, fraction in flows[a, o]:
            amounts[item, order.sponsor, a, periods[t]] += fraction * cost
        amounts[item_left, order.sponsor, a, periods[-1]] -= left[a][o] * cost
    return amounts


def standing_costs(case: Case, standing: pd.DataFrame) -> Amounts:
    """Fixed operation and maintenance of what stands, and the revenue that weaker chips lose."""
    assets, levels, timeline = assets_of(case), price_levels(case), timeline_of(case)
    inflation = case.settings.money.inflation_per_year
    number = {period: t for t, period in enumerate(period_names(case))}
    own_levels = {a: timeline.price_levels(inflation, asset.dollar_year) for a, asset in assets.items()}
    revenue = {row["sponsor"]: row["revenue_usd_billion_per_gw_year"] for row in case.rows("sponsors")}
    relative = {row["asset"]: row["relative_compute_fraction"] for row in case.rows("compute")}
    amounts: Amounts = defaultdict(float)
    for row in records(standing):
        t = number[row.period]
        years, own_level = timeline.years[t], own_levels[row.asset][t]
        fixed = assets[row.asset].fixed_om_usd_billion_per_gw_year * years * own_level * row.standing_gw
        amounts["fixed_om", row.sponsor, row.asset, row.period] += fixed
        if relative.get(row.asset) is not None:
            lost = (1 - relative[row.asset]) * revenue[row.sponsor] * years * levels[t]
            amounts["lost_compute", row.sponsor, row.asset, row.period] += lost * row.standing_gw
    return amounts


def generation_costs(case: Case, energies: pd.DataFrame, taken: pd.DataFrame | None = None) -> Amounts:
    """Energy bought, fuel burnt, variable cost and priced emissions, on output, by the source's owner.

    Energy is bought of what is paid for where `taken`, the table of minimum takes, has it.
    """
    owners, items, takes = owners_of(case), running_costs(case), minimum_takes(case)
    number = {period: t for t, period in enumerate(period_names(case))}
    emitted, price = emissions_t_per_mwh(case), case.settings.emissions_price_usd_per_tonne or 0.0
    levels = price_levels(case)
    amounts: Amounts = defaultdict(float)
    for row in records(energies):
        t, owner = number[row.period], owners[row.source][0]
        gwh = row.output_gwh * USD_BILLION_PER_GWH_OF_USD_PER_MWH
        for item, line in RUNNING.items():
            if item != "energy" or row.source not in takes:
                amounts[line, owner, row.source, row.period] += items[item][row.source, row.region, t] * gwh
        tonnes = emitted[row.source] * price * levels[t]
        amounts["emissions", owner, row.source, row.period] += tonnes * gwh
    for row in records(taken) if taken is not None else ():
        price = items["energy"][row.source, row.region, number[row.period]]
        cost = price * row.paid_gwh * USD_BILLION_PER_GWH_OF_USD_PER_MWH
        amounts["energy", owners[row.source][0], row.source, row.period] += cost
    return amounts


def premium_costs(purchases: pd.DataFrame) -> Amounts:
    """Premiums paid on what is bought beyond the limits of supply pools."""
    return {
        ("supply_premiums", sponsor, pool, period): paid
        for (sponsor, pool, period), paid in sum_by(
            purchases, ("sponsor", "supply_pool", "period"), "premium_usd_billion"
        ).items()
    }


def unserved_costs(case: Case, short: pd.DataFrame) -> Amounts:
    """What unserved load loses at its value of service."""
    years = timeline_of(case).years
    levels = {
        name: years[t] * x
        for t, (name, x) in enumerate(zip(period_names(case), price_levels(case), strict=True))
    }
    value = value_of_service(case)
    return {
        ("unserved", row.sponsor, "", row.period): value[row.sponsor] * levels[row.period] * row.unserved_gw
        for row in records(short)
    }


def earnings(case: Case, short: pd.DataFrame, energies: pd.DataFrame) -> dict[tuple[str, str, str], float]:
    """Revenue earned, tariff received and tariff paid, by (line, sponsor, period); they cancel in the objective."""
    money, owners = case.settings.money, owners_of(case)
    levels, timeline = price_levels(case), timeline_of(case)
    number = {period: t for t, period in enumerate(period_names(case))}
    revenue = {row["sponsor"]: row["revenue_usd_billion_per_gw_year"] for row in case.rows("sponsors")}
    earned = earned_fractions(case)
    per_gwh = money.power_tariff_usd_per_mwh * USD_BILLION_PER_GWH_OF_USD_PER_MWH
    lines: dict[tuple[str, str, str], float] = defaultdict(float)
    for row in records(short):
        j, period, t = row.sponsor, row.period, number[row.period]
        lines["revenue", j, period] += (
            revenue[j] * earned[j, t] * timeline.years[t] * levels[t] * row.served_gw
        )
        lines["tariff_paid", j, period] += per_gwh * levels[t] * timeline.hours[t] * row.served_gw
    for row in records(energies):
        sold = per_gwh * levels[number[row.period]] * (row.output_gwh - row.charge_gwh)
        lines["tariff_received", owners[row.source][0], row.period] += sold
    return lines


def financing_costs(case: Case, money_tables: Mapping[str, pd.DataFrame]) -> Amounts:
    """Fees and concessions, what is unexpired of them at the end, and capital charged above the benchmark."""
    periods, timeline = period_names(case), timeline_of(case)
    number = {period: t for t, period in enumerate(periods)}
    benchmark = np.array(timeline.rates(case.settings.money.benchmark_rate_per_year))
    instruments = instruments_of(case)
    unexpired = {i: unexpired_fractions(x, timeline).tolist() for i, x in instruments.items()}
    amounts: Amounts = defaultdict(float)
    for item, name, column in PAID_AT_SIGNING:
        for row in records(money_tables[name]):
            if not row.instrument:  # notes of a vehicle, which concede nothing
                continue
            lost = getattr(row, f"{column}_usd_billion")
            amounts[item, row.sponsor, row.instrument, row.period] += lost
            left = unexpired[row.instrument][number[row.period]]
            amounts["unexpired_fees_at_end", row.sponsor, row.instrument, periods[-1]] -= left * lost
    for item, name, column in PAID_ON_UNDRAWN:
        for row in records(money_tables[name]) if name in money_tables else ():
            amounts[item, row.sponsor, row.instrument, row.period] += getattr(row, f"{column}_usd_billion")
    columns = ["balance_usd_billion", "interest_usd_billion"]
    balances, interests = by_period(case, money_tables["debt"], ("sponsor", "instrument"), columns)
    for (j, i), balance in balances.items():
        accrued, x = sum_vintages(balance, timeline.accrual_matrix), instruments[i]
        charges = (
            interests[j, i] - benchmark * accrued
            if x.keeps_rates
            else (np.array(coupons(x, timeline)) - benchmark) * accrued
        )
        for period, charge in zip(periods, charges.tolist(), strict=True):
            amounts["debt_above_benchmark", j, i, period] = charge
    amounts.update(_equity_charges(case, money_tables, benchmark))
    amounts.update(structuring_costs(case, money_tables))
    return amounts


def _equity_charges(
    case: Case, money_tables: Mapping[str, pd.DataFrame], benchmark: NDArray[np.float64]
) -> Amounts:
    """Equity on the books and idle cash, mostly of the period before, and the fee on equity raised."""
    periods, timeline = period_names(case), timeline_of(case)
    cash_yield = timeline.rates(case.settings.money.cash_yield_per_year)
    columns = ["equity_usd_billion", "cash_usd_billion"]
    equity, cash = by_period(case, money_tables["balance_sheet"], ["sponsor"], columns)
    (raised,) = by_period(case, money_tables["cash"], ("line", "sponsor"), ["usd_billion"])
    amounts: Amounts = {}
    for row in case.rows("sponsors"):
        j = row["sponsor"]
        above = timeline.rates(row["equity_rate_per_year"]) - benchmark
        lines = {
            "equity_charge": above * sum_vintages(equity[j,], timeline.accrual_matrix),
            "idle_cash": (benchmark - cash_yield) * sum_vintages(cash[j,], timeline.accrual_matrix),
            "equity_fees": raised["equity_fees", j],
        }
        for item, charges in lines.items():
            for period, charge in zip(periods, charges.tolist(), strict=True):
                amounts[item, j, "", period] = charge
    return amounts


def costs(case: Case, amounts: Amounts, zero: float) -> pd.DataFrame:
    """Every cost above `zero`, nominal and at present value; the present values add up to the objective."""
    benchmark, timeline = case.settings.money.benchmark_rate_per_year, timeline_of(case)
    discount = dict(zip(period_names(case), timeline.discounts(benchmark), strict=True))
    at_end = dict.fromkeys(AT_THE_END, timeline.discount_at_end(benchmark))
    rows = (
        (item, sponsor, name, period, amount, amount * at_end.get(item, discount[period]))
        for (item, sponsor, name, period), amount in amounts.items()
        if abs(amount) > zero
    )
    columns = ("item", "sponsor", "asset_or_instrument", "period")
    return table((*columns, "usd_billion", "present_value_usd_billion"), rows)
