"""The pictures of a sweep, in the look of every report: a PNG a chart, and a page on which they answer to a pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.study.case_charts import heat_map, scatter_chart, scenario_chart
from planner.study.factor_words import factor_words
from planner.study.sensitivity_charts import sensitivity_chart
from planner.study.spec import GRID, TORNADO
from planner.study.sweep_folder import ENDINGS, PAGE, PICTURES
from planner.study.sweep_text import heading

if TYPE_CHECKING:
    from planner.report.chart import Chart
    from planner.study.sweep import Sweep


def charts_of(found: Sweep) -> list[Chart]:
    """Every chart of a sweep: swings or indices where it has them, then its cases."""
    spec, charts = found.spec, []
    words = {factor.name: factor_words(factor) for factor in spec.factors}
    if found.indices is not None and set(found.indices.frame.columns) - {"scenario", "factor"}:
        charts.append(sensitivity_chart(spec.design, found.indices, words))
    if spec.design == GRID and len(spec.factors) == 2 and len(spec.scenarios) < 2:
        charts.append(heat_map(found))
    elif spec.factors and spec.design != TORNADO:
        charts.append(scatter_chart(found))
    if len(spec.scenarios) > 1:
        charts.append(scenario_chart(found))
    return charts


def pictures_of(found: Sweep, title: str) -> dict[str, bytes]:
    """Every chart of a sweep, and the page of them, by the name of its file in the sweep's folder."""
    charts = charts_of(found)
    pictures = {f"{PICTURES}/{chart.name}{ENDINGS[PICTURES]}": chart.png() for chart in charts}
    return {**pictures, PAGE: page_of(found, title, charts).encode()}


def page_of(found: Sweep, title: str, charts: list[Chart]) -> str:
    """The page of a sweep, which needs nothing else."""
    from planner.report.page import page_of_charts

    return page_of_charts(title, " ".join(heading(found).split()), charts)
