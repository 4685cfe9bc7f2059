"""A case as a workbook to fill in, and back: nothing lost, nothing run, only what is allowed entered."""

from __future__ import annotations

import dataclasses
import io
import random
import re
from typing import TYPE_CHECKING

import openpyxl
import pytest
from cases.tiny import ROOT, TINY, write_tiny

from planner import cli
from planner.case import SHEETS, Quarter, Row, read
from planner.case.settings import SETTINGS
from planner.errors import CaseError, UserError
from planner.workbook.case_workbook import case_workbook
from planner.workbook.convert import to_folder, to_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from planner.case import Case

Told = pytest.CaptureFixture[str]


def contents(case: Case) -> object:
    """All that a case says, row numbers apart."""
    return case.settings, {name: [dict(row) for row in rows] for name, rows in case.sheets.items()}


def there_and_back(folder: Path, place: Path) -> Path:
    """The folder that a folder's workbook gives."""
    to_workbook(folder, place / "book.xlsx")
    to_folder(place / "book.xlsx", place / "back")
    return place / "back"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    """The workbook of the teaching case, as another program reads it."""
    path = tmp_path_factory.mktemp("form") / "tiny.xlsx"
    to_workbook(TINY, path)
    return openpyxl.load_workbook(path)


@pytest.mark.parametrize("case", ["tiny", "us-2028"])
def test_a_case_comes_back_as_it_was(case: str, tmp_path: Path) -> None:
    folder = ROOT / "inputs" / case
    back = there_and_back(folder, tmp_path)
    assert contents(read(tmp_path / "book.xlsx")) == contents(read(folder))
    assert contents(read(back)) == contents(read(folder))
    for kept in ("case.yaml", "scenarios.yaml"):
        before = (folder / kept).read_text().splitlines() if (folder / kept).exists() else []
        comments = [line for line in before if line.startswith("#")]
        after = (back / kept).read_text().splitlines() if (back / kept).exists() else []
        assert [line for line in after if line.startswith("#")] == comments
    assert (back / "scenarios.yaml").exists() == (folder / "scenarios.yaml").exists()


def test_scenarios_and_comments_come_back_line_by_line(tmp_path: Path) -> None:
    folder = write_tiny(tmp_path / "tiny", ("case.yaml", "policy: priced", "policy: priced  # for now"))
    text = "# what if\ndear:\n  sentence: =1+1, - or @\n\n  edits: []\n"
    (folder / "scenarios.yaml").write_text(text)
    back = there_and_back(folder, tmp_path)
    assert (back / "scenarios.yaml").read_text() == text
    assert "\n# for now\n  policy: priced\n" in (back / "case.yaml").read_text()


def test_a_workbook_keeps_its_scenarios_for_planner_solve(tmp_path: Path, capfd: Told) -> None:
    folder = write_tiny(tmp_path / "tiny")
    (folder / "scenarios.yaml").write_text(
        "dear:\n  sentence: Gas is dear.\n  edits: [fuel_prices.price_usd_per_mmbtu*=2]\n"
    )
    to_workbook(folder, tmp_path / "book.xlsx")
    assert cli.main(["check", str(tmp_path / "book.xlsx"), "--scenario", "dear"]) == 0
    assert "Scenario dear" in capfd.readouterr().out


def test_every_number_comes_back_to_its_last_digit(tmp_path: Path) -> None:
    """A double needs up to seventeen digits; a third of these do."""
    dice = random.Random(7)
    case = read(TINY)
    prices = [
        dice.choice([0.1 + 0.2, dice.random() * 10 ** dice.randint(-9, 4), -1e-300]) for _ in range(200)
    ]
    rows = [
        {"fuel": "gas", "region": "home", "year": 2001 + n, "price_usd_per_mmbtu": price}
        for n, price in enumerate(prices[:99])
    ]
    blank = {"provenance": None, "confidence": None}
    sheets = {
        **case.sheets,
        "fuel_prices": tuple(Row(n, {**row, **blank}) for n, row in enumerate(rows, 2)),
    }
    (tmp_path / "book.xlsx").write_bytes(case_workbook(dataclasses.replace(case, sheets=sheets), {}, None))
    again = read(tmp_path / "book.xlsx")
    assert [row["price_usd_per_mmbtu"] for row in again.rows("fuel_prices")] == prices[:99]


STRANGE = (
    "a&b <c> \"d\" 'e'",
    "caf\u00e9 \U0001f50c",
    "_x000D_",
    "100%",
    "1.50",
    "TRUE",
    "2026-01-01",
    "a\u2028b\u00a0c",
)


@pytest.mark.parametrize("text", [*STRANGE, "one\r\ntwo\rthree\nfour\tfive", "'=1+1", "'-2", "'@x", "'+3"])
def test_any_text_comes_back_as_text(text: str, tmp_path: Path) -> None:
    case = read(TINY)
    regions = tuple(Row(row.row, {**row, "name": text}) for row in case.rows("regions"))
    settings = dataclasses.replace(case.settings, title=text)
    odd = dataclasses.replace(case, settings=settings, sheets={**case.sheets, "regions": regions})
    (tmp_path / "book.xlsx").write_bytes(case_workbook(odd, {"vintage": text}, text))
    assert contents(read(tmp_path / "book.xlsx")) == contents(odd)
    tabs = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert formulas(tabs) == []


def formulas(tabs: openpyxl.Workbook) -> list[str]:
    """Cells of a workbook that a spreadsheet calculates, those of the lists apart."""
    return [
        f"{tab.title}!{cell.coordinate}"
        for tab in tabs.worksheets
        if tab.title != "lists"
        for row in tab.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_text_that_looks_like_a_formula_is_stored_as_text(text: str) -> None:
    case = read(TINY)
    settings = dataclasses.replace(case.settings, title=text, vintage=text)
    tabs = openpyxl.load_workbook(
        io.BytesIO(case_workbook(dataclasses.replace(case, settings=settings), {"title": text}, text))
    )
    assert formulas(tabs) == []
    assert [tabs["case"][cell].data_type for cell in ("B2", "B3", "D2")] == ["s", "s", "s"]
    assert tabs["contents"]["A1"].value == text


@pytest.mark.parametrize("text", ["x" * 32_768, "a\uffffb", "\ud800"])
def test_text_that_no_cell_takes_is_refused(text: str) -> None:
    case = read(TINY)
    with pytest.raises(UserError, match=r"a cell holds .*, which a workbook cannot"):
        case_workbook(
            dataclasses.replace(case, settings=dataclasses.replace(case.settings, title=text)), {}, None
        )


def test_without_funding_the_sheets_of_money_are_empty_tabs(tmp_path: Path) -> None:
    folder = write_tiny(tmp_path / "tiny", ("case.yaml", "policy: priced", "policy: priced\nfunding: off"))
    for name in (
        "instruments",
        "coverage",
        "sponsor_cash",
        "market_limits",
        "lender_value",
        "instrument_use",
    ):
        (folder / f"{name}.csv").unlink()
    assert contents(read(there_and_back(folder, tmp_path))) == contents(read(folder))


# ── what whoever fills it in is helped by ──


def test_every_sheet_is_a_tab_that_the_contents_lead_to(book: openpyxl.Workbook) -> None:
    tabs = ["contents", "case", *SHEETS]
    assert book.sheetnames == [*tabs, "lists"]
    assert book["lists"].sheet_state == "hidden"
    links = {cell.hyperlink.location for cell in book["contents"]["A"] if cell.hyperlink}
    assert links == {f"'{name}'!A1" for name in tabs[1:]}
    told = {row[0].value: row[1].value for row in book["contents"].iter_rows(min_row=1)}
    assert all(told[sheet.name] == sheet.help for sheet in SHEETS.values())


def test_every_header_says_its_meaning_its_unit_and_what_is_allowed(book: openpyxl.Workbook) -> None:
    for sheet in SHEETS.values():
        for column, cell in zip(sheet.columns, book[sheet.name][1], strict=False):
            said = cell.comment.text
            assert cell.value == column.name
            assert column.help in said
            assert column.allowed in said
            assert f"unit: {column.unit}" in said or not column.unit


def test_headers_are_locked_and_frozen_and_cells_are_not(book: openpyxl.Workbook) -> None:
    for name in SHEETS:
        tab = book[name]
        assert tab.protection.sheet
        assert tab.protection.password is None
        assert not tab.protection.deleteRows, "which is what openpyxl calls leave to delete them"
        assert tab.freeze_panes in ("B2", "C2")
        assert all(cell.protection.locked for cell in tab[1] if cell.value)
        assert not any(cell.protection.locked for row in tab.iter_rows(min_row=2) for cell in row)
        assert not tab.column_dimensions["A"].protection.locked
    case = book["case"]
    assert [case.cell(2, column).protection.locked for column in (1, 2, 3, 4)] == [True, False, True, False]


def rules(book: openpyxl.Workbook, tab: str) -> dict[str, object]:
    """The rules of a tab by the range that they are kept in."""
    return {str(rule.sqref): rule for rule in book[tab].data_validations.dataValidation}


def test_words_and_names_are_chosen_from_a_list(book: openpyxl.Workbook) -> None:
    sources = rules(book, "sources")
    assert sources["B2:B2000"].formula1 == '"power,storage"'
    assert sources["H2:H2000"].formula1.startswith("OFFSET(lists!$B$2,0,0,")
    assert (sources["B2:B2000"].errorStyle, sources["H2:H2000"].errorStyle) == (None, "warning")
    assert "must" not in sources["B2:B2000"].error
    words = {
        key: rules(book, "case")[f"B{row}"] for row, key in enumerate(SETTINGS, 2) if SETTINGS[key].words
    }
    assert words["target.policy"].formula1 == '"priced,required"'


def test_lists_hold_every_name_once(book: openpyxl.Workbook, tmp_path: Path) -> None:
    to_workbook(TINY, tmp_path / "tiny.xlsx")
    lists = openpyxl.load_workbook(tmp_path / "tiny.xlsx", data_only=True)["lists"]
    offered = {column[0].value: [cell.value for cell in column[1:] if cell.value] for column in lists.columns}
    assert offered["sources or compute"] == ["engine", "grid", "shell", "chips"]
    assert offered["spend_profiles"] == ["on_delivery", "half_deposit"]
    homes = {column.names for sheet in SHEETS.values() for column in sheet.columns if column.names}
    assert set(offered) == {" or ".join(names) for names in homes}


@pytest.mark.parametrize(
    ("tab", "cells", "kind", "first", "second"),
    [
        ("sources", "C2:C2000", "decimal", "0", "100000000.0"),
        ("sources", "D2:D2000", "whole", "2000", "2100"),
        ("sources", "I2:I2000", "decimal", "-1000000.0", "1000000.0"),
        ("sources", "K2:K2000", "custom", "AND(ISNUMBER(K2),K2>0,K2<=10000)", None),
        ("regions", "C2:C2000", "decimal", "0", "1"),
        ("regions", "A2:A2000", "textLength", "1", "100"),
        ("case", "B11", "custom", "AND(ISNUMBER($B$11),$B$11>-0.5,$B$11<=1)", None),
    ],
)
def test_numbers_are_kept_to_their_range(
    book: openpyxl.Workbook, tab: str, cells: str, kind: str, first: str, second: str | None
) -> None:
    rule = rules(book, tab)[cells]
    assert (rule.type, rule.formula1, rule.formula2) == (kind, first, second)


def test_numbers_are_numbers_in_a_format_that_shows_them(book: openpyxl.Workbook) -> None:
    cell = book["instruments"]["C2"]
    assert (cell.value, cell.data_type, cell.number_format) == (0.08243216, "n", "#,##0.000000")
    assert book["sources"]["D2"].number_format == "0"
    assert book["sources"]["S2"].value == str(Quarter(2026, 1))


# ── the command ──


def test_the_command_goes_both_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Told) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["workbook", str(TINY)]) == 0
    told = capfd.readouterr().out
    assert "tiny.xlsx: 45 rows in 21 sheets." in told
    assert "Not in it, for it has no place for them: README.md" in told
    assert cli.main(["workbook", "tiny.xlsx"]) == 0
    assert contents(read(tmp_path / "tiny")) == contents(read(TINY))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tiny", "tiny.xlsx"]


@pytest.mark.parametrize("source", ["folder", "workbook"])
def test_what_is_there_already_is_left_alone(source: str, tmp_path: Path, capfd: Told) -> None:
    to_workbook(TINY, tmp_path / "tiny.xlsx")
    there = tmp_path / "there.xlsx"
    there.write_text("work")
    asked = TINY if source == "folder" else tmp_path / "tiny.xlsx"
    assert cli.main(["workbook", str(asked), "--out", str(there)]) == 1
    assert "there.xlsx is there already" in capfd.readouterr().err
    assert there.read_text() == "work"


def test_a_workbook_has_the_name_of_one(tmp_path: Path, capfd: Told) -> None:
    assert cli.main(["workbook", str(TINY), "--out", str(tmp_path / "tiny.csv")]) == 1
    assert "tiny.csv is to be a workbook.\n    mend: end its name with .xlsx" in capfd.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("source", ["folder", "workbook"])
def test_where_nothing_can_be_written_nothing_is(source: str, tmp_path: Path, capfd: Told) -> None:
    to_workbook(TINY, tmp_path / "tiny.xlsx")
    (tmp_path / "file").write_text("")
    asked = TINY if source == "folder" else tmp_path / "tiny.xlsx"
    assert cli.main(["workbook", str(asked), "--out", str(tmp_path / "file" / "below.xlsx")]) == 1
    assert re.search(
        r"below\.xlsx cannot be (written|made): (Not a directory|File exists)", capfd.readouterr().err
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "tiny.xlsx"]


def test_a_faulty_case_makes_no_workbook(tmp_path: Path, capfd: Told) -> None:
    folder = write_tiny(tmp_path / "tiny", ("demand.csv", "cloud", "cluod"))
    assert cli.main(["workbook", str(folder), "--out", str(tmp_path / "book.xlsx")]) == 1
    assert "did you mean cloud?" in capfd.readouterr().err
    assert not (tmp_path / "book.xlsx").exists()


@pytest.mark.parametrize(("tab", "cell"), [("scenarios", "A2"), ("case", "D4")])
def test_a_formula_among_comments_or_scenarios_is_refused(tab: str, cell: str, tmp_path: Path) -> None:
    folder = write_tiny(tmp_path / "tiny")
    (folder / "scenarios.yaml").write_text("# none\n")
    to_workbook(folder, tmp_path / "book.xlsx")
    tabs = openpyxl.load_workbook(tmp_path / "book.xlsx")
    tabs[tab][cell] = "=1+1"
    tabs.save(tmp_path / "book.xlsx")
    with pytest.raises(CaseError, match=f"{tab}!{cell}: found a formula"):
        to_folder(tmp_path / "book.xlsx", tmp_path / "back")
    assert not (tmp_path / "back").exists()
