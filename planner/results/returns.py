"""Does it pay, and for whom: returns on equity, leverage, and what one more GW of need costs beside what it earns.

All of them end with the last period for which the plan is to be read.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from planner.parameters.assets import assets_of
from planner.parameters.collateral import lender_fractions
from planner.parameters.horizon import periods_read
from planner.parameters.hosting import earned_fractions
from planner.parameters.running import price_levels
from planner.parameters.time import discount_factor
from planner.parameters.timeline import period_names, sum_vintages, timeline_of
from planner.results.ratings import ebitda
from planner.results.tabular import by_period, records, table
from planner.tolerances import LEAST_OF_RATIO

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from planner.case import Case
    from planner.parameters.timeline import Timeline

    Tables = Mapping[str, pd.DataFrame]
    Figures = NDArray[np.float64]

BOOK, LENDER = "book", "lender"
"""At which value assets count at the end."""
ALL_LOST, MOST_EARNED = -1.0, 10.0
"""Rates of return between which is looked for one."""
RATES = np.arange(-99, 1001) / 100
"""Where a return is looked for first."""


def lender_values(case: Case, ordered: pd.DataFrame) -> dict[tuple[str, str], Figures]:
    """What lenders count of every class of a sponsor's assets at the end of every period, USD billion."""
    fractions, assets = lender_fractions(case), assets_of(case)
    (built,) = by_period(
        case, ordered, ("sponsor", "asset"), ["overnight_cost_usd_billion"], period="ordered"
    )
    values: dict[tuple[str, str], Figures] = {}
    for (j, a), cost in built.items():
        if a in fractions:
            key = j, assets[a].asset_class
            values[key] = values.get(key, 0.0) + sum_vintages(cost, fractions[a])
    return values


def returns(case: Case, tables: Tables) -> pd.DataFrame:
    """What equity puts in, is paid and has at the end, at present value of the rate it asks, and the rate it earns.

    For sponsors who put in equity. At the end assets count at book, and at lender value.
    """
    timeline, read = timeline_of(case), periods_read(case)
    (lines,) = by_period(case, tables["cash"], ("sponsor", "line"), ["usd_billion"])
    left_by = equity_left(case, tables)
    rows = []
    for sponsor in case.rows("sponsors"):
        j, asked = sponsor["sponsor"], sponsor["equity_rate_per_year"]
        into, out = (lines[j, line][:read] for line in ("equity_in", "paid_out"))
        if not into.any():
            continue
        for valued_at, left in left_by[j].items():
            worth = partial(present_value, timeline, read)
            parts = (worth(into, 0.0, asked), worth(out, 0.0, asked), worth(0 * out, left, asked))
            earned = rate_of_return(partial(worth, out - into, left))
            rows.append((j, valued_at, asked, earned, *parts, parts[1] + parts[2] - parts[0]))
    columns = ("sponsor", "valued_at", "asked_per_year", "earned_per_year")
    worths = ("equity_in", "paid_out", "equity_at_end", "net_present_value")
    return table((*columns, *(f"{name}_usd_billion" for name in worths)), rows)


def present_value(timeline: Timeline, read: int, flows: Figures, at_end: float, rate: float) -> float:
    """Worth at a yearly rate of flows in the periods that are read, and of what is left at their end."""
    discounts = np.array(timeline.discounts(rate))[:read]
    return float(flows @ discounts) + at_end * discount_factor(rate, timeline.quarters_of[read - 1].stop)


def equity_left(case: Case, tables: Tables) -> dict[str, dict[str, float]]:
    """Every sponsor's equity at the end of the last period read, at book and at lender value, USD billion."""
    last = periods_read(case) - 1
    columns = ["equity_usd_billion", "cash_usd_billion", "debt_usd_billion"]
    book, cash, debt = by_period(case, tables["balance_sheet"], ["sponsor"], columns)
    values = lender_values(case, tables["orders"])
    found = {}
    for sponsor in case.rows("sponsors"):
        j = sponsor["sponsor"]
        assets = sum(value[last] for (k, _), value in values.items() if k == j)
        at_lender_value = float(assets + cash[j,][last] - debt[j,][last])
        found[j] = {BOOK: float(book[j,][last]), LENDER: at_lender_value}
    return found


def rate_of_return(worth: Callable[[float], float]) -> float:
    """The lowest yearly rate at which a present value, above zero before, is no more so.

    -1 where nothing comes back at any rate, and 10 where that much is earned, or more.

    >>> round(rate_of_return(lambda rate: -100 + 121 / (1 + rate) ** 2), 9)
    0.1
    >>> rate_of_return(lambda rate: -100.0), rate_of_return(lambda rate: 5.0)
    (-1.0, 10.0)
    """
    worths = np.array([worth(rate) for rate in RATES.tolist()])
    falls = np.flatnonzero((worths[:-1] > 0) & (worths[1:] <= 0))
    if not len(falls):
        return ALL_LOST if worths[0] <= 0 else MOST_EARNED
    low, high = RATES[falls[0]], RATES[falls[0] + 1]
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if worth(middle) > 0 else (low, middle)
    return float(low + high) / 2


def leverage(case: Case, tables: Tables) -> pd.DataFrame:
    """Debt beside earnings and lender value, and earnings beside interest, by sponsor and period.

    Earnings are those before interest, tax and depreciation, besides the plan and by it, a year beside debt and in the
    period beside interest. A ratio has a row where both of its parts are some share of the largest debt of the case.
    """
    names, read, timeline = period_names(case), periods_read(case), timeline_of(case)
    (lines,) = by_period(case, tables["cash"], ("sponsor", "line"), ["usd_billion"])
    (debts,) = by_period(case, tables["balance_sheet"], ["sponsor"], ["debt_usd_billion"])
    (interests,) = by_period(case, tables["debt"], ["sponsor"], ["interest_usd_billion"])
    values = lender_values(case, tables["orders"])
    least = LEAST_OF_RATIO * max((float(debt.max()) for debt in debts.values()), default=0.0)
    rows = []
    for sponsor in case.rows("sponsors"):
        j = sponsor["sponsor"]
        earned = ebitda(case, j, lambda line, j=j: lines[j, line])  # type: ignore[misc]
        lent = sum((value for (k, _), value in values.items() if k == j), np.zeros(len(names)))
        parts = {
            "debt to EBITDA": (debts[j,], earned),
            "debt to lender value": (debts[j,], lent),
            "interest cover": (earned * np.array(timeline.years), interests[j,]),
        }
        for measure, (of, to) in parts.items():
            for t in range(read):
                if min(of[t], to[t]) > least:
                    rows.append((j, measure, names[t], float(of[t]), float(to[t]), float(of[t] / to[t])))
    columns = ("sponsor", "measure", "period", "numerator_usd_billion", "denominator_usd_billion", "ratio")
    return table(columns, rows)


def need_value(case: Case, tables: Tables) -> pd.DataFrame:
    """What one more GW of need costs the plan in a year, beside what a GW served earns, nominal.

    Of a year that is read in part, at what they come to in a whole one.
    """
    timeline, levels, earned = timeline_of(case), price_levels(case), earned_fractions(case)
    revenue = {row["sponsor"]: row["revenue_usd_billion_per_gw_year"] for row in case.rows("sponsors")}
    number = {name: t for t, name in enumerate(period_names(case))}
    years: dict[tuple[str, str], Figures] = {}
    for row in records(tables["need_price"]):
        t = number[row.period]
        if t < periods_read(case):
            length, key = timeline.years[t], (row.sponsor, row.period[:4])
            per_gw = revenue[row.sponsor] * earned[row.sponsor, t] * length * levels[t]
            more = np.array([row.price_usd_billion_per_gw, per_gw, length])
            years[key] = years.get(key, np.zeros(3)) + more
    columns = ("sponsor", "year", "cost_usd_billion_per_gw_year", "earned_usd_billion_per_gw_year")
    return table(columns, ((j, int(year), *(of[:2] / of[2]).tolist()) for (j, year), of in years.items()))
