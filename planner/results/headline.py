"""What a plan takes, in the figures that an investment committee asks for first, up to the target and in all.

capital_expenditure         what is paid for sources, shells and chips, USD billion of the time
debt_issued                 what is newly issued; a loan rolled over counts again
equity_contribution         what sponsors put in
cost_of_capital             interest and what equity asks, over the debt and equity that stood before, a year
cost_of_power               levelised: what sources cost less their terminal value, with the share of the cost of
capital that their capital expenditure has in that of their sponsor, over load served
all_in_cost                 capital expenditure over the load that is served at the time, USD billion per GW
unmet_demand                load that goes unserved, in GW-years
additional                  the share of energy made that serves nobody else already, where the case says of any source
that part of its output does
assumed                     the share of capital expenditure on assets whose rows are assumptions
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planner.parameters.horizon import periods_read
from planner.parameters.running import additional_fractions
from planner.parameters.time import HOURS_PER_YEAR, USD_BILLION_PER_GWH_OF_USD_PER_MWH
from planner.parameters.timeline import period_names, timeline_of
from planner.results.costs import AT_THE_END, COST_PARTS
from planner.results.generation import additional_shares
from planner.tolerances import NEGLIGIBLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from planner.case import Case

    Tables = Mapping[str, pd.DataFrame]

ASSUMED = "A"
QUARTERS_A_YEAR = 4
CAPITAL = tuple(
    item
    for part in ("debt and equity above the benchmark", "fees and concessions")
    for item in COST_PARTS[part]
    if item not in AT_THE_END
)
"""Items of the cost table that are the cost of capital above the benchmark."""


@dataclass(frozen=True)
class Figure:
    """A figure up to the target and up to the end of what is read; None where there is none such."""

    name: str
    label: str
    to_target: float | None
    to_end: float | None
    decimals: int = 1


def ends_of(case: Case) -> tuple[str, str]:
    """The period of the target, or the nearest to it in the horizon, and the last that is to be read."""
    names, last = period_names(case), periods_read(case) - 1
    wanted = case.settings.calendar.number_of(case.settings.target.close_by)
    return names[min(max(wanted, 0), last)], names[last]


def headline_figures(case: Case, tables: Tables) -> list[Figure]:
    """What a plan takes, the money first; without funding there is none raised."""
    target, end = (period_names(case).index(name) for name in ends_of(case))
    found = list(_figures(case, tables))
    return [
        Figure(name, label, _at(values, target), _at(values, end), decimals)
        for name, label, values, decimals in found
    ]


def as_dict(case: Case, tables: Tables) -> dict[str, Any]:
    """The figures for JSON, by name, with the periods to which they run."""
    target, end = ends_of(case)
    figures = {
        figure.name: {"to_target": figure.to_target, "to_end": figure.to_end}
        for figure in headline_figures(case, tables)
    }
    return {"target": target, "end": end, **figures}


def _figures(case: Case, tables: Tables) -> Iterator[tuple[str, str, list[float], int]]:
    """Every figure with its value up to each period."""
    capex = _summed(case, _items(tables, "capex"), "usd_billion")
    yield "capital_expenditure_usd_billion", "capital expenditure, USD billion", capex, 1
    if case.settings.funding:
        cash = tables["cash"]
        issued = _summed(case, tables["issuance"], "issued_usd_billion")
        yield "debt_issued_usd_billion", "debt issued, USD billion", issued, 1
        put_in = _summed(case, cash[cash["line"] == "equity_in"], "usd_billion")
        yield "equity_contribution_usd_billion", "equity contribution, USD billion", put_in, 1
        rates = [100 * rate for rate in _cost_of_capital(case, tables)]
        yield "cost_of_capital_percent", "average cost of capital, % a year", rates, 1
    yield "cost_of_power_usd_per_mwh", "power, levelised, USD/MWh", _cost_of_power(case, tables), 1
    served = _by_period(case, tables["load"], "served_gw")
    all_in = [paid / gw if gw > NEGLIGIBLE else math.nan for paid, gw in zip(capex, served, strict=True)]
    yield "all_in_cost_usd_billion_per_gw", "all-in capital expenditure, USD bn per GW served", all_in, 1
    years = timeline_of(case).years
    unmet = [
        gw * long
        for gw, long in zip(_by_period(case, tables["shortfall"], "unserved_gw"), years, strict=True)
    ]
    yield "unmet_demand_gw_years", "unmet demand, GW-years", _running(unmet), 1
    if any(share < 1 for share in additional_fractions(case).values()):
        shares = additional_shares(case, tables["energy"])
        yield "additional_percent", "energy that serves nobody else already, %", [100 * x for x in shares], 0
    assumed = _summed(case, _assumed(case, _items(tables, "capex")), "usd_billion")
    shares = [
        100 * part / whole if whole > NEGLIGIBLE else math.nan
        for part, whole in zip(assumed, capex, strict=True)
    ]
    yield "assumed_percent", "capital expenditure that rests on assumptions, %", shares, 0


def assumed_share(case: Case, costs: pd.DataFrame) -> float:
    """The share of what the plan costs, terminal value apart, on rows that are assumptions; NaN where it costs nothing.

    Running costs and capital expenditure count by the row of the asset, interest and fees by that of the instrument,
    what equity asks and the value of lost load by that of the sponsor.
    """
    paid = costs[costs["present_value_usd_billion"] > 0]
    whole = float(paid["present_value_usd_billion"].sum())
    return (
        float(_assumed(case, paid)["present_value_usd_billion"].sum()) / whole
        if whole > NEGLIGIBLE
        else math.nan
    )


def _assumed(case: Case, costs: pd.DataFrame) -> pd.DataFrame:
    """The rows of a cost table whose asset or instrument, or else sponsor, stands in a row that is an assumption."""
    homes = (
        ("sources", "source"),
        ("compute", "asset"),
        ("instruments", "instrument"),
        ("sponsors", "sponsor"),
    )
    assumed = {
        row[key] for sheet, key in homes for row in case.rows(sheet) if row.get("confidence") == ASSUMED
    }
    named = costs["asset_or_instrument"].fillna("").astype(str)
    return costs[named.where(named != "", costs["sponsor"]).isin(assumed)]


def _cost_of_capital(case: Case, tables: Tables) -> list[float]:
    """Interest and what equity asks up to each period, a year, over the debt and equity that stood before."""
    rates = {row["sponsor"]: row.number("equity_rate_per_year") for row in case.rows("sponsors")}
    quarters = [len(of) for of in timeline_of(case).quarters_of]
    sheet = tables["balance_sheet"]
    interest = _by_period(case, tables["debt"], "interest_usd_billion")
    spreads = _by_period(case, _items(tables, "rating_spreads"), "usd_billion")
    paid, stood = [sum(both) for both in zip(interest, spreads, strict=True)], [0.0] * len(quarters)
    for sponsor, own in sheet.groupby("sponsor", sort=False):
        debt, equity = (_by_period(case, own, f"{what}_usd_billion") for what in ("debt", "equity"))
        a_quarter = (1 + rates[str(sponsor)]) ** (1 / QUARTERS_A_YEAR) - 1
        for t in range(1, len(quarters)):
            paid[t] += a_quarter * equity[t - 1] * quarters[t]
            stood[t] += (debt[t - 1] + equity[t - 1]) * quarters[t]
    return [
        (1 + cost / capital) ** QUARTERS_A_YEAR - 1 if capital > NEGLIGIBLE else math.nan
        for cost, capital in zip(_running(paid), _running(stood), strict=True)
    ]


def _cost_of_power(case: Case, tables: Tables) -> list[float]:
    """What a MWh of load costs in power over the whole horizon, which has a terminal value; NaN before its end."""
    costs = tables["costs"]
    of_power = costs["asset_or_instrument"].isin({row["source"] for row in case.rows("sources")})
    column = "present_value_usd_billion"
    whole = float(costs.loc[of_power, column].sum())
    capex, capital = costs[costs["item"] == "capex"], costs[costs["item"].isin(CAPITAL)]
    for sponsor, raised in capital.groupby("sponsor", sort=False):
        own = capex[capex["sponsor"] == sponsor]
        power = float(own.loc[of_power[own.index], column].sum())
        everything = float(own[column].sum())
        whole += float(raised[column].sum()) * (power / everything if everything > NEGLIGIBLE else 0.0)
    timeline = timeline_of(case)
    discounts = timeline.discounts(case.settings.money.benchmark_rate_per_year)
    served = _by_period(case, tables["load"], "served_gw")
    energy = sum(
        d * gw * y * HOURS_PER_YEAR for d, gw, y in zip(discounts, served, timeline.years, strict=True)
    )
    price = whole / energy / USD_BILLION_PER_GWH_OF_USD_PER_MWH if energy > NEGLIGIBLE else math.nan
    return [math.nan] * (periods_read(case) - 1) + [price] * (len(served) - periods_read(case) + 1)


def _items(tables: Tables, item: str) -> pd.DataFrame:
    """The rows of the cost table of one item."""
    costs = tables["costs"]
    return costs[costs["item"] == item]


def _by_period(case: Case, frame: pd.DataFrame, figure: str) -> list[float]:
    """A figure summed by period, in the order of the horizon, zero where it has none."""
    summed = frame.groupby("period")[figure].sum()
    return [float(summed.get(name, 0.0)) for name in period_names(case)]


def _summed(case: Case, frame: pd.DataFrame, figure: str) -> list[float]:
    """A figure up to every period."""
    return _running(_by_period(case, frame, figure))


def _running(values: list[float]) -> list[float]:
    """Sums up to each place.

    >>> _running([1.0, 2.0, 3.0])
    [1.0, 3.0, 6.0]
    """
    found, total = [], 0.0
    for value in values:
        total += value
        found.append(total)
    return found


def _at(values: list[float], place: int) -> float | None:
    """A value, None where it is none."""
    return values[place] if math.isfinite(values[place]) else None
