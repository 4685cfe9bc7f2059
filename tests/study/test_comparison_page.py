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
from planner.study.bridge import bridge
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
    assert {len(row) for row in chart.table.rows} == {4 if chart.name == "bridge" else 3}
    assert chart.alternative.endswith(".")


def test_parts_of_the_cost_add_up_in_every_run(runs: list[Run]) -> None:
    bars = comparison_charts.cost(compare(runs), runs).panels[0].spec["layer"][0]["data"]["values"]
    for run in runs:
        name = run.name
        assert sum(bar["size"] for bar in bars if bar["plan"] == name) == pytest.approx(
            run.objective_usd_billion, abs=0.01
        )


def test_a_bridge_leads_from_the_cost_of_the_first_run_to_that_of_another(runs: list[Run]) -> None:
    chart = bridge(compare(runs), runs)
    (panel,) = chart.panels
    assert panel.title == "From tiny to richer"
    *parts, whole = panel.spec["data"]["values"]
    difference = runs[1].objective_usd_billion - runs[0].objective_usd_billion
    assert whole["part"] == "total system cost"
    assert whole["low"] == 0.0
    assert whole["usd"] == pytest.approx(sum(bar["usd"] for bar in parts), abs=1e-9)
    assert whole["usd"] == pytest.approx(difference, abs=1e-6)
    assert [bar["low"] for bar in parts] == [0.0, *(bar["high"] for bar in parts[:-1])]
    assert parts[-1]["high"] == pytest.approx(whole["high"], abs=1e-6)
    by_part = {bar["part"]: bar["usd"] for bar in parts}
    assert by_part["value of lost load, which nobody pays"] == pytest.approx(-4.0)
    low, high = panel.spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert low == min(bar["high"] for bar in parts) < 0.0 < high
    assert (
        "richer costs USD 1.09 billion less than tiny; what differs most is value of lost load"
        in chart.alternative
    )


def test_bridges_of_several_runs_lead_from_the_first_and_have_one_scale(runs: list[Run]) -> None:
    free = run_of(planner.solve(planner.edit(planner.read(TINY), "case.funding=off")), "free")
    three = [*runs, free]
    chart = bridge(compare(three), three)
    assert [panel.title for panel in chart.panels] == ["From tiny to richer", "From tiny to free"]
    scales = [panel.spec["layer"][0]["encoding"]["x"]["scale"] for panel in chart.panels]
    assert scales[0] == scales[1]
    whole = chart.table.rows[-1]
    assert whole[1:] == pytest.approx(
        [three[0].objective_usd_billion]
        + [
            figure
            for run in three[1:]
            for figure in (
                run.objective_usd_billion,
                run.objective_usd_billion - three[0].objective_usd_billion,
            )
        ],
        abs=1e-6,
    )


def test_a_bridge_between_plans_that_cost_the_same_says_so(runs: list[Run]) -> None:
    again = run_of(planner.solve(planner.read(TINY)), "again")
    assert "again costs as much as tiny, to the solver's precision." in (
        bridge(compare([runs[0], again]), [runs[0], again]).alternative
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
