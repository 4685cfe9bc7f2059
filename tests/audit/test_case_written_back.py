"""A case written back reads as the same case."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from cases.tiny import ROOT, TINY
from cases.variants import write_variant

from planner.case import SHEETS, Case, read
from planner.case.write_case import write

if TYPE_CHECKING:
    from pathlib import Path


def assert_comes_back(case: Case, folder: Path) -> None:
    write(case, folder)
    back = read(folder)
    assert back.settings == case.settings
    assert back.sheets == case.sheets
    written = {sheet.file for sheet in SHEETS.values() if case.rows(sheet.name) or not sheet.optional}
    assert {path.name for path in folder.iterdir()} == {"case.yaml"} | written


@pytest.mark.parametrize("seed", range(20))
def test_random_cases_come_back(seed: int, tmp_path: Path) -> None:
    write_variant(tmp_path / "case", seed)
    assert_comes_back(read(tmp_path / "case"), tmp_path / "back")


@pytest.mark.parametrize("name", ["tiny", "us-2028"])
def test_shipped_cases_come_back(name: str, tmp_path: Path) -> None:
    assert_comes_back(read(ROOT / "inputs" / name), tmp_path / "back")


def test_a_case_without_funding_comes_back(worked_case: Case, tmp_path: Path) -> None:
    assert_comes_back(worked_case, tmp_path / "worked")
    money = dataclasses.replace(worked_case.settings.money, end_value="book")
    bare = dataclasses.replace(
        worked_case.settings, funding=False, emissions_price_usd_per_tonne=None, money=money
    )
    sheets = {name: () if SHEETS[name].financing else rows for name, rows in worked_case.sheets.items()}
    assert_comes_back(dataclasses.replace(worked_case, settings=bare, sheets=sheets), tmp_path / "bare")


@pytest.mark.parametrize(
    "title",
    ["off", "null", "1e3", "2026-01-01", "a: b # c", "'quoted\"", "two\nlines", "Ünïcode ☀"],
)
def test_any_title_comes_back(title: str, tmp_path: Path) -> None:
    case = read(TINY)
    assert_comes_back(
        dataclasses.replace(case, settings=dataclasses.replace(case.settings, title=title)), tmp_path / "back"
    )


@pytest.mark.parametrize("words", ['a "b", c', "one\ntwo", "one\r\ntwo", "one\rtwo", "<b>bold</b>", ";\t|"])
def test_any_words_come_back(words: str, tmp_path: Path) -> None:
    case = read(TINY)
    first, *others = case.rows("regions")
    rows = (type(first)(first.row, {**first, "name": words}), *others)
    assert_comes_back(dataclasses.replace(case, sheets={**case.sheets, "regions": rows}), tmp_path / "back")
