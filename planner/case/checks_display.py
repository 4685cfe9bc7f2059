"""Checks of how names are shown: each in one way, and no two in the same; and in which colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.case.cells import shown
from planner.case.colours import ALIKE, UNMET_DEMAND, apart, is_colour
from planner.case.column_kinds import DISPLAY_NAME
from planner.case.display_names import family_of_sheet, key_shown, named_sheets
from planner.case.draft import Check, Draft, Finding, fault_at
from planner.case.sheet_rows import UnreadableError
from planner.case.sheets import SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.case.row import Row

COLOUR = "colour"
MEND = "write another, or clear the cell, for blank shows the name itself"


def names_are_shown_in_one_way(draft: Draft) -> Iterator[Finding]:
    """The rows of one name have one display name, or only some of them any."""
    for sheet in named_sheets():
        first: dict[str, Row] = {}
        for row in _rows(draft, sheet):
            if row[DISPLAY_NAME] is None:
                continue
            earlier = first.setdefault(key_shown(sheet, row), row)
            if earlier[DISPLAY_NAME] != row[DISPLAY_NAME]:
                allowed = f"{shown(earlier[DISPLAY_NAME])}, as row {earlier.row} shows the same name"
                yield fault_at(
                    sheet, row, DISPLAY_NAME, allowed, "write one display name, in one of its rows"
                )


def display_names_are_unique(draft: Draft) -> Iterator[Finding]:
    """No two names of a family are shown alike, and none as another is called, underscores as blanks."""
    families: dict[str, list[tuple[str, Row]]] = {}
    for sheet in named_sheets():
        families.setdefault(family_of_sheet(sheet), []).extend((sheet, row) for row in _rows(draft, sheet))
    for rows in families.values():
        called: dict[str, tuple[str, Row]] = {}
        for sheet, row in rows:
            called.setdefault(_seen(key_shown(sheet, row)), (sheet, row))
        taken: dict[str, tuple[str, str, Row]] = {}
        for sheet, row in rows:
            if row[DISPLAY_NAME] is None:
                continue
            name, seen = key_shown(sheet, row), _seen(str(row[DISPLAY_NAME]))
            home, other = called.get(seen, (sheet, row))
            if key_shown(home, other) != name:
                allowed = (
                    f"a display name that no other row is called; {SHEETS[home].file}, row {other.row} is"
                )
                yield fault_at(sheet, row, DISPLAY_NAME, allowed, MEND)
            before, home, other = taken.setdefault(seen, (name, sheet, row))
            if before != name:
                allowed = f"a display name of its own; {SHEETS[home].file}, row {other.row} has it"
                yield fault_at(sheet, row, DISPLAY_NAME, allowed, MEND)


def _seen(name: str) -> str:
    """A name as it is read: charts show underscores as blanks."""
    return " ".join(name.replace("_", " ").split())


def _rows(draft: Draft, sheet: str) -> tuple[Row, ...]:
    """The rows of a sheet; none where it could not be read, which is reported already."""
    try:
        return draft.rows(sheet)
    except UnreadableError:
        return ()


def colours_are_told_apart(draft: Draft) -> Iterator[Finding]:
    """A colour is written #rrggbb, no two of a family have the same, and none is the red of unmet demand."""
    taken: dict[tuple[str, str], tuple[str, Row]] = {}
    for sheet in (name for name, sheet in SHEETS.items() if COLOUR in {c.name for c in sheet.columns}):
        for row in _rows(draft, sheet):
            hue = row[COLOUR]
            if hue is None:
                continue
            if not is_colour(hue):
                yield fault_at(sheet, row, COLOUR, "a colour written #rrggbb", "write one such as #1f6fb4")
                continue
            home, other = taken.setdefault((family_of_sheet(sheet), hue.lower()), (sheet, row))
            if (home, other.row) != (sheet, row.row):
                allowed = f"a colour of its own; {SHEETS[home].file}, row {other.row} has it"
                yield fault_at(sheet, row, COLOUR, allowed, "write another, or clear the cell")
            elif apart(hue, UNMET_DEMAND) < ALIKE:
                yield (
                    f"{SHEETS[sheet].file}, row {row.row}: colour {hue} is near the red of unmet demand, "
                    f"{UNMET_DEMAND}, and may be taken for it"
                )


CHECKS: tuple[Check, ...] = (names_are_shown_in_one_way, display_names_are_unique, colours_are_told_apart)
