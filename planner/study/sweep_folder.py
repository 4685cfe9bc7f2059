"""The folder of a sweep: what stands in it, one sweep at a time, and files there whole or not at all."""

from __future__ import annotations

import fcntl
import os
import secrets
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from planner.case.cells import shown
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
LITTER = {".DS_Store", "Thumbs.db"}
LONGEST_NAME, LONGEST_PATH = 255, 4000
"""Bytes that a file system takes as a name, and as a path with what a sweep adds to it."""


def check_folder(folder: Path) -> None:
    """Raise UserError where a folder cannot be called so on any disk, before anything is done for it."""
    sizes = {part: len(os.fsencode(part)) for part in folder.parts}
    for part, size in sizes.items():
        if size > LONGEST_NAME:
            raise UserError(
                f"The name {shown(part)} is too long for a folder: it has {size:,} bytes.\n"
                f"    mend: name one of at most {LONGEST_NAME} bytes with --out"
            )
    size = len(os.fsencode(folder.absolute()))
    if size > LONGEST_PATH:
        raise UserError(
            f"The path {shown(str(folder))} is too long: it has {size:,} bytes.\n"
            f"    mend: name a folder of at most {LONGEST_PATH:,} bytes with --out"
        )


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the only sweep in a folder; raises UserError where another is, or where it cannot be written to."""
    check_folder(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        strange = sorted(path.name for path in folder.iterdir() if path.name not in OWN | LITTER)
        handle = os.open(folder, os.O_RDONLY)
    except OSError as problem:
        raise UserError(
            f"{folder} cannot be written: {problem.strerror or problem}.\n"
            "    mend: name a folder you may write to with --out"
        ) from problem
    try:
        strange = [name for name in strange if not name.startswith(".")]
        if strange:
            raise UserError(
                f"{folder} holds what no sweep wrote, such as {strange[0]}; it will be left alone.\n"
                "    mend: name a new folder with --out"
            )
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError(
                f"Another sweep is at work in {folder}.\n    mend: wait for it, or name another folder with --out"
            ) from None
        except OSError:
            pass  # A disk that knows no locks is trusted to have one sweep at a time.
        for partial in (folder / CASES).glob(".*.zip.*"):
            with suppress(OSError):
                partial.unlink()
        yield
    finally:
        os.close(handle)


def unwritable(folder: Path, problem: OSError) -> UserError:
    """The error of a write that failed once the sweep was under way."""
    where = problem.filename2 or problem.filename or folder
    return UserError(
        f"{where} cannot be written: {problem.strerror or problem}; the cases that are finished "
        "are kept.\n"
        "    mend: make room, or name a folder you may write to with --out, and give the same command again"
    )


def write_whole(file: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, even where the machine stops; raises OSError."""
    partial = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with partial.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
