"""A finished run reads the same from its folder as from the plan in memory."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from cases.tiny import tiny_plan

from planner.cli import main
from planner.errors import UserError
from planner.results.read_run import read_run
from planner.results.run import run_of
from planner.results.run_record import problems_of
from planner.results.write_run import RECORD, REPORT, check_target, record, write

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


ILL_TYPED = {
    "versions": ["1.0"],
    "residuals": {"primal": "small"},
    "notes": 5,
    "seconds": None,
    "unserved_gw": {"2026Q1": "none"},
    "closed_in": 2026,
    "rows_by_table": {"costs": 1.5},
    "objective_usd_billion": float("nan"),
    "edits": "none",
    "iterations": {"simplex": []},
    "inputs_sha256": [["a", "b"]],
    "solved": {"method": "plain"},
    "case": {"name": "tiny"},
}


@pytest.mark.parametrize("key", ILL_TYPED)
def test_a_record_of_the_wrong_kind_is_told_by_its_key(
    key: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write(tiny_plan(), tmp_path / "run")
    recorded = json.loads((tmp_path / "run" / RECORD).read_text())
    (tmp_path / "run" / RECORD).write_text(json.dumps(recorded | {key: ILL_TYPED[key]}))
    run = str(tmp_path / "run")
    for command in (["report", run], ["compare", run, run], ["plot", run]):
        assert main(command) == 1
        told = capfd.readouterr().err
        assert f"run.json is not the record of a run: {key} is " in told
        assert "mend: " in told
        assert "Traceback" not in told


def test_a_record_of_a_table_elsewhere_is_no_record(tmp_path: Path) -> None:
    write(tiny_plan(), tmp_path / "run")
    recorded = json.loads((tmp_path / "run" / RECORD).read_text())
    recorded["rows_by_table"]["../../elsewhere"] = 1
    (tmp_path / "run" / RECORD).write_text(json.dumps(recorded))
    with pytest.raises(UserError, match="rows_by_table is"):
        read_run(tmp_path / "run")


def test_a_record_has_the_kinds_that_are_asked_of_it() -> None:
    assert list(problems_of(record(tiny_plan()))) == []
