"""The folder of an answer: tables as CSV, the case, the record, and the page about it; whole or not replaced at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from planner.disk.file_names import FILE_MANAGER_FILES, check_path, is_litter
from planner.disk.folders import staged
from planner.disk.foreign_files import record_of, sha256_of
from planner.disk.steps import write as write_bytes
from planner.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pandas as pd

PAGE = "report.html"
CASE = "case"
"""The folder of the sheets as used."""
FILES, HASHES = "files", "files_sha256"
"""The keys of a record that name what else is in its folder, and say byte by byte what tables and sheets are."""


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
        found = {path.name for path in folder.iterdir()}
        if (folder / CASE).is_dir():
            found |= {f"{CASE}/{path.name}" for path in (folder / CASE).iterdir()}
        found = {name for name in found if name.rpartition("/")[2] not in FILE_MANAGER_FILES}
        try:
            recorded = record_of(folder / self.record)
            own = {self.record, PAGE, *map(str, recorded[FILES]), *map(str, recorded.get(HASHES, ()))}
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return {name for name in found if not is_litter(name, self.record)}
        return {name for name in found - own if not any(is_litter(name, file) for file in own)}

    def write(
        self,
        record: Mapping[str, Any],
        tables: Mapping[str, pd.DataFrame],
        write_case: Callable[[Path], None],
        page: bytes | None = None,
    ) -> None:
        """Write an answer in place of an earlier one, `write_case` its sheets; raises UserError where it cannot be."""
        try:
            with staged(self.folder.resolve(), self._foreign_files) as stage:
                for name, frame in tables.items():
                    frame.to_csv(stage.folder / f"{name}.csv", index=False, lineterminator="\n")
                write_case(stage.folder / CASE)
                hashes = _hashes(stage.folder)
                files = [*(f"{name}.csv" for name in tables), CASE]
                if page is not None:
                    write_bytes(stage.folder / PAGE, page)
                    files.append(PAGE)
                rows = {name: len(frame) for name, frame in tables.items()}
                whole = {**record, "rows_by_table": rows, FILES: files, HASHES: hashes}
                write_bytes(stage.folder / self.record, (json.dumps(whole, indent=2) + "\n").encode())
                stage.swap("answer")
        except OSError as problem:
            raise self._unwritable_error(problem) from problem

    def _unwritable_error(self, problem: OSError) -> UserError:
        return UserError(
            f"{self.folder} cannot be written: {problem.strerror or problem}.\n"
            "    mend: name a folder you may write to with --out, on a disk with room"
        )


def _hashes(folder: Path) -> dict[str, str]:
    """sha256 of every table and sheet by name within the folder."""
    files = [*sorted(folder.glob("*.csv")), *sorted((folder / CASE).iterdir())]
    return {file.relative_to(folder).as_posix(): sha256_of(file) for file in files}
