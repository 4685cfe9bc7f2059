"""Parts of an answer that are finished, on disk until all of it is: a command that was cut off goes on from them."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING, Any

from planner.disk.single_files import put

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


class Finished:
    """A folder beside the answer's, with a JSON file a part, named by the hash of what the part hangs on."""

    def __init__(self, folder: Path | None, parts: Iterable[str]) -> None:
        self.folder = None if folder is None else folder.with_name(f"{folder.name}.unfinished")
        self._base = "\n".join(parts)

    def get(self, key: str, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """A part, worked out unless it is finished already; raises OSError where it cannot be kept."""
        if self.folder is None:
            return work()
        digest = hashlib.sha256("\n".join([self._base, key]).encode()).hexdigest()
        file = self.folder / f"{digest}.json"
        try:
            found: dict[str, Any] = json.loads(file.read_text())
        except (OSError, ValueError):
            found = work()
            self.folder.mkdir(parents=True, exist_ok=True)
            put(file, json.dumps(found).encode())
        return found

    def clear(self) -> None:
        """Remove the parts, once the whole is written."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
