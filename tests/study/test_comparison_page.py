"""Runs side by side: the figures of each, in charts and in tables, on one page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from cases.hostile import EVIL, write_hostile
from cases.tiny import TINY
from report.elements import Elements
from report.reported import tiny_run, write_run

import planner
from planner import cli
from planner.results.run import Run, run_of
from planner.study import comparison_charts
from planner.study.compare import compare
from planner.study.comparison_page import CHARTS, comparison

if TYPE_CHECKING:
    from pathlib import Path

EDIT = "supply_limits.limit_gw_per_year[supply_pool=engine_makers]*=2"


@pytest.fixture(scope="module")
def runs() -> list[Run]:
    """The teaching case, and with twice the engines."""
    return [tiny_run(), run_of(planner.solve(planner.edit(planner.read(TINY), EDIT)), "richer")]


@pytest.mark.parametrize("draw", CHARTS, ids=lambda draw: str(draw.__name__))
def test_every_chart_draws_and_has_a_table(draw: object, runs: list[Run]) -> None:
    found = compare(runs)
    chart = draw(found, runs)  # type: ignore[operator]
    assert "<path" in chart.svg()
    assert chart.table.rows
    assert {len(row) for row in chart.table.rows} == {3}
    assert chart.alternative.endswith(".")


def test_parts_of_the_cost_add_up_in_every_run(runs: list[Run]) -> None:
    bars = comparison_charts.cost(compare(runs), runs).panels[0].spec["layer"][0]["data"]["values"]
    for run in runs:
        name = run.name
        assert sum(bar["size"] for bar in bars if bar["plan"] == name) == pytest.approx(
            run.objective_usd_billion, abs=0.01
        )


def test_standing_sources_are_those_of_the_quarter(runs: list[Run]) -> None:
    bars = (
        comparison_charts.standing(compare(runs, "2026Q2"), runs).panels[0].spec["layer"][0]["data"]["values"]
    )
    found = {(bar["plan"], bar["series"]): bar["size"] for bar in bars}
    assert found == {("tiny", "engine"): pytest.approx(1.0), ("richer", "engine"): pytest.approx(2.0)}


def test_the_page_says_what_was_asked_and_what_came_out(runs: list[Run]) -> None:
    page = comparison(runs)
    elements = Elements(page)
    text = " ".join(" ".join(elements.text).split())
    assert "2 plans compared" in text
    assert "richer costs least" in text
    assert EDIT in text
    assert "as its sheets have it" in text
    assert len(elements.all("section")) == len(CHARTS)
    assert not re.search(r'(src|href)="(?!#)', page.split("<script")[0])


def test_runs_without_funding_and_of_other_horizons_compare(tmp_path: Path) -> None:
    shorter = planner.solve(planner.edit(planner.read(TINY), "case.calendar.end=2026Q3"))
    page = comparison([tiny_run(), tiny_run(funding=False), run_of(shorter, "shorter")])
    assert "not all have the same funding" in page
    assert "not all have the same horizon" in page


def test_hostile_names_stay_text_side_by_side(tmp_path: Path) -> None:
    hostile = run_of(planner.solve(planner.read(write_hostile(tmp_path / "hostile"))), EVIL)
    elements = Elements(comparison([tiny_run(), hostile]))
    assert len(elements.all("script")) == 2
    assert elements.all("img") == elements.all("b") == []
    assert EVIL in "".join(elements.text)


def test_several_runs_are_reported_on_one_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    one, other = write_run(tmp_path / "one"), write_run(tmp_path / "other")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["report", str(one), str(other)]) == 0
    assert capfd.readouterr().out == "Report: comparison.html\n"
    assert "2 plans compared" in (tmp_path / "comparison.html").read_text()
    assert not (one / "report.html").exists()


def test_a_run_that_was_edited_says_so(runs: list[Run]) -> None:
    from planner.report import report

    page = report(runs[1])
    assert f"<code>{EDIT}</code>" in page
    assert "Edits of the case" in page
    assert "Edits of the case" not in report(runs[0])
