"""What a leaf strands, and who loses by it: capacity without load, and what is owed on it beyond its worth.

Idle is what stands of shells or chips without load of its owner. Lenders' loss of a class is the part of what is owed
on it above its collateral, at lender value, times the share of the class that carries load: of shells and chips load
over what stands; of power what load asks of firm capacity over what there is of it, up to all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planner.parameters.assets import POWER, assets_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.case import Case
    from planner.solver import Solution

    Tables = Mapping[str, pd.DataFrame]
    ByPeriod = dict[tuple[str, str, int], float]

LOSS_COLUMNS = (
    *("sponsor", "asset_class", "period", "owed_usd_billion", "collateral_usd_billion"),
    *("loaded_fraction", "loss_usd_billion"),
)


def idle_gw(case: Case, tables: Tables, start: int) -> dict[str, float]:
    """Most shells and chips that stand without load in any period from `start` on, GW by class."""
    standing, load = standing_of(case, tables), load_of(case, tables)
    idle: dict[tuple[str, int], float] = {}
    for (sponsor, kind, t), gw in standing.items():
        if kind != POWER and t >= start:
            idle[kind, t] = idle.get((kind, t), 0.0) + max(0.0, gw - load.get((sponsor, t), 0.0))
    kinds = dict.fromkeys(kind for kind, _ in idle)
    return {kind: max(gw for (one, _), gw in idle.items() if one == kind) for kind in kinds}


def standing_of(case: Case, tables: Tables) -> ByPeriod:
    """What stands by sponsor, class and period, GW."""
    classes = {name: asset.asset_class for name, asset in assets_of(case).items()}
    number = {str(period): t for t, period in enumerate(case.periods)}
    frame = tables["capacity"]
    found: ByPeriod = {}
    for asset, sponsor, period, gw in zip(
        frame["asset"], frame["sponsor"], frame["period"], frame["standing_gw"], strict=True
    ):
        key = (sponsor, classes[asset], number[period])
        found[key] = found.get(key, 0.0) + gw
    return found


def load_of(case: Case, tables: Tables) -> dict[tuple[str, int], float]:
    """Load served by sponsor and period, GW."""
    number = {str(period): t for t, period in enumerate(case.periods)}
    frame = tables["load"]
    found: dict[tuple[str, int], float] = {}
    for sponsor, period, gw in zip(frame["sponsor"], frame["period"], frame["served_gw"], strict=True):
        found[sponsor, number[period]] = found.get((sponsor, number[period]), 0.0) + gw
    return found


def lenders_loss(case: Case, tables: Tables, solution: Solution, start: int) -> pd.DataFrame:
    """Lenders' loss by sponsor, class and period from `start` on, where there is any."""
    standing, load = standing_of(case, tables), load_of(case, tables)
    firm = _firm_shares(case, tables)
    owed: ByPeriod = {}
    for (_, sponsor, kind, t), usd in solution.value("Balance").items():
        if kind and t >= start:
            owed[sponsor, kind, t] = owed.get((sponsor, kind, t), 0.0) + usd
    collateral = solution.value("Collateral")
    rows = []
    for (sponsor, kind, t), usd in owed.items():
        stands = standing.get((sponsor, kind, t), 0.0)
        share = (
            firm[t] if kind == POWER else min(1.0, load.get((sponsor, t), 0.0) / stands) if stands else 1.0
        )
        worth = collateral.get((sponsor, kind, t), 0.0)
        loss = max(0.0, usd - worth * share)
        if loss > 0:
            rows.append((sponsor, kind, str(case.periods[t]), usd, worth, share, loss))
    return pd.DataFrame(rows, columns=list(LOSS_COLUMNS))


def _firm_shares(case: Case, tables: Tables) -> list[float]:
    """Share of firm capacity that load asks for, with its reserve, in each period."""
    credit = {row["source"]: row["firm_credit_fraction"] for row in case.rows("sources")}
    number = {str(period): t for t, period in enumerate(case.periods)}
    firm, load = [0.0] * len(number), [0.0] * len(number)
    frame = tables["capacity"]
    for asset, period, gw in zip(frame["asset"], frame["period"], frame["standing_gw"], strict=True):
        firm[number[period]] += credit.get(asset, 0.0) * gw
    for (_, t), gw in load_of(case, tables).items():
        load[t] += gw
    reserve = 1 + case.settings.reliability.planning_reserve_margin_fraction
    return [min(1.0, reserve * need / have) if have else 1.0 for need, have in zip(load, firm, strict=True)]
