"""Tables of lenders' room, and of what vehicles hold and sell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.parameters.limits import yearly_limits
from planner.parameters.timeline import period_names, sum_vintages, timeline_of
from planner.parameters.vehicles import lent_by, tranches_of
from planner.results.tabular import by_period, positive_values, sum_by, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from planner.case import Case
    from planner.solver.solution import Solution


def vehicle_tables(case: Case, solution: Solution, owed: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The tables of lenders and vehicles, each where its sheet is there; `owed` is the table of debt."""
    tables = {}
    if case.rows("vehicles"):
        tables["pools"] = pools(case, solution, owed)
        tables["notes"] = notes(case, solution)
    if case.rows("lenders"):
        tables["lender_room"] = lender_room(case, owed, tables.get("pools"))
    return tables


def lender_room(case: Case, owed: pd.DataFrame, pooled: pd.DataFrame | None) -> pd.DataFrame:
    """What every lender may have outstanding, what is owed to it, and what of that vehicles hold."""
    periods = period_names(case)
    debts = sum_by(owed, ("instrument", "period"), "balance_usd_billion")
    held = {} if pooled is None else sum_by(pooled, ("instrument", "period"), "pooled_usd_billion")
    room = yearly_limits(case, "lenders", ("lender",), "room_usd_billion")
    rows = []
    for lender, instruments in lent_by(case).items():
        for t, period in enumerate(periods):
            lent, taken = (
                sum(of.get((i, period), 0.0) for i in instruments if (i, period) in of)
                for of in (debts, held)
            )
            rows.append((lender, period, room[lender, t], lent, taken))
    columns = ("lender", "period", "room_usd_billion", "owed_usd_billion")
    return table((*columns, "held_by_vehicles_usd_billion"), rows)


def pools(case: Case, solution: Solution, owed: pd.DataFrame) -> pd.DataFrame:
    """What is owed on every instrument that a vehicle may buy, and what of it the vehicle holds."""
    periods = period_names(case)
    debts = sum_by(owed, ("instrument", "period"), "balance_usd_billion")
    pooled = positive_values(solution, "Pooled")
    rows = []
    for row in case.rows("vehicle_pools"):
        v, i = row["vehicle"], row["instrument"]
        for t, period in enumerate(periods):
            debt, held = debts.get((i, period), 0.0), pooled.get((v, i, t), 0.0)
            if max(debt, held) > solution.zero:
                rows.append((v, i, period, debt, held))
    return table(("vehicle", "instrument", "period", "owed_usd_billion", "pooled_usd_billion"), rows)


def notes(case: Case, solution: Solution) -> pd.DataFrame:
    """Notes sold and outstanding, by tranche and period, their coupons, and the fee on what is sold."""
    periods, timeline = period_names(case), timeline_of(case)
    outstanding, sold = positive_values(solution, "Note"), positive_values(solution, "Sold")
    seniority = {(row["vehicle"], row["tranche"]): row["seniority"] for row in case.rows("tranches")}
    rows = []
    for (v, n), tranche in tranches_of(case).items():
        owed = np.array([outstanding.get((v, n, t), 0.0) for t in range(len(periods))])
        paid = np.array(timeline.rates(tranche.rate_per_year)) * sum_vintages(owed, timeline.accrual_matrix)
        for t, period in enumerate(periods):
            new, coupon = sold.get((v, n, t), 0.0), float(paid[t])
            if max(new, owed[t], coupon) > solution.zero:
                fee = new * tranche.structuring_fee_fraction
                rank = (seniority[v, n], tranche.market)
                rows.append((v, n, *rank, period, new, float(owed[t]), coupon, fee))
    amounts = ("sold", "outstanding", "coupon", "structuring_fee")
    columns = ("vehicle", "tranche", "seniority", "market", "period")
    return table((*columns, *(f"{name}_usd_billion" for name in amounts)), rows)


def notes_placed(case: Case, solution: Solution) -> list[tuple[str, int, str, str, str, float]]:
    """Where notes are placed: (market, step, vehicle, tranche, period, placed)."""
    tranches, periods = tranches_of(case), period_names(case)
    placed = positive_values(solution, "Note_step")
    return [(tranches[v, n].market, k, v, n, periods[t], amount) for (v, n, k, t), amount in placed.items()]


def structuring_costs(
    case: Case, tables: Mapping[str, pd.DataFrame]
) -> dict[tuple[str, str, str, str], float]:
    """Structuring fees, of no sponsor, by (item, sponsor, vehicle, period)."""
    if "notes" not in tables:
        return {}
    (fees,) = by_period(case, tables["notes"], ["vehicle"], ["structuring_fee_usd_billion"])
    return {
        ("structuring_fees", "", v, period): float(fee)
        for (v,), amounts in fees.items()
        for period, fee in zip(period_names(case), amounts, strict=True)
    }
