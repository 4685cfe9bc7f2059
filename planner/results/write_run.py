"""A run on disk: a folder that either is whole or is not there.

Everything is written into a hidden folder beside the target, which takes the target's name in one step at the
end. Runs into the same folder take turns at that step, by a lock on the folder that both are in; the last to finish
stays. What a run that was killed outright left behind is cleared away by the next one.
"""

from __future__ import annotations

import fcntl
import glob
import hashlib
import json
import os
import platform
import secrets
import shutil
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.case.magnitudes import far_apart
from planner.case.write_case import write as write_case
from planner.errors import UserError
from planner.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.results.plan import Plan

RECORD = "run.json"
"""The run record; a folder without it is not a run."""
REPORT, RESULTS = "report.html", "results.xlsx"
"""The page about a run, which may be in its folder; it is made of the rest, and goes with it."""
CASE = "case"
"""The folder of the sheets as used, within a run."""
FILE_MANAGER_FILES = (".DS_Store", "Thumbs.db")
"""What file managers leave behind wherever they look."""
LIBRARIES = ("pyomo", "highspy", "numpy", "scipy", "pandas", "pyyaml")


def check_target(folder: Path) -> None:
    """Make sure that a run can be written to `folder`, before anything is solved; raises UserError."""
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file; results go into a folder.\n    mend: name another with --out")
    try:
        foreign = sorted(_foreign_files(folder))
    except OSError as problem:
        raise _unwritable_error(folder, problem) from problem
    if foreign:
        raise UserError(
            f"{folder} holds what no run of the planner wrote, such as {foreign[0]}; it will be left alone.\n"
            "    mend: name a new folder with --out, or move those files out of this one"
        )
    with _staging(folder.resolve()):
        pass


def _foreign_files(folder: Path) -> set[str]:
    """Names in the folder that are not those of an earlier run, by its own record."""
    if not folder.exists():
        return set()
    found = {path.name for path in folder.iterdir()}
    try:
        recorded = json.loads((folder / RECORD).read_text("utf-8"))
        own = {f"{name}.csv" for name in recorded["rows_by_table"]} | set(recorded.get("files_sha256", ()))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return found
    if any(name.startswith(f"{CASE}/") for name in own) and (folder / CASE).is_dir():
        found |= {
            f"{CASE}/{path.name}" for path in (folder / CASE).iterdir() if path.name not in FILE_MANAGER_FILES
        }
        own.add(CASE)
    return found - own - {RECORD, REPORT, RESULTS, *FILE_MANAGER_FILES}


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """A hidden folder beside the target, gone again whatever happens; raises UserError where none can be."""
    partial = _hidden_path(folder, "partial", secrets.token_hex(4))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _locked(folder.parent):
            _clean_up(folder)
            partial.mkdir()
            lock = _open_locked(partial)
    except OSError as problem:
        raise _unwritable_error(folder, problem) from problem
    try:
        yield partial
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        os.close(lock)


def _hidden_path(folder: Path, what: str, token: str) -> Path:
    """The hidden name of a folder that is being written (partial), or was until now in its place (replaced)."""
    return folder.parent / f".{folder.name}.{what}-{token}"


def _open_locked(folder: Path, wait: bool = True) -> int:
    """Lock a folder; closing what is returned, or ending however, unlocks it. Raises OSError where it is taken.

    A disk that knows no locks is trusted to have one run at a time.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(handle)
        raise
    except OSError:
        pass
    return handle


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Be alone with a folder."""
    handle = _open_locked(folder)
    try:
        yield
    finally:
        os.close(handle)


def _clean_up(folder: Path) -> None:
    """Undo what runs that were killed outright left: put an earlier run back, remove what is only begun."""
    for aside in _leftovers(folder, "replaced"):
        if folder.exists():
            shutil.rmtree(aside, ignore_errors=True)
        else:
            aside.rename(folder)
    for partial in _leftovers(folder, "partial"):
        # Whoever still writes into it holds its lock.
        with suppress(OSError):
            handle = _open_locked(partial, wait=False)
            shutil.rmtree(partial, ignore_errors=True)
            os.close(handle)


def _leftovers(folder: Path, what: str) -> list[Path]:
    """Hidden folders of that name, whoever made them."""
    return sorted(folder.parent.glob(_hidden_path(Path(glob.escape(str(folder))), what, "?" * 8).name))


def write(plan: Plan, folder: Path) -> None:
    """Write the tables, the case and the record of a plan in place of an earlier run.

    Raises UserError where it cannot.
    """
    folder = Path(os.path.abspath(folder)) if folder.is_absolute() else folder.resolve()
    with _staging(folder) as partial:
        try:
            with plan.stages.stage("write"):
                for name, frame in plan.tables.items():
                    frame.to_csv(partial / f"{name}.csv", index=False, lineterminator="\n")
                write_case(plan.case, partial / CASE)
                hashes = file_hashes(partial)
            recorded = {**record(plan), "files_sha256": hashes}
            (partial / RECORD).write_text(json.dumps(recorded, indent=2) + "\n", encoding="utf-8")
            _replace(partial, folder)
        except OSError as problem:
            raise _unwritable_error(folder, problem) from problem


def file_hashes(folder: Path) -> dict[str, str]:
    """sha256 of every file of a run but its record, by name within the folder."""
    files = [*sorted(folder.glob("*.csv")), *sorted((folder / CASE).iterdir())]
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files
    }


def _replace(partial: Path, folder: Path) -> None:
    """Give a whole run the target's name; an earlier run there is put aside first and then removed."""
    aside = _hidden_path(folder, "replaced", secrets.token_hex(4))
    with _locked(folder.parent):
        try:
            if folder.exists():
                folder.rename(aside)
            partial.rename(folder)
        except BaseException:
            if aside.exists() and not folder.exists():
                aside.rename(folder)
            raise
        shutil.rmtree(aside, ignore_errors=True)


def _unwritable_error(folder: Path, problem: OSError) -> UserError:
    """What a failed write means to the user."""
    return UserError(
        f"{folder} cannot be written: {problem.strerror or problem}.\n"
        "    mend: name a folder you may write to with --out, on a disk with room"
    )


def summary(plan: Plan) -> dict[str, Any]:
    """The answer in a few numbers, as `--json` prints it."""
    return {
        "status": plan.solution.status,
        "case": plan.case.name,
        "scenario": plan.case.scenario,
        "objective_usd_billion": plan.objective_usd_billion,
        "closed_in": plan.closed_in,
        "unserved_gw": plan.unserved_gw,
        "solved": plan.solution.solved.as_dict(),
    }


def record(plan: Plan) -> dict[str, Any]:
    """All that says how a run came about: versions, inputs, solver, residuals, seconds and memory."""
    settings = plan.case.settings
    return {
        **summary(plan),
        "title": settings.title,
        "vintage": settings.vintage,
        "horizon": [str(settings.calendar.start), str(settings.calendar.end)],
        "years_from": str(settings.calendar.years_from) if settings.calendar.years_from else None,
        "approximation": settings.calendar.approximation or None,
        "hours_per_block": settings.operations.hours_per_block,
        "funding": settings.funding,
        "inputs_sha256": dict(plan.case.hashes),
        "edits": list(plan.case.edits),
        "edited_cells": [change.as_dict() for change in plan.case.changes],
        "notes": [*plan.case.notes, *far_apart(plan.solution.ranges)],
        "versions": dict(_versions()),
        "iterations": dict(plan.solution.iterations),
        "ranges": {
            part: {"least": least, "largest": largest}
            for part, (least, largest) in plan.solution.ranges.items()
        },
        "residuals": dict(plan.residuals),
        "seconds": {stage: round(took, 3) for stage, took in plan.stages.seconds.items()},
        "peak_memory_mb": {stage: round(peak) for stage, peak in plan.stages.peak_mb.items()},
        "rows_by_table": {name: len(frame) for name, frame in plan.tables.items()},
    }


@cache
def _versions() -> dict[str, str]:
    """What the planner runs on."""
    libraries = {library: version(library) for library in LIBRARIES}
    return {"planner": __version__, "python": platform.python_version(), **libraries}
