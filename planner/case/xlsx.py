"""A workbook in Office Open XML (.xlsx, .xlsm): bytes to the cells of its tabs, as text, and nothing else of it.

Why not a library: a case must tell a formula that was never calculated from a blank, which takes two passes of
openpyxl and none of calamine; merged cells and hidden rows stop openpyxl from streaming; neither gives back the
escapes that a carriage return is kept by; and a style that a library does not know need not stop a case.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from planner.case.foreign import Foreign
from planner.case.formats import Formats, as_date
from planner.case.workbook_parts import SAVE, Parts, UnreadableWorkbookError, tag_of
from planner.disk.foreign_files import BEYOND, MOST_CELLS, MOST_COLUMNS, MOST_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    struct.error,
    LookupError,
    ValueError,
    OverflowError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)
"""What damaged bytes make of zipfile, of the XML parser and of the numbers in it."""
_UNCALCULATED = (
    "open the workbook in a spreadsheet program, calculate it and save it; or write the number itself"
)
_ERROR = "mend the formula, or write the number itself"


@dataclass
class Tab:
    """The filled cells of a tab: row -> column -> text, both from 1.

    `merged` are ranges with the column and the row of their first cell, `hidden` filled rows that are not shown.
    """

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: dict[str, tuple[int, int]] = field(default_factory=dict)
    hidden: list[int] = field(default_factory=list)


class Workbook:
    """A workbook of which the names of the tabs are known, and each tab is read when asked for."""

    def __init__(self, content: bytes) -> None:
        """Open the bytes of a file; raises UnreadableWorkbookError where they are no workbook."""
        self._count = 0
        try:
            self._parts = Parts(content)
            self._open()
        except _BROKEN as problem:
            raise _broken(problem) from None

    def tab(self, name: str) -> Tab:
        """The cells of a tab; raises KeyError for none of that name, UnreadableWorkbookError for a damaged one."""
        if name not in self.tabs:
            raise KeyError(name)
        try:
            return self._read(self.tabs[name])
        except _BROKEN as problem:
            raise _broken(problem) from None

    def _open(self) -> None:
        """Find the parts: tabs in their order, texts that cells share, formats that make a number a date."""
        (root,) = (path for path, kind in self._related("").values() if kind == "officeDocument")
        parts = self._related(root)
        self.tabs: dict[str, str] = {}
        self._trusted, since_1904 = True, False
        for element in self._parts.elements(root):
            tag = tag_of(element)
            if tag == "sheet":
                (key,) = (value for name, value in element.items() if name.endswith("}id"))
                self.tabs[element.attrib["name"]] = parts[key][0]
            elif tag == "workbookPr":
                since_1904 = _is_true(element.get("date1904"))
            elif tag == "calcPr":
                # A program that writes formulas without calculating them asks whoever opens the workbook to.
                self._trusted = not _is_true(element.get("fullCalcOnLoad"))
        of_kind = {kind: path for path, kind in parts.values()}
        self._texts = list(self._shared_texts(of_kind.get("sharedStrings")))
        self._formats = Formats(since_1904)
        if "styles" in of_kind:
            self._formats.learn(self._parts.elements(of_kind["styles"]))

    def _related(self, part: str) -> dict[str, tuple[str, str]]:
        """Parts that a part refers to: path and kind by id."""
        folder, name = posixpath.split(part)
        found = {}
        for element in self._parts.elements(posixpath.join(folder, "_rels", f"{name}.rels")):
            if tag_of(element) == "Relationship" and element.get("TargetMode") != "External":
                path = posixpath.normpath(posixpath.join("/", folder, element.attrib["Target"])).lstrip("/")
                found[element.attrib["Id"]] = (path, posixpath.basename(element.attrib["Type"]))
        return found

    def _shared_texts(self, path: str | None) -> Iterator[str]:
        for element in () if path is None else self._parts.elements(path):
            if tag_of(element) == "si":
                self._counted()
                yield _text(element)

    def _read(self, path: str) -> Tab:
        tab, number = Tab(), 0
        for element in self._parts.elements(path):
            if tag_of(element) == "row":
                number = _next(number, int(element.get("r", number + 1)))
                if number > MOST_ROWS:
                    raise UnreadableWorkbookError(f"a row numbered {number:,}", BEYOND)
                cells = dict(self._cells(element))
                if cells:
                    tab.rows[number] = cells
                    tab.hidden += [number] if _is_true(element.get("hidden")) else []
            elif tag_of(element) == "mergeCell":
                reference = element.attrib["ref"]
                tab.merged[reference] = column_and_row(reference.partition(":")[0])
        return tab

    def _cells(self, row: Element) -> Iterator[tuple[int, str]]:
        column = 0
        for cell in row:
            at = column_and_row(cell.attrib["r"])[0] if "r" in cell.attrib else column + 1
            column = _next(column, at)
            self._counted()
            text = self._cell(cell)
            if text and not text.isspace():
                if column > MOST_COLUMNS:
                    raise UnreadableWorkbookError(f"a cell in column {column_letters(column)}", BEYOND)
                yield column, text

    def _counted(self) -> None:
        """Count a cell, or a text that cells share; raises UnreadableWorkbookError where they are too many."""
        self._count += 1
        if self._count > MOST_CELLS:
            raise UnreadableWorkbookError(f"more than {MOST_CELLS:,} cells, the empty ones too", BEYOND)

    def _cell(self, cell: Element) -> str:
        """A cell as a CSV would have it; Foreign where a CSV could not."""
        parts = {tag_of(part): part for part in cell}
        kind, value = cell.get("t", "n"), parts.get("v")
        if "f" in parts and (value is None or not self._trusted or (kind == "n" and not value.text)):
            return Foreign("a formula that has not been calculated", _UNCALCULATED)
        if kind == "inlineStr":
            return _text(parts["is"]) if "is" in parts else ""
        if value is None or not value.text:
            return ""
        if kind == "s":
            return self._texts[int(value.text)]
        if kind == "str":
            return _unescaped(value.text)
        if kind == "b":
            return "TRUE" if _is_true(value.text) else "FALSE"
        if kind == "e":
            return Foreign(f"the error {value.text}", _ERROR)
        if kind == "d":
            return as_date(value.text)
        return self._formats.number(float(value.text), int(cell.get("s", 0)))


def column_and_row(cell: str) -> tuple[int, int]:
    """The numbers of a cell's column and row, both from 1; raises ValueError for what is no cell.

    >>> column_and_row("A1"), column_and_row("AB7")
    ((1, 1), (28, 7))
    """
    match = _CELL.fullmatch(cell)
    if match is None:
        raise ValueError(f"{cell!r} is no cell")
    column = 0
    for letter in match[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    return column, int(match[2])


def column_letters(number: int) -> str:
    """The letters of a column counted from 1.

    >>> column_letters(1), column_letters(28)
    ('A', 'AB')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _next(before: int, number: int) -> int:
    """The number of a row or column, which comes after the one before; raises ValueError where it does not."""
    if number <= before:
        raise ValueError(f"{number} after {before}")
    return number


def _is_true(text: str | None) -> bool:
    return text in ("1", "true")


def _text(element: Element) -> str:
    """The text of a string, runs of several formats joined, phonetic guides left out."""
    runs = (element, *(run for run in element if tag_of(run) == "r"))
    return _unescaped("".join(part.text or "" for run in runs for part in run if tag_of(part) == "t"))


def _unescaped(text: str) -> str:
    r"""Text with the characters that XML cannot hold, which the format writes by their number.

    >>> _unescaped("a_x000D_b"), _unescaped("a_x005F_x000D_b")
    ('a\rb', 'a_x000D_b')
    """
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def _broken(problem: Exception) -> UnreadableWorkbookError:
    """What a failure to read the bytes means to the user."""
    if isinstance(problem, RuntimeError) and "password" in str(problem):
        return UnreadableWorkbookError("a workbook with a password", SAVE)
    if isinstance(problem, zipfile.BadZipFile) and "not a zip" in str(problem):
        return UnreadableWorkbookError("a file that is no workbook, or only part of one", SAVE)
    return UnreadableWorkbookError(
        "a damaged workbook", "open and repair it in a spreadsheet program, and save it"
    )
