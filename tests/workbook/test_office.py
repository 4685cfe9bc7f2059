"""What a spreadsheet program makes of the workbooks: it opens, recalculates and saves them, and nothing changes."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import openpyxl
import pytest
from cases.tiny import ROOT, TINY
from report.reported import tiny_run, worked_run
from workbook.office import needs_office, saved_by_office, without_values

from planner.case import SHEETS, read
from planner.workbook.convert import to_workbook
from planner.workbook.run_workbook import run_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from planner.results.run import Run

pytestmark = [pytest.mark.office, needs_office]
RENAMED = {"engine": "total", "grid": "TOTAL*", "cloud": "2026", "power_co": "<5", "bond": "~bond?"}
"""Names that criteria of a spreadsheet take for patterns, for each other, and for numbers."""


def renamed(run: Run) -> Run:
    """The run with other names, in its case and in its tables."""
    sheets = {
        name: tuple(
            type(row)(row.row, {key: RENAMED.get(cell, cell) for key, cell in row.items()}) for row in rows
        )
        for name, rows in run.case.sheets.items()
    }
    tables = {name: frame.replace(RENAMED) for name, frame in run.tables.items()}
    return dataclasses.replace(run, case=dataclasses.replace(run.case, sheets=sheets), tables=tables)


def formulas(path: Path) -> dict[str, object]:
    """The value of every cell that the workbook calculates, by tab and cell."""
    values = openpyxl.load_workbook(path, data_only=True)
    return {
        f"{tab.title}!{cell.coordinate}": values[tab.title][cell.coordinate].value
        for tab in openpyxl.load_workbook(path).worksheets
        for row in tab.iter_rows()
        for cell in row
        if cell.data_type == "f" or (tab.title == "lists" and cell.row > 1)
    }


@pytest.mark.parametrize("names", ["plain", "awkward"])
def test_every_formula_has_the_value_that_is_stored_beside_it(names: str, tmp_path: Path) -> None:
    run = worked_run(tmp_path / "worked") if names == "plain" else renamed(tiny_run())
    path = tmp_path / "results.xlsx"
    path.write_bytes(run_workbook(run))
    told, again = formulas(path), formulas(saved_by_office(without_values(path)))
    assert len(told) > 200
    assert told.keys() == again.keys()
    wrong = {
        cell: (told[cell], again[cell]) for cell in told if again[cell] != pytest.approx(told[cell], abs=1e-9)
    }
    assert wrong == {}


def test_money_adds_up_in_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    run = worked_run(tmp_path / "worked")
    path.write_bytes(run_workbook(run))
    tab = openpyxl.load_workbook(saved_by_office(without_values(path)), data_only=True)["sources_and_uses"]
    rows = {
        (row[0].value, row[1].value): [cell.value for cell in row[2:]] for row in tab.iter_rows(min_row=2)
    }
    for sponsor in ("cloud", "utility", "all sponsors"):
        assert rows[sponsor, "sources less uses"] == [0] * 8
        assert rows[sponsor, "brought forward less carried"] == [0] * 8
        assert rows[sponsor, "total sources"] == pytest.approx(rows[sponsor, "total uses"])
    cash = run.tables["cash"]
    for line in ("debt_issued", "capex", "cash_carried_forward"):
        own = cash[cash["line"] == line]["usd_billion"].sum()
        assert sum(rows["all sponsors", line]) == pytest.approx(own)
        assert own > 1


@pytest.mark.parametrize("case", ["tiny", "us-2028"])
def test_a_form_that_was_opened_and_saved_is_the_same_case(case: str, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    to_workbook(ROOT / "inputs" / case, path)
    before, after = read(path), read(saved_by_office(without_values(path)))
    assert after.settings == before.settings
    for sheet in SHEETS:
        assert [dict(row) for row in after.rows(sheet)] == [dict(row) for row in before.rows(sheet)]


def test_the_lists_of_names_calculate(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    to_workbook(TINY, path)
    told, again = formulas(path), formulas(saved_by_office(without_values(path)))
    assert {cell: value or "" for cell, value in again.items()} == {
        cell: value or "" for cell, value in told.items()
    }
    assert "spend_profiles" not in told.values()
    assert {"engine", "grid", "shell", "chips", "on_delivery"} <= set(told.values())
