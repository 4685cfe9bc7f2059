"""Writing a case: any Case back to a folder of sheets that reads as the same case."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import yaml

from planner.case.calendar import Quarter
from planner.case.settings import SETTINGS, SETTINGS_FILE, value_of
from planner.case.sheets import SHEETS

if TYPE_CHECKING:
    from pathlib import Path

    from planner.case.case import Case
    from planner.case.columns import Sheet, Value
    from planner.case.settings import Settings

EXACT = 1e15
"""Whole numbers below this are written without a point."""


def write(case: Case, folder: Path) -> None:
    """Write every sheet and case.yaml into `folder`, made where it is missing; raises OSError if it cannot.

    All columns are written, those that the case does without as blanks, and all sheets, if only their headers; optional
    ones only where they have rows. Numbers keep every digit, and a blank stays blank whatever it is read as, so that
    `read` gives a case of equal settings and sheets.
    """
    folder.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(_keys(case.settings), sort_keys=False, allow_unicode=True, width=10_000)
    (folder / SETTINGS_FILE).write_text(text, encoding="utf-8", newline="")
    for sheet in SHEETS.values():
        if case.rows(sheet.name) or not sheet.optional:
            _write_sheet(case, sheet, folder / sheet.file)


def _write_sheet(case: Case, sheet: Sheet, file: Path) -> None:
    """One sheet as a CSV."""
    names = [column.name for column in sheet.columns]
    with file.open("w", encoding="utf-8", newline="") as stream:
        # With both in the terminator, either within a cell is quoted.
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(names)
        writer.writerows([_cell(row.written(name)) for name in names] for row in case.rows(sheet.name))


def _cell(value: Value) -> str:
    """A cell as text; blank where it does not apply.

    >>> _cell(None), _cell(0.1), _cell(95.0), _cell(Quarter(2026, 3))
    ('', '0.1', '95', '2026Q3')
    """
    return "" if value is None else str(_plain(value))


def _plain(value: Value) -> Value:
    """A number without the decimals it does not have."""
    whole = isinstance(value, float) and value.is_integer() and abs(value) < EXACT
    return int(value) if whole and isinstance(value, float) else value


def _keys(settings: Settings) -> dict[str, Any]:
    """The settings as the mapping that case.yaml holds; a key that may be absent and is blank is left out."""
    keys: dict[str, Any] = {}
    for name in SETTINGS:
        value = _plain(value_of(settings, name))
        value = str(value) if isinstance(value, Quarter) else value
        section, _, key = name.rpartition(".")
        if value is not None and section:
            keys.setdefault(section, {})[key] = value
        elif value is not None:
            keys[key] = value
    return keys
