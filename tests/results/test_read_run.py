"""A finished run reads the same from its folder as from the plan in memory."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from cases.tiny import tiny_plan

from planner.errors import UserError
from planner.results.read_run import read_run
from planner.results.run import run_of
from planner.results.write_run import RECORD, REPORT, check_target, write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tiny_plan(), tmp_path / "run")
    return tmp_path / "run"


def test_a_run_read_back_is_the_plan(folder: Path) -> None:
    read, held = read_run(folder), run_of(tiny_plan())
    assert read.tables.keys() == held.tables.keys()
    for name in held.tables.keys() - {"prices", "placement"}:
        pd.testing.assert_frame_equal(
            read.tables[name], held.tables[name], check_dtype=False, check_exact=True
        )
    assert read.objective_usd_billion == held.objective_usd_billion == tiny_plan().objective_usd_billion
    assert (read.closed_in, read.unserved_gw) == (tiny_plan().closed_in, tiny_plan().unserved_gw)
    assert read.case.name == held.case.name == "tiny"
    assert read.case.sheets == held.case.sheets


@pytest.mark.parametrize("name", ["NA", "1e5", "nan", "007"])
def test_names_that_look_like_numbers_stay_names(name: str, folder: Path) -> None:
    table = folder / "orders.csv"
    table.write_text(table.read_text().replace("engine,", f"{name},"))
    assert name in set(read_run(folder).tables["orders"]["asset"])


def test_what_is_no_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such folder"):
        read_run(tmp_path / "none")
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="a file"):
        read_run(tmp_path / "file")
    with pytest.raises(UserError, match=f"no {RECORD}"):
        read_run(tmp_path)


def test_what_is_missing_from_a_run_is_told(folder: Path) -> None:
    (folder / "load.csv").unlink()
    with pytest.raises(UserError, match=r"load.csv is missing"):
        read_run(folder)


def test_a_figure_that_is_none_is_told(folder: Path) -> None:
    (folder / "load.csv").write_text("sponsor,region,period,served_gw\na,home,2026Q1,1\na,home,2026Q2,much\n")
    with pytest.raises(
        UserError, match=r"load.csv, row 3, column served_gw: found 'much', which is no number"
    ):
        read_run(folder)


@pytest.mark.parametrize("damage", ["{", "[]", '{"closed_in": null}', '{"objective_usd_billion": "x"}'])
def test_a_record_that_is_none_is_told(damage: str, folder: Path) -> None:
    (folder / RECORD).write_text(damage)
    with pytest.raises(UserError, match=RECORD):
        read_run(folder)


def test_sheets_that_cannot_be_read_are_told(folder: Path) -> None:
    (folder / "case" / "regions.csv").unlink()
    with pytest.raises(UserError, match=r"case cannot be read"):
        read_run(folder)


def test_a_run_with_its_report_may_be_replaced(folder: Path) -> None:
    (folder / REPORT).write_text("<html>")
    check_target(folder)
    write(tiny_plan(), folder)
    assert not (folder / REPORT).exists()
    assert json.loads((folder / RECORD).read_text())["case"] == "tiny"
