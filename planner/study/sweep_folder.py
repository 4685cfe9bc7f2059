"""The folder of a sweep: finished cases that grow one by one, and a dataset of them that is replaced whole.

One sweep at a time is at work in it. Until its dataset takes the place of the one before, that one stays; the finished
cases go over from the one to the other.
"""

from __future__ import annotations

import re
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from planner.disk.file_names import FILE_MANAGER_FILES, check_path
from planner.disk.folders import clear
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
"""The record of a sweep; a folder without it has no dataset yet."""
TABLES, INDICES = "tables", "indices.csv"
PICTURES, PAGE = "plots", "report.html"
OWN = {RECORD, CASES, TABLES, "summary.parquet", "summary.csv", INDICES, PICTURES, PAGE}
"""All that a sweep writes into its folder."""
FOLDERS = {CASES, TABLES, PICTURES}
"""Those of them that are folders."""
ENDINGS = {TABLES: ".parquet", PICTURES: ".png"}
"""How the files in folders of the dataset end."""
_BEGUN = re.compile(r"\..+\.(partial(-[0-9a-f]{8})?|[0-9a-f]{8})|\..+\.zip\..+")
"""What files are called while a sweep writes them, and were called before."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the only sweep in a folder; raises UserError where another is, or where it cannot be written to."""
    check_path(folder)
    with ExitStack() as stack:
        try:
            # The lock of the folder itself is that of whoever replaces it.
            stack.enter_context(alone_with(folder / CASES, wait=False))
        except TakenError:
            raise UserError(
                f"Another sweep is at work in {folder}.\n    mend: wait for it, or name another folder with --out"
            ) from None
        try:
            with alone_with(folder):
                clear(folder.resolve(), foreign_files, (CASES,))
            folder.mkdir(parents=True, exist_ok=True)
            strange = sorted(foreign_files(folder))
        except OSError as problem:
            raise UserError(
                f"{folder} cannot be written: {problem.strerror or problem}.\n"
                "    mend: name a folder you may write to with --out"
            ) from problem
        if strange and strange[0] in OWN:
            kind = "file" if strange[0] in FOLDERS else "folder"
            raise UserError(
                f"{folder / strange[0]} cannot be written: it is a {kind}, which no sweep made.\n"
                "    mend: name a new folder with --out, or move it away"
            )
        if strange:
            raise UserError(
                f"{folder} holds what no sweep wrote, such as {strange[0]}; it will be left alone.\n"
                "    mend: name a new folder with --out"
            )
        _clear(folder)
        yield


def foreign_files(folder: Path) -> set[str]:
    """Names in the folder, and in those of its dataset, that no sweep writes."""
    found = {
        path.name
        for path in folder.iterdir()
        if path.name not in OWN or path.is_dir() != (path.name in FOLDERS)
    }
    for name, ending in ENDINGS.items():
        place = folder / name
        if place.is_dir():
            found |= {f"{name}/{path.name}" for path in place.iterdir() if path.suffix != ending}
    names = ((path, path.rpartition("/")[2]) for path in found)
    return {path for path, name in names if name not in FILE_MANAGER_FILES and not _BEGUN.fullmatch(name)}


def _clear(folder: Path) -> None:
    """Remove the files that sweeps which were killed outright had only begun."""
    for place in (folder, folder / CASES):
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
