"""The form of a CSV: header, rows, quotes, keys."""

from __future__ import annotations

import pytest

from planner.case import SHEETS
from planner.case.sheet_rows import FaultyFileError, lines_of
from planner.case.sheet_rows import read_table as read_lines

DAYS = SHEETS["days"]
HEADER = "day,share_of_days_fraction\n"


def read_table(sheet, text):
    return read_lines(sheet, lines_of(sheet, text))


@pytest.mark.parametrize(
    ("sheet", "old", "new", "parts"),
    [
        (
            "regions",
            "siting_share_min_fraction",
            "siting_share_min",
            (
                "row 1, column siting_share_min: found an unknown column",
                "did you mean siting_share_min_fraction?",
            ),
        ),
        (
            "regions",
            "siting_share_min_fraction",
            "siting_share_min",
            ("found no such column", "write it: least"),
        ),
        ("regions", "region,name", "region,name,zzz", ("column zzz: found an unknown column", "remove it")),
        (
            "regions",
            "region,name,",
            "region,name,name,",
            ("column name: found 2 such columns", "keep one of them"),
        ),
        (
            "regions",
            "north,The north,",
            "north,",
            ("row 2: found 3 cells", "4 cells, as in the header", "comma"),
        ),
        ("regions", "The north", "The north, and more", ("row 2: found 5 cells", "put quotes around")),
        ("regions", "The north", "", ("row 2, column name: found blank", "text", "are different things")),
        (
            "regions",
            "south,The",
            "north,The",
            ("row 3, column region: found north", "keep one of rows 2 and 3"),
        ),
        (
            "demand",
            "2027",
            "2025",
            ("row 3, column sponsor: found cloud, 2025", "one row for each sponsor, year"),
        ),
        ("site_limits", "chips,,9", "gas,,9", ("found gas, blank", "keep one of rows 2 and 4")),
        (
            "demand",
            "2025",
            "2525",
            ("row 2, column year: found '2525'", "from 2000 to 2100", "not above 2100"),
        ),
        ("demand", "2025,1", "2025,-1", ("column need_gw: found '-1'", "at least 0 (GW)")),
        ("demand", "2025,1", "2025,", ("column need_gw: found blank", "infinite (no limit)")),
        ("demand", ",D", ",X", ("column confidence: found 'X'", "one of V, v, S, D, M, A, or blank")),
        ("supply_limits", "2026,2", "2026,-2", ("column limit_gw_per_year: found '-2'", "GW per year")),
        ("sources", "2026Q2", "2026-Q1", ("column first_delivery: found '2026-Q1'", "write 2026Q1")),
        ("sources", "0.85", "0", ("round_trip_efficiency_fraction: found '0'", "above 0 and up to 1")),
        ("sources", "0.9,", "NaN,", ("availability_fraction: found 'NaN'", "fill it in")),
        ("sources", "0.9,", "inf,", ("availability_fraction: found 'inf'", "write a number from 0 to 1")),
        ("sources", "0.9,", "5,", ("availability_fraction: found '5'", "write 0.05 for 5 %")),
        ("sources", "0.9,", "most,", ("availability_fraction: found 'most'", "a number from 0 to 1")),
        (
            "sources",
            ",20,9,even,0.97,,4",
            ",20,9,even,0.97,n/a,4",
            ("profile: found 'n/a'", "mend: clear the cell"),
        ),
        ("sources", "gas,power,1000,2025", "gas,power,1000,25", ("dollar_year: found '25'", "2000 to 2100")),
        ("sources", ",30,6,", ",0,6,", ("life_years: found '0'", "above 0")),
        ("sources", ",30,6,", ",30,-6,", ("lead_months: found '-6'", "from 0")),
        ("profiles", "sunny,north,1", "sunny,north,5", ("quarter: found '5'", "a whole number from 1 to 4")),
        (
            "instruments",
            "bullet",
            "balloon",
            ("repayment: found 'balloon'", "bullet, level, straight, callable"),
        ),
        ("instruments", "unsecured", "unsecure", ("collateral: found 'unsecure'", "did you mean unsecured?")),
        (
            "instruments",
            "construction",
            "building",
            ("stage: found 'building'", "any, construction, operating"),
        ),
        ("instruments", ",5,level", ",0,level", ("tenor_years: found '0'", "above 0")),
        ("market_limits", "bonds,2026,1", "bonds,2026,-1", ("step: found '-1'", "at least 0")),
        ("market_limits", "10,0.01", "10,1.5", ("concession_fraction: found '1.5'", "write 0.015 for 1.5 %")),
        ("lender_value", "shell,0", "shell,-1", ("age_years: found '-1'", "at least 0")),
        ("coverage", "shell,", "shells,", ("asset_class: found 'shells'", "did you mean shell?")),
        ("owners", "gas,utility", "gas,=utility", ("sponsor: found '=utility'", "a formula")),
    ],
)
def test_a_bad_sheet_is_refused(refusal, sheet, old, new, parts):
    message = str(refusal((f"{sheet}.csv", old, new)))
    assert f"{sheet}.csv, row" in message
    assert "allowed: " in message
    assert "mend: " in message
    for part in parts:
        assert part in message


@pytest.mark.parametrize("sheet", ["regions", "sponsors", "demand", "days"])
def test_sheets_that_must_have_rows_are_refused_without(sheet):
    header = ",".join(column.name for column in SHEETS[sheet].columns)
    rows, faults = read_table(SHEETS[sheet], header)
    assert rows == ()
    assert [fault.found for fault in faults] == ["no rows"]


@pytest.mark.parametrize("sheet", ["committed", "sources", "site_limits", "instruments", "profiles"])
def test_other_sheets_may_be_only_a_header(sheet):
    header = ",".join(column.name for column in SHEETS[sheet].columns)
    assert read_table(SHEETS[sheet], header) == ((), [])


def test_an_empty_file_is_one_fault():
    with pytest.raises(FaultyFileError) as caught:
        read_table(DAYS, "")
    assert caught.value.fault.found == "an empty file"


def test_a_decimal_comma_that_splits_a_cell_is_told():
    _, (fault,) = read_table(DAYS, f"{HEADER}all,1,\nsome,0,08\n")
    assert fault.row == 3
    assert "write a decimal point (0.08), not a comma" in fault.mend


def test_empty_lines_are_skipped_and_counted():
    rows, faults = read_table(DAYS, f"\n{HEADER}\n , \nall,1\n\n")
    assert faults == []
    assert [row.row for row in rows] == [5]


def test_trailing_commas_of_a_spreadsheet_are_no_cells():
    rows, faults = read_table(DAYS, "day, share_of_days_fraction ,,\nall,1,,\nnone,0\n")
    assert faults == []
    assert rows[0]["share_of_days_fraction"] == 1


def test_columns_that_may_be_blank_may_be_left_out():
    rows, faults = read_table(SHEETS["site_limits"], "asset,limit_gw\ngas,5\n")
    assert faults == []
    assert rows[0]["region"] is None
    assert rows[0]["provenance"] is None


def test_columns_may_stand_in_any_order():
    rows, faults = read_table(DAYS, "share_of_days_fraction,day\n1,all\n")
    assert faults == []
    assert rows[0]["day"] == "all"


def test_a_quoted_cell_may_hold_commas_and_line_ends():
    rows, faults = read_table(DAYS, 'day,share_of_days_fraction,provenance\nall,1,"a, ""b""\nc"\nnone,0,\n')
    assert faults == []
    assert rows[0]["provenance"] == 'a, "b"\nc'
    assert rows[1].row == 3


@pytest.mark.parametrize("sign", [";", "\t"])
def test_other_signs_between_cells_are_one_fault(sign):
    _, faults = read_table(DAYS, f"day{sign}share_of_days_fraction\nall{sign}1\n")
    assert faults[0].mend == "save the sheet with commas between cells"


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (HEADER + 'all,"1\nnone,0\n', 2),
        (HEADER + 'all,"1"x\n', 2),
        (HEADER + "all," + "1" * 200_000 + "\n", 2),
        ('"day', 1),
    ],
)
def test_what_is_no_csv_is_refused_as_a_whole(text, row):
    with pytest.raises(FaultyFileError) as caught:
        read_table(DAYS, text)
    assert caught.value.fault.row == row
    assert "close every quote" in caught.value.fault.mend
