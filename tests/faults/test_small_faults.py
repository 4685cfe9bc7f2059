"""Small faults, each the first of its kind: names that agree when cleaned, pages that fail, runs between two names."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from cases.tiny import ROOT, TINY, tiny_case, write_tiny
from documents import page
from report.reported import write_run

import planner
from planner import timings
from planner.cli import main
from planner.commands import curve as curve_command
from planner.commands.sweep import default_folder
from planner.disk.file_names import REPLACED, hidden_path, telling_name
from planner.disk.folders import put_back
from planner.disk.locks import locked
from planner.parametric import files as curve_files
from planner.parametric.files import folder_for
from planner.results.run import run_of
from planner.workbook.run_workbook import run_workbook
from planner.workbook.views import Own, View

if TYPE_CHECKING:
    Told = pytest.CaptureFixture[str]


# ── Names that agree when they are cleaned ──


@pytest.mark.parametrize(
    ("one", "other"),
    [("a b.yaml", "a-b.yaml"), ("a.yaml", "a.yml"), ("a+b.yaml", "a%b.yaml"), ("a.b.yaml", "a-b.yaml")],
)
def test_sweeps_of_two_files_go_into_two_folders(one: str, other: str) -> None:
    assert default_folder(Namespace(spec=Path(one)), tiny_case()) != default_folder(
        Namespace(spec=Path(other)), tiny_case()
    )
    assert telling_name("turbines.yaml", ".yaml") == "turbines"


@pytest.mark.parametrize(
    "other", ["demand.need_gw+=", "demand.need_gw[year=2026]=", "demand.need_gw[year!=2025]*="]
)
def test_curves_of_two_edits_go_into_two_folders(
    other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = curve_command.default_folder(tiny_case(), "demand.need_gw*=")
    record = {"case": "tiny", "edit": "demand.need_gw*=", "from": 0, "to": 1}
    curve_files.write_contents(folder, {curve_files.RECORD: json.dumps(record).encode()})
    assert curve_command.default_folder(tiny_case(), "demand.need_gw*=") == folder
    assert curve_command.default_folder(tiny_case(), other) != folder


@pytest.mark.parametrize("name", ["total", "equity_put_in"])
def test_an_instrument_may_be_called_as_a_column_of_the_workbook(name: str, tmp_path: Path) -> None:
    case = write_tiny(tmp_path / "case")
    for file in ("instruments.csv", "instrument_use.csv"):
        (case / file).write_text((case / file).read_text().replace("\nbond,", f"\n{name},"))
    made = run_workbook(run_of(planner.solve(planner.read(case))))
    header = [cell.value for cell in next(openpyxl.load_workbook(io.BytesIO(made))["issuance_by_year"].rows)]
    assert len(set(header)) == len(header)
    assert {name, f"{name}_in_all"} <= set(header)


def test_headings_of_our_own_give_way_as_often_as_needed() -> None:
    view = View("any", (), ("total", "total_in_all", Own.TOTAL, Own.NEED))
    assert view.headings == ["total", "total_in_all", "total_in_all_in_all", "need"]


# ── What is made of a run fails, and the run stays ──


@pytest.mark.parametrize(
    "problem", [ValueError("no such chart"), MemoryError(), planner.errors.UserError("no charts")]
)
@pytest.mark.parametrize(
    ("option", "maker", "name"),
    [
        ("--report", "planner.report.report", "report.html"),
        ("--xlsx", "planner.workbook.run_workbook.run_workbook", "results.xlsx"),
    ],
)
def test_a_page_that_fails_costs_no_run(
    problem: Exception,
    option: str,
    maker: str,
    name: str,
    tmp_path: Path,
    capfd: Told,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_: Any) -> Any:
        raise problem

    monkeypatch.setattr(maker, fail)
    status = main(["solve", str(TINY), "--out", str(tmp_path / "run"), option])
    told = capfd.readouterr()
    assert status == (1 if isinstance(problem, planner.errors.UserError) else 3)
    assert f"The run in {tmp_path / 'run'} is complete, but what was to be made of it is not." in told.err
    assert f"{name}: {problem}" in told.err or f"{name}: {type(problem).__name__}" in told.err
    assert f"Tables: {tmp_path / 'run'}" in told.out
    assert name not in told.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run"]
    assert not (tmp_path / "run" / name).exists()
    assert main(["audit", str(tmp_path / "run")]) == 0


def test_a_page_that_fails_is_one_object_of_json(
    tmp_path: Path, capfd: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.report.report", lambda _: 1 / 0)
    assert main(["solve", str(TINY), "--out", str(tmp_path / "run"), "--report", "--json"]) == 3
    told = json.loads(capfd.readouterr().out)
    assert told["status"] == "fault"
    assert "is complete" in told["message"]


# ── Readers find a run whose writer was killed between two names ──


@pytest.mark.parametrize("command", ["audit", "report", "workbook", "plot"])
def test_a_run_that_was_only_moved_aside_is_found(command: str, tmp_path: Path) -> None:
    made = write_run(tmp_path / "run")
    made.rename(hidden_path(made, REPLACED))
    assert main([command, str(made)]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_run_that_cannot_be_given_its_name_back_is_said_to_be_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = write_run(tmp_path / "run")
    aside = made.rename(hidden_path(made, REPLACED))

    def refused(path: Path, to: Path) -> Path:
        raise PermissionError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("pathlib.Path.rename", refused)
    for command in ("audit", "report", "workbook", "plot"):
        assert main([command, str(made)]) == 1
        told = capsys.readouterr().err
        assert f"had moved it aside, to {aside}" in told
        assert f"mend: rename {aside} to {made}" in told
    assert aside.is_dir()


def test_a_curve_of_another_edit_that_was_only_moved_aside_is_not_written_over(tmp_path: Path) -> None:
    made = tmp_path / "curve"
    made.mkdir()
    (made / "curve.json").write_text('{"case": "tiny", "edit": "a*=", "from": 0, "to": 1}')
    made.rename(hidden_path(made, REPLACED))
    assert folder_for(made, "b*=") == tmp_path / "curve-2"
    assert folder_for(made, "a*=") == made


def test_a_run_that_is_there_is_left_alone(tmp_path: Path) -> None:
    made = write_run(tmp_path / "run")
    aside = hidden_path(made, REPLACED)
    aside.mkdir()
    put_back(made)
    assert sorted(tmp_path.iterdir()) == sorted([made, aside])
    put_back(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_who_reads_waits_for_who_swaps(tmp_path: Path) -> None:
    """Between the two names of a swap its writer holds the lock; the reader finds the new run, not the old."""
    made = write_run(tmp_path / "run")
    aside, new = hidden_path(made, REPLACED), tmp_path / "new"
    made.rename(aside)
    write_run(new)
    (new / "note").touch()
    reader = "import sys, pathlib, planner.disk.folders as f; f.put_back(pathlib.Path(sys.argv[1]))"
    with locked(made):
        process = subprocess.Popen(
            [sys.executable, "-c", reader, str(made)], env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=1)
        new.rename(made)
    assert process.wait(timeout=30) == 0
    assert (made / "note").exists()
    assert aside.exists()


# ── Systems without some modules ──


def test_nothing_is_said_of_locks_that_the_system_has_not(tmp_path: Path) -> None:
    code = (
        "import sys, warnings\nsys.modules['fcntl'] = None\nwarnings.simplefilter('always')\n"
        "from planner.cli import main\nsys.exit(main(sys.argv[1:]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "new", str(tmp_path / "mine")],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    assert "soft file lock" not in done.stderr


@pytest.mark.parametrize("fields", [{"rss": 5e6, "peak_wset": 7e6}, {"rss": 7e6}])
def test_the_peak_of_memory_is_told_without_the_module_of_the_system(
    fields: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Process:
        def memory_info(self) -> Any:
            return Namespace(**fields)

    monkeypatch.setattr(timings, "resource", None)
    monkeypatch.setattr(timings, "psutil", Namespace(Process=Process))
    assert timings.peak_megabytes() == 7.0
    monkeypatch.setattr(timings, "psutil", None)
    assert timings.peak_megabytes() == 0.0


# ── Clusters ──

ADDRESSES = (
    "http://host:8786",
    "ftp://host",
    "file:///etc/passwd",
    "tcp:/host:1",
    "tcp://a b:1",
    "tcp://host:x",
    "",
)


@pytest.mark.parametrize("address", [*ADDRESSES, "x" * 5000 + "://y"])
def test_an_address_of_another_scheme_is_refused_before_anything_is_read(
    address: str, tmp_path: Path, capfd: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["sweep", str(TINY), "--vary", "demand.need_gw*=1|2", "--cluster", address]) == 1
    told = capfd.readouterr().err
    assert "is no address of a Dask scheduler" in told
    assert len(told) < 600
    assert list(tmp_path.iterdir()) == []


def test_the_guide_says_who_runs_code_on_workers() -> None:
    assert "run any code on its workers" in page("sweeps")
