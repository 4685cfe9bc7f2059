"""Finished cases on disk: a file each, named by the hash of what its results hang on, there whole or not at all."""

from __future__ import annotations

import dataclasses
import fcntl
import io
import json
import os
import secrets
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from planner.errors import UserError
from planner.study.worker import FAILED, Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
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
_RESULT = "result.json"


class Store:
    """The finished cases of a sweep's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / CASES

    def is_finished(self, key: str, tables: Iterable[str]) -> bool:
        """Whether a case is finished, with those tables if it has a plan; one that failed is to be tried again."""
        try:
            with zipfile.ZipFile(self._file(key)) as kept:
                record = json.loads(kept.read(_RESULT))
                return record["status"] != FAILED and set(tables) <= set(record["tables_sought"])
        except (OSError, zipfile.BadZipFile, ValueError, KeyError):
            return False

    def save(self, result: Result, sought: Iterable[str]) -> None:
        """Keep a result, whatever was kept before; raises OSError where it cannot be written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        record = dataclasses.asdict(dataclasses.replace(result, tables={})) | {"tables_sought": list(sought)}
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as kept:
            kept.writestr(_RESULT, json.dumps(record, indent=1))
            for name, table in result.tables.items():
                kept.writestr(f"{name}.arrow", table)
        write_whole(self._file(result.key), content.getvalue())

    def result(self, key: str) -> Result:
        """A finished case without its tables; raises KeyError where there is none."""
        try:
            with zipfile.ZipFile(self._file(key)) as kept:
                record = json.loads(kept.read(_RESULT))
        except FileNotFoundError:
            raise KeyError(key) from None
        return Result(**{field.name: record[field.name] for field in dataclasses.fields(Result)})

    def table(self, key: str, name: str) -> bytes | None:
        """One table of a finished case in Arrow's format; None where the case has none such."""
        with zipfile.ZipFile(self._file(key)) as kept:
            try:
                return kept.read(f"{name}.arrow")
            except KeyError:
                return None

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}.zip"


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


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the only sweep in a folder; raises UserError where another is, or where it cannot be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        strange = sorted(path.name for path in folder.iterdir() if path.name not in OWN | LITTER)
        handle = os.open(folder, os.O_RDONLY)
    except OSError as problem:
        raise unwritable(folder, problem) from problem
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
            partial.unlink(missing_ok=True)
        yield
    finally:
        os.close(handle)


def unwritable(folder: Path, problem: OSError) -> UserError:
    """What a failed write means to the user."""
    return UserError(
        f"{folder} cannot be written: {problem.strerror or problem}; the cases that are finished are kept.\n"
        "    mend: make room, or name a folder you may write to with --out, and give the same command again"
    )


def record_of(folder: Path) -> dict[str, Any]:
    """The record of a finished sweep; raises UserError where the folder is none."""
    try:
        record: dict[str, Any] = json.loads((folder / RECORD).read_text("utf-8"))
    except (OSError, ValueError) as problem:
        raise UserError(
            f"{folder} is not a finished sweep: {problem}.\n    mend: name the folder that planner sweep wrote"
        ) from problem
    return record
