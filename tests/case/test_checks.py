"""What is odd but allowed is a note, and what the contract allows is read."""

from __future__ import annotations

import inspect
import re

import pytest
from cases.small import other_notes

from planner.case.checks import CHECKS


@pytest.mark.parametrize(
    ("file", "old", "new", "note"),
    [
        (
            "case.yaml",
            "close_by: 2027Q4",
            "close_by: 2030Q4",
            "2030Q4, is not in the horizon 2026Q1 to 2027Q4",
        ),
        (
            "case.yaml",
            "end: 2027Q4",
            "end: 2027Q4\n  years_from: 2027Q1",
            "target.close_by, 2027Q4, lies in 2027, which is planned as one year, and counts from its start",
        ),
        ("supply_limits.csv", "turbines,2026", "spare,2026,1\nturbines,2026", "uses the supply_pool spare"),
        (
            "instrument_use.csv",
            "notes,cloud,shell\n",
            "",
            "no row of instrument_use.csv uses the instrument notes",
        ),
        (
            "market_limits.csv",
            "loans,",
            "zz,2026,1,5,0\nloans,",
            "no row of instruments.csv uses the market zz",
        ),
        (
            "supply_limits.csv",
            "2026,2\nturbines,2027",
            "2020,2\nturbines,2021",
            "turbines stays at 3, its value of 2021",
        ),
        (
            "supply_limits.csv",
            "2026,2\nturbines,2027",
            "2036,2\nturbines,2037",
            "turbines begins after 2027Q4",
        ),
        (
            "committed.csv",
            "cloud,2025,1",
            "cloud,2025,1\nutility,2025,1",
            "utility has no rows in demand.csv",
        ),
        ("sponsor_cash.csv", "utility,2026,20\n", "", "utility has no rows, so it can put in no equity"),
        ("lender_value.csv", "shell,0,1", "shell,2,0.9", "shell has no row at age 0"),
        (
            "sources.csv",
            "7,gas",
            "7,",
            "row 2: heat_rate_mmbtu_per_mwh is 7 and does nothing, as there is no fuel",
        ),
        ("sources.csv", "sunny,,,0.1", "sunny,4,,0.1", "row 3: duration_hours is 4 and does nothing"),
        (
            "sources.csv",
            "sunny,,,0.1",
            "sunny,,0.9,0.1",
            "round_trip_efficiency_fraction is 0.9 and does nothing",
        ),
        (
            "instruments.csv",
            "unsecured,,any",
            "unsecured,0.5,any",
            "advance_fraction is 0.5 and does nothing",
        ),
        (
            "instruments.csv",
            "unsecured,,any",
            "unsecured,,operating",
            "stage is 'operating' and does nothing",
        ),
        (
            "instruments.csv",
            "any,,,1.3",
            "any,1,,1.3",
            "seasoning_years is 1 and does nothing, as the stage is any",
        ),
        ("instruments.csv", "any,,,1.3", "any,,1,1.3", "row 3: takeout_years is 1 and does nothing"),
        (
            "site_limits.csv",
            "asset,region,limit_gw\ngas,,5\ngas,north,3\nchips,,9\n",
            "asset,limit_gw\ngas,5\nchips,9\n",
            "read as blank, for there is no such column: region",
        ),
    ],
)
def test_what_is_odd_but_allowed_is_a_note(reading, file, old, new, note):
    (told,) = other_notes(reading((file, old, new)))
    assert note in told
    assert re.match(rf"{file.replace('instrument_use', 'instruments')}(, row \d+)?: ", told)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("sources.csv", "sunny,,,0.1", "sunny,,,1"),
        ("sources.csv", "sun,power,1200,2024,20,0,,", "sun,power,1200,2024,20,0,0,"),
        ("supply_limits.csv", "2027,3", "2090,0"),
        ("supply_limits.csv", "2026,2\nturbines,2027,3", "2026,0\nturbines,2027,0"),
        ("supply_limits.csv", "2026,2\nturbines,2027,3", "2020,0\nturbines,2027,3"),
        ("supply_limits.csv", "2026,2\nturbines,2027,3", "2020,2\nturbines,2026,0"),
        ("supply_limits.csv", "2026,2\nturbines,2027,3", "2020,2\nturbines,2024,0\nturbines,2027,0"),
        ("days.csv", "typical,0.95\nstress,0.05", "typical,0.949999\nstress,0.049999"),
        ("spend_profiles.csv", "0,0.5\neven,1,0.5", "0,0.333333\neven,0.5,0.333333\neven,1,0.333333"),
        ("regions.csv", "0.8\nsouth,The south,0.2,0.8", "0.9\nsouth,The south,0.1,0.1"),
        ("market_limits.csv", "bonds,2026,1,10,0", "bonds,2026,0,10,0\nbonds,2026,202601,10,0"),
        ("fuel_prices.csv", "gas,north,2026", "gas,north,2020"),
        ("profiles.csv", "sunny,north,1,typical", "spare,north,1,typical,{zeros}\nsunny,north,1,typical"),
        ("site_limits.csv", "gas,north,3", "shell,north,3"),
        ("owners.csv", "chips,cloud", "chips,cloud\nchips,utility"),
        ("instruments.csv", "callable,,", "callable,9,"),
        ("instruments.csv", "any,,,1.3", "any,0,,1.3"),
        ("instruments.csv", "bonds,0.05", "bonds,0.04"),
        ("instruments.csv", "unsecured,,any,,,", "unsecured,,any,,,0"),
        ("instrument_use.csv", "bond,cloud,", "bond,cloud,power"),
        ("sponsors.csv", "10,25,10", "10,25,"),
        ("sponsors.csv", "10,25,10", ",25,10"),
        ("lender_value.csv", "chips,5,0\n", ""),
        ("regions.csv", "0.2,0.8\nsouth,The south,0.2,0.8", "0.5,0.5\nsouth,The south,0.5,0.5"),
        ("case.yaml", "end: 2027Q4", "end: 2100Q4"),
    ],
)
def test_what_the_contract_allows_is_read(reading, file, old, new):
    assert reading((file, old, new.format(zeros=",".join("0" * 24))))


def test_only_the_quarters_planned_need_a_profile(reading):
    last = [
        ("profiles.csv", f"sunny,{region},4,{day}", f"spare,{region},4,{day}")
        for region in ("north", "south")
        for day in ("typical", "stress")
    ]
    case = reading(
        ("case.yaml", "end: 2027Q4", "end: 2026Q3"), ("case.yaml", "by: 2027Q4", "by: 2026Q3"), *last
    )
    assert {row["quarter"] for row in case.rows("profiles") if row["profile"] == "spare"} == {4}


def test_every_check_says_what_it_holds_and_stands_once():
    assert all(inspect.getdoc(check) for check in CHECKS)
    assert len(set(CHECKS)) == len(CHECKS)
