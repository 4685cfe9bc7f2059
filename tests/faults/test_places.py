"""What stands where results are to go: whatever the planner did not write is left alone, and said so."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from cases.tiny import TINY, tiny_plan, write_tiny
from report.reported import write_run

import planner.pipeline
from planner.cli import main
from planner.disk.locks import locked
from planner.results.write_run import RECORD, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Told = pytest.CaptureFixture[str]


def run(*words: object) -> int:
    return main([str(word) for word in words])


def listing(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def note_in(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "note.txt").write_text("mine")
    return folder / "note.txt"


def note_in_case(folder: Path) -> Path:
    (folder / "case").mkdir(parents=True, exist_ok=True)
    (folder / "case" / "note.txt").write_text("mine")
    return folder / "case" / "note.txt"


def file_instead(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_text("mine")
    return folder


@pytest.mark.parametrize("earlier", [True, False], ids=["an earlier run", "nothing"])
@pytest.mark.parametrize("put", [note_in, note_in_case, file_instead])
def test_what_is_put_in_the_way_while_a_plan_is_solved_stays(
    put: Callable[[Path], Path], earlier: bool, tmp_path: Path, capfd: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "run"
    if earlier:
        write(tiny_plan(), target)
    found: list[Path] = []

    def solve(*_: Any) -> Any:
        found.append(put(target))
        return tiny_plan(funding=False)

    monkeypatch.setattr(planner.pipeline, "solve", solve)
    assert run("solve", TINY, "--out", target) == 1
    told = capfd.readouterr().err
    assert "by now holds what the planner did not write" in told
    assert f"whole in {tmp_path / 'run-2'}" in told
    assert found[0].read_text() == "mine"
    assert listing(tmp_path) == {"run", "run-2"}
    assert (tmp_path / "run-2" / RECORD).is_file()


@pytest.mark.parametrize("litter", [".results.xlsx.partial", ".report.html.partial-0123abcd"])
def test_what_a_killed_writer_left_in_a_run_stops_no_later_one(litter: str, tmp_path: Path) -> None:
    target = write_run(tmp_path / "run")
    (target / litter).write_text("half")
    assert run("solve", TINY, "--out", target, "--quiet") == 0
    assert litter not in listing(target)


@pytest.mark.parametrize("place", ["run/solver.log", "run", "run/case/solver.log", "other/solver.log"])
def test_a_log_goes_into_no_run(place: str, tmp_path: Path, capfd: Told) -> None:
    write_run(tmp_path / "other")
    assert run("solve", TINY, "--out", tmp_path / "run", "--log", tmp_path / place) == 1
    assert "which is replaced whole" in capfd.readouterr().err
    assert listing(tmp_path) == {"other"}


def test_a_log_replaces_a_log_and_nothing_else(tmp_path: Path, capfd: Told) -> None:
    log, words = tmp_path / "solver.log", ("solve", TINY, "--out", tmp_path / "run", "--quiet", "--log")
    assert run(*words, log) == 0
    assert run(*words, log) == 0
    assert run(*words, os.devnull) == 0
    case = write_tiny(tmp_path / "case")
    before = (case / "sources.csv").read_bytes()
    assert run(*words, case / "sources.csv") == 1
    assert "is not a log of the solver that the planner wrote" in capfd.readouterr().err
    assert (case / "sources.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("report",), "sources.csv"),
        (("report",), "case.yaml"),
        (("plot", "capacity_by_source"), "drawing.svg"),
        (("plot", "capacity_by_source"), "drawing.png"),
        (("compare", "again"), "demand.csv"),
    ],
)
def test_what_the_planner_did_not_write_is_not_replaced(
    words: tuple[str, ...], name: str, tmp_path: Path, capfd: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made, case = write_run(tmp_path / "run"), write_tiny(tmp_path / "case")
    shutil.copytree(made, "again")
    file = case / name
    file.exists() or file.write_text("mine")
    before = file.read_bytes()
    from planner.report.plots import titles
    from planner.results.read_run import read_run

    chart = next(iter(titles(read_run(made))))
    given = [chart if word == "capacity_by_source" else word for word in words[1:]]
    assert run(words[0], made, *given, "--out", file) == 1
    assert "that the planner wrote; it will be left alone" in capfd.readouterr().err
    assert file.read_bytes() == before
    free = tmp_path / f"free{file.suffix}"
    assert run(words[0], made, *given, "--out", free) == 0
    assert run(words[0], made, *given, "--out", free) == 0, "what it wrote it may write again"


def test_a_page_goes_to_no_device(tmp_path: Path, capfd: Told) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert run("report", write_run(tmp_path / "run"), "--out", pipe) == 1
    assert "is no ordinary file" in capfd.readouterr().err
    assert pipe.is_fifo()


def test_a_page_lands_in_no_other_run(tmp_path: Path, capfd: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    made = write_run(tmp_path / "run")

    def replaced(_: Any) -> str:
        write(tiny_plan(funding=False), made)
        return "<html>"

    monkeypatch.setattr("planner.report.report", replaced)
    assert run("report", made) == 1
    assert "was replaced while report.html was made of it" in capfd.readouterr().err
    assert "report.html" not in listing(made)


def test_page_and_workbook_are_part_of_the_run_that_they_show(tmp_path: Path) -> None:
    made = tmp_path / "run"
    assert run("solve", TINY, "--out", made, "--report", "--xlsx", "--quiet") == 0
    assert {"report.html", "results.xlsx", RECORD} <= listing(made)
    assert listing(tmp_path) == {"run"}


@pytest.mark.parametrize("as_json", [True, False])
def test_after_no_plan_the_earlier_run_is_told(as_json: bool, tmp_path: Path, capfd: Told) -> None:
    made = write_run(tmp_path / "run")
    words = ["--set", "case.target.policy=required", "--set", "case.target.close_by=2026Q2"]
    assert run("solve", TINY, "--out", made, *words, *(["--json"] if as_json else [])) == 2
    told = capfd.readouterr()
    assert f"The run in {made} is of an earlier solve." in told.err
    if as_json:
        assert json.loads(told.out)["earlier_run"] == str(made)
    assert (made / RECORD).is_file()


@pytest.mark.parametrize("name", ["x" * 300, "\u00e9" * 200])
def test_a_name_that_no_disk_takes_is_told_before_anything_is_solved(
    name: str, tmp_path: Path, capfd: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planner.pipeline, "solve", lambda *_: pytest.fail("solved"))
    assert run("solve", TINY, "--out", tmp_path / name) == 1
    assert "too long for a file or folder" in capfd.readouterr().err


def test_a_name_as_long_as_a_disk_takes_is_written(tmp_path: Path) -> None:
    write(tiny_plan(), tmp_path / ("x" * 255))
    assert listing(tmp_path) == {"x" * 255}


def test_locks_leave_nothing_beside_what_they_guard(tmp_path: Path) -> None:
    with locked(tmp_path / "thing"):
        assert listing(tmp_path) == set()
