"""Folders that are whole or not there: runs, curves, cases, sweeps.

Everything is written into a hidden folder beside the target, which takes the target's name at the end. Writers of one
target take turns at that step, by a lock; the last to finish stays. What stands in the target is moved aside before
it is looked at, so that nobody can add to it between the look and its removal: whatever none of us wrote comes back,
and the finished folder is kept under another name. What a writer that was killed outright left is cleared away by
the next one. Of a sweep the finished cases are `kept`: they go over from the folder before to the one that takes its
place, whatever moment a writer is killed at.
"""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from planner.disk.file_names import PARTIAL, REPLACED, hidden_path, leftovers
from planner.disk.locks import TakenError, hold, locked
from planner.disk.steps import remove, sync, sync_names
from planner.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from filelock import FileLock

    Foreign = Callable[[Path], Collection[str]]
    """Names in a folder that its writer did not write."""

LOCK = ".lock"
"""The file in a folder that is being written, locked for as long as its writer lives."""


class Staged:
    """A folder that is being written, to take the place of `target`."""

    def __init__(
        self, folder: Path, target: Path, foreign: Foreign, kept: Collection[str], lock: FileLock | None
    ) -> None:
        self.folder = folder
        self._target, self._foreign, self._kept, self._lock = target, foreign, kept, lock

    def swap(self, what: str) -> None:
        """Give the whole folder the target's name; `what` it is, in a word.

        Raises OSError, and UserError where something foreign stands there by now.
        """
        sync(self.folder)
        with locked(self._target):
            # From here on the target's lock keeps others from taking the folder for litter.
            self.release()
            aside = hidden_path(self._target, REPLACED)
            try:
                if os.path.lexists(self._target):
                    self._target.rename(aside)
                    self._check(aside, what)
                self.folder.rename(self._target)
            except BaseException:
                if os.path.lexists(aside) and not os.path.lexists(self._target):
                    aside.rename(self._target)
                raise
            _hand_over(self._kept, aside, self._target)
            sync_names(self._target)
            sync_names(self._target.parent)
            remove(aside)

    def release(self) -> None:
        """Let go of the folder's own lock, which would keep some systems from renaming the folder."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        remove(self.folder / LOCK)

    def _check(self, aside: Path, what: str) -> None:
        """Raise UserError where what stood in the target is not ours: it comes back, ours is kept beside it."""
        strange = sorted(self._foreign(aside)) if aside.is_dir() else [self._target.name]
        if not strange:
            return
        aside.rename(self._target)
        kept = _free_sibling(self._target)
        self.folder.rename(kept)
        sync_names(kept.parent)
        raise UserError(
            f"{self._target} by now holds what the planner did not write, such as {strange[0]}; it is left alone. "
            f"The finished {what} is whole in {kept}.\n"
            f"    mend: take it from {kept}, or name a new folder with --out"
        )


def _free_sibling(target: Path) -> Path:
    """A name beside the target that nothing has."""
    number = 2
    while os.path.lexists(found := target.with_name(f"{target.name}-{number}")):
        number += 1
    return found


@contextmanager
def staged(target: Path, foreign: Foreign, kept: Collection[str] = ()) -> Iterator[Staged]:
    """A hidden folder beside the target, gone again whatever happens unless it is swapped; raises OSError.

    What is named in `kept` goes over from what stands in the target to what takes its place.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(target.parent)) from None
    with locked(target):
        clear(target, foreign, kept)
        folder = hidden_path(target, PARTIAL)
        folder.mkdir()
        found = Staged(folder, target, foreign, kept, hold(folder / LOCK))
    try:
        yield found
    finally:
        found.release()
        remove(folder)


def put_back(target: Path) -> None:
    """Give its name back to what a writer had moved aside when it was killed, for whoever only reads.

    Waits for a writer who is between the two steps. Where nothing may be written, all stays as it is, and UserError
    says where it stands.
    """
    if os.path.lexists(target) or not leftovers(target, REPLACED):
        return
    with locked(target):
        for aside in leftovers(target, REPLACED):
            if not os.path.lexists(target):
                try:
                    aside.rename(target)
                except OSError as problem:
                    raise UserError(
                        f"{target} is not there: a writer that was killed had moved it aside, to {aside}, and it "
                        f"cannot be given its name back: {problem.strerror or problem}.\n"
                        f"    mend: rename {aside} to {target}, or name it as it is"
                    ) from problem


def _hand_over(kept: Collection[str], aside: Path, target: Path) -> None:
    """Give what is to be kept of the folder before to the one in its place, unless that has its own."""
    for name in kept:
        if os.path.lexists(aside / name) and not os.path.lexists(target / name):
            (aside / name).rename(target / name)


def clear(target: Path, foreign: Foreign, kept: Collection[str] = ()) -> None:
    """Undo what writers that were killed outright left, under the target's lock.

    What stood in the target is put back, or hands over what is to be kept; what is only begun is removed.
    """
    for aside in leftovers(target, REPLACED):
        if not os.path.lexists(target):
            aside.rename(target)
        elif aside.is_dir() and not foreign(aside):
            _hand_over(kept, aside, target)
            remove(aside)
    for partial in leftovers(target, PARTIAL):
        # Whoever still writes into it holds its lock.
        try:
            lock = hold(partial / LOCK) if partial.is_dir() else None
        except TakenError:
            continue
        if lock is not None:
            lock.release()
        remove(partial)
