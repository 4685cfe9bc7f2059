"""Tables of things: orders, what stands, load, how the plants run, what they burn."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.parameters.assets import assets_of
from planner.parameters.in_flight import in_flight_of
from planner.parameters.need import net_need_gw
from planner.parameters.running import emissions_t_per_mwh, minimum_takes
from planner.parameters.schedules import (
    arriving_fractions,
    capex_by_order,
    credited_fractions,
    retiring_fractions,
)
from planner.parameters.supply_terms import supply_steps
from planner.parameters.time import HOURS_PER_DAY
from planner.parameters.timeline import by_periods, period_names, timeline_of
from planner.results.tabular import DIMS, by_period, labels_at, positive_values, records, sum_by, table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from planner.case import Case
    from planner.parameters.assets import Asset
    from planner.parameters.in_flight import Flows
    from planner.parameters.timeline import Fractions, Timeline
    from planner.solver.solution import Solution


def orders(case: Case, solution: Solution) -> pd.DataFrame:
    """Every order: what, by whom, where, when, when it arrives, GW, and its overnight cost, nominal.

    The orders of a year that arrive in two years have a row for each part. Where there are tax credits, what is
    received on the order.
    """
    assets, periods, timeline = assets_of(case), period_names(case), timeline_of(case)
    inflation = case.settings.money.inflation_per_year
    levels = {a: timeline.price_levels(inflation, asset.dollar_year) for a, asset in assets.items()}
    capex = {a: capex_by_order(asset, timeline) for a, asset in assets.items()}
    credits = {a: credited_fractions(asset, timeline) for a, asset in assets.items()}
    arriving = _by_order(assets, timeline, arriving_fractions)
    rows = []
    for (a, j, r, o), gw in positive_values(solution, "Ordered").items():
        asset = assets[a]
        for t, share in arriving[a, o]:
            cost = share * gw * capex[a][o] * levels[a][o]
            credit = cost * float(credits[a][o].sum())
            rows.append((a, asset.asset_class, j, r, periods[o], periods[t], share * gw, cost, credit))
    columns = ("asset", "asset_class", "sponsor", "region", "ordered", "arrives")
    amounts = ("ordered_gw", "overnight_cost_usd_billion", "tax_credit_usd_billion")
    frame = table((*columns, *amounts), rows)
    return frame if case.rows("tax_credits") else frame.drop(columns=amounts[-1])


def capacity(case: Case, solution: Solution) -> pd.DataFrame:
    """What arrives, retires and stands, by asset, sponsor, region and period."""
    assets, periods, timeline = assets_of(case), period_names(case), timeline_of(case)
    standing = positive_values(solution, "Standing")
    under_way = in_flight_of(case, assets, timeline)
    arriving, retiring = _nonzero(under_way.arriving), _nonzero(under_way.retiring)
    for flow, schedule in ((arriving, arriving_fractions), (retiring, retiring_fractions)):
        shares = _by_order(assets, timeline, schedule)
        for (a, j, r, o), gw in positive_values(solution, "Ordered").items():
            for t, share in shares.get((a, o), ()):
                flow[a, j, r, t] = flow.get((a, j, r, t), 0.0) + share * gw
    # A fleet that is gone stands no more, but its last part retires.
    indices = dict.fromkeys([*standing, *arriving, *retiring])
    rank = {fleet: n for n, fleet in enumerate(dict.fromkeys(index[:3] for index in indices))}
    rows = []
    for index in sorted(indices, key=lambda index: (rank[index[:3]], index[3])):
        a, j, r, t = index
        comes, goes = arriving.get(index, 0.0), retiring.get(index, 0.0)
        stands = standing.get(index, 0.0)
        if max(comes, goes, stands) > solution.zero:
            rows.append((a, assets[a].asset_class, j, r, periods[t], comes, goes, stands))
    columns = ("asset", "asset_class", "sponsor", "region", "period")
    return table((*columns, "arriving_gw", "retiring_gw", "standing_gw"), rows)


def _nonzero(flows: Flows) -> dict[Any, float]:
    """GW by fleet and period, where there are any."""
    return {(*fleet, t): gw for fleet, of in flows.items() for t, gw in enumerate(of.tolist()) if gw}


def _by_order(
    assets: Mapping[str, Asset], timeline: Timeline, schedule: Callable[[Asset, Timeline], Fractions]
) -> dict[tuple[str, int], list[tuple[int, float]]]:
    """What becomes of orders when: (period, share) by asset and period of order."""
    found: dict[tuple[str, int], list[tuple[int, float]]] = {}
    for a, asset in assets.items():
        for (o, t), share in by_periods(schedule(asset, timeline)).items():
            found.setdefault((a, o), []).append((t, share))
    return found


def load(case: Case, solution: Solution) -> pd.DataFrame:
    """Load served, by sponsor, region and period."""
    periods = period_names(case)
    served = positive_values(solution, "Served").items()
    return table(
        ("sponsor", "region", "period", "served_gw"), ((j, r, periods[t], gw) for (j, r, t), gw in served)
    )


def shortfall(case: Case, solution: Solution, served: pd.DataFrame) -> pd.DataFrame:
    """Need beyond what is committed, what of it is served and what is not, by sponsor and period."""
    periods = period_names(case)
    own, unserved = sum_by(served, ("sponsor", "period"), "served_gw"), positive_values(solution, "Unserved")
    rows = (
        (j, periods[t], need, own.get((j, periods[t]), 0.0), unserved.get((j, t), 0.0))
        for (j, t), need in net_need_gw(case).items()
    )
    return table(("sponsor", "period", "need_gw", "served_gw", "unserved_gw"), rows)


def bought(case: Case, solution: Solution) -> pd.DataFrame:
    """What each sponsor takes of supply pools beyond their limits, by step and period, and the premium it pays."""
    steps, periods, period_of = supply_steps(case), period_names(case), timeline_of(case).period_of
    taken: dict[Any, NDArray[np.float64]] = defaultdict(lambda: np.zeros(2))
    for (p, k, j, q), gw in positive_values(solution, "Bought").items():
        taken[p, k, j, period_of[q]] += gw, gw * steps[p, k, q].premium_usd_billion_per_gw
    rows = ((p, k, j, periods[t], *found.tolist()) for (p, k, j, t), found in taken.items())
    columns = ("supply_pool", "step", "sponsor", "period", "bought_gw", "premium_usd_billion")
    return table(columns, rows)


def dispatch(case: Case, solution: Solution) -> pd.DataFrame:
    """How the plants run: output, charge and level of storage, by source, region, period, day and block."""
    output, width = solution.columns["Output"], case.settings.operations.hours_per_block
    running = np.zeros((3, len(output.indices)))
    running[0] = solution.values[output.slice]
    for row, name in zip(running[1:], ("Charge", "Level"), strict=True):
        stored = solution.columns[name]
        row[[output.position[index] for index in stored.indices]] = solution.values[stored.slice]
    running[running <= solution.zero] = 0.0
    at = np.flatnonzero(running.any(axis=0))
    words = {DIMS[dim]: labels_at(case, output, dim, at) for dim in "srtd"}
    blocks, which = output.parts["b"]
    from_hour = {"from_hour": np.array(blocks, dtype=int)[which[at]] * width}
    figures = zip(("output_gw", "charge_gw", "level_gwh"), running[:, at], strict=True)
    return pd.DataFrame(words | from_hour | dict(figures))


def energy(case: Case, dispatched: pd.DataFrame) -> pd.DataFrame:
    """Energy put out and taken by storage over each period, GWh, and the mean GW of it."""
    periods, hours = period_names(case), np.array(timeline_of(case).hours)
    part = case.settings.operations.hours_per_block / HOURS_PER_DAY
    share = {row["day"]: row["share_of_days_fraction"] * part for row in case.rows("days")}
    by_day = by_period(case, dispatched, ("source", "region", "day"), ["output_gw", "charge_gw"])
    fleets: dict[tuple[str, str], NDArray[np.float64]] = defaultdict(lambda: np.zeros((2, len(hours))))
    for (s, r, d), output in by_day[0].items():
        fleets[s, r] += share[d] * hours * np.stack([output, by_day[1][s, r, d]])
    rows = []
    for (s, r), gwh in fleets.items():
        means = (gwh[0] / hours).tolist()
        for period, output, charge, mean in zip(periods, *gwh.tolist(), means, strict=True):
            if max(output, charge) > 0.0:
                rows.append((s, r, period, output, charge, mean))
    columns = ("source", "region", "period", "output_gwh", "charge_gwh", "mean_output_gw")
    return table(columns, rows)


def minimum_take(case: Case, standing: pd.DataFrame, energies: pd.DataFrame, zero: float) -> pd.DataFrame:
    """What stands under contracts with a minimum take, what it gives, and what is paid for: that, or the minimum."""
    takes, keys = minimum_takes(case), ("region", "period")
    given = sum_by(energies, ("source", *keys), "output_gwh")
    stands = sum_by(standing, ("asset", *keys), "standing_gw")
    hours = dict(zip(period_names(case), timeline_of(case).hours, strict=True))
    rows = []
    for (s, r, period), gw in stands.items():
        if s in takes and gw > zero:
            output = given.get((s, r, period), 0.0)
            rows.append((s, r, period, gw, output, max(output, takes[s] * gw * hours[period])))
    columns = ("source", "region", "period", "standing_gw", "output_gwh", "paid_gwh")
    return table(columns, rows)


def fuel(case: Case, energies: pd.DataFrame, zero: float) -> pd.DataFrame:
    """Fuel burnt and carbon dioxide emitted, by source, region and period."""
    sources: dict[str, Any] = {row["source"]: row for row in case.rows("sources")}
    emitted = emissions_t_per_mwh(case)
    rows = []
    for row in records(energies):
        source = sources[row.source]
        heat = source["heat_rate_mmbtu_per_mwh"] if source["fuel"] else 0.0
        burnt = heat * row.output_gwh / 1000
        tonnes = emitted[row.source] * row.output_gwh / 1000
        if burnt > zero or tonnes > zero:
            rows.append((row.source, row.region, row.period, source["fuel"] or "", burnt, tonnes))
    columns = ("source", "region", "period", "fuel", "fuel_million_mmbtu", "emissions_million_tonnes")
    return table(columns, rows)
