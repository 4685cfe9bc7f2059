"""The picture of a curve: its axes in the field's words, with units."""

from __future__ import annotations

import pytest
from cases.tiny import tiny_case
from parametric.curving import NEED

import planner
from planner.case.edits import parse
from planner.parametric.pictures import chart_of
from planner.study.factor_words import axis_words, edit_words, slope_unit


def test_the_axes_of_a_curve_are_told_in_words_with_units() -> None:
    chart = chart_of(planner.curve(tiny_case(), NEED, 0.5, 1))
    cost, slope = (panel.spec for panel in chart.panels)
    assert chart.title == "Total system cost over need (demand)"
    assert cost["encoding"]["x"]["axis"]["title"] == "need (demand), times what it is"
    assert cost["encoding"]["y"]["axis"]["title"] == "USD billion"
    assert slope["encoding"]["y"]["axis"]["title"] == "USD billion per 1x"
    assert "need not begin at zero" in chart.reading
    assert chart.table.head == (
        "value",
        "total system cost, USD billion",
        "slope, USD billion per 1x",
        "what changes",
    )


@pytest.mark.parametrize(
    ("edit", "words", "axis", "slope"),
    [
        (
            "instruments.advance_fraction[collateral=shell]=",
            "advance rate of shell",
            "advance rate of shell, fraction",
            "USD billion per 1",
        ),
        (
            "supply_limits.limit_gw_per_year[supply_pool=makers, year=2027]+=",
            "limit of makers, year 2027",
            "limit of makers, year 2027, GW per year more",
            "USD billion per (GW per year)",
        ),
        (
            "case.money.benchmark_rate_per_year=",
            "benchmark rate",
            "benchmark rate, per year",
            "USD billion per 1",
        ),
        (
            "sponsors.value_of_service_usd_billion_per_gw_year*=",
            "value of lost load (sponsors)",
            "value of lost load (sponsors), times what it is",
            "USD billion per 1x",
        ),
    ],
)
def test_an_edit_is_told_in_words(edit: str, words: str, axis: str, slope: str) -> None:
    parsed = parse(edit)
    assert (edit_words(parsed), axis_words(parsed), slope_unit(parsed)) == (words, axis, slope)
