"""The names that drop-downs offer: every name of a sheet once, and new ones as they are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.case.sheets import SHEETS
from planner.case.tabs import LISTS

if TYPE_CHECKING:
    from planner.case.case import Case
    from planner.workbook.book import Book

LAST = 2000
"""Last row of a sheet of which the names are offered, where the sheet is no longer."""
SPARE = 50
"""Rows of a list for names that are still to come."""


def last_row(case: Case, sheet: str) -> int:
    """The last row of a sheet that may be filled in, as its rules and lists see it."""
    return max(LAST, len(case.rows(sheet)) + 500)


def add_lists(book: Book, case: Case) -> dict[tuple[str, ...], str]:
    """Add the tab of lists, unseen; returns, for the sheets that define a name, the formula of the list of them."""
    tab = book.tab(LISTS)
    tab.hide()
    homes = dict.fromkeys(
        column.names for sheet in SHEETS.values() for column in sheet.columns if column.names
    )
    return {home: _add_list(tab, number, home, case) for number, home in enumerate(homes)}


def _add_list(tab: Any, column: int, homes: tuple[str, ...], case: Case) -> str:
    """One list, a name a row, in the order in which the sheets have them."""
    from planner.case.xlsx import column_letters

    letter = column_letters(column + 1)
    names = list(dict.fromkeys(row[SHEETS[home].key[0]] for home in homes for row in case.rows(home)))
    tab.write_string(0, column, " or ".join(homes))
    for at in range(len(names) + SPARE):
        above, formula = f"{letter}$1:{letter}{at + 1}", '""'
        for home in reversed(homes):
            cells = f"{home}!$A$2:$A${last_row(case, home)}"
            # The first that is not blank and does not stand above yet.
            first = f'MATCH(0,COUNTIF({above},{cells})+({cells}=""),0)'
            formula = f"IFERROR(INDEX({cells},{first}),{formula})"
        value = names[at] if at < len(names) else ""
        tab.write_array_formula(at + 1, column, at + 1, column, f"{{={formula}}}", None, value)
    cells = f"{LISTS}!${letter}$2:${letter}${len(names) + SPARE + 1}"
    return f'=OFFSET({LISTS}!${letter}$2,0,0,MAX(1,COUNTIF({cells},"?*")),1)'
