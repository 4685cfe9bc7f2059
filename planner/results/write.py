"""A run on disk: a folder that either is whole or is not there.

Everything is written into a hidden folder beside the target, which takes the target's name in one step at the
end.
"""

from __future__ import annotations

import json
import platform
import secrets
import shutil
from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from planner import __version__
from planner.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from planner.plan import Plan

RECORD = "run.json"
"""The run record; a folder without it is not a run."""
LITTER = (".DS_Store", "Thumbs.db")
"""What file managers leave behind wherever they look."""
LIBRARIES = ("pyomo", "highspy", "numpy", "scipy", "pandas", "pyyaml")


def check_target(folder: Path) -> None:
    """Make sure that a run can be written to `folder`, before anything is solved; raises UserError."""
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file; results go into a folder.\n    mend: name another with --out")
    try:
        strange = sorted(_strangers(folder))
    except OSError as problem:
        raise _unwritable(folder, problem) from problem
    if strange:
        raise UserError(
            f"{folder} holds what no run of the planner wrote, such as {strange[0]}; it will be left alone.\n"
            "    mend: name a new folder with --out, or move those files out of this one"
        )
    with _staging(folder.resolve()):
        pass


def _strangers(folder: Path) -> set[str]:
    """Names in the folder that are not those of an earlier run, by its own record."""
    if not folder.exists():
        return set()
    found = {path.name for path in folder.iterdir()}
    try:
        own = {f"{name}.csv" for name in json.loads((folder / RECORD).read_text("utf-8"))["rows_by_table"]}
    except (OSError, ValueError, LookupError, TypeError):
        return found
    return found - own - {RECORD, *LITTER}


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """A hidden folder beside the target, gone again whatever happens; raises UserError where none can be."""
    partial = folder.parent / f".{folder.name}.partial-{secrets.token_hex(4)}"
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
    """Write the tables and the record of a plan in place of an earlier run; raises UserError if it cannot."""
    folder = folder.resolve()
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
    aside = folder.parent / f".{folder.name}.replaced-{secrets.token_hex(4)}"
    replaced = folder.exists()
    if replaced:
        folder.rename(aside)
    try:
        partial.rename(folder)
    except BaseException:
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
