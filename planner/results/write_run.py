"""A run on disk: a folder that either is whole or is not there."""

from __future__ import annotations

import json
import os
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.case.write_case import write as write_case
from planner.disk.file_names import FILE_MANAGER_FILES, check_path, is_litter
from planner.disk.folders import staged
from planner.disk.foreign_files import record_of, sha256_of
from planner.disk.locks import locked
from planner.disk.seals import sealed, with_field
from planner.disk.single_files import write_file
from planner.disk.steps import write as write_bytes
from planner.errors import UserError
from planner.results.headline import as_dict
from planner.results.plan_notes import plan_notes
from planner.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from planner.results.plan import Plan

RECORD = "run.json"
"""The run record; a folder without it is not a run."""
REPORT, RESULTS = "report.html", "results.xlsx"
"""The page about a run, which may be in its folder; it is made of the rest, and goes with it."""
SUPPLY_CURVE = "supply_curve"
"""The table that a run has besides where its report was asked for it; recorded and sealed as the others are."""
CASE = "case"
"""The folder of the sheets as used, within a run."""
TABLE_ENDINGS = (".csv", ".parquet")
"""How the files of tables end; those in Parquet are there where they were asked for."""
LIBRARIES = ("pyomo", "highspy", "numpy", "scipy", "pandas", "pyyaml")


def check_target(folder: Path) -> None:
    """Make sure that a run can be written to `folder`, before anything is solved; raises UserError."""
    check_path(folder)
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
    try:
        with staged(folder.resolve(), _foreign_files):
            pass
    except OSError as problem:
        raise _unwritable_error(folder, problem) from problem


def _foreign_files(folder: Path) -> set[str]:
    """Names in the folder that are not those of an earlier run, by its own record."""
    if not folder.exists():
        return set()
    found = {path.name for path in folder.iterdir()}
    try:
        recorded = record_of(folder / RECORD)
        tables = {f"{name}{ending}" for name in recorded["rows_by_table"] for ending in TABLE_ENDINGS}
        own = tables | set(recorded.get("files_sha256", ()))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return found
    if any(name.startswith(f"{CASE}/") for name in own) and (folder / CASE).is_dir():
        found |= {
            f"{CASE}/{path.name}" for path in (folder / CASE).iterdir() if path.name not in FILE_MANAGER_FILES
        }
        own.add(CASE)
    beside = {RECORD, REPORT, RESULTS, f"{SUPPLY_CURVE}.csv"}
    foreign = found - own - beside - set(FILE_MANAGER_FILES)
    return {name for name in foreign if not any(is_litter(name, own) for own in (RECORD, REPORT, RESULTS))}


def write(
    plan: Plan, folder: Path, beside: Mapping[str, Callable[[], bytes]] | None = None
) -> dict[str, Exception]:
    """Write the tables, the case and the record of a plan in place of an earlier run.

    `beside` are what makes further files of the run, such as its page, by name; those that could not be made are left
    out, and what each of them raised is returned. Raises UserError where the run cannot be written.
    """
    failed: dict[str, Exception] = {}
    folder = Path(os.path.abspath(folder)) if folder.is_absolute() else folder.resolve()
    try:
        with staged(folder, _foreign_files) as stage:
            with plan.stages.stage("write"):
                for name, frame in plan.tables.items():
                    frame.to_csv(stage.folder / f"{name}.csv", index=False, lineterminator="\n")
                write_case(plan.case, stage.folder / CASE)
                hashes = file_hashes(stage.folder)
            for name, content in (beside or {}).items():
                try:
                    made = content()
                except Exception as problem:
                    failed[name] = problem
                else:
                    write_bytes(stage.folder / name, made)
                    if name.endswith(TABLE_ENDINGS):
                        hashes[name] = sha256_of(stage.folder / name)
            recorded = sealed({**record(plan), "files_sha256": hashes})
            write_bytes(stage.folder / RECORD, (json.dumps(recorded, indent=2) + "\n").encode())
            stage.swap("run")
    except OSError as problem:
        raise _unwritable_error(folder, problem) from problem
    return failed


def write_into(
    folder: Path, read: Mapping[str, Any], name: str, content: bytes, record: str = RECORD
) -> None:
    """Write what was made of the run whose record was `read` into its folder; `record` is the name of that.

    Raises UserError where another run stands there by now.
    """
    with locked(folder):
        _expect_same(folder, read, name, record)
        write_file(folder / name, content)


def _expect_same(folder: Path, read: Mapping[str, Any], name: str, record: str = RECORD) -> None:
    """Raise UserError where the run in a folder is not the one whose record was read."""
    try:
        same = record_of(folder / record) == read
    except (OSError, ValueError):
        same = False
    if not same:
        raise UserError(
            f"The run in {folder} was replaced while {name} was made of it; nothing was written.\n"
            "    mend: give the same command again"
        )


def add_table(folder: Path, read: Mapping[str, Any], name: str, frame: pd.DataFrame) -> dict[str, Any]:
    """Write a table that was made of the run whose record was `read` into its folder, and seal it; the new record.

    Raises UserError where another run stands there by now, or it cannot be written.
    """
    with locked(folder):
        _expect_same(folder, read, name)
        file = folder / f"{name}.csv"
        write_file(file, frame.to_csv(index=False, lineterminator="\n").encode())
        hashes = {**read.get("files_sha256", {}), file.name: sha256_of(file)}
        recorded = with_field(read, "files_sha256", hashes)
        write_file(folder / RECORD, (json.dumps(recorded, indent=2) + "\n").encode())
    return recorded


def file_hashes(folder: Path) -> dict[str, str]:
    """sha256 of every table and sheet of a run, by name within the folder: pages and workbooks may be made anew."""
    tables = [file for ending in TABLE_ENDINGS for file in sorted(folder.glob(f"*{ending}"))]
    files = [*tables, *sorted((folder / CASE).iterdir())]
    return {file.relative_to(folder).as_posix(): sha256_of(file) for file in files}


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
        "headline": as_dict(plan.case, plan.tables),
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
        "notes": [*plan.case.notes, *plan_notes(plan)],
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
