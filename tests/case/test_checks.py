"""What is odd but allowed is a note, and what the contract allows is read."""

from __future__ import annotations

import inspect

import pytest

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
    ],
)
def test_what_is_odd_but_allowed_is_a_note(reading, file, old, new, note):
    (told,) = reading((file, old, new)).notes
    assert note in told
    assert told.startswith(f"{file.replace('instrument_use', 'instruments')}:")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("sources.csv", "sunny,,,0.1", "sunny,,,1"),
        ("sources.csv", "sun,power,1200,2024,20,0,,", "sun,power,1200,2024,20,0,0,"),
        ("supply_limits.csv", "2027,3", "2090,0"),
        ("supply_limits.csv", "2026,2\nturbines,2027,3", "2026,0\nturbines,2027,0"),
        ("supply_limits.csv", "2026,2\nturbines,2027,3", "2020,0\nturbines,2027,3"),
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
