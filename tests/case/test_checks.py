"""What must hold across sheets: one broken thing a row, and the message it gives."""

from __future__ import annotations

import inspect

import pytest

from planner.case.checks import CHECKS

NAMES = [
    (
        "supply_use.csv",
        "turbines,gas",
        "turbines,gaz",
        ("row 2, column asset: found 'gaz'", "did you mean gas?"),
    ),
    (
        "supply_use.csv",
        "turbines,gas",
        "turbine,gas",
        ("supply_pool: found 'turbine'", "supply_limits.csv: turbines"),
    ),
    ("supply_use.csv", "turbines,gas", "zz,gas", ("define 'zz' there, or remove it here",)),
    (
        "site_limits.csv",
        "gas,north",
        "gas,nord",
        ("row 3, column region: found 'nord'", "did you mean north?"),
    ),
    ("site_limits.csv", "chips,,9", "chip,,9", ("asset: found 'chip'", "sources.csv or compute.csv")),
    ("profiles.csv", "sunny,north,1", "sunny,west,1", ("region: found 'west'", "regions.csv: north, south")),
    ("profiles.csv", "1,typical", "1,mean", ("day: found 'mean'", "days.csv: typical, stress")),
    ("fuel_prices.csv", "gas,north", "coal,north", ("fuel: found 'coal'", "fuels.csv: gas")),
    ("fuel_prices.csv", "gas,north", "gas,west", ("region: found 'west'",)),
    ("sources.csv", "7,gas", "7,coal", ("fuel: found 'coal'",)),
    ("sources.csv", "6,even", "6,odd", ("spend_profile: found 'odd'", "spend_profiles.csv: even")),
    ("compute.csv", "9,even", "9,evn", ("compute.csv, row 2", "did you mean even?")),
    ("sources.csv", "0.98,sunny", "0.98,windy", ("profile: found 'windy'", "profiles.csv: sunny")),
    ("owners.csv", "gas,utility", "gas,utilty", ("sponsor: found 'utilty'", "did you mean utility?")),
    ("owners.csv", "gas,utility", "gas,gas", ("sponsor: found 'gas'", "sponsors.csv: cloud, utility")),
    ("owners.csv", "gas,utility", "gass,utility", ("asset: found 'gass'", "gas, sun, battery, shell, chips")),
    ("demand.csv", "cloud,2025", "clod,2025", ("sponsor: found 'clod'",)),
    ("committed.csv", "cloud", "clod", ("sponsor: found 'clod'",)),
    ("sponsor_cash.csv", "utility", "utilities", ("did you mean utility?",)),
    ("instruments.csv", "bond,bonds", "bond,bnds", ("market: found 'bnds'", "did you mean bonds?")),
    ("instrument_use.csv", "bond,cloud", "bnd,cloud", ("instrument: found 'bnd'", "did you mean bond?")),
    ("instrument_use.csv", "bond,cloud", "bond,clod", ("sponsor: found 'clod'",)),
    ("instrument_use.csv", "cloud,chips", "cloud,chip", ("asset_class: found 'chip'", "did you mean chips?")),
    ("fuels.csv", "gas,0.053\n", "", ("none is defined",)),
]

OWNERS = [
    (
        "owners.csv",
        "gas,utility\n",
        "",
        ("sources.csv, row 2, column source: found 'gas'", "exactly one row", "it has none"),
    ),
    (
        "owners.csv",
        "shell,cloud\n",
        "",
        ("compute.csv, row 2, column asset", "at least one row in owners.csv"),
    ),
    (
        "owners.csv",
        "sun,utility\n",
        "sun,utility\ngas,cloud\n",
        ("owners.csv, row 4, column asset: found 'gas'", "keep one of rows 2 and 4"),
    ),
    (
        "compute.csv",
        "shell,shell",
        "gas,shell",
        ("compute.csv, row 2, column asset", "sources.csv, row 2 does", "rename"),
    ),
]

TIME = [
    (
        "case.yaml",
        "end: 2027Q4",
        "end: 2025Q4",
        ("column calendar.end: found 2025Q4", "not before calendar.start, 2026Q1"),
    ),
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
            "turbines above zero at some time from 2026Q1",
        ),
    ),
    (
        "market_limits.csv",
        "bonds,2026,2,10",
        "bonds,2024,2,10,0\nbonds,2026,2,0",
        ("row 4", "bonds step 2 above zero"),
    ),
    (
        "sponsor_cash.csv",
        "cloud,2026,50",
        "cloud,2024,50\ncloud,2025,0",
        ("sponsor_cash.csv, row 3", "cloud above zero"),
    ),
]

ASSETS = [
    ("regions.csv", "0.2,0.8", "0.9,0.8", ("siting_share_min_fraction: found 0.9", "which is 0.8")),
    (
        "regions.csv",
        "0.2,0.8\nsouth,The south,0.2",
        "0.7,0.8\nsouth,The south,0.7",
        ("a sum of 1.4", "at most 1"),
    ),
    (
        "regions.csv",
        "0.8\nsouth,The south,0.2,0.8",
        "0.3\nsouth,The south,0.2,0.3",
        ("a sum of 0.6", "at least 1"),
    ),
    (
        "spend_profiles.csv",
        "even,1,0.5",
        "even,1,0.4",
        ("spend_fraction: found a sum of 0.9 for even", "sum to 1"),
    ),
    ("days.csv", "0.95", "0.9", ("days.csv, row 2, column share_of_days_fraction: found a sum of 0.95",)),
    (
        "sources.csv",
        "sunny,,,0.1",
        "sunny,4,,0.1",
        ("duration_hours: found 4", "blank, as the kind is power", "storage"),
    ),
    ("sources.csv", "sunny,,,0.1", "sunny,,0.9,0.1", ("round_trip_efficiency_fraction: found 0.9",)),
    ("sources.csv", ",4,0.85", ",,0.85", ("duration_hours: found blank", "as the kind is storage")),
    ("sources.csv", ",4,0.85", ",4,", ("round_trip_efficiency_fraction: found blank",)),
    ("sources.csv", "7,gas", "7,", ("fuel: found blank", "as there is a heat rate")),
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
    (
        "instruments.csv",
        "unsecured,,any",
        "unsecured,0.5,any",
        ("advance_fraction: found 0.5", "is unsecured"),
    ),
    ("instruments.csv", "unsecured,,any", "unsecured,,operating", ("stage: found 'operating'", "write any")),
    (
        "instruments.csv",
        "any,,,1.3",
        "any,1,,1.3",
        ("seasoning_years: found 1", "blank, as the stage is any"),
    ),
    (
        "instruments.csv",
        "any,,,1.3",
        "any,,1,1.3",
        ("takeout_years: found 1", "write construction as the stage"),
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


@pytest.mark.parametrize(("file", "old", "new", "parts"), NAMES + OWNERS + TIME + ASSETS + MONEY)
def test_what_does_not_fit_together_is_refused(refusal, file, old, new, parts):
    message = str(refusal((file, old, new)))
    assert "allowed: " in message
    assert "mend: " in message
    for part in parts:
        assert part in message


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
