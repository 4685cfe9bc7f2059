"""Sources in charts: each has its own entry in the legend, but of many the small ones share one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from report.reported import large_run, tiny_run

from planner.report import capacity
from planner.report.sources import MOST_SHOWN, SMALL, series_of_sources, sources_used
from planner.report.theme import FOLDED

if TYPE_CHECKING:
    from planner.results.run import Run


def lopsided() -> Run:
    """A run of twenty sources, the last nine of which are small."""
    run = large_run(regions=2, quarters=8)
    frame = run.tables["capacity"].copy()
    small = frame["asset"].isin([f"source_{n}" for n in range(11, 20)])
    frame.loc[small, "standing_gw"] *= 1e-3
    return replace(run, tables={**run.tables, "capacity": frame})


def test_few_sources_have_an_entry_each() -> None:
    assert series_of_sources(tiny_run()) == {"engine": "engine", "grid": "grid"}


def test_many_sources_of_a_size_have_an_entry_each() -> None:
    entries = series_of_sources(large_run(regions=2, quarters=8))
    assert len(set(entries.values())) == 20 > MOST_SHOWN


def test_of_many_sources_small_ones_share_an_entry_that_says_how_many_and_how_much() -> None:
    run = lopsided()
    entries = series_of_sources(run)
    folded = [name for name, entry in entries.items() if entry != name]
    assert sorted(folded) == sorted(f"source_{n}" for n in range(11, 20))
    frame = run.tables["capacity"]
    gw = frame[frame["asset"].isin(folded)].groupby("period")["standing_gw"].sum().max()
    whole = frame.groupby("period")["standing_gw"].sum().max()
    assert gw < len(folded) * SMALL * whole
    (label,) = {entries[name] for name in folded}
    assert label == f"other, 9 sources, {1000 * gw:.0f} MW"
    assert sources_used(run)[label] == FOLDED
    assert len(sources_used(run)) == MOST_SHOWN


def test_a_chart_shows_small_sources_together_and_its_table_each() -> None:
    chart = capacity.capacity(lopsided())
    assert len(chart.legend) == MOST_SHOWN
    bars = chart.panels[0].spec["layer"][0]["data"]["values"] if "layer" in chart.panels[0].spec else []
    assert {bar["series"] for bar in bars} == set(chart.legend)
    assert len({bar["name"] for bar in bars}) == 20
    assert len(chart.table.rows) == 21
