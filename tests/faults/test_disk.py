"""Disks that fill, folders that vanish, two runs into one folder: a complete run or none."""

from __future__ import annotations

import resource
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from cases.tiny import TINY
from faults.processes import LIBRARY, at, forked, fresh, limited, names, solve, whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 16 kB, where the system lets us have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", disk], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("no disk may be mounted here")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_leaves_nothing_and_says_so(small_disk: Path) -> None:
    status, told = solve(small_disk / "run")
    assert status == 1
    assert "cannot be written: No space left on device" in told
    assert "on a disk with room" in told
    assert names(small_disk) == []


def test_a_file_that_may_not_grow_leaves_the_earlier_run(tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert solve(run)[0] == 0
    before = (run / "run.json").read_text()
    status, told = fresh(run, preexec_fn=limited(resource.RLIMIT_FSIZE, 1000))
    assert status == 1
    assert "cannot be written: File too large" in told
    assert names(tmp_path) == ["run"]
    assert whole(run)
    assert (run / "run.json").read_text() == before


def test_a_screen_that_takes_no_more_is_told_and_the_run_is_complete(tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        status, told = fresh(tmp_path / "run", stdout=full)
    assert status == 1
    assert "Nothing more can be printed: No space left on device" in told
    assert f"the run in {tmp_path / 'run'} is complete" in told
    assert "Traceback" not in told
    assert "Exception ignored" not in told
    assert whole(tmp_path / "run")


def test_a_case_that_vanishes_while_it_is_solved_is_solved(tmp_path: Path) -> None:
    case = shutil.copytree(TINY, tmp_path / "case")
    vanish = at("solve", f"shutil.rmtree({str(case)!r})")
    status, told = solve(tmp_path / "run", patch=vanish, case=case)
    assert status == 0, told
    assert names(tmp_path) == ["run"]
    assert whole(tmp_path / "run")


@pytest.mark.parametrize("out", ["here/run", "run"])
def test_a_place_that_vanishes_while_a_case_is_solved_is_made_again(out: str, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    gone = at("solve", f"shutil.rmtree({str(work)!r})")
    status, told = solve(out, "--quiet", patch=gone, cwd=work)
    assert status == 0, told
    assert whole(work / out)


def test_a_place_that_becomes_a_file_is_told(tmp_path: Path) -> None:
    work = tmp_path / "work"
    spoil = at("solve", f"shutil.rmtree({str(work)!r})\nopen({str(work)!r}, 'w').close()")
    status, told = solve(work / "run", patch=spoil)
    assert status == 1
    assert "cannot be written" in told
    assert names(tmp_path) == ["work"]


WRITING = (
    LIBRARY
    + """
import dataclasses, planner
case = planner.read(sys.argv[1])
case = dataclasses.replace(case, settings=dataclasses.replace(case.settings, funding=sys.argv[3] == "on"))
plan = planner.solve(case)
for _ in range(40):
    w.write(plan, pathlib.Path(sys.argv[2]))
"""
)


def test_two_runs_into_one_folder_do_not_mix(tmp_path: Path) -> None:
    run = tmp_path / "run"
    with ThreadPoolExecutor() as pool:
        writers = [
            pool.submit(forked, WRITING, ["", str(TINY), str(run), funding]) for funding in ("on", "off")
        ]
    assert [writer.result() for writer in writers] == [(0, ""), (0, "")]
    assert names(tmp_path) == ["run"]
    assert whole(run)
