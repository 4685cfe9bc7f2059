"""Locks that keep writers of one file or folder apart.

The files that are locked stand in a folder of the user's own among the temporary files of the system, named by the
hash of what they guard, so that none litters the folders of results. Where the system knows no locks, or that folder
is not to be had, writers are trusted to come one at a time.
"""

from __future__ import annotations

import getpass
import hashlib
import os
import tempfile
import warnings
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

with warnings.catch_warnings():
    # Where the system has no locks, a file that is there will do.
    warnings.filterwarnings("ignore", "only soft file lock is available")
    from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from collections.abc import Iterator

POLL_SECONDS = 0.01
"""How often whoever waits for a lock looks again."""


class TakenError(Exception):
    """Somebody else holds the lock."""


@contextmanager
def locked(path: Path, wait: bool = True) -> Iterator[None]:
    """Be alone with a file or folder, there or still to be made; raises TakenError where one does not wait."""
    lock = _acquired(_lock_file(path), wait)
    try:
        yield
    finally:
        if lock is not None:
            lock.release()


def hold(file: Path) -> FileLock | None:
    """Lock a file of one's own until its lock is released; None where it cannot be. Raises TakenError."""
    return _acquired(file, wait=False)


def _acquired(file: Path | None, wait: bool) -> FileLock | None:
    if file is None:
        return None
    lock = FileLock(str(file), thread_local=False, poll_interval=POLL_SECONDS)
    try:
        lock.acquire(blocking=wait)
    except Timeout:
        raise TakenError from None
    except (OSError, NotImplementedError):
        return None
    return lock


def _lock_file(path: Path) -> Path | None:
    """The file whose lock stands for a path; None where there can be none."""
    real = os.path.normcase(os.path.realpath(path))
    with suppress(OSError):
        folder = Path(tempfile.gettempdir()) / f"planner-locks-{_user()}"
        folder.mkdir(mode=0o700, exist_ok=True)
        if not folder.is_symlink() and (not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()):
            return folder / f"{hashlib.sha256(os.fsencode(real)).hexdigest()[:32]}.lock"
    return None


def _user() -> str:
    """What distinguishes the users of a machine."""
    if hasattr(os, "getuid"):
        return str(os.getuid())
    try:
        return hashlib.sha256(getpass.getuser().encode("utf-8", "replace")).hexdigest()[:12]
    except (OSError, ImportError, KeyError):
        return "any"
