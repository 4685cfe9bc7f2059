"""The plan of us-2028 beside what others foresee and what happened: tables made of runs, each of a few edits.

Each run is solved to `runs/world/NAME`, unless it is there already, and read from its tables.
"""

from __future__ import annotations

import argparse
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from documents import GUIDE, ROOT

from planner import cli, read_run

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.results.run import Run

HOURS = "case.operations.hours_per_block=24"
UNCOUNTED = "supply_limits.limit_gw_per_year[supply_pool=coal_deferrals|flexible_connections]=0"
POOLS = "*_sites_*|frame_*|aero*|recip*|mobile*|fuel_cell*|nuclear_contracts"
BONDS = "market_limits.issuance_limit_usd_billion_per_year[market=investment_grade]"
LOANS = "market_limits.issuance_limit_usd_billion_per_year[market=private_credit]"
RUNS: dict[str, tuple[str, ...]] = {
    "as shipped": (),
    "uncounted": (UNCOUNTED,),
    "slow": (UNCOUNTED, f"supply_limits.limit_gw_per_year[supply_pool={POOLS}]*=0.6"),
    "atoms": (UNCOUNTED, "supply_limits.limit_gw_per_year[supply_pool=nuclear_contracts]*=3"),
    "split": (f"{BONDS}*=0.1667", f"{LOANS}*=2", "lenders.room_usd_billion[lender=private_credit]*=4"),
    "bonds": (f"{BONDS}*=1.27",),
}
"""The edits of each run, by its name."""
KINDS = {
    "bonds": ("investment_grade", "high_yield", "convertible"),
    "private credit, banks, projects": ("private_credit", "bank", "project_finance", "spv_144a", "vendor"),
    "securitised": ("abs", "cmbs", "gpu_abs"),
}
"""Markets by the kinds that Morgan Stanley counts in; what CLOs and CDOs sell funds loans, and is not counted again."""
POWER = {
    "gas": ("gas_",),
    "fuel cells": ("fuel_cell",),
    "nuclear co-location": ("nuclear_colocation",),
    "miners": ("miner_",),
    "coal kept open": ("coal_",),
    "flexible grid": ("grid_flexible",),
}
"""Beginnings of the names of sources, by what is counted together."""
TARGET = "2028Q4"
YEARS = range(2026, 2031)


def solved(folder: Path) -> dict[str, Run]:
    """Every run, solved where it is not there yet."""
    for name, edits in RUNS.items():
        place = folder / name.replace(" ", "-")
        if not (place / "run.json").exists():
            sets = [word for edit in (HOURS, *edits) for word in ("--set", edit)]
            status = cli.main(
                ["solve", str(ROOT / "inputs" / "us-2028"), "--out", str(place), "--quiet", *sets]
            )
            assert status == 0, name
    return {name: read_run(folder / name.replace(" ", "-")) for name in RUNS}


def power(run: Run) -> dict[str, float]:
    """GW that stand at the target, by what is counted together, and what is left unserved."""
    standing = run.tables["capacity"]
    standing = standing[(standing["period"] == TARGET) & (standing["asset_class"] == "power")]
    found = {
        kind: float(standing[standing["asset"].str.startswith(names)]["standing_gw"].sum())
        for kind, names in POWER.items()
    }
    short = run.tables["shortfall"]
    return found | {"left short": float(short[short["period"] == TARGET]["unserved_gw"].sum())}


def power_table(runs: dict[str, Run]) -> str:
    """What closes the gap by the end of 2028, beside Morgan Stanley's ranges."""
    rows = [
        ["GW by the end of 2028", *POWER, "left short"],
        ["Morgan Stanley, Nov 2025", "15-20", "5-8", "5-15", "10-15", "-", "-", "about 13"],
    ]
    for name in ("as shipped", "uncounted", "slow", "atoms"):
        rows.append([f"`{name}`", *(f"{gw:.1f}" for gw in power(runs[name]).values())])
    return table(rows)


def raised(run: Run, years: range) -> dict[str, float]:
    """USD billion raised in some years, by kind, with what owners put in."""
    placed = run.tables["placement"]
    placed = placed[placed["period"].str[:4].astype(int).isin(years)]
    cash = run.tables["cash"]
    cash = cash[cash["period"].str[:4].astype(int).isin(years) & (cash["line"] == "equity_in")]
    large = cash["sponsor"] == "hyperscaler"
    found = {"hyperscalers' own cash": float(cash[large]["usd_billion"].sum())}
    for kind, markets in KINDS.items():
        found[kind] = float(placed[placed["market"].isin(markets)]["placed_usd_billion"].sum())
    return found | {"others' equity": float(cash[~large]["usd_billion"].sum())}


def funding_table(runs: dict[str, Run]) -> str:
    """What is raised to the end of 2028, beside Morgan Stanley's split of what the world spends in 2025-28."""
    theirs = {"hyperscalers' own cash": 1400, "bonds": 200, "private credit, banks, projects": 800}
    theirs |= {"securitised": 150, "others' equity": 350}
    rows = [["share of what is raised, %", *theirs, "in all, USD billion"]]
    ours = {f"`{name}`": raised(runs[name], range(2026, 2029)) for name in ("as shipped", "split", "bonds")}
    for name, amounts in ({"Morgan Stanley, 2025-28": theirs} | ours).items():
        whole = sum(amounts.values())
        rows.append([name, *(f"{100 * amounts[kind] / whole:.0f}" for kind in theirs), f"{whole:,.0f}"])
    return table(rows)


def bonds_table(runs: dict[str, Run]) -> str:
    """Bonds of investment grade by year, beside JPMorgan's call and what was issued."""
    rows = [
        ["investment grade, USD billion", "2025", *map(str, YEARS), "2026-30"],
        ["JPMorgan, Nov 2025", "-", *["300"] * 5, "1,500"],
        ["issued by five hyperscalers", "121", "159 to May", "-", "-", "-", "-", "-"],
    ]
    for name in ("as shipped", "split", "bonds"):
        placed = runs[name].tables["placement"]
        placed = placed[placed["market"] == "investment_grade"]
        by_year = placed.groupby(placed["period"].str[:4].astype(int))["placed_usd_billion"].sum()
        sold = [float(by_year.get(year, 0.0)) for year in YEARS]
        rows.append([f"`{name}`", "-", *(f"{amount:,.0f}" for amount in sold), f"{sum(sold):,.0f}"])
    return table(rows)


def runs_table(runs: dict[str, Run]) -> str:
    """What each run is, what it costs, and from when on nothing goes unserved."""
    rows = [["run", "what is changed in us-2028", "cost, USD billion", "closed from"]]
    for name, edits in RUNS.items():
        told = " ".join(f"`{edit}`" for edit in edits).replace("|", "\\|") or "nothing"
        cost = runs[name].record["objective_usd_billion"]
        rows.append([f"`{name}`", told, f"{cost:,.1f}", runs[name].record["closed_in"] or "never"])
    return table(rows)


def table(rows: list[list[str]]) -> str:
    """Rows as a table of Markdown, the first as its head."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


KEPT = ROOT / "runs" / "world"
"""Where the runs are kept."""


@cache
def kept() -> dict[str, Run]:
    """Every run where they are kept, solved if it must be."""
    return solved(KEPT)


TABLES = {"power": power_table, "funding": funding_table, "bonds": bonds_table, "runs": runs_table}
MADE: dict[str, Callable[[], str]] = {
    f"world, {name}": lambda make=make: make(kept()) for name, make in TABLES.items()
}
"""What makes each table of the page, by its name there."""


def main() -> None:
    """Write the tables of `planner/guide/world.md` anew."""
    from guide.writing import with_references

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--runs", type=Path, default=KEPT, help="where the runs are kept (default: runs/world)"
    )
    runs = solved(parser.parse_args().runs)
    path = GUIDE / "world.md"
    known = {f"world, {name}": lambda make=make: make(runs) for name, make in TABLES.items()}
    path.write_text(with_references(path.read_text(encoding="utf-8"), known), encoding="utf-8")


if __name__ == "__main__":
    main()
