"""Time, places and sources: what does not fit together."""

from __future__ import annotations

import pytest

TIME = [
    (
        "case.yaml",
        "end: 2027Q4",
        "end: 2025Q4",
        ("key calendar.end: found 2025Q4", "not before calendar.start, 2026Q1"),
    ),
    (
        "case.yaml",
        "end: 2027Q4",
        "end: 2027Q4\n  years_from: 2027Q3",
        (
            "key calendar.years_from: found 2027Q3",
            "the first quarter of a year, after calendar.start, 2026Q1",
            "write 2027Q1, or remove the key",
        ),
    ),
    (
        "case.yaml",
        "end: 2027Q4",
        "end: 2027Q4\n  years_from: 2026Q1",
        ("calendar.years_from: found 2026Q1", "write 2027Q1"),
    ),
    (
        "case.yaml",
        "end: 2027Q4",
        "end: 2027Q4\n  years_from: 2028Q1",
        ("calendar.years_from: found 2028Q1", "not after calendar.end", "write 2027Q1"),
    ),
    (
        "case.yaml",
        "end: 2027Q4",
        "end: 2027Q3\n  years_from: 2027Q1",
        ("key calendar.end: found 2027Q3", "the last quarter of a year", "write 2027Q4, or remove"),
    ),
    (
        "case.yaml",
        "end: 2027Q4",
        "end: 2026Q4\n  years_from: 2026Q1",
        ("calendar.years_from: found 2026Q1", "mend: remove the key to plan by quarters"),
    ),
    ("case.yaml", "end: 2027Q4", "end: 2027Q4\n  years_from: 2027", ("calendar.years_from: found '2027'",)),
    ("sources.csv", ",30,6,", ",30.1,6,", ("life_years: found 30.1", "a multiple of 0.25", "write 30")),
    ("compute.csv", ",25,9", ",0.1,9", ("life_years: found 0.1", "write 0.25")),
    ("instruments.csv", ",5,level", ",5.1,level", ("tenor_years: found 5.1",)),
    ("instruments.csv", "straight,0.5", "straight,0.6", ("grace_years: found 0.6", "write 0.5")),
    (
        "supply_limits.csv",
        "turbines,2026,2\nturbines,2027,3",
        "turbines,2020,2\nturbines,2024,0",
        (
            "supply_limits.csv, row 3",
            "limit_gw_per_year: found 0",
            "a limit of turbines in force from 2026 on",
            "write a row for 2026 with the limit in force then, 0 if it is closed",
        ),
    ),
    (
        "market_limits.csv",
        "bonds,2026,2,10,0.01",
        "bonds,2024,2,10,0.01\nbonds,2025,2,0,0.01",
        ("row 4", "a limit of bonds step 2 in force from 2026 on"),
    ),
    (
        "sponsor_cash.csv",
        "cloud,2026,50",
        "cloud,2024,50\ncloud,2025,0",
        ("sponsor_cash.csv, row 3", "a limit of cloud in force from 2026 on"),
    ),
]

ASSETS = [
    ("regions.csv", "0.2,0.8", "0.9,0.8", ("siting_share_min_fraction: found 0.9", "which is 0.8")),
    (
        "regions.csv",
        "0.2,0.8\nsouth,The south,0.2",
        "0.7,0.8\nsouth,The south,0.7",
        ("a sum of 1.4", "at most 1", "such as 0.5 for north, south"),
    ),
    (
        "regions.csv",
        "0.8\nsouth,The south,0.2,0.8",
        "0.3\nsouth,The south,0.2,0.3",
        ("a sum of 0.6", "at least 1", "such as 0.5 for north, south"),
    ),
    (
        "regions.csv",
        "0.8\nsouth,The south,0.2,0.8",
        "0.3333333\nsouth,The south,0.2,0.3333333\nwest,The west,0,0.3333333",
        ("a sum of 0.9999999\n", "such as 0.33333334 for north, south, west: the load must stand somewhere"),
    ),
    (
        "regions.csv",
        "north,The north,0.2,0.8\nsouth,The south,0.2,0.8",
        "north,The north,0.50000001,0.8\nsouth,The south,0.5,0.8",
        ("a sum of 1.00000001\n", "such as 0.5 for north"),
    ),
    (
        "spend_profiles.csv",
        "even,1,0.5",
        "even,1,0.4",
        ("spend_fraction: found a sum of 0.9 for even", "sum to 1"),
    ),
    ("days.csv", "0.95", "0.9", ("days.csv, row 2, column share_of_days_fraction: found a sum of 0.95",)),
    ("sources.csv", ",4,0.85", ",,0.85", ("duration_hours: found blank", "as the kind is storage")),
    ("sources.csv", ",4,0.85", ",4,", ("round_trip_efficiency_fraction: found blank",)),
    ("sources.csv", "7,gas", ",gas", ("heat_rate_mmbtu_per_mwh: found blank", "as there is a fuel")),
    (
        "fuel_prices.csv",
        "gas,south,2026,-0.5\n",
        "",
        ("fuel_prices.csv, column region: found no row for south", "gas"),
    ),
    (
        "fuel_prices.csv",
        "gas,north,2026",
        "gas,north,2027",
        ("row 2, column year: found 2027", "not after 2026"),
    ),
    (
        "site_limits.csv",
        "chips,,9",
        "chips,north,9",
        ("site_limits.csv, row 4, column region", "counted nationally"),
    ),
    (
        "profiles.csv",
        "sunny,south,3,stress",
        "rainy,south,3,stress",
        ("found sunny without south quarter 3 stress",),
    ),
    ("days.csv", "stress,0.05", "stress,0.04\nnew,0.01", ("north quarter 1 new, north quarter 2 new",)),
    (
        "regions.csv",
        "south,The",
        "west,W,0,1\nsouth,The",
        ("without west quarter 1 typical", "no row for west"),
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "parts"), TIME + ASSETS)
def test_sheets_that_do_not_fit_together_are_refused(refusal, file, old, new, parts):
    message = str(refusal((file, old, new)))
    assert "allowed: " in message
    assert "mend: " in message
    for part in parts:
        assert part in message
