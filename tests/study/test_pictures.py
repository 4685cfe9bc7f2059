"""Pictures of sweeps: bars and points are the figures of the tables, and files open on their own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from study.sweeping import ENGINES, FUNDING, NEED, RATE, spec

from planner.study.design import points_of
from planner.study.indices import indices_of
from planner.study.pictures import charts_of, draw
from planner.study.sweep import Sweep

if TYPE_CHECKING:
    from pathlib import Path

    from planner.report.chart import Chart
    from planner.study.design import Point
    from planner.study.spec import Spec

FACTORS = (f"{ENGINES}0..1", f"{RATE}0..1", f"{NEED}0..1")
COST = "objective_usd_billion"


def part(point: Point, factor: str) -> float:
    """A factor's value, or one half where it is left as it is."""
    return float(point.values.get(factor) or 0.5)


def found(asked: Spec, folder: Path, failed: tuple[int, ...] = ()) -> Sweep:
    """A sweep whose cost is 10 engines + 2 rate, some cases without a plan."""
    points = points_of(asked, {})
    values = np.array([10 * part(p, "engines") + 2 * part(p, "rate") for p in points])
    values[list(failed)] = np.nan
    summary = pd.DataFrame(
        {
            "case": range(len(points)),
            "name": [point.name for point in points],
            **{name: [point.values[name] for point in points] for name in points[0].values},
            "status": np.where(np.isnan(values), "no plan", "optimal"),
            COST: values,
            "unserved_gw_years": values / 10,
            "quarters_to_close": np.where(values > 8, np.nan, 3.0),
        }
    )
    if asked.scenarios:
        summary.insert(2, "scenario", [point.scenario for point in points])
    return Sweep(asked, points, summary, folder, {}, 0, COST, indices_of(asked, points, summary, COST))


def rows_of(chart: Chart, panel: int = 0) -> list[dict[str, Any]]:
    """The data of a panel."""
    rows: list[dict[str, Any]] = chart.panels[panel].spec["data"]["values"]
    return rows


def test_a_tornado_has_a_bar_for_every_end(tmp_path: Path) -> None:
    (chart,) = charts_of(found(spec(*FACTORS, design="tornado"), tmp_path))
    bars = {(row["factor"], row["series"]): (row["from"], row["to"]) for row in rows_of(chart)}
    assert bars["engines", "at its low value"] == (6, 1)
    assert bars["engines", "at its high value"] == (6, 11)
    assert bars["rate", "at its high value"] == (6, 7)
    assert "as it is, 6.00" in chart.reading


def test_ends_that_lie_on_one_side_do_not_hide_each_other(tmp_path: Path) -> None:
    sweep = found(spec(*FACTORS, design="tornado"), tmp_path)
    assert sweep.indices is not None
    sweep.indices.frame.loc[0, "at_low"] = 9.0
    first, second = rows_of(charts_of(sweep)[0])[:2]
    assert first["y2"] <= second["y"]


@pytest.mark.parametrize(
    ("design", "key"), [("sobol", "ST"), ("morris", "mu_star"), ("lhs", "rank_correlation")]
)
def test_indices_are_drawn_as_they_are_told(tmp_path: Path, design: str, key: str) -> None:
    sweep = found(spec(*FACTORS, design=design, samples=8), tmp_path)
    assert sweep.indices is not None
    chart, cases = charts_of(sweep)
    told = dict(zip(sweep.indices.frame["factor"], sweep.indices.frame[key], strict=True))
    drawn = {
        row["factor"]: row["to"]
        for row in rows_of(chart)
        if row["series"] not in ("alone (S1)", "spread (sigma)")
    }
    assert drawn == pytest.approx(told, abs=1e-3)
    assert [panel.title for panel in cases.panels] == ["engines", "rate", "need"]
    assert len(rows_of(cases)) == len(sweep.points)


def test_a_grid_of_two_is_a_heat_map_with_gaps_where_there_is_no_plan(tmp_path: Path) -> None:
    (chart,) = charts_of(found(spec(f"{ENGINES}0|1|2", f"{RATE}0|1"), tmp_path, failed=(2,)))
    cells = {(row["down"], row["across"]): row["value"] for row in rows_of(chart)}
    assert cells == {("0", "0"): 0, ("0", "1"): 2, ("1", "1"): 12, ("2", "0"): 20, ("2", "1"): 22}


def test_words_on_an_axis_stand_side_by_side(tmp_path: Path) -> None:
    (chart,) = charts_of(found(spec(f"{ENGINES}0|1", f"{FUNDING}on|off", f"{RATE}0|1"), tmp_path))
    kinds = [panel.spec["encoding"]["x"]["type"] for panel in chart.panels]
    assert kinds == ["quantitative", "nominal", "quantitative"]


def test_scenarios_are_bars(tmp_path: Path) -> None:
    sweep = found(spec(f"{ENGINES}0|1", scenarios=()), tmp_path)
    both = pd.concat([sweep.summary.assign(scenario=name) for name in ("one", "two")], ignore_index=True)
    asked = replace(sweep.spec, scenarios=("one", "two"))
    points, bars = charts_of(replace(sweep, spec=asked, summary=both))
    assert {row["series"] for row in rows_of(points)} == {"one", "two"}
    assert [row["name"] for row in rows_of(bars)] == ["one", "two"]
    assert len(bars.panels) == 3


@pytest.mark.parametrize("design", ["grid", "tornado", "sobol"])
def test_a_sweep_without_any_plan_is_drawn_as_nothing(tmp_path: Path, design: str) -> None:
    asked = spec(*FACTORS[: 2 if design == "grid" else 3], design=design, samples=4)
    sweep = found(asked, tmp_path, failed=tuple(range(len(points_of(asked, {})))))
    for chart in charts_of(sweep):
        assert chart.svg().startswith("<svg")


def test_pictures_and_a_page_that_needs_nothing_else_are_written(tmp_path: Path) -> None:
    asked = spec(f"{ENGINES}0..1".replace("engines", "engines (x)"), f"{RATE}0..1", design="tornado")
    names = tuple(replace(factor, name=f"{factor.name} <b>") for factor in asked.factors)
    sweep = found(replace(asked, factors=names), tmp_path)
    files = draw(sweep, "A sweep & <more>")
    assert [file.name for file in files] == ["tornado.png", "report.html"]
    assert files[0].read_bytes().startswith(b"\x89PNG")
    page = files[1].read_text()
    assert "<title>A sweep &amp; &lt;more&gt;</title>" in page
    assert "rate <b>" not in page.split("</main>")[0]
    assert "<script src" not in page
