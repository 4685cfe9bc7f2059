"""Terms by date of order and of issue: what is wrong with them, and which of them do nothing."""

from __future__ import annotations

import pytest
from cases.small import write_small

from planner.case import read
from planner.errors import CaseError

HEADERS = {
    "source_vintages": "source,ordered_from,capex_usd_per_kw,dollar_year,lead_months,life_years,spend_profile",
    "compute_vintages": "asset,ordered_from,capex_usd_billion_per_gw,dollar_year,lead_months,life_years,spend_profile",
    "instrument_vintages": "instrument,issued_from,rate_per_year,fee_fraction",
    "tax_credits": "asset,ordered_from,credit_fraction,transfer_price_fraction,stands_by",
}


def write(folder, sheet, *rows):
    """The small case with a sheet of these rows."""
    write_small(folder)
    (folder / f"{sheet}.csv").write_text("\n".join((HEADERS[sheet], *rows)) + "\n")
    return folder


FAULTS = [
    ("source_vintages", "gass,2026Q3,900,,,,", ("column source", "did you mean gas?")),
    ("source_vintages", "shell,2026Q3,900,,,,", ("column source: found 'shell'", "a name from sources.csv")),
    (
        "source_vintages",
        "gas,2026,900,,,,",
        ("column ordered_from: found '2026'", "a quarter such as 2026Q1"),
    ),
    ("source_vintages", "gas,,900,,,,", ("column ordered_from: found blank",)),
    ("source_vintages", "gas,2026Q3,-1,,,,", ("capex_usd_per_kw: found '-1'", "of at least 0")),
    ("source_vintages", "gas,2026Q3,,,,0.3,", ("life_years: found 0.3", "a multiple of 0.25", "write 0.25")),
    ("source_vintages", "gas,2026Q3,,,,,evn", ("column spend_profile", "did you mean even?")),
    ("compute_vintages", "gas,2026Q3,9,,,,", ("column asset: found 'gas'", "a name from compute.csv")),
    ("compute_vintages", "shell,2026Q3,9,,,0.1,", ("life_years: found 0.1", "write 0.25")),
    ("instrument_vintages", "bnd,2026Q3,0.06,", ("column instrument: found 'bnd'", "did you mean bond?")),
    ("instrument_vintages", "bond,2026Q3,6,", ("rate_per_year: found '6'", "write 0.06 for 6 %")),
    (
        "instrument_vintages",
        "bond,2026Q3,,\nbond,2026Q4,0.03,",
        ("row 3, column rate_per_year: found 0.03", "at least money.benchmark_rate_per_year, which is 0.04"),
    ),
    ("instrument_vintages", "bond,Q3,0.06,", ("issued_from: found 'Q3'", "a quarter such as 2026Q1")),
    ("tax_credits", "gaz,2026Q3,0.3,0.9,", ("column asset: found 'gaz'", "did you mean gas?")),
    ("tax_credits", "gas,2026Q3,1.3,0.9,", ("credit_fraction: found '1.3'", "from 0 to 1")),
    (
        "tax_credits",
        "gas,2026Q3,1,1,",
        ("credit_fraction: found 1", "less than 1 in all", "a smaller credit"),
    ),
    ("tax_credits", "gas,2026Q3,0.3,0.9,2027", ("stands_by: found '2027'", "a quarter such as 2026Q1")),
    ("tax_credits", "gas,,0.3,0.9,", ("ordered_from: found blank",)),
    (
        "compute_vintages",
        "shell,2026Q3,9,,,,\nshell,2026Q3,8,,,,",
        ("one row for each asset, ordered_from", "keep one of rows 2 and 3"),
    ),
]


@pytest.mark.parametrize(("sheet", "row", "parts"), FAULTS)
def test_a_vintage_at_fault_is_told_with_its_cell_and_its_mend(tmp_path, sheet, row, parts):
    folder = write(tmp_path / "small", sheet, row)
    with pytest.raises(CaseError) as caught:
        read(folder)
    for part in (f"{sheet}.csv, row", *parts):
        assert part in str(caught.value)


NOTES = [
    ("gas,2026Q3,,,,,", "row 2: changes nothing of gas, as all its terms are blank"),
    ("gas,2026Q3,1000,2025,,,even", "row 2: changes nothing of gas, as it states what holds already"),
    (
        "gas,2026Q3,900,,,,\ngas,2026Q4,900,,,,",
        "row 3: changes nothing of gas, as it states what holds already",
    ),
    (
        "gas,2028Q1,900,,,,",
        "row 2: changes nothing of gas, as it begins after 2027Q4, the last quarter planned",
    ),
    (
        "gas,2025Q1,900,,,,\ngas,2026Q1,800,,,,",
        "row 2: changes nothing of gas, as row 3 holds from 2026Q1, the first quarter planned",
    ),
]


@pytest.mark.parametrize(("rows", "note"), NOTES)
def test_a_vintage_that_changes_nothing_is_noted(tmp_path, rows, note):
    assert f"source_vintages.csv, {note}" in read(write(tmp_path / "small", "source_vintages", rows)).notes


def test_a_vintage_that_changes_something_is_not(tmp_path):
    rows = ("gas,2025Q1,900,,3,,", "gas,2026Q1,800,,,,", "gas,2027Q1,1000,,,,", "sun,2026Q1,1000,,,,")
    case = read(write(tmp_path / "small", "source_vintages", *rows))
    assert [note for note in case.notes if "changes nothing" in note] == []


@pytest.mark.parametrize(
    ("row", "note"),
    [
        ("gas,2028Q1,0.3,0.9,", "does nothing, as it begins after 2027Q4, the last quarter planned"),
        (
            "gas,2026Q3,0.3,0.9,2026Q2",
            "does nothing, as what is ordered from 2026Q3 on cannot stand by 2026Q2",
        ),
        (
            "gas,2025Q3,0.3,0.9,2025Q4",
            "does nothing, as what is ordered from 2026Q1 on cannot stand by 2025Q4",
        ),
    ],
)
def test_a_tax_credit_that_nobody_earns_is_noted(tmp_path, row, note):
    assert f"tax_credits.csv, row 2: {note}" in read(write(tmp_path / "small", "tax_credits", row)).notes


def test_a_tax_credit_that_somebody_may_earn_is_not(tmp_path):
    case = read(write(tmp_path / "small", "tax_credits", "gas,2025Q3,0.3,0.9,2026Q3", "shell,2026Q1,0.9,1,"))
    assert [note for note in case.notes if "tax_credits" in note] == []


def test_a_vintage_of_an_instrument_that_changes_nothing_is_noted(tmp_path):
    case = read(write(tmp_path / "small", "instrument_vintages", "bond,2026Q3,0.05,", "loan,2026Q3,,0.02"))
    notes = [note for note in case.notes if "changes nothing" in note]
    assert notes == [
        "instrument_vintages.csv, row 2: changes nothing of bond, as it states what holds already"
    ]
