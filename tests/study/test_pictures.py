"""Pictures of sweeps: bars and points are the figures of the tables, and files open on their own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from study.sweeping import ENGINES, FUNDING, NEED, RATE, made_up, spec

from planner.study.design import points_of
from planner.study.pictures import charts_of, pictures_of

if TYPE_CHECKING:
    from pathlib import Path

    from planner.report.chart import Chart

FACTORS = (f"{ENGINES}0..1", f"{RATE}0..1", f"{NEED}0..1")


def rows_of(chart: Chart, panel: int = 0) -> list[dict[str, Any]]:
    """The data of a panel."""
    rows: list[dict[str, Any]] = chart.panels[panel].spec["data"]["values"]
    return rows


def test_a_tornado_has_a_bar_for_every_end(tmp_path: Path) -> None:
    (chart,) = charts_of(made_up(spec(*FACTORS, design="tornado"), tmp_path))
    bars = {(row["factor"], row["series"]): (row["from"], row["to"]) for row in rows_of(chart)}
    assert bars["engines", "at its low value"] == (6, 1)
    assert bars["engines", "at its high value"] == (6, 11)
    assert bars["rate", "at its high value"] == (6, 7)
    assert "as it is, 6.00" in chart.reading


def test_ends_that_lie_on_one_side_do_not_hide_each_other(tmp_path: Path) -> None:
    sweep = made_up(spec(*FACTORS, design="tornado"), tmp_path)
    assert sweep.indices is not None
    sweep.indices.frame.loc[0, "at_low"] = 9.0
    first, second = rows_of(charts_of(sweep)[0])[:2]
    assert first["y2"] <= second["y"]


def test_ends_that_move_nothing_are_told_on_either_side(tmp_path: Path) -> None:
    (chart,) = charts_of(made_up(spec(*FACTORS, design="tornado"), tmp_path))
    assert [(row["text"], row["side"]) for row in rows_of(chart) if row["factor"] == "need"] == [
        ("x0", -1),
        ("x1", 1),
    ]


@pytest.mark.parametrize(
    ("design", "key"), [("sobol", "ST"), ("morris", "mu_star"), ("lhs", "rank_correlation")]
)
def test_indices_are_drawn_as_they_are_told(tmp_path: Path, design: str, key: str) -> None:
    sweep = made_up(spec(*FACTORS, design=design, samples=8), tmp_path)
    assert sweep.indices is not None
    chart, cases = charts_of(sweep)
    told = dict(zip(sweep.indices.frame["factor"], sweep.indices.frame[key], strict=True))
    drawn = {
        row["factor"]: row["to"]
        for row in rows_of(chart)
        if row["series"] not in ("alone (S1)", "spread (sigma)")
    }
    assert drawn == pytest.approx(told, abs=1e-3)
    assert [panel.title for panel in cases.panels] == [
        "engines, times what it is",
        "rate, per year",
        "need, times what it is",
    ]
    assert len(rows_of(cases)) == len(sweep.points)


def test_rank_correlations_are_shown_from_end_to_end(tmp_path: Path) -> None:
    chart = charts_of(made_up(spec(*FACTORS, design="lhs", samples=8), tmp_path))[0]
    assert chart.panels[0].spec["layer"][0]["encoding"]["x"]["scale"]["domain"] == [-1, 1]


def test_a_grid_of_two_is_a_heat_map_with_gaps_where_there_is_no_plan(tmp_path: Path) -> None:
    (chart,) = charts_of(made_up(spec(f"{ENGINES}0|1|2", f"{RATE}0|1"), tmp_path, failed=(2,)))
    cells = {(row["down"], row["across"]): row["value"] for row in rows_of(chart)}
    assert cells == {("0", "0"): 0, ("0", "1"): 2, ("1", "1"): 12, ("2", "0"): 20, ("2", "1"): 22}


def test_a_factor_without_a_name_is_told_in_words(tmp_path: Path) -> None:
    late, named = "sources.lead_months[source=engine]+=0|6", f"{ENGINES}0..1"
    (chart,) = charts_of(made_up(spec(late, named, design="tornado"), tmp_path))
    labels = chart.panels[0].spec["layer"][0]["encoding"]["y"]["axis"]["labelExpr"]
    assert "lead time of engine" in labels
    assert "engines" in labels
    assert (
        chart.panels[0].spec["layer"][0]["encoding"]["x"]["axis"]["title"] == "total system cost, USD billion"
    )


def test_words_on_an_axis_stand_side_by_side(tmp_path: Path) -> None:
    (chart,) = charts_of(made_up(spec(f"{ENGINES}0|1", f"{FUNDING}on|off", f"{RATE}0|1"), tmp_path))
    kinds = [panel.spec["encoding"]["x"]["type"] for panel in chart.panels]
    assert kinds == ["quantitative", "nominal", "quantitative"]


def test_scenarios_are_bars(tmp_path: Path) -> None:
    sweep = made_up(spec(f"{ENGINES}0|1", scenarios=()), tmp_path)
    both = pd.concat([sweep.summary.assign(scenario=name) for name in ("one", "two")], ignore_index=True)
    asked = replace(sweep.spec, scenarios=("one", "two"))
    points, bars = charts_of(replace(sweep, spec=asked, summary=both))
    assert {row["series"] for row in rows_of(points)} == {"one", "two"}
    assert [row["name"] for row in rows_of(bars)] == ["one", "two"]
    assert len(bars.panels) == 3
    quarters = bars.panels[2].spec
    assert {row["label"] for row in quarters["data"]["values"]} == {"3"}
    assert quarters["layer"][0]["encoding"]["x"]["axis"]["tickMinStep"] == 1


def test_a_tornado_of_scenarios_has_a_line_each(tmp_path: Path) -> None:
    sweep = made_up(spec(*FACTORS, design="tornado"), tmp_path)
    assert sweep.indices is not None
    both = pd.concat([sweep.indices.frame.assign(scenario=name) for name in ("one", "two")])
    chart = charts_of(replace(sweep, indices=replace(sweep.indices, frame=both)))[0]
    assert [panel.title for panel in chart.panels] == ["one", "two"]
    assert "the line is the scenario as it is." in chart.reading


@pytest.mark.parametrize("design", ["grid", "tornado", "sobol"])
def test_a_sweep_without_any_plan_is_drawn_as_nothing(tmp_path: Path, design: str) -> None:
    asked = spec(*FACTORS[: 2 if design == "grid" else 3], design=design, samples=4)
    sweep = made_up(asked, tmp_path, failed=tuple(range(len(points_of(asked, {})))))
    for chart in charts_of(sweep):
        assert chart.svg().startswith("<svg")


def test_pictures_and_a_page_that_needs_nothing_else_are_made(tmp_path: Path) -> None:
    asked = spec(f"{ENGINES}0..1".replace("engines", "engines (x)"), f"{RATE}0..1", design="tornado")
    names = tuple(replace(factor, name=f"{factor.name} <b>") for factor in asked.factors)
    sweep = made_up(replace(asked, factors=names), tmp_path)
    files = pictures_of(sweep, "A sweep & <more>")
    assert list(files) == ["plots/tornado.png", "report.html"]
    assert files["plots/tornado.png"].startswith(b"\x89PNG")
    page = files["report.html"].decode()
    assert "<title>A sweep &amp; &lt;more&gt;</title>" in page
    assert "rate <b>" not in page.split("</main>")[0]
    assert "<script src" not in page
