"""A run on disk is whole, or it is not there."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from cases.tiny import ROOT, TINY, tiny_plan

from planner.case import read
from planner.errors import UserError
from planner.results.write_run import CASE, RECORD, check_target, file_hashes, record, write


def listing(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_run_holds_every_table_and_its_record(tmp_path: Path) -> None:
    write(tiny_plan(), tmp_path / "run")
    assert listing(tmp_path) == {"run"}
    assert listing(tmp_path / "run") == {f"{name}.csv" for name in tiny_plan().tables} | {RECORD, CASE}


def test_a_run_holds_the_sheets_as_used(tmp_path: Path) -> None:
    plan = tiny_plan(funding=False)
    write(plan, tmp_path / "run")
    back = read(tmp_path / "run" / CASE)
    assert (back.settings, back.sheets) == (plan.case.settings, plan.case.sheets)


def test_the_record_seals_every_file_but_itself(tmp_path: Path) -> None:
    write(tiny_plan(), tmp_path / "run")
    told = json.loads((tmp_path / "run" / RECORD).read_text())["files_sha256"]
    files = {path.relative_to(tmp_path / "run").as_posix() for path in (tmp_path / "run").rglob("*.*")}
    assert set(told) == files - {RECORD}
    assert told == file_hashes(tmp_path / "run")


def test_tables_read_back_as_they_were(tmp_path: Path) -> None:
    write(tiny_plan(), tmp_path / "run")
    for name, frame in tiny_plan().tables.items():
        back = pd.read_csv(tmp_path / "run" / f"{name}.csv", keep_default_na=False)
        pd.testing.assert_frame_equal(back, frame, check_dtype=False, rtol=0, atol=0)


def test_the_record_says_how_the_run_came_about() -> None:
    told = record(tiny_plan())
    assert json.loads(json.dumps(told)) == told
    assert set(told["inputs_sha256"]) == {path.name for path in TINY.glob("*.*") if path.suffix != ".md"}
    assert set(told["versions"]) >= {"planner", "python", "pyomo", "highspy"}
    stages = {"import", "build", "compile", "pass", "highs", "load", "tables", "reconcile"}
    assert set(told["seconds"]) >= stages
    assert set(told["peak_memory_mb"]) >= stages
    assert told["status"] == "optimal"
    assert told["iterations"]["simplex"] > 0
    assert max(told["residuals"].values()) < 1e-6
    assert told["ranges"]["matrix"] == {"least": 0.0085, "largest": 30.0}


def test_the_record_notes_a_program_whose_numbers_are_far_apart() -> None:
    plan = tiny_plan()
    solution = dataclasses.replace(plan.solution, ranges={"matrix": (1e-6, 1e6)})
    told = record(dataclasses.replace(plan, solution=solution))
    assert told["notes"][0] == "linear program: matrix from 1e-06 to 1e+06, too far apart to be told exactly"
    assert record(plan)["notes"] == told["notes"][1:]


def test_a_run_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    target = tmp_path / "run"
    write(tiny_plan(), target)
    check_target(target)
    write(tiny_plan(funding=False), target)
    assert listing(tmp_path) == {"run"}
    assert listing(target) == {f"{name}.csv" for name in tiny_plan(funding=False).tables} | {RECORD, CASE}


@pytest.mark.parametrize("stray", ["notes.txt", "chart.xlsx", "case/notes.txt"])
def test_a_folder_with_anything_else_in_it_is_left_alone(stray: str, tmp_path: Path) -> None:
    target = tmp_path / "run"
    write(tiny_plan(), target)
    (target / stray).write_text("mine")
    with pytest.raises(UserError, match=rf"such as {stray}; it will be left alone"):
        check_target(target)
    assert (target / stray).read_text() == "mine"


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"rows_by_table": 5}'])
def test_a_folder_whose_record_is_none_is_no_earlier_run(text: str, tmp_path: Path) -> None:
    (tmp_path / RECORD).write_text(text)
    (tmp_path / "orders.csv").write_text("mine")
    with pytest.raises(UserError, match=r"orders\.csv"):
        check_target(tmp_path)


def test_an_empty_folder_is_a_place_to_write_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    check_target(Path())
    write(tiny_plan(), Path())
    assert RECORD in listing(empty)
    assert listing(tmp_path) == {"empty"}


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full from the third table on."""
    whole, written = pd.DataFrame.to_csv, []

    def to_csv(frame: pd.DataFrame, *where: Any, **how: Any) -> None:
        written.append(where)
        if len(written) > 2:
            raise OSError(28, "No space left on device")
        whole(frame, *where, **how)

    monkeypatch.setattr(pd.DataFrame, "to_csv", to_csv)


@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="No space left on device"):
        write(tiny_plan(), tmp_path / "run")
    assert listing(tmp_path) == set()


def test_a_full_disk_leaves_an_earlier_run_as_it_was(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    write(tiny_plan(), tmp_path / "run")
    before = {path: path.read_bytes() for path in (tmp_path / "run").rglob("*.*")}
    request.getfixturevalue("full_disk")
    with pytest.raises(UserError, match="cannot be written"):
        write(tiny_plan(funding=False), tmp_path / "run")
    assert {path: path.read_bytes() for path in (tmp_path / "run").rglob("*.*")} == before
    assert listing(tmp_path) == {"run"}


@pytest.mark.parametrize("trouble", [OSError(13, "Permission denied"), KeyboardInterrupt()])
def test_an_earlier_run_comes_back_where_the_new_one_cannot_take_its_name(
    trouble: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tiny_plan(), tmp_path / "run")
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if ".partial-" in self.name:
            raise trouble
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(UserError if isinstance(trouble, OSError) else KeyboardInterrupt):
        write(tiny_plan(funding=False), tmp_path / "run")
    assert listing(tmp_path) == {"run"}
    assert "cash.csv" in listing(tmp_path / "run")


KILLED = """
import sys, time
import pandas as pd
from planner.cli import main

whole, written = pd.DataFrame.to_csv, []

def to_csv(frame, *where, **how):
    whole(frame, *where, **how)
    written.append(where)
    if len(written) == 5:
        print("half-way", flush=True)
        time.sleep(60)

pd.DataFrame.to_csv = to_csv
main(["solve", sys.argv[1], "--out", sys.argv[2], "--quiet"])
"""


def test_a_run_killed_half_way_leaves_no_folder_of_that_name(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(TINY), str(tmp_path / "run")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half-way\n"
        os.kill(process.pid, signal.SIGKILL)
    assert not (tmp_path / "run").exists()
    assert all(name.startswith(".run.partial-") for name in listing(tmp_path))
    assert not list(tmp_path.rglob(RECORD))
    check_target(tmp_path / "run")
    write(tiny_plan(), tmp_path / "run")
    assert RECORD in listing(tmp_path / "run")
