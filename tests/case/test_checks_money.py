"""Rates, sponsors and instruments: what does not fit together."""

from __future__ import annotations

import pytest

MONEY = [
    (
        "case.yaml",
        "yield_per_year: 0.03",
        "yield_per_year: 0.05",
        ("money.cash_yield_per_year: found 0.05", "0.04"),
    ),
    ("instruments.csv", "bonds,0.05", "bonds,0.03", ("rate_per_year: found 0.03", "borrow for its own sake")),
    (
        "sponsors.csv",
        "A cloud,0.1",
        "A cloud,0.01",
        ("equity_rate_per_year: found 0.01", "at least money.benchmark"),
    ),
    (
        "sponsors.csv",
        "10,25,10",
        "10,,10",
        ("sponsors.csv, row 2", "value_of_service", "found blank", "demand.csv"),
    ),
    (
        "instruments.csv",
        "secured,0.7",
        "secured,",
        ("advance_fraction: found blank", "the collateral is secured"),
    ),
    ("instruments.csv", "level,1", "level,5", ("grace_years: found 5", "less than tenor_years, which is 5")),
    ("instrument_use.csv", "loan,cloud,chips", "loan,cloud,", ("asset_class: found blank", "is secured")),
    (
        "instruments.csv",
        "unsecured,,any,,,",
        "unsecured,,any,,,1.2",
        ("asset_class: found blank", "has a min_dscr"),
    ),
    (
        "lender_value.csv",
        "shell,0,1\n",
        "",
        ("instrument_use.csv, row 4", "rows in lender_value.csv, as bridge is"),
    ),
    ("coverage.csv", "chips,6.5\n", "", ("instrument_use.csv, row 3", "rows in coverage.csv, as loan has")),
]


@pytest.mark.parametrize(("file", "old", "new", "parts"), MONEY)
def test_finance_that_does_not_fit_together_is_refused(refusal, file, old, new, parts):
    message = str(refusal((file, old, new)))
    assert "allowed: " in message
    assert "mend: " in message
    for part in parts:
        assert part in message
