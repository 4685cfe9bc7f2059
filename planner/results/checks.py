"""The books are closed before they are shown: every check reads the tables and the sheets, never the model.

A check returns the worst residual it finds, in the unit of what it checks; more than ALLOWED of the size of
what it adds up fails the run.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.errors import Unreconciled
from planner.results.frames import quarters, records, total
from planner.terms.assets import assets_of
from planner.terms.courses import (
    arriving_fractions,
    owed_fractions,
    retiring_fractions,
    standing_fractions,
)
from planner.terms.instruments import instruments_of
from planner.terms.limits import yearly_limits
from planner.terms.need import net_need_gw
from planner.terms.repayment import CALLABLE
from planner.terms.running import availability
from planner.terms.timeline import timeline_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from planner.case import Case

    Tables = Mapping[str, pd.DataFrame]

ALLOWED = 1e-6
"""Largest residual, relative to the largest figure compared (and to one, where all are smaller)."""


def _worst(left: pd.Series[float], right: pd.Series[float]) -> float:
    """The largest difference between two series by index, relative to their size; a gap counts as zero."""
    left, right = left.align(right, fill_value=0.0)
    a, b = left.to_numpy(dtype=float), right.to_numpy(dtype=float)
    size = max(1.0, float(np.max(np.abs(a), initial=0.0)))
    return float(np.max(np.abs(a - b), initial=0.0)) / size


def every_figure_is_a_number(case: Case, tables: Tables) -> float:
    """How many figures of all tables are not finite; a comparison with one of those finds nothing."""
    figures = (frame.select_dtypes("number").to_numpy(dtype=float) for frame in tables.values())
    return float(sum(np.count_nonzero(~np.isfinite(part)) for part in figures))


def capacity_rolls_forward(case: Case, tables: Tables) -> float:
    """What stands is what is ordered and has arrived, and is not past its life; it changes by what comes and goes."""
    periods, timeline = quarters(case), timeline_of(case)
    number = {period: t for t, period in enumerate(periods)}
    capacity = tables["capacity"].set_index(["asset", "sponsor", "region", "period"])
    told = {
        "standing_gw": standing_fractions,
        "arriving_gw": arriving_fractions,
        "retiring_gw": retiring_fractions,
    }
    worst = 0.0
    for column, course in told.items():
        shares: dict[tuple[str, int], list[tuple[int, float]]] = defaultdict(list)
        for a, asset in assets_of(case).items():
            for (o, t), share in course(asset, timeline).items():
                shares[a, o].append((t, share))
        expected: dict[tuple[str, str, str, str], float] = defaultdict(float)
        for order in records(tables["orders"]):
            for t, share in shares[order.asset, number[order.ordered]]:
                key = (order.asset, order.sponsor, order.region, periods[t])
                expected[key] += share * order.ordered_gw
        worst = max(worst, _worst(capacity[column], _series(expected, capacity[column])))
    return worst


def deliveries_stay_within_pools(case: Case, tables: Tables) -> float:
    """What arrives out of a pool in a period is at most its limit for so long."""
    years = timeline_of(case).years
    limits = yearly_limits(case, "supply_limits", ("supply_pool",), "limit_gw_per_year")
    arrived = total(tables["orders"], ("asset", "arrives"), "ordered_gw")
    worst = 0.0
    for t, period in enumerate(quarters(case)):
        drawn: dict[str, float] = {}
        for row in case.rows("supply_use"):
            out = row["use_per_gw"] * arrived.get((row["asset"], period), 0.0)
            drawn[row["supply_pool"]] = drawn.get(row["supply_pool"], 0.0) + out
        worst = max(worst, *(out - limits[pool, t] * years[t] for pool, out in drawn.items()), 0.0)
    return worst


def need_is_served_or_unserved(case: Case, tables: Tables) -> float:
    """Need is load served in the regions plus load left unserved."""
    periods, keys = quarters(case), ["sponsor", "period"]
    served = tables["load"].groupby(keys)["served_gw"].sum()
    unserved = tables["shortfall"].set_index(keys)["unserved_gw"]
    need = {(j, periods[t]): gw for (j, t), gw in net_need_gw(case).items()}
    return _worst(served.add(unserved, fill_value=0.0), _series(need, unserved))


def energy_balances_in_every_block(case: Case, tables: Tables) -> float:
    """In every region, period, day and block, output less charge is load."""
    dispatch = tables["dispatch"]
    keys = ["region", "period", "day", "from_hour"]
    given = (dispatch["output_gw"] - dispatch["charge_gw"]).groupby([dispatch[key] for key in keys]).sum()
    load = total(tables["load"], ("region", "period"), "served_gw")
    width = case.settings.operations.hours_per_block
    blocks = [(row["day"], hour) for row in case.rows("days") for hour in range(0, 24, width)]
    wanted = {(r, t, d, h): gw for (r, t), gw in load.items() for d, h in blocks}
    return _worst(given, _series(wanted, given))


def output_is_available(case: Case, tables: Tables) -> float:
    """No source gives more than what stands of it and is available in the block."""
    standing = total(tables["capacity"], ("asset", "region", "period"), "standing_gw")
    season = {str(period): period.season for period in case.periods}
    width, share = case.settings.operations.hours_per_block, availability(case)
    worst = 0.0
    for row in records(tables["dispatch"]):
        can = share[row.source, row.region, season[row.period], row.day, row.from_hour // width]
        over = row.output_gw - can * standing.get((row.source, row.region, row.period), 0.0)
        worst = max(worst, over)
    return worst


def energy_is_dispatch(case: Case, tables: Tables) -> float:
    """Energy net of charging over a period is the load of all regions over its hours; counted in mean GW.

    The shares of the representative days may add up to a little more or less than 1, and the hours with them.
    """
    energy = tables["energy"]
    net = (energy["output_gwh"] - energy["charge_gwh"]).groupby(energy["period"]).sum()
    shares = sum(row["share_of_days_fraction"] for row in case.rows("days"))
    load = tables["load"].groupby("period")["served_gw"].sum() * shares
    hours = pd.Series(dict(zip(quarters(case), timeline_of(case).hours, strict=True)))
    return _worst(net / hours.reindex(net.index), load)


def sources_equal_uses(case: Case, tables: Tables) -> float:
    """Every sponsor's sources equal its uses in every period, and cash carries over."""
    cash, periods = tables["cash"], quarters(case)
    keys = ["sponsor", "period"]
    sources, uses = (
        cash[cash["side"] == side].groupby(keys)["usd_billion"].sum() for side in ("source", "use")
    )
    kept = cash[cash["line"] == "cash_carried_forward"]
    brought = cash[cash["line"] == "cash_brought_forward"].set_index(keys)["usd_billion"]
    after = dict(pairwise(periods))
    carried = {
        (row.sponsor, after[row.period]): row.usd_billion for row in records(kept) if row.period in after
    }
    return max(_worst(sources, uses), _worst(brought, _series(carried, brought)))


def loans_repay_what_was_lent(case: Case, tables: Tables) -> float:
    """Balances follow the schedule of every issue, interest is due on them, and principal adds up."""
    instruments, periods, timeline = instruments_of(case), quarters(case), timeline_of(case)
    number, yearly = {period: t for t, period in enumerate(periods)}, case.rows("instruments")
    rates = {row["instrument"]: np.array(timeline.rates(row["rate_per_year"])) for row in yearly}
    shares = {(p, t): x for t in number.values() for p, x in timeline.brought(t).items()}
    brought = _matrix(shares, len(periods))
    owed_of = {i: _matrix(owed_fractions(x, timeline), len(periods)) for i, x in instruments.items()}
    debt, worst = tables["debt"], 0.0
    debt = debt.assign(at=debt["period"].map(number))
    for (i, _, _), loan in debt.groupby(["instrument", "sponsor", "asset_class"]):
        issued, balance = np.zeros(len(periods)), np.zeros(len(periods))
        repaid, interest = np.zeros(len(periods)), np.zeros(len(periods))
        at = loan["at"].to_numpy()
        issued[at], balance[at] = loan["issued_usd_billion"], loan["balance_usd_billion"]
        repaid[at], interest[at] = loan["principal_usd_billion"], loan["interest_usd_billion"]
        size = max(1.0, float(balance.max()))
        before = np.concatenate(([0.0], balance[:-1]))
        worst = max(worst, float(np.abs(interest - rates[str(i)] * (balance @ brought)).max()) / size)
        worst = max(worst, float(np.abs(before + issued - repaid - balance).max()) / size)
        owed = issued @ owed_of[str(i)]
        if instruments[str(i)].repayment == CALLABLE:
            worst = max(worst, float((balance - owed).max()) / size, float((-repaid).max()) / size)
        else:
            worst = max(worst, float(np.abs(owed - balance).max()) / size)
    return worst


def issues_are_placed(case: Case, tables: Tables) -> float:
    """What is issued is placed in the market, within the depth of every step."""
    keys = ["instrument", "sponsor", "period"]
    issued = tables["issuance"].groupby(keys)["issued_usd_billion"].sum()
    placed = tables["placement"].groupby(keys)["placed_usd_billion"].sum()
    column, years = "issuance_limit_usd_billion_per_year", timeline_of(case).years
    limits = yearly_limits(case, "market_limits", ("market", "step"), column)
    number = {period: t for t, period in enumerate(quarters(case))}
    filled = total(tables["placement"], ("market", "step", "period"), "placed_usd_billion")
    over = [amount - limits[u, k, number[t]] * years[number[t]] for (u, k, t), amount in filled.items()]
    return max(_worst(issued, placed), *over, 0.0)


def covenants_hold(case: Case, tables: Tables) -> float:
    """No covenant is used beyond its limit."""
    covenants = tables["covenants"]
    limit, used = (covenants[f"{name}_usd_billion"].to_numpy(dtype=float) for name in ("limit", "used"))
    return float(np.max(used - limit, initial=0.0)) / max(1.0, float(np.max(np.abs(limit), initial=0.0)))


PHYSICAL: tuple[Callable[[Case, Tables], float], ...] = (
    every_figure_is_a_number,
    capacity_rolls_forward,
    deliveries_stay_within_pools,
    need_is_served_or_unserved,
    energy_balances_in_every_block,
    output_is_available,
    energy_is_dispatch,
)
FINANCIAL: tuple[Callable[[Case, Tables], float], ...] = (
    sources_equal_uses,
    loans_repay_what_was_lent,
    issues_are_placed,
    covenants_hold,
)


def reconcile(case: Case, tables: Tables, objective: float) -> dict[str, float]:
    """The worst residual of every check by name; raises Unreconciled where one exceeds ALLOWED."""
    checks = PHYSICAL + (FINANCIAL if case.settings.funding else ())
    residuals = {check.__name__: check(case, tables) for check in checks}
    counted = float(tables["costs"]["present_value_usd_billion"].sum())
    residuals["costs_add_up_to_the_objective"] = abs(counted - objective) / max(1.0, abs(objective))
    failed = {name: worst for name, worst in residuals.items() if not worst <= ALLOWED}
    if failed:
        told = "\n".join(f"    {name}: off by {worst:.3g}" for name, worst in failed.items())
        raise Unreconciled(f"The tables do not reconcile (allowed {ALLOWED:g}):\n{told}")
    return residuals


def _matrix(shares: Mapping[tuple[int, int], float], periods: int) -> Any:
    """Shares by (row, column) as a square matrix."""
    found = np.zeros((periods, periods))
    for place, share in shares.items():
        found[place] = share
    return found


def _series(values: Mapping[Any, float], like: pd.Series[float]) -> pd.Series[float]:
    """Values by index as a series with the index levels of another."""
    if not values:
        return like.iloc[:0]
    index = pd.MultiIndex.from_tuples(list(values), names=like.index.names)
    return pd.Series(list(values.values()), index=index)
