"""Runs that the reports are tested on: small ones solved once, a hostile one, and a large one made up."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pandas as pd
from cases.tiny import tiny_plan
from cases.worked import write_worked

import planner
from planner.parametric.supply_curve import COLUMNS
from planner.results.run import Run, run_of
from planner.results.write_run import write

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plotted import PlottedRun
    from planner.results.plan import Plan

AnyRun = TypeVar("AnyRun", bound=Run)


@cache
def tiny_run(funding: bool = True) -> PlottedRun:
    """The teaching case; not to be changed."""
    return tiny_plan(funding).finished()


def with_curve(run: AnyRun) -> AnyRun:
    """A run with a supply curve of three plans, as its report may have been asked for one."""
    rows = [(0.0, 2.0, 0.0, 2.0), (12.0, 2.0, 0.8, 1.6), (20.0, 2.0, 2.0, 0.8)]
    curve = pd.DataFrame(rows, columns=list(COLUMNS))
    return dataclasses.replace(run, tables={**run.tables, "supply_curve": curve})


def write_run(folder: Path, plan: Plan | None = None) -> Path:
    """The teaching case's run on disk; returns its folder."""
    write(plan or tiny_plan(), folder)
    return folder


def worked_run(folder: Path) -> Run:
    """The case worked by hand, which has storage, several markets and every covenant, solved."""
    return run_of(planner.solve(planner.read(write_worked(folder))))


def large_run(regions: int = 10, quarters: int = 40, sources: int = 20) -> Run:
    """The teaching run blown up: every source stands everywhere, and changes in every quarter."""
    small = tiny_run()
    calendar = dataclasses.replace(
        small.case.settings.calendar, end=small.case.periods[0].first.plus(quarters - 1)
    )
    settings = dataclasses.replace(small.case.settings, calendar=calendar)
    home, engine = small.case.rows("regions")[0], small.case.rows("sources")[0]
    places = [f"region_{n}" for n in range(regions)]
    assets = [f"source_{n}" for n in range(sources)]
    sheets = dict(small.case.sheets)
    sheets["regions"] = tuple(type(home)(n + 2, {**home, "region": name}) for n, name in enumerate(places))
    sheets["sources"] = tuple(
        type(engine)(n + 2, {**engine, "source": name}) for n, name in enumerate(assets)
    )
    case = dataclasses.replace(small.case, settings=settings, sheets=sheets)
    names = [str(quarter) for quarter in case.periods]
    index = pd.MultiIndex.from_product([assets, places, names], names=["asset", "region", "period"])
    rows = index.to_frame(index=False)
    rng = np.random.default_rng(0)
    size = rng.uniform(0.1, 5, len(rows))
    tables = dict(small.tables)
    tables["capacity"] = rows.assign(
        asset_class="power", sponsor="power_co", arriving_gw=size, retiring_gw=0.0, standing_gw=size
    )
    tables["orders"] = rows.rename(columns={"period": "ordered"}).assign(
        asset_class="power", sponsor="power_co", ordered_gw=size, overnight_cost_usd_billion=size
    )
    # What is told of sources by name is of others.
    tables |= {name: tables[name].iloc[:0] for name in ("generation_mix", "league")}
    later = dict(zip(names, [*names[1:], names[-1]], strict=True))
    tables["orders"]["arrives"] = tables["orders"]["ordered"].map(later)
    blocks = pd.MultiIndex.from_product([assets, places, names, ["average"], range(0, 24, 4)])
    dispatch = blocks.to_frame(index=False, name=["source", "region", "period", "day", "from_hour"])
    tables["dispatch"] = dispatch.assign(
        output_gw=rng.uniform(0.1, 5, len(dispatch)), charge_gw=0.0, level_gwh=0.0
    )
    served = pd.MultiIndex.from_product([["cloud"], places, names]).to_frame(
        index=False, name=["sponsor", "region", "period"]
    )
    tables["load"] = served.assign(served_gw=1.0)
    tables["shortfall"] = pd.DataFrame(
        {"sponsor": "cloud", "period": names, "need_gw": 2.0, "served_gw": 2.0, "unserved_gw": 0.0}
    )
    record = {**small.record, "unserved_gw": dict.fromkeys(names, 0.0)}
    return Run("large", case, tables, record)
