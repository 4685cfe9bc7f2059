"""The folder of an answer: tables as CSV, the record, and the page about it; replaced whole or not at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from planner.disk.file_names import FILE_MANAGER_FILES, check_path, is_litter
from planner.disk.folders import staged
from planner.disk.foreign_files import record_of
from planner.disk.steps import write as write_bytes
from planner.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

PAGE = "report.html"
FILES = "files"
"""The key of a record that names what else is in its folder."""


class ResultFolder:
    """The folder that one command writes into, known again by its record `kind`.json."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind, self.folder, self.record = kind, folder, f"{kind}.json"

    def check(self) -> None:
        """Raise UserError where the folder holds what the command did not write, or cannot be written to."""
        check_path(self.folder)
        if self.folder.exists() and not self.folder.is_dir():
            raise UserError(f"{self.folder} is a file.\n    mend: name a folder with --out")
        try:
            strange = sorted(self._foreign_files(self.folder)) if self.folder.is_dir() else []
            if not strange:
                with staged(self.folder.resolve(), self._foreign_files):
                    pass
        except OSError as problem:
            raise self._unwritable_error(problem) from problem
        if strange:
            raise UserError(
                f"{self.folder} holds what planner {self.kind} did not write, such as {strange[0]}; "
                "it will be left alone.\n"
                "    mend: name a new folder with --out"
            )

    def _foreign_files(self, folder: Path) -> set[str]:
        """Names in a folder that are not those of an earlier answer, by its own record."""
        found = {path.name for path in folder.iterdir() if path.name not in FILE_MANAGER_FILES}
        try:
            own = {self.record, *map(str, record_of(folder / self.record)[FILES])}
        except (OSError, ValueError, LookupError, TypeError):
            return {name for name in found if not is_litter(name, self.record)}
        return {name for name in found - own if not any(is_litter(name, file) for file in own)}

    def write(
        self, record: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], page: bytes | None = None
    ) -> None:
        """Write an answer in place of an earlier one; raises UserError where it cannot be."""
        files = [f"{name}.csv" for name in tables] + ([PAGE] if page is not None else [])
        try:
            with staged(self.folder.resolve(), self._foreign_files) as stage:
                for name, frame in tables.items():
                    frame.to_csv(stage.folder / f"{name}.csv", index=False, lineterminator="\n")
                if page is not None:
                    write_bytes(stage.folder / PAGE, page)
                text = json.dumps({**record, FILES: files}, indent=2) + "\n"
                write_bytes(stage.folder / self.record, text.encode())
                stage.swap("answer")
        except OSError as problem:
            raise self._unwritable_error(problem) from problem

    def _unwritable_error(self, problem: OSError) -> UserError:
        return UserError(
            f"{self.folder} cannot be written: {problem.strerror or problem}.\n"
            "    mend: name a folder you may write to with --out, on a disk with room"
        )
