"""Single files, written whole or not at all, and never over what the planner did not write."""

from __future__ import annotations

import os
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from planner.disk.file_names import PARTIAL, check_path, hidden_path, leftovers
from planner.disk.locks import locked
from planner.disk.steps import remove, sync_names, write
from planner.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Mark = Callable[[bytes], bool]
    """Whether content, as it begins and ends, is of the planner."""

LEGACY = ".partial"
"""How the names ended, all alike, that unfinished files once had."""
LOOKED_AT = 4096
"""Bytes at the beginning and at the end of a file by which it is known."""


def check_writable(folder: Path) -> None:
    """Make sure that files can be written into a folder, there or still to be made; raises UserError."""
    check_path(folder)
    try:
        above = next(part for part in (folder, *folder.absolute().parents) if part.exists())
        with TemporaryFile(dir=above):
            pass
    except OSError as problem:
        raise UserError(
            f"{folder} cannot be written: {problem.strerror or problem}.\n    mend: name another folder with --out"
        ) from problem


def check_replaceable(file: Path, what: str, is_ours: Mark, option: str = "--out") -> None:
    """Make sure that a file is not there, or is `what` the planner wrote; raises UserError."""
    check_path(file, option)
    try:
        if not file.exists():
            return
        if not file.is_file():
            found = "is a folder" if file.is_dir() else "is no ordinary file"
            raise UserError(f"{file} {found}.\n    mend: name a file with {option}")
        ours = is_ours(_ends(file))
    except OSError as problem:
        raise _unwritable_error(file, problem, option) from problem
    if not ours:
        raise UserError(
            f"{file} is there already, and is not {what} that the planner wrote; it will be left alone.\n"
            f"    mend: name another file with {option}, or move that one away"
        )


def _ends(file: Path) -> bytes:
    """A file, its middle left out where it is long; raises OSError."""
    with file.open("rb") as stream:
        head = stream.read(LOOKED_AT)
        stream.seek(max(len(head), os.fstat(stream.fileno()).st_size - LOOKED_AT))
        return head + stream.read(LOOKED_AT)


def write_file(file: Path, content: bytes) -> None:
    """Write a file, making the folders above it; one that is there stays until the new one is whole.

    Raises UserError where it cannot be written.
    """
    check_path(file)
    if file.exists() and not file.is_file():
        raise UserError(f"{file} is no ordinary file.\n    mend: name another with --out")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with locked(file):
            for begun in (*leftovers(file, PARTIAL), file.with_name(f".{file.name}{LEGACY}")):
                remove(begun)
            put(file, content)
    except OSError as problem:
        raise _unwritable_error(file, problem, "--out") from problem


def put(file: Path, content: bytes) -> None:
    """Write a file whole or not at all, for whoever holds the lock of its folder already; raises OSError.

    A link in its place is replaced, and what it leads to is left alone.
    """
    partial = hidden_path(file, PARTIAL)
    try:
        write(partial, content)
        partial.replace(file)
    finally:
        # Whatever stopped the writing, a signal too, leaves nothing behind.
        remove(partial)
    sync_names(file.parent)


def _unwritable_error(file: Path, problem: OSError, option: str) -> UserError:
    return UserError(
        f"{file} cannot be written: {problem.strerror or problem}.\n    mend: name another file with {option}"
    )
