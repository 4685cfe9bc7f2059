"""Every writer, killed at every call that it makes on files: the old or the new is there, or comes back."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cases.tiny import tiny_plan
from study.sweeping import ENGINES, Here, spec, swept

from planner.case.starter import start
from planner.disk.single_files import write_file
from planner.parametric import files as curve_files
from planner.results.write_run import check_target, write
from planner.study.sweep_folder import CASES

if TYPE_CHECKING:
    from collections.abc import Callable

    Writer = Callable[[Path, str], None]

KILLED, DONE = 77, 0
CALLS = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree", "os.chmod"}
"""What Python tells its audit hooks of changes to a disk; writing and syncing fall between two of them."""
OLD, NEW = "old", "new"
TIMED = ("run.json", "sweep.json")
SWEPT = {OLD: spec(f"{ENGINES}1|2"), NEW: spec(f"{ENGINES}1.5|2")}
RECORD = '{"case": "tiny", "edit": "x", "from": 0, "to": 1, "made": "%s"}'


def write_run(target: Path, what: str) -> None:
    write(tiny_plan(funding=what == NEW), target, {"report.html": lambda: what.encode()})


def write_curve(target: Path, what: str) -> None:
    names = (curve_files.TABLE, curve_files.PICTURE, curve_files.PAGE)
    contents = {name: what.encode() for name in names}
    curve_files.write_contents(target, contents | {curve_files.RECORD: (RECORD % what).encode()})


def write_page(target: Path, what: str) -> None:
    write_file(target, what.encode() * 10_000)


def write_starter(target: Path, what: str) -> None:
    if what == NEW:
        start(target)


@cache
def finished_cases() -> Path:
    """The cases of both sweeps, solved once."""
    place = Path(tempfile.mkdtemp(prefix="planner-sweep-")) / "sweep"
    for what in (OLD, NEW):
        swept(SWEPT[what], place)
    return place / CASES


def write_sweep(target: Path, what: str) -> None:
    """A dataset of finished cases, which stay whichever of them it is of."""
    if not target.exists() and not any(target.parent.glob(f".{target.name}.*")):
        shutil.copytree(finished_cases(), target / CASES)
    engine = Here(stop=0)
    swept(SWEPT[what], target, engine, pictures=lambda _: {"plots/x.png": what.encode()})


WRITERS: dict[str, Writer] = {
    "run": write_run,
    "curve": write_curve,
    "page": write_page,
    "case": write_starter,
    "sweep": write_sweep,
}


def content(path: Path) -> Any:
    """All that is at a path, but for what says how long it took; None for nothing."""
    if path.is_dir():
        found = {file.relative_to(path).as_posix(): file.read_bytes() for file in path.rglob("*.*")}
        return {name: data for name, data in found.items() if name not in TIMED}
    return path.read_bytes() if path.exists() else None


def left_by(name: str, target: Path, new: Any) -> Any:
    """What a killed writer left; the finished cases of a sweep go over last of all, and come back with the next."""
    found = content(target)
    if name == "sweep" and found is not None and not (target / CASES).exists():
        assert any(target.parent.glob(f".{target.name}.replaced-*/{CASES}"))
        found |= {path: data for path, data in new.items() if path.startswith(f"{CASES}/")}
    return found


def killed_at(step: int, folder: Path, act: Callable[[], None]) -> bool:
    """Act in a process that ends at once at its call number `step` on something in a folder; whether it did."""
    child = os.fork()
    if not child:
        left = step

        def hook(event: str, given: tuple[Any, ...]) -> None:
            nonlocal left
            if event in CALLS and str(folder) in os.fsdecode(
                given[0] if not isinstance(given[0], int) else b""
            ):
                left -= 1
                if not left:
                    os._exit(KILLED)

        sys.addaudithook(hook)
        try:
            act()
        except BaseException:
            os._exit(1)
        os._exit(DONE)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (KILLED, DONE)
    return status == KILLED


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("name", WRITERS)
def test_killed_at_any_step_a_writer_leaves_the_old_or_the_new(name: str, tmp_path: Path) -> None:
    writer, place = WRITERS[name], tmp_path / "place"
    writer(tmp_path / "old", OLD)
    writer(tmp_path / "new", NEW)
    old, new = content(tmp_path / "old"), content(tmp_path / "new")
    assert old != new
    step, seen = 1, set()
    while True:
        place.mkdir()
        target = place / "thing"
        copy(tmp_path / "old", target)
        killed = killed_at(step, place, lambda: writer(target, NEW))  # noqa: B023
        found = left_by(name, target, new)
        assert found in (old, new) or (found is None and any(place.glob(".thing.replaced-*"))), step
        seen.add(found == new)
        others = [path.name for path in place.iterdir() if path != target]
        assert all(other.startswith((".thing.partial-", ".thing.replaced-")) for other in others), step
        if name == "run" and step % 16:
            # The first that the next writer does; all of it now and then.
            check_target(target)
            assert content(target) in (old, new), step
        elif found != new or name != "case":
            writer(target, NEW)
            assert content(target) == new, step
        assert [path.name for path in place.iterdir()] == ["thing"], step
        clear_away(place)
        if not killed:
            break
        step += 1
    assert step > 3
    assert seen == {False, True}


def copy(path: Path, to: Path) -> None:
    if path.is_dir():
        shutil.copytree(path, to)
    elif path.exists():
        shutil.copyfile(path, to)


def clear_away(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_run_put_aside_by_a_killed_writer_comes_back_before_anything_is_solved(tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    target = place / "run"
    write_run(target, OLD)
    old, step = content(target), 1
    while killed_at(step, place, lambda: write_run(target, NEW)) and target.exists():
        step += 1
    assert not target.exists()
    check_target(target)
    assert content(target) == old
    assert [path.name for path in place.iterdir()] == ["run"]
