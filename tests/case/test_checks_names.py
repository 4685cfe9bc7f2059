"""Names across sheets: each defined, each asset owned."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize(("file", "old", "new", "parts"), NAMES + OWNERS)
def test_names_that_do_not_fit_together_are_refused(refusal, file, old, new, parts):
    message = str(refusal((file, old, new)))
    assert "allowed: " in message
    assert "mend: " in message
    for part in parts:
        assert part in message
