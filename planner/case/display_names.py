"""How names are shown: the `display_name` of a row where it has one, else the name itself.

Names are keys: tables, edits and files have them, and only what people look at has display names instead. Since those
are unique, and none is the name of another row, showing them is renaming, and nothing that is shown is two things.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.case.column_kinds import ASSETS, DISPLAY_NAME
from planner.case.sheets import SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from planner.case.case import Case
    from planner.case.row import Row

    Names = Mapping[str, Mapping[str, str]]
    """By family of names, what is shown of each name that is shown otherwise than it is written."""

TRANCHES = "tranches"
"""The sheet whose names are unique within their vehicle only."""
OF_TABLES = {"owner": "sponsors"}
"""Columns that tables alone have, and the family of the names in them."""
BETWEEN = " of "
"""What stands between a tranche and its vehicle in the key of its display name."""


def family_of_sheet(sheet: str) -> str:
    """The sheets whose names are of one family: sources and compute are both assets.

    >>> family_of_sheet("sources"), family_of_sheet("compute"), family_of_sheet("regions")
    ('assets', 'assets', 'regions')
    """
    return "assets" if sheet in ASSETS else sheet


def named_sheets() -> list[str]:
    """The sheets that define names which may be shown otherwise."""
    return [
        name for name, sheet in SHEETS.items() if DISPLAY_NAME in {column.name for column in sheet.columns}
    ]


def key_shown(sheet: str, row: Row | Mapping[str, object]) -> str:
    """The name that a row of a sheet defines; of a tranche with its vehicle, for others may have one such."""
    if sheet == TRANCHES:
        return f"{row['tranche']}{BETWEEN}{row['vehicle']}"
    return str(row[SHEETS[sheet].key[0]])


def display_names(case: Case) -> dict[str, dict[str, str]]:
    """What is shown of every name that has a display name, by family of names; families without any are left out."""
    found: dict[str, dict[str, str]] = {}
    for sheet in named_sheets():
        for row in case.rows(sheet):
            if row[DISPLAY_NAME] is not None:
                found.setdefault(family_of_sheet(sheet), {})[key_shown(sheet, row)] = str(row[DISPLAY_NAME])
    return found


def display_name(case: Case, sheet: str, name: str) -> str:
    """What is shown of a name that a sheet defines."""
    return display_names(case).get(family_of_sheet(sheet), {}).get(name, name)


def columns_of_names() -> dict[str, str]:
    """The family of the names in every column of sheets and tables that holds some, by the column's name."""
    found = {SHEETS[sheet].key[0]: family_of_sheet(sheet) for sheet in named_sheets() if sheet != TRANCHES}
    found |= OF_TABLES
    named = set(found.values())
    for sheet in SHEETS.values():
        for column in sheet.columns:
            homes = {family_of_sheet(home) for home in column.names} & named
            if len(homes) == 1:
                found[column.name] = homes.pop()
    return found


def common_names(cases: Iterable[Case]) -> dict[str, dict[str, str]]:
    """Display names that several cases can be shown with side by side: the first that any has for a name.

    One that is a name of another row in any of the cases, or shown for another name already, is left out.
    """
    cases = list(cases)
    keys: dict[str, set[str]] = {}
    for case in cases:
        for sheet in named_sheets():
            own = keys.setdefault(family_of_sheet(sheet), set())
            own |= {key_shown(sheet, row) for row in case.rows(sheet)}
    found: dict[str, dict[str, str]] = {}
    for case in cases:
        for family, names in display_names(case).items():
            for name, shown in names.items():
                taken = found.setdefault(family, {})
                if name not in taken and shown not in taken.values() and shown not in keys[family] - {name}:
                    taken[name] = shown
    return found
