"""A workbook that is being written: styles, and cells that hold what they are given.

Written with XlsxWriter: pure Python without needs of its own; unlike openpyxl it can store the value of a formula
beside it, so that a workbook shows its figures where nothing recalculates, and its charts are Excel's own.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from planner.case.calendar import Quarter
from planner.errors import UserError

if TYPE_CHECKING:
    from planner.case.columns import Value

LONGEST_TEXT = 32_767
"""Most characters that a cell of a workbook takes."""
LONGEST_PROPERTY = 255
"""Most characters of what a file manager shows of a workbook."""
INK, ACCENT, SOFT, RULE = "#1F2933", "#1F4E79", "#DCE6F1", "#C9D1D9"
"""Colours of text, of headers, of headers that may be blank, and of lines."""
HEADER = {
    "bold": True,
    "font_color": "#FFFFFF",
    "bg_color": ACCENT,
    "border": 1,
    "border_color": RULE,
    "text_wrap": True,
    "valign": "vcenter",
}
"""How the header of a table looks."""
OPTIONAL = {**HEADER, "font_color": INK, "bg_color": SOFT}
"""How the header of a column looks that may be blank."""
TITLE = {"bold": True, "font_size": 16, "font_color": ACCENT}
STRONG = {"bold": True, "font_color": ACCENT}
LINK = {"font_color": "#0563C1", "underline": 1}
_UNSTORABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""Characters that XML has no way to hold."""


class Exact(float):
    """A number that is written with all its digits: XlsxWriter writes sixteen, and some numbers need seventeen."""

    def __format__(self, form: str) -> str:
        return repr(float(self))


class Book:
    """A workbook in memory; `close` gives its bytes."""

    def __init__(self, title: str, locked: bool = True) -> None:
        """Open a workbook; `locked` is whether cells of a protected tab are locked where their style does not say."""
        import xlsxwriter

        self._bytes = io.BytesIO()
        given = {"in_memory": True, "default_format_properties": {"locked": locked}}
        self.file = xlsxwriter.Workbook(self._bytes, given)
        self.file.set_properties({"title": title[:LONGEST_PROPERTY], "author": "planner"})
        self.file.set_size(2400, 1500)
        self._styles: dict[tuple[tuple[str, Any], ...], Any] = {}

    def style(self, *looks: dict[str, Any], **more: Any) -> Any:
        """The format of those properties; one for all cells that share them."""
        given = {name: value for look in (*looks, more) for name, value in look.items()}
        key = tuple(sorted(given.items()))
        if key not in self._styles:
            self._styles[key] = self.file.add_format(given)
        return self._styles[key]

    def tab(self, name: str) -> Any:
        """A new tab."""
        return self.file.add_worksheet(name)

    def close(self) -> bytes:
        """The bytes of the whole workbook."""
        self.file.close()
        return self._bytes.getvalue()


def write_cell(tab: Any, row: int, column: int, value: Value, style: Any) -> None:
    """Write a value to a cell, numbers as numbers and any text as text, whatever it begins with; rows from 0.

    Raises UserError for text that no cell of a workbook takes.
    """
    if value is None:
        tab.write_blank(row, column, None, style)
    elif isinstance(value, int | float):
        tab.write_number(row, column, Exact(value), style)
    else:
        text = str(value) if isinstance(value, Quarter) else value
        if len(text) > LONGEST_TEXT or _UNSTORABLE.search(text):
            found = f"{len(text):,} characters" if len(text) > LONGEST_TEXT else "a character that is none"
            raise UserError(
                f"{tab.get_name()}, row {row + 1}: a cell holds {found}, which a workbook cannot.\n"
                f"    mend: write at most {LONGEST_TEXT:,} plain characters"
            )
        tab.write_string(row, column, text, style)
