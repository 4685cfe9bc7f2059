"""Charts of sources side by side and of emissions, of the teaching case."""

from __future__ import annotations

from dataclasses import replace

import pytest
from report.reported import tiny_run

from planner.report.source_charts import BAR, CAP, FIGURES, emissions, league


def test_a_bar_is_as_long_as_its_share_of_the_largest_of_its_column() -> None:
    chart = league(tiny_run())
    (panel,) = chart.panels
    bars = {(row["source"], row["what"]): row for row in panel.spec["layer"][0]["data"]["values"]}
    engine, grid = (bars[name, "months to power"] for name in ("engine", "grid"))
    assert (grid["x"], grid["x2"]) == (0, pytest.approx(BAR))
    assert engine["x2"] == pytest.approx(BAR * 3 / 6)
    assert [engine["text"], grid["text"]] == ["3", "6"]
    assert grid["y"] < engine["y"], "the cheapest first"
    assert {name for name, _ in bars} == set(chart.legend) == {"engine", "grid"}
    assert chart.alternative == (
        "The cheapest a MWh is grid at USD 70, the dearest engine at USD 106; the soonest to power is engine, in 3 "
        "months."
    )


def test_a_figure_that_a_source_does_not_have_is_no_bar_and_an_empty_cell() -> None:
    run = tiny_run()
    none = run.tables["league"].assign(levelised_usd_per_mwh=float("nan"))
    chart = league(replace(run, tables={**run.tables, "league": none}))
    bars = chart.panels[0].spec["layer"][0]["data"]["values"]
    assert "USD/MWh, levelised" not in {row["what"] for row in bars}
    assert {row[2] for row in chart.table.rows} == {None}
    assert chart.alternative == "No source has a levelised cost."
    assert len(chart.table.head) == len(FIGURES) + 2


def test_emissions_of_a_year_are_stacked_by_source_beside_their_cap() -> None:
    run = tiny_run()
    chart = emissions(run)
    bars = {row["series"]: row for row in chart.panels[0].spec["layer"][0]["data"]["values"]}
    assert bars["engine"]["tonnes"] == pytest.approx(2.8 * 8766 / 4 * 0.4 / 1000, abs=1e-3)
    assert bars["grid"]["kg"] == 400
    (line,) = chart.panels[1].spec["data"]["values"]
    assert (line["year"], line["figure"]) == ("2026", 400)
    assert chart.alternative.endswith("Of the energy made then 100% serves nobody else already.")
    assert CAP not in chart.legend
    capped = run.tables["emissions"].assign(limit_million_tonnes=5.0)
    chart = emissions(replace(run, tables={**run.tables, "emissions": capped}))
    (cap,) = chart.panels[0].spec["layer"][1]["data"]["values"]
    assert (cap["figure"], chart.fixed) == (5.0, (CAP,))
    assert chart.table.rows[0][-1] == 5.0


def test_where_nothing_is_served_nothing_is_drawn() -> None:
    run = tiny_run()
    tables = {**run.tables, **{name: run.tables[name].iloc[:0] for name in ("emissions", "generation_mix")}}
    chart = emissions(replace(run, tables=tables))
    assert (chart.panels, chart.alternative) == ((), "Nothing is served, and nothing emitted.")
