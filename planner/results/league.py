"""The league table of sources: how soon each can stand, what it costs, and what the plan makes of it; built or not.

It ends with the last period for which the plan is to be read. The rate of a source is the average cost of capital of
its owner in the plan, interest and what equity asks over debt and equity; where the owner has none, what equity asks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.parameters.assets import assets_of, owners_of
from planner.parameters.horizon import periods_read
from planner.parameters.levelised import (
    capital_charge,
    case_dollars,
    first_orders,
    full_hours,
    levelised_usd_per_mwh,
    real_rate,
    running_usd_per_mwh,
)
from planner.parameters.running import STORAGE, additional_fractions, emissions_t_per_mwh, minimum_takes
from planner.parameters.time import HOURS_PER_YEAR, QUARTERS_PER_YEAR, rate_per_quarter
from planner.parameters.timeline import timeline_of
from planner.results.headline import ends_of
from planner.results.tabular import by_period, table
from planner.tolerances import NEGLIGIBLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from planner.case import Case, Row
    from planner.parameters.assets import Asset

    Tables = Mapping[str, pd.DataFrame]

USD_PER_KW = 1000
"""Of USD billion per GW."""
COLUMNS = (
    *("source", "sponsor", "time_to_power_months", "cost_of_capital_per_year", "levelised_usd_per_mwh"),
    *("levelised_as_run_usd_per_mwh", "firm_capacity_usd_per_kw", "standing_at_target_gw"),
    *("use_hours_per_year", "intensity_kg_per_mwh", "additional_fraction"),
)


@dataclass(frozen=True)
class _Use:
    """What a plan makes of a source: GW-years that stand, GWh a region gives, and GWh paid for."""

    gw_years: float
    given: Mapping[str, float]
    paid: float

    @property
    def hours(self) -> float:
        """Full hours a year; NaN where it does not stand."""
        return sum(self.given.values()) / self.gw_years if self.gw_years > NEGLIGIBLE else math.nan


def rates_of_owners(case: Case, tables: Tables) -> dict[str, float]:
    """The average cost of capital of every sponsor, a year, over the periods that are read."""
    asked = {row["sponsor"]: float(row["equity_rate_per_year"]) for row in case.rows("sponsors")}
    if not case.settings.funding:
        return asked
    columns = ["debt_usd_billion", "equity_usd_billion"]
    debts, equities = by_period(case, tables["balance_sheet"], ["sponsor"], columns)
    (interests,) = by_period(case, tables["debt"], ["sponsor"], ["interest_usd_billion"])
    charged = tables["costs"][tables["costs"]["item"] == "rating_spreads"]
    (spreads,) = by_period(case, charged, ["sponsor"], ["usd_billion"])
    read, found = periods_read(case), {}
    quarters = np.array([len(span) for span in timeline_of(case).quarters_of])[1:read]
    for j, rate in asked.items():
        debt, equity = debts[j,][: read - 1], equities[j,][: read - 1]
        stood = float(((debt + equity) * quarters).sum())
        paid = float((interests[j,] + spreads[j,])[1:read].sum())
        paid += rate_per_quarter(rate) * float((equity * quarters).sum())
        found[j] = (1 + paid / stood) ** QUARTERS_PER_YEAR - 1 if stood > NEGLIGIBLE else rate
    return found


def league(case: Case, tables: Tables) -> pd.DataFrame:
    """A row for every source; a figure that there is none of is blank.

    Levelised cost is that of the region in which it is least, at all hours that the source is available, and as the
    plan runs it; storage has none, for what it takes has no price of its own. What firm capacity costs is overnight
    cost by what of it counts as firm.
    """
    assets, owners, rates = assets_of(case), owners_of(case), rates_of_owners(case, tables)
    orders, used = first_orders(case, assets), dict(_used(case, tables))
    emitted, additional = emissions_t_per_mwh(case), additional_fractions(case)
    at_target = [str(period) for period in case.periods].index(ends_of(case)[0])
    (standing,) = by_period(case, tables["capacity"], ["asset"], ["standing_gw"])
    rows = []
    for row in case.rows("sources"):
        s = row["source"]
        owner, first, use = owners[s][0], orders.get(s), used[s]
        figures = (math.nan, math.nan, math.nan, math.nan)
        if first is not None:
            ordered = assets[s].ordered_in(first.ordered)
            costs = _costs(case, row, ordered, real_rate(case, rates[owner]), use)
            figures = (float(first.months), *costs)
        months, at_all_hours, as_run, firm = figures
        rows.append(
            (
                *(s, owner, months, rates[owner], at_all_hours, as_run, firm),
                *(float(standing[s,][at_target]), use.hours, 1000 * emitted[s], additional[s]),
            )
        )
    return table(COLUMNS, rows)


def _used(case: Case, tables: Tables) -> Iterator[tuple[str, _Use]]:
    """What the plan makes of every source in the periods that are read."""
    read, years = periods_read(case), np.array(timeline_of(case).years)
    (standing,) = by_period(case, tables["capacity"], ["asset"], ["standing_gw"])
    (output,) = by_period(case, tables["energy"], ["source", "region"], ["output_gwh"])
    paid: Mapping[Any, NDArray[np.float64]] = {}
    if "minimum_take" in tables:
        (paid,) = by_period(case, tables["minimum_take"], ["source"], ["paid_gwh"])
    for row in case.rows("sources"):
        s = row["source"]
        given = {r: float(gwh[:read].sum()) for (source, r), gwh in output.items() if source == s}
        gw_years = float((standing[s,] * years)[:read].sum())
        yield s, _Use(gw_years, given, float(paid[s,][:read].sum()) if paid else 0.0)


def _costs(case: Case, row: Row, ordered: Asset, rate: float, use: _Use) -> tuple[float, float, float]:
    """Levelised cost at all hours and as run, and what a kW costs that counts as firm; NaN where there is no such."""
    level = case_dollars(case, ordered.dollar_year)
    capex, upkeep = ordered.capex_usd_billion_per_gw * level, ordered.fixed_om_usd_billion_per_gw_year * level
    firm = row["firm_credit_fraction"]
    per_kw = USD_PER_KW * capex / firm if firm else math.nan
    if row["kind"] == STORAGE:
        return math.nan, math.nan, per_kw
    fixed, bought = capex * capital_charge(ordered, rate) + upkeep, row["energy_price_usd_per_mwh"]
    running = running_usd_per_mwh(case, row, [str(p) for p in case.periods].index(ends_of(case)[0]))
    least = minimum_takes(case).get(row["source"], 0.0) * HOURS_PER_YEAR
    at_all_hours = [
        levelised_usd_per_mwh(fixed, hours, running[r] + bought * max(hours, least) / hours)
        for r, hours in full_hours(case, row).items()
        if hours > 0
    ]
    output, as_run = sum(use.given.values()), math.nan
    if output > NEGLIGIBLE:
        paid = max(output, use.paid) / output
        burnt = sum(running[r] * gwh for r, gwh in use.given.items()) / output
        as_run = levelised_usd_per_mwh(fixed, use.hours, burnt + bought * paid)
    return min(at_all_hours, default=math.nan), as_run, per_kw
