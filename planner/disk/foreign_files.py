"""The one way to read a file that anybody may have written: its kind and its size are known before memory is spent.

What is in it is bounded by whoever reads it on, at the limits that stand here, so that a sheet may be as large in a
CSV as in a workbook. Every limit is far beyond what a case, a sweep or a run needs.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST_FILE = 100_000_000
"""Most bytes of a sheet, a workbook, or a part that a workbook unpacks to."""
LARGEST_YAML = 2_000_000
"""Most bytes of settings, scenarios or a sweep: half a minute of reading."""
LARGEST_RECORD = 200_000_000
"""Most bytes of the record of a run, which lists the cells that were edited."""
LARGEST_TABLE = 2_000_000_000
"""Most bytes of a table that a run wrote."""
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 1_048_576, 1_024, 5_000_000
"""Of a sheet; cells that are empty count too. The rows are those of a spreadsheet."""
MOST_VALUES = 5_000_000
"""Most values in a record, lists and mappings among them."""
MOST_DIGITS = 300
"""Most digits of a whole number in a record: floating point ends with the next few."""
TAKE_OUT = "take out what is no part of it"
BEYOND = "delete the rows and columns beyond the table, and save it"
_CHUNK = 2**20
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


class UnfitFileError(ValueError):
    """The file is of another kind, or larger, than what is read: `found` says what it is, `mend` what to do."""

    def __init__(self, found: str, mend: str) -> None:
        self.found, self.mend = found, mend
        super().__init__(f"{found}; {mend}")


def content_of(file: Path, most: int = LARGEST_FILE) -> bytes:
    """The bytes of an ordinary file; raises UnfitFileError for another kind or more than `most` bytes, OSError."""
    with _opened(file) as handle:
        if os.fstat(handle).st_size > most:
            raise _too_large(os.fstat(handle).st_size, most)
        parts, size = [], 0
        # A file may grow, and some of the system's own tell no size.
        while part := os.read(handle, _CHUNK):
            parts.append(part)
            size += len(part)
            if size > most:
                raise _too_large(size, most)
    return b"".join(parts)


def beginning_of(file: Path, size: int) -> bytes:
    """The first bytes of an ordinary file, `size` of them at most; raises UnfitFileError for another kind, OSError."""
    with _opened(file) as handle:
        return os.read(handle, size)


def check_file(file: Path, most: int) -> None:
    """Make sure that a library may open a file: raises UnfitFileError for what `content_of` would refuse, OSError."""
    with _opened(file) as handle:
        size = os.fstat(handle).st_size
    if size > most:
        raise _too_large(size, most)


def record_of(file: Path) -> Any:
    """What a file holds as JSON; raises ValueError, UnfitFileError among them, for what is none, OSError."""
    content = content_of(file, LARGEST_RECORD)
    if sum(map(content.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise UnfitFileError(f"a record of more than {MOST_VALUES:,} values", TAKE_OUT)
    try:
        return json.loads(content.decode("utf-8"), parse_int=_whole, object_pairs_hook=_mapping)
    except RecursionError:
        raise UnfitFileError("lists or mappings nested too deeply", TAKE_OUT) from None


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A mapping of a record; raises UnfitFileError for a key given twice, for some would read the one."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in found if keys.count(key) > 1)
        raise UnfitFileError(f"the key {twice} given twice", TAKE_OUT)
    return found


def _whole(text: str) -> int:
    """A whole number of a record; raises UnfitFileError for one that no other number can be compared with."""
    if len(text) > MOST_DIGITS:
        raise UnfitFileError(f"a whole number of {len(text):,} digits", TAKE_OUT)
    return int(text)


def sha256_of(file: Path) -> str:
    """The sha256 of an ordinary file in hexadecimal digits; raises UnfitFileError for another kind, OSError."""
    digest = hashlib.sha256()
    with _opened(file) as handle:
        while part := os.read(handle, _CHUNK):
            digest.update(part)
    return digest.hexdigest()


@contextmanager
def _opened(file: Path) -> Iterator[int]:
    """A handle of an ordinary file; raises UnfitFileError, OSError."""
    # Even to open a device or a pipe may wait, or do something.
    _check_kind(os.stat(file).st_mode)
    handle = os.open(
        file,
        os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0),
    )
    try:
        _check_kind(os.fstat(handle).st_mode)
        yield handle
    finally:
        os.close(handle)


def _check_kind(mode: int) -> None:
    for is_kind, name in _KINDS:
        if is_kind(mode):
            raise UnfitFileError(name, "put an ordinary file there")


def _too_large(size: int, most: int) -> UnfitFileError:
    return UnfitFileError(f"a file of {size / 1e6:,.0f} MB, beyond {most / 1e6:,.0f} MB", TAKE_OUT)
