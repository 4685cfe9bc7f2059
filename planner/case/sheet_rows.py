"""One sheet: lines of cells to rows, with everything wrong with them; and the lines of a CSV."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from planner.case.cells import RefusedError, listed, read_cell, shown, suggest
from planner.case.columns import Value
from planner.case.row import Row
from planner.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from planner.case.columns import Column, Sheet

    Lines = Sequence[tuple[int, list[str]]]
    """Lines of a sheet that are not empty, each with the number a spreadsheet shows."""

NOTES = ("provenance", "confidence")
"""Columns that any sheet may have and nobody misses."""
_WIDEST = 131_072
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)


class UnreadableError(Exception):
    """A check asked for something that could not be read, and is already reported."""


class _Partial(dict[str, Value]):
    """The cells of a row some of which are at fault: asking for one of those ends a check."""

    def __missing__(self, column: str) -> Value:
        raise UnreadableError(column)


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
    first, header = header_of(sheet, lines)
    faults = list(_header_faults(sheet, first, header))
    once = Counter(header)
    columns = [
        (index, column)
        for column in sheet.columns
        for index in [header.index(column.name) if once[column.name] == 1 else None]
        if index is not None or (column.blank and column.name not in once)
    ]
    rows: list[Row] = []
    for number, line in lines[1:]:
        cells = list(line)
        while len(cells) > len(header) and not cells[-1].strip():
            cells.pop()
        if len(cells) != len(header):
            faults.append(_width_fault(sheet, number, cells, header))
            rows.append(Row(number, _Partial()))
        else:
            rows.append(_read_row(sheet, number, cells, columns, faults))
    faults += key_faults(sheet, rows)
    if sheet.filled and not rows:
        faults.append(Fault(sheet.file, "at least one row", f"write the rows: {sheet.help}", found="no rows"))
    return tuple(rows), faults


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
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[tuple[int, list[str]]] = []
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if any(cell and not cell.isspace() for cell in cells):
                lines.append((number, cells))
    except csv.Error as problem:
        mend = "close every quote that is opened, and write a quote inside a quoted cell twice"
        allowed = f"comma-separated cells of at most {_WIDEST} characters"
        fault = Fault(sheet.file, allowed, mend, row=number + 1, found=str(problem))
        raise FaultyFileError(fault) from None
    return lines


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
