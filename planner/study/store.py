"""Finished cases on disk: a file each, named by the hash of what its results hang on, there whole or not at all.

A file is a zip archive whose comment is the sha256 of all that stands before it. What does not agree with that is not
what was written: it is solved again.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import secrets
import zipfile
from typing import TYPE_CHECKING, Any

from planner.case.cells import listed
from planner.disk.foreign_files import UnfitFileError, content_of
from planner.disk.single_files import put
from planner.errors import UserError
from planner.study.sweep_folder import CASES
from planner.study.worker import FAILED, STATUSES, Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

MOST_BYTES = 2**31
"""A larger file is none of ours, and not read."""
MOST_NAMED = 3
"""Damaged files that a note names."""
_RESULT = "result.json"
_DIGEST = 64
"""Characters of a sha256 in hexadecimal digits."""


class DamagedError(Exception):
    """What stands in the place of a finished case is not what was written."""


class Store:
    """The finished cases of a sweep's folder; `damaged` are the files among them that were found not to be sound."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / CASES
        self.damaged: list[str] = []
        self._results: dict[str, Result] = {}

    def is_finished(self, key: str, tables: Iterable[str]) -> bool:
        """Whether a case is finished and sound, with those tables if it has a plan; one that failed is tried again."""
        try:
            record = _record(key, _content(self._file(key)))
        except FileNotFoundError:
            return False
        except (OSError, DamagedError):
            self.damaged.append(self._file(key).name)
            return False
        self._results[key] = _result(record)
        return record["status"] != FAILED and set(tables) <= set(record["tables_sought"])

    def save(self, result: Result, sought: Iterable[str]) -> None:
        """Keep a result, whatever was kept before; raises OSError where it cannot be written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        record = dataclasses.asdict(dataclasses.replace(result, tables={})) | {
            "tables_sought": list(sought),
            "tables_kept": list(result.tables),
        }
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as kept:
            kept.writestr(_RESULT, json.dumps(record, indent=1))
            for name, table in result.tables.items():
                kept.writestr(f"{name}.arrow", table)
            kept.comment = b"0" * _DIGEST
        sealed = content.getvalue()[:-_DIGEST]
        file = self._file(result.key)
        if file.is_dir() and not file.is_symlink():
            file.rename(file.with_name(f"{file.name}.set-aside-{secrets.token_hex(4)}"))
        put(file, sealed + _digest(sealed))
        self._results[result.key] = dataclasses.replace(result, tables={})

    def result(self, key: str) -> Result:
        """A case that was found finished or was saved, without its tables; raises KeyError where it is neither."""
        return self._results[key]

    def table(self, key: str, name: str) -> bytes | None:
        """One table of a finished case in Arrow's format; None where it has none such. Raises UserError."""
        try:
            with zipfile.ZipFile(self._file(key)) as kept:
                return kept.read(f"{name}.arrow") if f"{name}.arrow" in kept.namelist() else None
        except (OSError, zipfile.BadZipFile, NotImplementedError, EOFError) as problem:
            raise self._lost(key) from problem

    def notes(self) -> tuple[str, ...]:
        """What is to be said of the files that were damaged, if any were."""
        if not self.damaged:
            return ()
        several = (
            f"{len(self.damaged)} finished cases were" if len(self.damaged) > 1 else "1 finished case was"
        )
        names = listed(self.damaged, MOST_NAMED)
        return (f"{several} damaged on the disk and solved again: {names} in {self.folder}",)

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}.zip"

    def _lost(self, key: str) -> UserError:
        """The error of a case that was sound a moment ago."""
        return UserError(
            f"{self._file(key)} was damaged while the sweep was at work.\n"
            "    mend: give the same command again: that case is solved again, the others are kept"
        )


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()


def _content(file: Path) -> bytes:
    """A file as it was written; raises FileNotFoundError, OSError, DamagedError."""
    try:
        content = content_of(file, MOST_BYTES)
    except UnfitFileError:
        raise DamagedError from None
    if _digest(content[:-_DIGEST]) != content[-_DIGEST:]:
        raise DamagedError
    return content


def _result(record: Mapping[str, Any]) -> Result:
    """The result that is recorded; raises KeyError where a part of it is not."""
    return Result(**{field.name: record[field.name] for field in dataclasses.fields(Result)})


def _record(key: str, content: bytes) -> dict[str, Any]:
    """What is recorded of a case; raises DamagedError where that is not what such a case has."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as kept:
            record: dict[str, Any] = json.loads(kept.read(_RESULT))
            tables = {name.removesuffix(".arrow") for name in kept.namelist()}
        result = _result(record)
        sound = (
            result.key == key
            and result.status in STATUSES
            and all(isinstance(value, float | str | None) for value in result.measures.values())
            and isinstance(result.seconds, float)
            and isinstance(result.gap, float)
            and set(record["tables_kept"]) <= tables
            and all(isinstance(name, str) for name in record["tables_sought"])
        )
    except (
        zipfile.BadZipFile,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        NotImplementedError,
    ) as problem:
        raise DamagedError from problem
    if not sound:
        raise DamagedError
    return record
