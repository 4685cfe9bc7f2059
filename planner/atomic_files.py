"""Single files for readers, pages and pictures and workbooks, written whole or not at all."""

from __future__ import annotations

from contextlib import suppress
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from planner.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path


def check_writable(folder: Path) -> None:
    """Make sure that files can be written into a folder, there or still to be made; raises UserError."""
    above = next(part for part in (folder, *folder.absolute().parents) if part.exists())
    try:
        with TemporaryFile(dir=above):
            pass
    except OSError as problem:
        raise UserError(
            f"{folder} cannot be written: {problem.strerror or problem}.\n    mend: name another folder with --out"
        ) from problem


def write_file(file: Path, content: bytes) -> None:
    """Write a file, making the folders above it; one that is there stays until the new one is whole.

    Raises UserError where it cannot be written.
    """
    partial = file.with_name(f".{file.name}.partial")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(content)
        partial.replace(file)
    except OSError as problem:
        raise UserError(
            f"{file} cannot be written: {problem.strerror or problem}.\n    mend: name another file with --out"
        ) from problem
    finally:
        # Whatever stopped the writing, a signal too, leaves nothing behind.
        with suppress(OSError):
            partial.unlink()
