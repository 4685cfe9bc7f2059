"""A run on disk: a folder that either is whole or is not there.

Everything is written into a hidden folder beside the target, which takes the target's name in one step at the end.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner import __version__
from planner.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.plan import Plan

RECORD = "run.json"
"""The run record; a folder without it is not a run."""
LIBRARIES = ("pyomo", "highspy", "numpy", "scipy", "pandas", "pyyaml")


def check_target(folder: Path) -> None:
    """Make sure that a run can be written to `folder`, before anything is solved; raises UserError."""
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file; results go into a folder.\n    mend: name another with --out")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / RECORD).is_file():
        raise UserError(
            f"{folder} holds files that are not a run of the planner; they will not be overwritten.\n"
            "    mend: name a new folder with --out, or empty this one"
        )
    with _staging(folder):
        pass


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """A hidden folder beside the target, gone again whatever happens; raises UserError where none can be."""
    partial = folder.parent / f".{folder.name}.partial-{os.getpid()}"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial.mkdir()
    except OSError as problem:
        raise _unwritable(folder, problem) from problem
    try:
        yield partial
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def write(plan: Plan, folder: Path) -> None:
    """Write the tables and the record of a plan, replacing an earlier run; raises UserError where it cannot."""
    with _staging(folder) as partial:
        try:
            for name, frame in plan.tables.items():
                frame.to_csv(partial / f"{name}.csv", index=False, lineterminator="\n")
            (partial / RECORD).write_text(json.dumps(record(plan), indent=2) + "\n", encoding="utf-8")
            _take_place(partial, folder)
        except OSError as problem:
            raise _unwritable(folder, problem) from problem


def _take_place(partial: Path, folder: Path) -> None:
    """Give a whole run the target's name; an earlier run there is put aside first and then removed."""
    aside = folder.parent / f".{folder.name}.replaced-{os.getpid()}"
    replaced = folder.exists()
    if replaced:
        folder.rename(aside)
    try:
        partial.rename(folder)
    except OSError:
        if replaced:
            aside.rename(folder)
        raise
    if replaced:
        shutil.rmtree(aside, ignore_errors=True)


def _unwritable(folder: Path, problem: OSError) -> UserError:
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
        "objective_usd_billion": plan.objective_usd_billion,
        "closed_in": plan.closed_in,
        "unserved_gw": plan.unserved_gw,
    }


def record(plan: Plan) -> dict[str, Any]:
    """All that says how a run came about: versions, inputs, solver, residuals, seconds and memory."""
    settings = plan.case.settings
    return {
        **summary(plan),
        "title": settings.title,
        "vintage": settings.vintage,
        "horizon": [str(settings.calendar.start), str(settings.calendar.end)],
        "hours_per_block": settings.operations.hours_per_block,
        "funding": settings.funding,
        "inputs_sha256": dict(plan.case.hashes),
        "notes": list(plan.case.notes),
        "versions": {
            "planner": __version__,
            "python": platform.python_version(),
            **{library: version(library) for library in LIBRARIES},
        },
        "iterations": dict(plan.solution.iterations),
        "residuals": dict(plan.residuals),
        "seconds": {stage: round(took, 3) for stage, took in plan.stages.seconds.items()},
        "peak_memory_mb": {stage: round(peak) for stage, peak in plan.stages.peak_mb.items()},
        "rows_by_table": {name: len(frame) for name, frame in plan.tables.items()},
    }
