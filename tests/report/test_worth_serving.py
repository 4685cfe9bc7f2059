"""The chart of the supply curve."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from report.reported import tiny_run

from planner.parametric.supply_curve import COLUMNS
from planner.report.catalogue import has_chart
from planner.report.worth_serving import supply_curve

if TYPE_CHECKING:
    from planner.results.run import Run


def with_curve(rows: list[tuple[float, ...]]) -> Run:
    run = tiny_run()
    return replace(run, tables={**run.tables, "supply_curve": pd.DataFrame(rows, columns=list(COLUMNS))})


def test_revenue_is_marked_and_told_on_the_curve() -> None:
    """Between 6, where nothing is worth serving, and 10, where 1.6 GW are, lies what a GW-year earns: 8."""
    run = with_curve([(0, 2, 0, 2), (6, 2, 0, 2), (10, 2, 1.6, 1), (20, 2, 2, 0.8)])
    chart = supply_curve(run)
    line, dots, mark, _ = (layer["data"]["values"] for layer in chart.panels[0].spec["layer"])
    assert [(row["value"], row["gw"]) for row in line] == [(0, 0), (6, 0), (10, 1.6), (20, 2)]
    assert dots == line
    assert mark == [{"value": 8, "told": 8, "who": "cloud"}]
    assert chart.alternative == (
        "At the USD 8.0 billion that a GW-year earns cloud, 0.8 of 2.0 GW are worth serving in 2026Q3."
    )
    assert "<path" in chart.svg()


def test_revenue_beyond_the_curve_stands_at_its_end() -> None:
    chart = supply_curve(with_curve([(0, 2, 0, 2), (5, 2, 1, 1)]))
    marks = chart.panels[0].spec["layer"][2]["data"]["values"]
    assert (marks[0]["value"], marks[0]["told"]) == (5, 8)
    assert "1.0 of 2.0 GW" in chart.alternative


@pytest.mark.parametrize("rows", [[], [(0.0, 2.0, 0.0, 2.0)]])
def test_a_curve_of_no_length_is_no_trouble(rows: list[tuple[float, ...]]) -> None:
    chart = supply_curve(with_curve(rows))
    assert "<svg" in chart.svg()
    assert bool(chart.panels) == bool(rows)


def test_only_a_run_that_has_a_curve_has_the_chart() -> None:
    assert has_chart(with_curve([]), "supply_curve")
    assert not has_chart(tiny_run(), "supply_curve")
