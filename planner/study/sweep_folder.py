"""The folder of a sweep: what stands in it, one sweep at a time, and files there whole or not at all."""

from __future__ import annotations

import re
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from planner.disk.file_names import FILE_MANAGER_FILES, check_path
from planner.disk.locks import TakenError
from planner.disk.locks import locked as alone_with
from planner.disk.steps import remove
from planner.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CASES = "cases"
"""The folder of finished cases, within that of a sweep."""
RECORD = "sweep.json"
"""The record of a sweep; written last, so that a folder without it is not complete."""
TABLES, INDICES = "tables", "indices.csv"
PICTURES, PAGE = "plots", "report.html"
OWN = {RECORD, CASES, TABLES, "summary.parquet", "summary.csv", INDICES, PICTURES, PAGE}
"""All that a sweep writes into its folder."""
_BEGUN = re.compile(r"\..+\.(partial(-[0-9a-f]{8})?|[0-9a-f]{8})|\..+\.zip\..+")
"""What files are called while a sweep writes them, and were called before."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the only sweep in a folder; raises UserError where another is, or where it cannot be written to."""
    check_path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        strange = sorted(
            path.name for path in folder.iterdir() if path.name not in {*OWN, *FILE_MANAGER_FILES}
        )
    except OSError as problem:
        raise UserError(
            f"{folder} cannot be written: {problem.strerror or problem}.\n"
            "    mend: name a folder you may write to with --out"
        ) from problem
    strange = [name for name in strange if not name.startswith(".")]
    if strange:
        raise UserError(
            f"{folder} holds what no sweep wrote, such as {strange[0]}; it will be left alone.\n"
            "    mend: name a new folder with --out"
        )
    with ExitStack() as stack:
        try:
            stack.enter_context(alone_with(folder, wait=False))
        except TakenError:
            raise UserError(
                f"Another sweep is at work in {folder}.\n    mend: wait for it, or name another folder with --out"
            ) from None
        _clear(folder)
        yield


def _clear(folder: Path) -> None:
    """Remove the files that sweeps which were killed outright had only begun."""
    for place in (folder, folder / CASES, folder / TABLES, folder / PICTURES):
        for path in place.iterdir() if place.is_dir() else ():
            if _BEGUN.fullmatch(path.name) and path.is_file():
                remove(path)


def unwritable(folder: Path, problem: OSError) -> UserError:
    """The error of a write that failed once the sweep was under way."""
    where = problem.filename2 or problem.filename or folder
    return UserError(
        f"{where} cannot be written: {problem.strerror or problem}; the cases that are finished "
        "are kept.\n"
        "    mend: make room, or name a folder you may write to with --out, and give the same command again"
    )
