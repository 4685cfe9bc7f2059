"""What a plan may rest on unnoticed: nothing that limits an asset, orders too small to build, one assumed row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.case.cells import listed
from planner.tolerances import NEGLIGIBLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from planner.case import Case

    Tables = Mapping[str, pd.DataFrame]

ASSUMED = "A"
LARGE_SHARE = 1 / 3
"""Of a result: more of it should not hang on one assumed row unsaid."""
SMALLEST_GW = 0.01
"""Nobody builds a plant, a hall or a cluster of less, GW."""


def traps(case: Case, tables: Tables) -> Iterator[str]:
    """Notes on what a plan rests on, each a line."""
    yield from _without_limit(case, tables["orders"])
    yield from _too_small(tables["orders"])
    yield from _below_zero(case, tables)
    yield from _assumed(case, tables)


def _without_limit(case: Case, orders: pd.DataFrame) -> Iterator[str]:
    """Assets that the plan orders and that no pool and no site limits where it does."""
    pooled = {row["asset"] for row in case.rows("supply_use")}
    sited = {(row["asset"], row["region"] or "") for row in case.rows("site_limits")}
    bought: dict[str, float] = {}
    for asset, region, gw in orders[["asset", "region", "ordered_gw"]].itertuples(index=False):
        if asset not in pooled and not {(asset, ""), (asset, str(region or ""))} & sited:
            bought[str(asset)] = bought.get(str(asset), 0.0) + float(gw)
    named = [f"{asset} ({gw:.3g} GW ordered)" for asset, gw in bought.items() if gw > NEGLIGIBLE]
    if named:
        yield f"nothing limits {listed(named)}: say in supply_use or site_limits how much can be had"


def _too_small(orders: pd.DataFrame) -> Iterator[str]:
    """Orders that no maker would take; a linear program buys any fraction of a plant."""
    small = orders[(orders["ordered_gw"] > NEGLIGIBLE) & (orders["ordered_gw"] < SMALLEST_GW)]
    if len(small):
        least = small.nsmallest(1, "ordered_gw").iloc[0]
        yield (
            f"{len(small)} of {len(orders)} orders {'is' if len(small) == 1 else 'are'} of less than "
            f"{1000 * SMALLEST_GW:g} MW, the least of {1000 * least['ordered_gw']:.2g} MW of {least['asset']} in "
            f"{least['ordered']}: a plan buys any fraction of a plant; read such orders together"
        )


def _below_zero(case: Case, tables: Tables) -> Iterator[str]:
    """Energy that costs less than nothing on the mean of a period, where storage stands to take it."""
    stores = {row["source"] for row in case.rows("sources") if row["kind"] == "storage"}
    capacity, prices = tables["capacity"], tables["power_price"]
    standing = capacity[capacity["asset"].isin(stores) & (capacity["standing_gw"] > NEGLIGIBLE)]
    places = set(zip(standing["region"], standing["period"], strict=True))
    below = prices[prices["energy_usd_per_mwh"] < -NEGLIGIBLE]
    found = [
        f"{region} in {period}"
        for region, period in zip(below["region"], below["period"], strict=True)
        if (region, period) in places
    ]
    if found:
        yield f"energy costs less than nothing where storage stands, on the mean of {listed(found, 3)}"


def _assumed(case: Case, tables: Tables) -> Iterator[str]:
    """Results more than a third of which hang on one row that is an assumption, all in a line."""
    last = str(case.periods[-1])
    standing = tables["capacity"]
    costs = tables["costs"]
    results = {
        f"GW of sources in {last}": _by_name(
            standing[(standing["period"] == last) & (standing["asset_class"] == "power")],
            "asset",
            "standing_gw",
        ),
        "capital expenditure": _by_name(
            costs[costs["item"] == "capex"], "asset_or_instrument", "present_value_usd_billion"
        ),
    }
    if "issuance" in tables:
        results["debt issued"] = _by_name(tables["issuance"], "instrument", "issued_usd_billion")
    rows = {
        row[column]: (f"{sheet}.csv, row {row.row}", row["confidence"])
        for sheet, column in (("sources", "source"), ("compute", "asset"), ("instruments", "instrument"))
        for row in case.rows(sheet)
    }
    found = []
    for result, parts in results.items():
        whole = sum(parts.values())
        for name, part in parts.items():
            where, confidence = rows.get(name, ("", None))
            if confidence == ASSUMED and part > LARGE_SHARE * whole > NEGLIGIBLE:
                found.append(f"{part / whole:.0%} of {result} on {name} ({where})")
    if found:
        yield f"more than a third of a result hangs on one assumed row: {'; '.join(found)}"


def _by_name(frame: pd.DataFrame, name: str, figure: str) -> dict[str, float]:
    """Figures summed by name."""
    return {str(key): float(value) for key, value in frame.groupby(name, sort=False)[figure].sum().items()}
