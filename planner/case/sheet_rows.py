"""One sheet: lines of cells to rows, with everything wrong with them; and the lines of a CSV."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from planner.case.cells import RefusedError, listed, read_cell, shown, suggest
from planner.case.columns import OWN, Value
from planner.case.public_files import of_columns
from planner.case.row import Row
from planner.disk.foreign_files import (
    BEYOND,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    UnfitFileError,
    content_of,
)
from planner.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from planner.case.columns import Column, Sheet

    Lines = Sequence[tuple[int, list[str]]]
    """Lines of a sheet that are not empty, each with the number a spreadsheet shows."""

NOTES = ("provenance", "confidence")
"""Columns that any sheet may have and nobody misses."""
ROWS_ABOVE = 20
"""Rows among which a header is looked for that does not stand first."""
MOST_FAULTS = 10_000
"""A sheet is not read beyond so many faults."""
_WIDEST = 131_072
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)


class UnreadableError(Exception):
    """A check asked for something that could not be read, and is already reported."""


class _Partial(dict[str, Value]):
    """The cells of a row some of which are at fault: asking for one of those ends a check."""

    def __missing__(self, column: str) -> Value:
        raise UnreadableError(column)


def read_bytes(file: Path, name: str, most: int) -> bytes:
    """The bytes of a file that messages call by `name`; raises FaultyFileError where it cannot be read."""
    allowed, mend = "a readable file", "put a readable file there"
    try:
        return content_of(file, most)
    except UnfitFileError as problem:
        raise FaultyFileError(Fault(name, allowed, problem.mend, found=problem.found)) from None
    except OSError as problem:
        raise FaultyFileError(Fault(name, allowed, mend, found=problem.strerror)) from None


def decode(file: str, content: bytes) -> str:
    """Bytes as UTF-8 text, a byte-order mark dropped; raises FaultyFileError for anything else."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        row = content.count(b"\n", 0, problem.start) + 1
        found = f"the byte 0x{content[problem.start]:02X}, which is not UTF-8"
        raise FaultyFileError(
            Fault(file, "text in UTF-8", "save the file again as UTF-8", row=row, found=found)
        ) from None
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise FaultyFileError(
            Fault(file, "text in UTF-8", "save the file again as UTF-8 text", row=row, found="a NUL byte")
        )
    return text


class FaultyFileError(Exception):
    """The file as a whole cannot be read; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(str(fault))


def read_table(sheet: Sheet, lines: Lines) -> tuple[tuple[Row, ...], list[Fault]]:
    """The rows of a sheet and everything wrong with them; raises FaultyFileError where it has no header."""
    check_header_first(sheet.file, sheet.filled_key, lines[: ROWS_ABOVE + 1])
    first, header = header_of(sheet, lines)
    needed = {column.name for column in sheet.columns if not column.blank}
    public = None if needed <= set(header) else of_columns(header)
    if public is not None:
        raise FaultyFileError(public.fault(sheet.file, f"the sheet {sheet.name}: {sheet.help}"))
    faults = list(_header_faults(sheet, first, header))
    once = Counter(header)
    columns = [
        (index, column)
        for column in sheet.columns
        for index in [header.index(column.name) if once[column.name] == 1 else None]
        if index is not None or (column.blank and column.name not in once)
    ]
    rows: list[Row] = []
    own = {index for index, name in enumerate(header) if name.startswith(OWN)}
    for number, line in lines[1:]:
        cells = list(line)
        if own and not any(cell.strip() for index, cell in enumerate(cells) if index not in own):
            continue
        while len(cells) > len(header) and not cells[-1].strip():
            cells.pop()
        if len(cells) != len(header):
            faults.append(_width_fault(sheet, number, cells, header))
            rows.append(Row(number, _Partial()))
        else:
            rows.append(_read_row(sheet, number, cells, columns, faults))
        if len(faults) > MOST_FAULTS:
            allowed, found = f"a sheet of fewer than {MOST_FAULTS:,} faults", "more of them than are told"
            faults.append(Fault(sheet.file, allowed, "mend those above first", number, found=found))
            break
    faults += key_faults(sheet, rows)
    if sheet.filled and not rows:
        faults.append(Fault(sheet.file, "at least one row", f"write the rows: {sheet.help}", found="no rows"))
    return tuple(rows), faults


def check_header_first(file: str, needed: Collection[str], lines: Lines) -> None:
    """Raise FaultyFileError where the first of the lines is no header and a later one is: a title stands above it."""
    for number, cells in lines[1:] if lines and not _is_header(lines[0][1], needed) else ():
        if _is_header(cells, needed):
            first, title = lines[0]
            found = shown(next(cell.strip() for cell in title if cell.strip()))
            mend = f"delete what stands above the header in row {number}"
            raise FaultyFileError(
                Fault(file, "the header in the first row that is filled", mend, first, found=found)
            )


def _is_header(cells: Iterable[str], needed: Collection[str]) -> bool:
    """Whether a line has all of the names that a header must have."""
    return set(needed) <= {cell.strip() for cell in cells}


def left_out(sheet: Sheet, lines: Lines) -> str | None:
    """A note of the columns that could say something and are not there; None where only optional ones are missing."""
    _, header = header_of(sheet, lines)
    absent: dict[str, list[str]] = {}
    for column in sheet.columns:
        noted = column.blank and not column.optional
        if noted and column.name not in (*header, *NOTES):
            absent.setdefault(column.read_as, []).append(column.name)
    parts = [
        f"as {value}, for there is no such column: {', '.join(names)}" for value, names in absent.items()
    ]
    return f"{sheet.file}: read {'; '.join(parts)}" if absent else None


def header_of(sheet: Sheet, lines: Lines) -> tuple[int, list[str]]:
    """The first row and its number; raises FaultyFileError where there is none."""
    if not lines:
        allowed = f"the columns {listed((column.name for column in sheet.columns), len(sheet.columns))}"
        mend = "write the sheet, if only its header" + (", or remove it" if sheet.optional else "")
        raise FaultyFileError(Fault(sheet.file, allowed, mend, found="an empty file"))
    first, cells = lines[0]
    header = [cell.strip() for cell in cells]
    while not header[-1]:
        header.pop()
    return first, header


def lines_of(sheet: Sheet, text: str) -> Lines:
    """The lines of a CSV; raises FaultyFileError where it is none."""
    if sum(map(text.count, (",", "\n", "\r"))) > MOST_CELLS:
        raise too_large(sheet.file, f"more than {MOST_CELLS:,} cells")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[tuple[int, list[str]]] = []
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if number > MOST_ROWS:
                raise too_large(sheet.file, f"more than {MOST_ROWS:,} rows")
            if any(cell and not cell.isspace() for cell in cells):
                if len(cells) > MOST_COLUMNS:
                    raise too_large(sheet.file, f"{len(cells):,} cells in a row", number)
                lines.append((number, cells))
    except csv.Error as problem:
        mend = "close every quote that is opened, and write a quote inside a quoted cell twice"
        allowed = f"comma-separated cells of at most {_WIDEST} characters"
        fault = Fault(sheet.file, allowed, mend, row=number + 1, found=str(problem))
        raise FaultyFileError(fault) from None
    return lines


def too_large(file: str, found: str, row: int | None = None) -> FaultyFileError:
    """What is raised where a table is larger than any that is read."""
    allowed = (
        f"at most {MOST_ROWS:,} rows, {MOST_COLUMNS:,} columns and {MOST_CELLS:,} cells, the empty ones too"
    )
    return FaultyFileError(Fault(file, allowed, BEYOND, row, found=found))


def _header_faults(sheet: Sheet, row: int, header: Sequence[str]) -> Iterator[Fault]:
    known = [column.name for column in sheet.columns]
    spare = [name for name in known if name not in header]
    allowed = f"the columns {listed(known, len(known))}"
    if len(header) == 1 and any(sign in header[0] for sign in ";\t"):
        mend = "save the sheet with commas between cells"
        yield Fault(sheet.file, allowed, mend, row, found=shown(header[0]))
        return
    for column in sheet.columns:
        if column.name in spare and not column.blank:
            yield Fault(sheet.file, allowed, f"write it: {column.help}", row, column.name, "no such column")
    for name, count in Counter(header).items():
        if name.startswith(OWN):
            continue
        if name not in known:
            mend = suggest(name, spare, "remove it")
            yield Fault(sheet.file, f"only {allowed}", mend, row, shown(name)[1:-1], "an unknown column")
        elif count > 1:
            yield Fault(
                sheet.file, "each column once", "keep one of them", row, name, f"{count} such columns"
            )


def _width_fault(sheet: Sheet, number: int, cells: Sequence[str], header: Sequence[str]) -> Fault:
    mend = "put quotes around a cell that holds a comma"
    if len(cells) < len(header):
        mend = "write every comma, also those before blank cells"
    else:
        pairs = [(whole.strip(), part.strip()) for whole, part in pairwise(cells)]
        split = next((pair for pair in pairs if pair[1].isdecimal() and _WHOLE.fullmatch(pair[0])), None)
        if split is not None:
            mend = f"write a decimal point ({split[0]}.{split[1]}), not a comma; {mend} of its own"
    return Fault(
        sheet.file, f"{len(header)} cells, as in the header", mend, number, found=f"{len(cells)} cells"
    )


def _read_row(
    sheet: Sheet,
    number: int,
    cells: Sequence[str],
    columns: Iterable[tuple[int | None, Column]],
    faults: list[Fault],
) -> Row:
    values: dict[str, Value] = {}
    for index, column in columns:
        text = "" if index is None else cells[index]
        try:
            values[column.name] = read_cell(column, text)
        except RefusedError as refused:
            found = shown(text.strip()) if text.strip() else "blank"
            faults.append(Fault(sheet.file, refused.allowed, refused.mend, number, column.name, found))
    return Row(number, values if len(values) == len(sheet.columns) else _Partial(values), sheet.defaults)


def key_faults(sheet: Sheet, rows: Iterable[Row]) -> Iterator[Fault]:
    """Rows that name the same thing as an earlier one."""
    first: dict[tuple[Value, ...], int] = {}
    for row in rows:
        try:
            key = tuple(row[name] for name in sheet.key)
        except UnreadableError:
            continue
        if key in first:
            found = ", ".join("blank" if part is None else str(part) for part in key)
            mend = f"keep one of rows {first[key]} and {row.row}"
            yield Fault(
                sheet.file, f"one row for each {', '.join(sheet.key)}", mend, row.row, sheet.key[0], found
            )
        first.setdefault(key, row.row)
