"""The waterfall of every vehicle, replayed from the tables: what the program says of notes must come out again.

It is a table of a run itself.

At the end of each period interest of the pool, at the rates in force, goes to the manager and then down the tranches;
each tranche is tested, and what is left goes to equity. Notes are repaid when they mature, and otherwise called, the
oldest first. The checks add nothing of the program's: they read tables and sheets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from planner.parameters.instruments import instruments_of
from planner.parameters.schedules import coupons
from planner.parameters.timeline import period_names, sum_vintages, timeline_of
from planner.parameters.vehicles import bought_by, tranches_of
from planner.results.tabular import by_period, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from planner.case import Case
    from planner.parameters.vehicles import Tranche

    Tables = Mapping[str, pd.DataFrame]
    Figures = NDArray[np.float64]


@dataclass
class Sales:
    """Notes of a tranche that are outstanding, by the quarter in which they were sold, the oldest first."""

    tranche: Tranche
    lots: list[list[float]] = field(default_factory=list)

    def pass_period(self, quarters: range, sold: float, outstanding: float) -> tuple[float, float, float]:
        """Sell, redeem what matures, and call down to what is outstanding.

        Gives what is redeemed, what is called, and by how much the notes sold cannot be what is outstanding:
        too few are left, or some must be called that may not be.
        """
        self.lots += [[float(quarter), sold / len(quarters)] for quarter in quarters]
        last = quarters[-1]
        due = [lot for lot in self.lots if last - lot[0] >= self.tranche.tenor_quarters]
        redeemed = sum(amount for _, amount in due)
        self.lots = self.lots[len(due) :]
        excess = sum(amount for _, amount in self.lots) - outstanding
        called, off = 0.0, max(0.0, -excess)
        for lot in self.lots:
            part = min(lot[1], max(0.0, excess - called))
            lot[1] -= part
            called += part
            if last - lot[0] < self.tranche.noncall_quarters:
                off += part
        self.lots = [lot for lot in self.lots if lot[1] > 0]
        return redeemed, called, off


def waterfall(case: Case, tables: Tables) -> pd.DataFrame:
    """The waterfall by vehicle, tranche and period, the most senior first.

    Interest is that of a period on balances at its end. `due` and `paid` are coupons, `left` what remains for those
    junior to the tranche, and after the last for equity; `lacking` is what the tests of interest and of collateral,
    or the sales by their ages, fall short of what is outstanding.
    """
    rows = []
    for vehicle in bought_by(case):
        rows += _of_vehicle(case, tables, vehicle)
    columns = ("vehicle", "tranche", "period", "due_usd_billion", "paid_usd_billion", "left_usd_billion")
    more = ("redeemed_usd_billion", "called_usd_billion", "lacking_usd_billion")
    return table((*columns, *more), rows)


def _of_vehicle(case: Case, tables: Tables, vehicle: str) -> list[tuple[object, ...]]:
    """The rows of one vehicle."""
    timeline, periods = timeline_of(case), period_names(case)
    pool, left = _pool(case, tables, vehicle)
    interest, due, above, rows = left.copy(), np.zeros(len(periods)), np.zeros(len(periods)), []
    columns = ["sold_usd_billion", "outstanding_usd_billion"]
    sold, outstanding = by_period(case, tables["notes"], ("vehicle", "tranche"), columns)
    for (of, name), tranche in tranches_of(case).items():
        if of != vehicle:
            continue
        notes, sales = outstanding[vehicle, name], Sales(tranche)
        coupon = np.array(timeline.rates(tranche.rate_per_year)) * notes
        due, above = due + coupon, above + notes
        paid = np.minimum(coupon, np.maximum(left, 0.0))
        left = left - paid
        lacking = np.maximum(0.0, above - (1 - tranche.attachment_fraction) * pool)
        if tranche.min_interest_coverage is not None:
            lacking = np.maximum(lacking, tranche.min_interest_coverage * due - interest)
        for t, period in enumerate(periods):
            redeemed, called, off = sales.pass_period(
                timeline.quarters_of[t], float(sold[vehicle, name][t]), float(notes[t])
            )
            figures = (coupon[t], paid[t], left[t], redeemed, called, max(float(lacking[t]), off))
            rows.append((vehicle, name, period, *map(float, figures)))
    return rows


def _pool(case: Case, tables: Tables, vehicle: str) -> tuple[Figures, Figures]:
    """What a vehicle holds in each period, and the interest on it at the rates in force, less the manager's fee."""
    timeline, instruments = timeline_of(case), instruments_of(case)
    (pooled,) = by_period(case, tables["pools"], ("vehicle", "instrument"), ["pooled_usd_billion"])
    pool, interest = np.zeros(len(timeline)), np.zeros(len(timeline))
    for i in bought_by(case)[vehicle]:
        pool += pooled[vehicle, i]
        interest += np.array(coupons(instruments[i], timeline)) * pooled[vehicle, i]
    fee = next(row["management_fee_per_year"] for row in case.rows("vehicles") if row["vehicle"] == vehicle)
    return pool, interest - np.array(timeline.rates(fee)) * pool


def waterfalls_agree(case: Case, tables: Tables) -> float:
    """Coupons are paid down the tranches, every test is met, and notes are what was sold and not repaid."""
    replayed = waterfall(case, tables)
    told = tables["waterfall"].select_dtypes("number").to_numpy(dtype=float)
    if told.shape != (here := replayed.select_dtypes("number").to_numpy(dtype=float)).shape:
        return float("inf")
    due, paid, lacking = (
        replayed[f"{name}_usd_billion"].to_numpy(dtype=float) for name in ("due", "paid", "lacking")
    )
    worst = [float(np.max(part, initial=0.0)) for part in (due - paid, lacking, np.abs(told - here))]
    keys = ("vehicle", "tranche")
    (fallen_due,) = by_period(case, replayed, keys, ["due_usd_billion"])
    (reported,) = by_period(case, tables["notes"], keys, ["coupon_usd_billion"])
    for key, coupon in fallen_due.items():
        # Coupons fall due on what was outstanding as interest accrues: of a quarter, at the end of the one before.
        lengths = np.array([len(span) for span in timeline_of(case).quarters_of])
        accrued = lengths * sum_vintages(coupon / lengths, timeline_of(case).accrual_matrix)
        worst.append(float(np.max(np.abs(accrued - reported[key]), initial=0.0)))
    outstanding = tables["notes"]["outstanding_usd_billion"].to_numpy(dtype=float)
    return max(worst) / max(1.0, float(np.max(outstanding, initial=0.0)))


def vehicles_hold_what_is_owed(case: Case, tables: Tables) -> float:
    """Notes pay for the pool; vehicles hold no more of a loan than their shares, and together no more than is owed."""
    columns = ["owed_usd_billion", "pooled_usd_billion"]
    owed, pooled = by_period(case, tables["pools"], ("vehicle", "instrument"), columns)
    (notes,) = by_period(case, tables["notes"], ["vehicle"], ["outstanding_usd_billion"])
    (pool,) = by_period(case, tables["pools"], ["vehicle"], ["pooled_usd_billion"])
    (debts,) = by_period(case, tables["debt"], ["instrument"], ["balance_usd_billion"])
    (held,) = by_period(case, tables["pools"], ["instrument"], ["pooled_usd_billion"])
    off = [pool[key] - notes[key] for key in {**pool, **notes}]
    off += [notes[key] - pool[key] for key in {**pool, **notes}]
    off += [held[key] - debts[key] for key in held]
    for row in case.rows("vehicle_pools"):
        v, i = row["vehicle"], row["instrument"]
        off += [pooled[v, i] - row["max_share_fraction"] * owed[v, i], abs(owed[v, i] - debts[i,])]
        if row["max_pool_fraction"] is not None:
            off.append(pooled[v, i] - row["max_pool_fraction"] * pool[v,])
    size = max(1.0, max((float(np.max(amounts, initial=0.0)) for amounts in pool.values()), default=0.0))
    return max(0.0, max(float(np.max(part, initial=0.0)) for part in off)) / size if off else 0.0


def lenders_keep_to_their_room(case: Case, tables: Tables) -> float:
    """What is owed to a lender, less what vehicles hold of it, is within its room."""
    room, owed, held = (
        tables["lender_room"][f"{name}_usd_billion"].to_numpy(dtype=float)
        for name in ("room", "owed", "held_by_vehicles")
    )
    size = max(1.0, float(np.max(room, initial=0.0)))
    return float(np.max(owed - held - room, initial=0.0)) / size
