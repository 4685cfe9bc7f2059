"""What stands without load: the table of stranded assets, and the share of each class that carries load.

That share is, of shells and chips, the load on them over what stands; of power, what all
load asks of firm capacity, reserve and all, over what there is of it, up to all. Of a class of which nothing stands yet
all counts as carrying load.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.parameters.assets import POWER, assets_of
from planner.parameters.collateral import lender_fractions
from planner.parameters.schedules import booked_standing_fractions
from planner.parameters.timeline import period_names, sum_vintages, timeline_of
from planner.results.occupancy import loads
from planner.results.tabular import by_period, difference, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from planner.case import Case
    from planner.parameters.timeline import Fractions

    Tables = Mapping[str, pd.DataFrame]
    Figures = NDArray[np.float64]
    ByClass = dict[tuple[str, str], Figures]
    """A figure in every period, by sponsor and class."""

CLASS = ("sponsor", "asset_class")
"""What lenders to a class of a sponsor's assets look to."""


def loaded_fractions(case: Case, tables: Tables) -> ByClass:
    """Share of what stands that carries load, 0 to 1, by sponsor and class; 1 where nothing stands."""
    (standing,) = by_period(case, tables["capacity"], CLASS, ["standing_gw"])
    on: ByClass = {}
    for (owner, _, c), gw in loads(case, tables).items():
        on[owner, c] = on.get((owner, c), 0.0) + gw
    nothing, firm = np.zeros(len(case.periods)), _firm_fractions(case, tables)
    return {
        (j, c): np.where(gw > 0, firm, 1.0) if c == POWER else _share(on.get((j, c), nothing), gw)
        for (j, c), gw in standing.items()
    }


def _firm_fractions(case: Case, tables: Tables) -> Figures:
    """Share of all firm capacity that load asks for, with its reserve."""
    credit = {row["source"]: row["firm_credit_fraction"] for row in case.rows("sources")}
    firm, needed = np.zeros(len(case.periods)), np.zeros(len(case.periods))
    for (a,), gw in by_period(case, tables["capacity"], ["asset"], ["standing_gw"])[0].items():
        firm += credit.get(a, 0.0) * gw
    for gw in by_period(case, tables["load"], ["sponsor"], ["served_gw"])[0].values():
        needed += (1 + case.settings.reliability.planning_reserve_margin_fraction) * gw
    return _share(needed, firm)


def _share(part: Figures, whole: Figures) -> Figures:
    """A part of a whole, at most all of it; of nothing all."""
    return np.array(
        [
            1.0 if w <= 0 else min(1.0, 1 - difference(w, p) / w)
            for p, w in zip(part.tolist(), whole.tolist(), strict=True)
        ]
    )


def stranded(case: Case, tables: Tables, zero: float) -> pd.DataFrame:
    """What stands of a class, the share that carries load, and the rest: GW, and its part of what stands is worth.

    Worth at the end of the period, at book and at lender value, as the whole class comes to a GW. What was under way
    before the start is in no books.
    """
    assets, timeline = assets_of(case), timeline_of(case)
    booked = {a: booked_standing_fractions(asset, timeline) for a, asset in assets.items()}
    books, lent = (_worth(case, tables, shares) for shares in (booked, lender_fractions(case, standing=True)))
    (standing,) = by_period(case, tables["capacity"], CLASS, ["standing_gw"])
    nothing, rows = np.zeros(len(timeline)), []
    for (j, c), loaded in loaded_fractions(case, tables).items():
        idle = 1 - loaded
        figures = [idle * of.get((j, c), nothing) for of in (standing, books, lent)]
        columns = zip(standing[j, c].tolist(), loaded.tolist(), *(x.tolist() for x in figures), strict=True)
        for period, (stands, *rest) in zip(period_names(case), columns, strict=True):
            if stands > zero:
                rows.append((j, c, period, stands, *rest))
    idle_columns = ("idle_gw", "idle_book_value_usd_billion", "idle_lender_value_usd_billion")
    return table((*CLASS, "period", "standing_gw", "loaded_fraction", *idle_columns), rows)


def _worth(case: Case, tables: Tables, shares: Mapping[str, Fractions]) -> ByClass:
    """What orders come to by shares of their cost, by sponsor and class, USD billion."""
    assets, cost = assets_of(case), ["overnight_cost_usd_billion"]
    found: ByClass = {}
    for (j, a), built in by_period(case, tables["orders"], ("sponsor", "asset"), cost, "ordered")[0].items():
        if a in shares:
            key = j, assets[a].asset_class
            found[key] = found.get(key, 0.0) + sum_vintages(built, shares[a])
    return found
