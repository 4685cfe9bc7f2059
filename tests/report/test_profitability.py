"""Charts of whether a plan pays, of the teaching case and of a case in which nobody puts in equity."""

from __future__ import annotations

from dataclasses import replace

import pytest
from report.reported import tiny_run

from planner.report.profitability import COST, EARNED, MOST_DRAWN, need_value, returns


def test_what_is_earned_stands_beside_what_is_asked() -> None:
    run = tiny_run()
    chart = returns(run)
    (panel,) = chart.panels
    lines, dots = (layer["data"]["values"] for layer in panel.spec["layer"])
    frame = run.tables["returns"]
    assert [line["rate"] for line in lines] == frame.drop_duplicates("sponsor")["asked_per_year"].tolist()
    assert [dot["told"] for dot in dots] == frame["earned_per_year"].tolist()
    assert "does not pay what the equity of cloud, power co asks." in chart.alternative


def test_a_return_beyond_all_measure_is_drawn_at_the_edge_and_told_in_full() -> None:
    run = tiny_run()
    frame = run.tables["returns"].assign(earned_per_year=10.0)
    chart = returns(replace(run, tables={**run.tables, "returns": frame}))
    dots = chart.panels[0].spec["layer"][1]["data"]["values"]
    assert {dot["rate"] for dot in dots} == {MOST_DRAWN}
    assert {dot["told"] for dot in dots} == {10.0}
    assert chart.alternative == "At book, the plan pays every sponsor what its equity asks."


def test_nobody_who_puts_in_equity_is_no_chart_but_a_sentence() -> None:
    run = tiny_run()
    chart = returns(replace(run, tables={**run.tables, "returns": run.tables["returns"].iloc[:0]}))
    assert chart.panels == ()
    assert chart.alternative == "Nobody puts in equity."


def test_what_one_more_gw_costs_stands_beside_what_it_earns() -> None:
    chart = need_value(tiny_run())
    bars = chart.panels[0].spec["layer"][0]["data"]["values"]
    assert {bar["series"]: bar["usd"] for bar in bars} == {COST: pytest.approx(19.913, abs=1e-3), EARNED: 8.0}
    assert {bar["year"] for bar in bars} == {"2026"}
    assert "in 1 of 1 years of sponsors, most in 2026 for cloud, by USD 11.9 billion." in chart.alternative
