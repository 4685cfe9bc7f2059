"""Folders and files: what is read whatever its form, and what is refused."""

from __future__ import annotations

import re
import time

import pytest
from cases.small import other_notes

from planner.case import read
from planner.case.folder import SCENARIOS
from planner.errors import CaseError

FINANCING = ("instruments", "instrument_use", "market_limits", "lender_value", "coverage", "sponsor_cash")


def refused(folder, *parts):
    with pytest.raises(CaseError) as caught:
        read(folder)
    for part in parts:
        assert part in str(caught.value)
    return caught.value


def test_a_missing_folder_is_refused(tmp_path):
    refused(
        tmp_path / "nowhere", "nowhere: found no such folder", "a folder with case.yaml", "check the path"
    )


def test_a_path_no_system_allows_is_refused():
    refused("a\0b", "check the path")


def test_an_empty_folder_is_one_fault(tmp_path):
    assert len(refused(tmp_path, "found an empty folder", "copy the example case").faults) == 1


def test_a_folder_of_other_things_is_one_fault(tmp_path):
    (tmp_path / "notes.csv").write_text("a,b\n")
    assert len(refused(tmp_path, "found none of these files").faults) == 1


def test_a_file_in_place_of_a_folder_is_refused(folder):
    refused(folder / "case.yaml", "found a file", "name the folder the file is in")


def test_a_folder_may_be_named_by_its_text(folder):
    assert read(str(folder)) == read(folder)


@pytest.mark.parametrize("file", ["demand.csv", "site_limits.csv", "instruments.csv", "case.yaml"])
def test_a_missing_file_is_refused(folder, file):
    (folder / file).unlink()
    refused(folder, f"{file}: found no such file", "if only with its header", "write it:")


def test_without_funding_the_financing_sheets_may_be_absent(folder):
    for name in FINANCING:
        (folder / f"{name}.csv").unlink()
    refused(folder, *(f"{name}.csv" for name in FINANCING))
    with (folder / "case.yaml").open("a") as settings:
        settings.write("funding: off\n")
    case = read(folder)
    assert case.settings.funding is False
    assert all(case.rows(name) == () for name in FINANCING)


def test_with_unreadable_settings_absent_financing_sheets_are_no_fault(folder):
    (folder / "coverage.csv").unlink()
    (folder / "case.yaml").write_text("title: [")
    assert "coverage" not in str(refused(folder, "case.yaml"))


@pytest.mark.parametrize(
    ("file", "mend"),
    [
        ("regoin.csv", "move it out"),
        ("sponsor-cash.csv", "move it out"),
        ("case.yml", "move it out"),
        ("other_things.yaml", "move it out"),
        ("scenario.yaml", "did you mean scenarios.yaml?"),
    ],
)
def test_a_file_that_looks_like_part_of_the_case_and_is_not_is_refused(folder, file, mend):
    (folder / file).write_text("")
    refused(folder, f"{file}: found an unknown file", "regions.csv", mend)


@pytest.mark.parametrize(
    ("file", "as_written"),
    [("regions.csv", "regoins.csv"), ("demand.csv", "Demand.CSV"), ("case.yaml", "case.yml")],
)
def test_a_misspelt_file_is_offered_its_name(folder, file, as_written):
    (folder / file).rename(folder / as_written)
    refused(
        folder, f"{as_written}: found an unknown file", f"did you mean {file}?", f"{file}: found no such file"
    )


def test_other_files_are_left_alone(folder):
    for name in ("README.md", ".~lock.csv", "~$sources.csv", SCENARIOS, "sources.xlsx"):
        (folder / name).write_text("anything")
    (folder / "results").mkdir()
    assert SCENARIOS not in read(folder).hashes


def test_a_folder_named_as_a_sheet_is_refused(folder):
    (folder / "days.csv").unlink()
    (folder / "days.csv").mkdir()
    refused(folder, "days.csv: found a folder", "a readable file")


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n \r\n"])
def test_an_empty_sheet_is_one_fault(folder, content):
    (folder / "sources.csv").write_bytes(content)
    fault = refused(folder, "sources.csv: found an empty file", "write the sheet, if only its header")
    assert [one.file for one in fault.faults] == ["sources.csv"]


def test_all_columns_a_sheet_lacks_are_one_note(folder):
    (folder / "sponsors.csv").write_text(
        "sponsor,name,equity_rate_per_year,equity_floor_fraction,corporate_debt_limit_usd_billion,"
        "value_of_service_usd_billion_per_gw_year\ncloud,A cloud,0.1,0.2,100,25\nutility,A utility,0.12,0.2,50,\n"
    )
    (told,) = other_notes(read(folder))
    assert told == (
        "sponsors.csv: read as blank, for there is no such column: cash_limit_usd_billion; "
        "as 0, for there is no such column: revenue_usd_billion_per_gw_year"
    )


def test_a_byte_order_mark_and_windows_line_ends_are_read(folder):
    plain = read(folder)
    for path in folder.iterdir():
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read(folder).sheets == plain.sheets
    assert read(folder).settings == plain.settings


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("region,name\nx,España\n".encode("latin-1"), "row 2: found the byte 0xF1, which is not UTF-8"),
        ("region,name\n".encode("utf-16"), "row 1: found the byte 0xFF, which is not UTF-8"),
        (b"region,name\nx\0,y\n", "row 2: found a NUL byte"),
    ],
)
@pytest.mark.parametrize("file", ["regions.csv", "case.yaml"])
def test_a_file_that_is_not_utf8_is_refused(folder, file, content, found):
    (folder / file).write_bytes(content)
    refused(folder, f"{file}, {found}", "save the file again as UTF-8")


def test_faults_of_several_sheets_are_told_at_once(refusal):
    fault = refusal(
        ("regions.csv", "0.2", "-1"),
        ("demand.csv", "2025", "1025"),
        ("case.yaml", "policy: priced", "policy: free"),
        ("supply_use.csv", "gas", "gsa"),
        ("owners.csv", "sun,utility\n", ""),
        ("compute.csv", "9,even", "9,oven"),
    )
    assert [one.file for one in fault.faults] == [
        "case.yaml",
        "regions.csv",
        "demand.csv",
        "compute.csv",
        "supply_use.csv",
        "sources.csv",
    ]
    assert str(fault).startswith("6 things to mend before planning:")


def test_of_many_faults_alike_ten_are_told_and_the_rest_counted(folder):
    path = folder / "profiles.csv"
    path.write_text(path.read_text().replace("0.5", "5"))
    fault = refused(folder, "profiles.csv: found 182 more faults like the 10 above")
    assert len(fault.faults) == 192
    assert str(fault).startswith("192 things to mend")
    assert str(fault).count("mend: ") == 11


def test_a_sheet_of_a_thousand_columns_is_a_short_message(folder):
    path = folder / "days.csv"
    extra = ",".join(f"extra{index}" for index in range(1000))
    path.write_text(
        f"day,share_of_days_fraction,{extra}\ntypical,0.95{',0' * 1000}\nstress,0.05{',0' * 1000}\n"
    )
    fault = refused(folder, "days.csv, row 1, column extra0: found an unknown column", "990 more faults")
    assert len(fault.faults) == 1000
    assert len(str(fault)) < 5000


def test_a_fault_in_one_cell_does_not_raise_false_ones_elsewhere(refusal):
    fault = refusal(("sources.csv", "gas,power,1000", "gas,powr,1000"), ("regions.csv", "north,The", ",The"))
    assert [(one.file, one.row, one.column) for one in fault.faults] == [
        ("regions.csv", 2, "region"),
        ("sources.csv", 2, "kind"),
    ]


def test_the_message_says_where_what_was_found_what_is_allowed_and_the_mend(refusal):
    fault = refusal(("regions.csv", "0.8", "80"))
    assert str(fault) == (
        "1 thing to mend before planning:\n\n"
        "regions.csv, row 2, column siting_share_max_fraction: found '80'\n"
        "    allowed: a number from 0 to 1 (fraction)\n"
        "    mend: write 0.8 for 80 %"
    )


@pytest.mark.timing
def test_reading_takes_a_blink(folder):
    read(folder)
    start = time.perf_counter()
    read(folder)
    assert time.perf_counter() - start < 0.3


def test_no_message_shows_the_code_that_wrote_it(refusal):
    assert not re.search(r"Traceback|Error\(|object at", str(refusal(("case.yaml", "title:", "titel:"))))
