"""What is the user's own in a case is left alone; a public file in place of a case is told what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from cases.tiny import TINY, write_tiny
from cases.workbooks import saved, workbook_of

import planner
from planner.errors import CaseError

if TYPE_CHECKING:
    from pathlib import Path

ATB = "atb_year,core_metric_key,core_metric_parameter,core_metric_case,core_metric_variable,value\n1,x,OCC,R&D,2030,9\n"
TECHNOLOGY = "technology,parameter,value,unit,source,further description\nsolar,investment,500,EUR/kW,DEA,\n"
EIA = (
    "Inventory of Operating Generators\n\nEntity ID,Entity Name,Plant ID,Generator ID,Technology\n1,a,2,3,c\n"
)


def faults(path: Path) -> str:
    with pytest.raises(CaseError) as caught:
        planner.read(path)
    return str(caught.value)


@pytest.mark.parametrize("mark", ["_", "#"])
def test_tabs_and_columns_of_the_users_own_are_left_alone(mark: str, tmp_path: Path) -> None:
    """Formulas may feed on them: text, errors, merged cells and totals below the table among them."""
    book = workbook_of(TINY)
    book.create_sheet(f"{mark}scratch").append(["anything", 1, "=1/0"])
    tab = book["sources"]
    column = tab.max_column + 1
    for row, value in enumerate((f"{mark}my notes", "dear", "#N/A", None, None, "=SUM(C2:C3)"), 1):
        tab.cell(row, column, value)
    tab.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)
    book["case"].cell(1, 3, f"{mark}why")
    book["case"].cell(2, 3, "because")
    case = planner.read(saved(book, tmp_path))
    assert case.sheets == planner.read(TINY).sheets
    assert case.settings == planner.read(TINY).settings


@pytest.mark.parametrize("mark", ["_", "#"])
def test_files_and_columns_of_the_users_own_are_left_alone(mark: str, tmp_path: Path) -> None:
    folder = write_tiny(tmp_path / "case")
    (folder / f"{mark}draft.csv").write_text("a,b\n1\n", encoding="utf-8")
    lines = (folder / "regions.csv").read_text(encoding="utf-8").splitlines()
    width = lines[0].count(",")
    lines = [
        f"{lines[0]},{mark}mine,{mark}mine",
        *(f"{line},1,x" for line in lines[1:]),
        "," * width + ",total,9",
    ]
    (folder / "regions.csv").write_text("\n".join(lines), encoding="utf-8")
    assert planner.read(folder).sheets == planner.read(TINY).sheets


def test_a_column_that_is_not_marked_is_still_a_fault(tmp_path: Path) -> None:
    folder = write_tiny(tmp_path / "case", ("regions.csv", "region,", "region,mine,"))
    assert "an unknown column" in faults(folder)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (ATB, "NREL's Annual Technology Baseline"),
        (TECHNOLOGY, "PyPSA's technology-data"),
        (EIA, "EIA-860M, the monthly inventory of US generators"),
    ],
)
def test_a_public_table_is_told_what_it_is(text: str, name: str, tmp_path: Path) -> None:
    """Given for a case, put among its sheets, or under the name of one."""
    (tmp_path / "given.csv").write_text(text, encoding="utf-8")
    assert f"found {name}" in faults(tmp_path / "given.csv")
    folder = write_tiny(tmp_path / "case")
    (folder / "costs_2030.csv").write_text(text, encoding="utf-8")
    assert f"found {name}" in faults(folder)
    if text != EIA:
        folder = write_tiny(tmp_path / "other")
        (folder / "sources.csv").write_text(text, encoding="utf-8")
        told = faults(folder)
        assert f"sources.csv: found {name}" in told
        assert "an unknown column" not in told


@pytest.mark.parametrize(
    ("tabs", "name"),
    [
        (("Operating", "Planned", "Retired", "Canceled or Postponed"), "EIA-860M"),
        (("Summary", "Land-Based Wind", "Solar - Utility PV"), "NREL's Annual Technology Baseline"),
    ],
)
def test_a_public_workbook_is_told_what_it_is(tabs: tuple[str, ...], name: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for tab in tabs:
        book.create_sheet(tab).append(["a title"])
    assert f"found {name}" in faults(saved(book, tmp_path, "june_generator2026.xlsx"))


def test_other_tables_are_what_they_were(tmp_path: Path) -> None:
    (tmp_path / "given.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert "found a file" in faults(tmp_path / "given.csv")
