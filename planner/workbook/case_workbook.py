"""A case as a workbook to fill in: a tab a sheet, with what may be entered where."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from planner.case.settings import SETTINGS, value_of
from planner.case.sheets import SHEETS
from planner.case.tabs import CONTENTS, SETTINGS_COLUMNS
from planner.case.workbook_places import SCENARIOS_TAB, SETTINGS_TAB
from planner.case.xlsx import column_letters
from planner.workbook.book import ACCENT, HEADER, INK, LINK, OPTIONAL, RULE, STRONG, TITLE, Book, write_cell
from planner.workbook.name_lists import add_lists, last_row
from planner.workbook.validation import comment, number_format, validation_rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.case.case import Case
    from planner.case.columns import Column, Sheet

NARROWEST, WIDEST, WIDEST_HEADER = 9, 60, 22
"""Characters that a column shows."""
SETTINGS_WIDTHS = (44, 36, 74, 110)
LINE, HIGHEST = 15, 409
"""Points that a line of text is high, and a row at most."""
ENTRY = {"font_color": "#1A1AA6", "bottom": 4, "border_color": RULE, "valign": "top"}
"""How a cell looks that is there to be filled in: blue, as inputs are."""
LOCKED = {"locked": True}
"""A cell that says what the others mean. All others are open: a row with a locked cell could not be deleted."""
ALLOWED = dict.fromkeys(
    ["format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows", "sort", "autofilter"],
    True,
)
"""What a protected tab lets one do."""
HOW = (
    "Fill in the blue cells; headers are locked (Review, Unprotect Sheet: there is no password).",
    "Point at a header to see what its column means, its unit and what is allowed.",
    "A light header may be left blank: it does not apply, or is read as its comment says; 0 and blank may differ.",
    "Empty rows are skipped. Fractions are 0 to 1: 0.05 for 5 %.",
    "Then: planner check FILE.xlsx, planner solve FILE.xlsx; planner workbook FILE.xlsx makes a folder of it.",
)


def case_workbook(case: Case, comments: Mapping[str, str], scenarios: str | None) -> bytes:
    """The bytes of a workbook to fill in; raises UserError for text that no cell takes.

    `comments` are comments on settings by key, `scenarios` the text of scenarios.yaml, if any.
    """
    book = Book(case.settings.title, locked=False)
    tabs = {name: book.tab(name) for name in (CONTENTS, SETTINGS_TAB, *SHEETS)}
    _contents(book, tabs[CONTENTS], case, scenarios is not None)
    _settings(book, tabs[SETTINGS_TAB], case, comments)
    if scenarios is not None:
        _scenarios(book, scenarios)
    names = add_lists(book, case)
    for sheet in SHEETS.values():
        _sheet(book, tabs[sheet.name], sheet, case, names)
    tabs[CONTENTS].activate()
    return book.close()


def _contents(book: Book, tab: Any, case: Case, has_scenarios: bool) -> None:
    """The first tab: what the case is, how to fill it in, and a link to every other."""
    tab.hide_gridlines(2)
    tab.set_column(0, 0, 18)
    tab.set_column(1, 1, 52)
    tab.set_column(2, 3, 10)
    write_cell(tab, 0, 0, case.settings.title, book.style(TITLE))
    write_cell(tab, 1, 0, f"as of {case.settings.vintage}", book.style(font_color=INK))
    for row, line in enumerate(HOW, 3):
        write_cell(tab, row, 0, line, book.style(font_color=INK))
    row = 4 + len(HOW)
    for column, word in enumerate(("tab", "a row is", "rows", "needed")):
        side = {"align": "right"} if column == 2 else {"indent": 1}
        write_cell(tab, row, column, word, book.style(HEADER, side))
    contents = [(SETTINGS_TAB, "a setting of the case", len(SETTINGS), "yes")]
    for sheet in SHEETS.values():
        needed = "yes" if sheet.filled else "funding" if sheet.financing else ""
        needed = "optional" if sheet.optional else needed
        contents.append((sheet.name, sheet.help, len(case.rows(sheet.name)), needed))
    if has_scenarios:
        contents.append((SCENARIOS_TAB, "a line of scenarios.yaml", 0, ""))
    for at, (name, help, count, needed) in enumerate(contents, row + 1):
        tab.write_url(at, 0, f"internal:'{name}'!A1", book.style(LINK, indent=1), name)
        write_cell(tab, at, 1, help, book.style(font_color=INK, indent=1))
        write_cell(tab, at, 2, count or None, book.style(num_format="0", align="right"))
        write_cell(tab, at, 3, needed or None, book.style(font_color=INK, indent=1))
    tab.set_landscape()
    tab.fit_to_pages(1, 0)


def _settings(book: Book, tab: Any, case: Case, comments: Mapping[str, str]) -> None:
    """The tab of the settings."""
    for number, (name, width) in enumerate(zip(SETTINGS_COLUMNS, SETTINGS_WIDTHS, strict=True)):
        write_cell(tab, 0, number, name, book.style(HEADER if number < 2 else OPTIONAL, LOCKED))
        tab.set_column(number, number, width)
    for row, (key, column) in enumerate(SETTINGS.items(), 1):
        value = value_of(case.settings, key)
        cell_format = "General" if column.kind == "number" else number_format(column, [])
        write_cell(tab, row, 0, key, book.style(STRONG, LOCKED, valign="top"))
        write_cell(
            tab, row, 1, value, book.style(ENTRY, num_format=cell_format, text_wrap=True, align="left")
        )
        write_cell(
            tab, row, 2, f"{column.help}; {column.allowed}", book.style(LOCKED, font_color=INK, valign="top")
        )
        write_cell(tab, row, 3, comments.get(key), book.style(ENTRY, text_wrap=True, num_format="@"))
        if allowed := validation_rule(column, f"$B${row + 1}"):
            tab.data_validation(row, 1, row, 1, allowed)
        wrapped = zip((str(value), comments.get(key, "")), SETTINGS_WIDTHS[1::2], strict=True)
        tab.set_row(row, min(HIGHEST, LINE * max(1, *(_lines(text, width) for text, width in wrapped))))
    tab.freeze_panes(1, 1)
    tab.protect("", ALLOWED)
    _page(tab)


def _lines(text: str, width: float) -> int:
    """Lines that a text takes in a column of so many characters."""
    return sum(math.ceil(max(1, len(line)) / (0.95 * width)) for line in text.splitlines())


def _scenarios(book: Book, text: str) -> None:
    """The tab that keeps scenarios.yaml, a line a row."""
    tab = book.tab(SCENARIOS_TAB)
    tab.set_column(0, 0, 120, book.style(num_format="@"))
    for row, line in enumerate(text.splitlines()):
        if line:
            write_cell(tab, row, 0, line, book.style(num_format="@", font_name="Consolas"))
    _page(tab)


def _sheet(book: Book, tab: Any, sheet: Sheet, case: Case, names: Mapping[tuple[str, ...], str]) -> None:
    """The tab of a sheet: header, rows, and room below for more of them."""
    rows, last = case.rows(sheet.name), last_row(case, sheet.name)
    for number, column in enumerate(sheet.columns):
        values = [row.written(column.name) for row in rows]
        cell_format = number_format(column, values)
        looks = {
            **ENTRY,
            "num_format": cell_format,
            **({"indent": 1, "align": "left"} if cell_format == "@" else {}),
        }
        tab.set_column(number, number, _width(column, values), book.style(looks))
        write_cell(tab, 0, number, column.name, book.style(OPTIONAL if column.blank else HEADER, LOCKED))
        tab.write_comment(0, number, comment(column), {"x_scale": 2.2, "y_scale": 1.3, "color": "#FFFFE5"})
        for at, value in enumerate(values, 1):
            write_cell(tab, at, number, value, book.style(looks))
        if allowed := validation_rule(column, f"{column_letters(number + 1)}2", names.get(column.names)):
            tab.data_validation(1, number, last - 1, number, allowed)
    tab.set_row(0, 32)
    keys = next((at for at, column in enumerate(sheet.columns) if not column.key), 1)
    tab.freeze_panes(1, min(keys, 2))
    tab.protect("", ALLOWED)
    tab.set_tab_color(ACCENT if not sheet.financing else "#7A5195")
    tab.repeat_rows(0)
    _page(tab)


def _width(column: Column, values: list[Any]) -> float:
    """A width that shows the cells of a column, and its header on at most two lines."""
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    header = len(column.name)
    if header > WIDEST_HEADER:
        header = max(WIDEST_HEADER, header // 2 + 3)
    return min(WIDEST, max(NARROWEST, longest, header) + 2)


def _page(tab: Any) -> None:
    """Print on a page as wide as the table."""
    tab.set_landscape()
    tab.set_paper(9)
    tab.fit_to_pages(1, 0)
