"""Numbers too large, or too far apart, to be solved together."""

from __future__ import annotations

import pytest
from cases.small import other_notes

from planner.case.magnitudes import far_apart, suspects


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("sources.csv", "gas,power,1000", "gas,power,1e9", "column capex_usd_per_kw: found '1e9'"),
        ("sponsors.csv", "10,25,10", "10,25,1e6", "column revenue_usd_billion_per_gw_year: found '1e6'"),
        ("case.yaml", "mwh: 95", "mwh: 1e7", "key money.power_tariff_usd_per_mwh: found '1e7'"),
    ],
)
def test_a_factor_beyond_what_can_be_solved_is_refused_in_its_cell(refusal, file, old, new, told):
    message = str(refusal((file, old, new)))
    assert told in message
    assert "allowed: a number up to 1" in message


def test_a_limit_may_be_as_large_as_it_likes(reading):
    assert reading(("site_limits.csv", "gas,north,3", "gas,north,1e12"))


def test_a_column_whose_numbers_are_far_apart_is_a_note(reading):
    (note,) = other_notes(reading(("site_limits.csv", "gas,north,3", "gas,north,1e12")))
    assert note == (
        "site_limits.csv: limit_gw is 5 in row 2 and 1e+12 in row 3, too far apart to be told exactly"
    )


def test_a_part_of_the_program_whose_numbers_are_far_apart_is_a_note():
    ranges = {"matrix": (1e-4, 40.0), "cost": (1.0, 1e9), "right_hand_sides": (1e-3, 2.5e10)}
    assert far_apart(ranges) == [
        "linear program: right_hand_sides from 0.001 to 2.5e+10, too far apart to be told exactly"
    ]


def test_prices_that_run_away_are_refused(refusal):
    message = str(
        refusal(
            ("case.yaml", "inflation_per_year: 0.02", "inflation_per_year: 1"),
            ("case.yaml", "end: 2027Q4", "end: 2080Q4"),
        )
    )
    assert "key money.inflation_per_year: found 1" in message


def test_a_benchmark_that_makes_the_last_quarter_worthless_is_refused(refusal):
    edits = (
        ("case.yaml", "benchmark_rate_per_year: 0.04", "benchmark_rate_per_year: 0.9"),
        ("case.yaml", "end: 2027Q4", "end: 2090Q4"),
    )
    assert "key money.benchmark_rate_per_year: found 0.9" in str(refusal(*edits))


def test_an_ordinary_case_has_no_suspects(reading):
    assert suspects(reading()) == []


def test_what_stands_out_is_suspect_once_the_solver_has_failed(reading):
    (fault,) = suspects(reading(("site_limits.csv", "gas,north,3", "gas,north,1e12")))
    assert str(fault).startswith("site_limits.csv, row 3, column limit_gw: found 1e+12\n")
    assert "stands out by its size" in str(fault)
