"""planner report and planner plot: what they write, what they say, and what they refuse."""

from __future__ import annotations

import builtins
import re
import sys
from typing import TYPE_CHECKING, Any

import pytest
from cases.tiny import TINY
from report.reported import write_run

from planner import cli
from planner.report import chart as charts

if TYPE_CHECKING:
    from pathlib import Path

Told = pytest.CaptureFixture[str]


def run(*words: object) -> int:
    return cli.main([str(word) for word in words])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_run(tmp_path / "run")


@pytest.fixture
def without_library(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A machine on which the extra `report` is not installed."""
    real = builtins.__import__

    def fails(name: str, *rest: Any, **more: Any) -> Any:
        if name == "vl_convert":
            raise ImportError(name)
        return real(name, *rest, **more)

    charts.converter.cache_clear()
    monkeypatch.delitem(sys.modules, "vl_convert", raising=False)
    monkeypatch.setattr(builtins, "__import__", fails)
    yield
    charts.converter.cache_clear()


def test_a_report_is_written_into_the_run(folder: Path, capfd: Told) -> None:
    assert run("report", folder) == 0
    assert capfd.readouterr().out == f"Report: {folder / 'report.html'}\n"
    assert (folder / "report.html").read_text().startswith("<!DOCTYPE html>")


def test_a_report_is_written_elsewhere(folder: Path, tmp_path: Path) -> None:
    assert run("report", folder, "--out", tmp_path / "new" / "page.html") == 0
    assert (tmp_path / "new" / "page.html").is_file()
    assert not (folder / "report.html").exists()


def test_a_run_with_a_report_is_still_proved(folder: Path, capfd: Told) -> None:
    assert run("report", folder) == 0
    assert run("audit", folder) == 0
    assert "Proved: tiny" in capfd.readouterr().out


def test_solving_writes_a_report_where_asked(tmp_path: Path, capfd: Told) -> None:
    assert run("solve", TINY, "--out", tmp_path / "run", "--report") == 0
    assert capfd.readouterr().out.endswith(f"Report: {tmp_path / 'run' / 'report.html'}\n")
    assert (tmp_path / "run" / "report.html").is_file()


@pytest.mark.parametrize(("ending", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_a_chart_is_drawn_as_its_name_ends(ending: str, begins: bytes, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / f"capacity.{ending}"
    assert run("plot", folder, "capacity", "--out", file) == 0
    assert file.read_bytes().startswith(begins)


def test_a_chart_goes_into_the_working_folder(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("plot", folder, "need") == 0
    assert (tmp_path / "need.svg").is_file()


def test_without_a_name_the_charts_are_listed(folder: Path, capfd: Told) -> None:
    assert run("plot", folder) == 0
    lines = capfd.readouterr().out.splitlines()
    assert lines[0].split(maxsplit=1) == ["need", "Need, supply in hand and firm capacity"]
    assert all(re.match(r"[a-z_]+  +[A-Z]", line) for line in lines)
    assert len(lines) == 20


def test_one_panel_and_another_quarter_may_be_chosen(folder: Path, tmp_path: Path) -> None:
    whole, part = tmp_path / "whole.svg", tmp_path / "part.svg"
    assert run("plot", folder, "orders", "--out", whole) == 0
    assert run("plot", folder, "orders", "--panel", "home", "--out", part) == 0
    assert "All regions" in whole.read_text()
    assert "All regions" not in part.read_text()
    assert run("plot", folder, "day", "--at", "2026Q4", "--out", part) == 0
    assert "Quarter: 2026Q4" in part.read_text()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("capcity",), "mend: did you mean capacity? name one of need, capacity"),
        (("orders", "--panel", "mars"), "mend: name one of its panels: All regions; home"),
        (("need", "--panel", "mars"), "mend: name none: it is one picture"),
        (("day", "--at", "1999Q1"), "mend: choose one of 2026Q4"),
        (("need", "--at", "2026Q4"), "mend: choose none: it is of the whole horizon"),
        (("need", "--out", "need.gif"), "mend: end its name with .svg or .png or .pdf"),
        (("need", "--width", "0"), "mend: name a width of 200 to 4000 pixels with --width"),
    ],
)
def test_what_a_chart_cannot_be_is_told(
    words: tuple[str, ...],
    told: str,
    folder: Path,
    capfd: Told,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("plot", folder, *words) == 1
    error = capfd.readouterr().err
    assert told in error
    assert "Traceback" not in error
    assert {path.name for path in tmp_path.iterdir()} == {"run"}


@pytest.mark.parametrize("command", ["report", "plot"])
def test_what_is_no_run_is_told(command: str, tmp_path: Path, capfd: Told) -> None:
    assert run(command, tmp_path) == 1
    assert "is not a run: it has no run.json" in capfd.readouterr().err


def test_a_report_that_cannot_be_written_leaves_nothing(folder: Path, tmp_path: Path, capfd: Told) -> None:
    (tmp_path / "file").touch()
    assert run("report", folder, "--out", tmp_path / "file" / "page.html") == 1
    assert "cannot be written" in capfd.readouterr().err
    (tmp_path / "taken.html").mkdir()
    assert run("report", folder, "--out", tmp_path / "taken.html") == 1
    assert {path.name for path in tmp_path.iterdir()} == {"run", "file", "taken.html"}


@pytest.mark.usefixtures("without_library")
def test_a_missing_library_is_told_before_anything_is_solved(tmp_path: Path, capfd: Told) -> None:
    assert run("solve", TINY, "--out", tmp_path / "run", "--report") == 1
    assert "in a checkout of the planner, pip install '.[report]'" in capfd.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("without_library")
def test_a_missing_library_is_told_where_a_chart_is_drawn(folder: Path, capfd: Told) -> None:
    assert run("plot", folder, "need", "--out", folder / "need.svg") == 1
    assert run("report", folder) == 1
    assert capfd.readouterr().err.count("in a checkout of the planner, pip install '.[report]'") == 2
