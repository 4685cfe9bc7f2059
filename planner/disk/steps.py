"""The few calls that change a disk; a test stops each writer at every one of them."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

NOT_SYNCED = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS)
"""What the system says of a file or folder that it never syncs."""
HAS_FOLDER_HANDLES = os.name == "posix"
"""Elsewhere folders cannot be opened, and files are synced only by who may write to them."""


def write(file: Path, content: bytes) -> None:
    """Write a file so that it outlasts a machine that stops; raises OSError."""
    with file.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def sync(folder: Path) -> None:
    """Have a folder, its files and all below outlast a machine that stops; raises OSError."""
    for above, _, files in os.walk(folder, topdown=False):
        for name in files:
            _sync(os.path.join(above, name), os.O_RDONLY if HAS_FOLDER_HANDLES else os.O_RDWR)
        sync_names(above)


def sync_names(folder: Path | str) -> None:
    """Have the names in a folder outlast a machine that stops, where the system can promise it."""
    if HAS_FOLDER_HANDLES:
        _sync(folder, os.O_RDONLY)


def _sync(path: Path | str, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    except OSError as problem:
        if problem.errno not in NOT_SYNCED:
            raise
    finally:
        os.close(handle)


def remove(path: Path) -> None:
    """Remove a file, a link or a folder with all below, as far as the system lets us."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
