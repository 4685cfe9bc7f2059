from __future__ import annotations

import dataclasses
import hashlib
import pickle
import subprocess
import sys

import pandas as pd
import pytest
from cases.small import other_notes

from planner.case import SHEETS, Quarter, Row, read


def test_a_case_holds_every_sheet_and_setting(folder):
    case = read(folder)
    assert case.name == "small"
    assert tuple(case.sheets) == tuple(SHEETS)
    assert case.settings.vintage == "2025-11"
    assert case.settings.calendar.start == Quarter(2026, 1)
    assert case.settings.operations.hours_per_block == 4
    assert case.settings.funding is True
    assert case.settings.emissions_price_usd_per_tonne is None
    assert other_notes(case) == ()
    assert [str(period) for period in case.periods] == [
        f"{y}Q{q}" for y in (2026, 2027) for q in (1, 2, 3, 4)
    ]


def test_a_row_holds_values_of_its_columns_kinds_and_its_spreadsheet_row(folder):
    gas, sun, battery = read(folder).rows("sources")
    assert (gas.row, sun.row, battery.row) == (2, 3, 4)
    assert gas["capex_usd_per_kw"] == 1000.0
    assert gas["dollar_year"] == 2025
    assert gas["first_delivery"] == Quarter(2026, 2)
    assert gas["profile"] is None
    assert gas["provenance"] == "a note, with a comma"
    assert battery["energy_price_usd_per_mwh"] == -5
    assert list(gas) == [column.name for column in SHEETS["sources"].columns]
    assert len(gas) == len(SHEETS["sources"].columns)


def test_a_row_gives_numbers_and_texts_and_nothing_else_for_them():
    row = Row(2, {"region": "north", "limit_gw": 5.0, "kind": None})
    assert row.number("limit_gw") == 5.0
    assert row.text("region") == "north"
    assert repr(row) == "Row(2, {'region': 'north', 'limit_gw': 5.0, 'kind': None})"
    with pytest.raises(TypeError, match="row 2, column kind holds None, not a number"):
        row.number("kind")
    with pytest.raises(TypeError, match="row 2, column kind holds None, not text"):
        row.text("kind")
    with pytest.raises(TypeError):
        row["kind"] = "power"


def test_a_frame_has_every_declared_column(folder):
    frame = read(folder).frame("fuel_prices")
    assert isinstance(frame, pd.DataFrame)
    assert list(frame.columns) == [column.name for column in SHEETS["fuel_prices"].columns]
    assert frame["price_usd_per_mmbtu"].tolist() == [4.0, -0.5]


def test_a_row_holds_from_its_year_until_the_next(folder):
    case = read(folder)
    assert case.in_force("supply_limits", 2025) == {}
    assert case.in_force("supply_limits", 2026)["turbines",]["limit_gw_per_year"] == 2
    assert case.in_force("supply_limits", 2040)["turbines",]["limit_gw_per_year"] == 3
    assert set(case.in_force("market_limits", 2026)) == {("bonds", 1), ("bonds", 2), ("loans", 1)}


def test_hashes_are_those_of_the_files(folder):
    case = read(folder)
    assert set(case.hashes) == {path.name for path in folder.iterdir()}
    assert case.hashes["days.csv"] == hashlib.sha256((folder / "days.csv").read_bytes()).hexdigest()


def test_a_case_is_frozen_and_can_be_saved_and_read_again(folder):
    case = read(folder)
    assert pickle.loads(pickle.dumps(case)) == case
    with pytest.raises(dataclasses.FrozenInstanceError):
        case.name = "other"


def test_reading_a_case_does_not_load_pandas(folder):
    code = (
        f"import sys; from planner.case import read; read({str(folder)!r}); sys.exit('pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
