"""Tabs of workbooks and columns of CSVs as frames of text; a column that is missing is an error, never a blank."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planner.case.workbook_parts import UnreadableWorkbookError
from planner.case.xlsx import Workbook
from planner.disk.foreign_files import UnfitFileError, check_file, content_of
from planner.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

LARGEST_CSV = 2_000_000_000
"""Most bytes of a CSV, of which a chunk is in memory at once: the largest that are published have a tenth of it."""
CHUNK = 100_000
"""Lines of a CSV that are in memory at once before what is not asked for is dropped."""


def open_workbook(file: Path) -> Workbook:
    """A workbook of somebody else's; raises UserError where it cannot be read."""
    try:
        return Workbook(content_of(file))
    except OSError as problem:
        raise _unreadable(file, problem) from None
    except (UnreadableWorkbookError, UnfitFileError) as problem:
        raise UserError(f"{file}: found {problem.found}.\n    mend: {problem.mend}") from None


def tab_frame(file: Path, workbook: Workbook, tab: str, needed: Sequence[str]) -> pd.DataFrame:
    """A tab's lines below its header, which stands in one of its first ten rows; blanks are missing values.

    Lines without an entry in the first needed column, such as notes at the foot, are left out. The index is the row
    that a spreadsheet shows. Raises UserError where the tab or a column is not there.
    """
    if tab not in workbook.tabs:
        raise UserError(
            f"{file}: there is no tab {tab!r}.\n    found: {', '.join(map(repr, workbook.tabs))}\n"
            "    mend: name the file as it is published, with all its tabs"
        )
    try:
        rows = workbook.tab(tab).rows
    except UnreadableWorkbookError as problem:
        raise UserError(f"{file}, tab {tab}: found {problem.found}.\n    mend: {problem.mend}") from None
    below = {number: {n: " ".join(text.split()) for n, text in row.items()} for number, row in rows.items()}
    heads = [number for number in sorted(below)[:10] if needed[0] in below[number].values()]
    header = below[heads[0]] if heads else {}
    _require(f"{file}, tab {tab}", needed, list(header.values()))
    places = {name: column for column, name in header.items()}
    lines = {
        number: [row.get(places[name]) for name in places]
        for number, row in below.items()
        if number > heads[0] and places[needed[0]] in row and len(row) > 1
    }
    return pd.DataFrame.from_dict(lines, orient="index", columns=list(places), dtype=object)


def csv_frame(
    file: Path, needed: Sequence[str], keep: Callable[[pd.DataFrame], pd.Series[bool]]
) -> pd.DataFrame:
    """The lines of a CSV that are to be kept, as text, blanks as missing values; raises UserError.

    The index is the row that a spreadsheet shows, where no cell holds a line break.
    """
    kept = []
    try:
        check_file(file, LARGEST_CSV)
        with pd.read_csv(
            file, dtype=str, encoding="utf-8-sig", chunksize=CHUNK, skipinitialspace=True, low_memory=False
        ) as chunks:
            for chunk in chunks:
                _require(str(file), needed, list(chunk.columns))
                kept.append(chunk[keep(chunk)])
    except OSError as problem:
        raise _unreadable(file, problem) from None
    except UnfitFileError as problem:
        raise UserError(f"{file}: found {problem.found}.\n    mend: {problem.mend}") from None
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as problem:
        raise UserError(
            f"{file}: found no table of comma-separated values in UTF-8: {problem}.\n"
            "    mend: name the file as it is published"
        ) from None
    frame = pd.concat(kept)
    frame.index += 2
    return frame


def numbers(frame: pd.DataFrame, column: str, where: str) -> pd.Series[float]:
    """A column as finite numbers, missing ones NaN; raises UserError with the first cell that is no number."""
    found = pd.to_numeric(frame[column], errors="coerce").astype(float)
    wrong = frame[column].notna() & ~(found.abs() < float("inf"))
    if wrong.any():
        row = frame.index[int(wrong.argmax())]
        raise UserError(
            f"{where}, row {row}, {column}: found {frame[column][row]!r}.\n    allowed: a number, or blank\n"
            "    mend: correct the cell in a copy of the file"
        )
    return found


def _require(where: str, needed: Sequence[str], header: Sequence[str]) -> None:
    """Raise UserError where a needed column is not in a header."""
    missing = [name for name in needed if name not in header]
    if missing:
        raise UserError(
            f"{where}: there is no column {', '.join(missing)}.\n"
            f"    found: {', '.join(header[:40]) if header else 'no such header in the first ten rows'}\n"
            "    mend: name the file as it is published; where an edition renamed a column, rename it in a copy"
        )


def _unreadable(file: Path, problem: OSError) -> UserError:
    return UserError(
        f"{file} cannot be read: {problem.strerror or problem}.\n    mend: name a file that you may read"
    )
