"""Edits of a case in memory: rows, cells and settings."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from planner.case import SHEETS, Case, Row
from planner.case.checks import examine
from planner.case.draft import Draft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Cells = dict[str, Any]


def with_rows(case: Case, sheet: str, rows: Iterable[Cells]) -> Case:
    """The case with other rows in a sheet."""
    new = tuple(Row(number, dict(cells)) for number, cells in enumerate(rows, 2))
    return dataclasses.replace(case, sheets={**case.sheets, sheet: new})


def edited(case: Case, sheet: str, edit: Callable[[Cells], Cells | None]) -> Case:
    """The case with every row of a sheet edited; a row of which the edit makes None is dropped."""
    changed = (edit(dict(row)) for row in case.rows(sheet))
    return with_rows(case, sheet, (cells for cells in changed if cells is not None))


def changed(case: Case, sheet: str, **cells: Any) -> Case:
    """The case with the same cells in every row of a sheet."""
    return edited(case, sheet, lambda row: row | cells)


def added(case: Case, sheet: str, *rows: Cells) -> Case:
    """The case with more rows in a sheet, blank in the columns that they leave out."""
    blank = dict.fromkeys(column.name for column in SHEETS[sheet].columns)
    return with_rows(case, sheet, [*map(dict, case.rows(sheet)), *({**blank, **row} for row in rows)])


def scaled(case: Case, factor: float, columns: Callable[[str], bool], sheets: Iterable[str] = SHEETS) -> Case:
    """The case with every number of the columns so named multiplied; blank stays blank."""
    for sheet in sheets:
        names = [column.name for column in SHEETS[sheet].columns if columns(column.name)]
        if names:
            case = edited(
                case,
                sheet,
                lambda row, names=names: (
                    row | {name: None if row[name] is None else row[name] * factor for name in names}
                ),
            )
    return case


def with_settings(case: Case, **settings: Any) -> Case:
    """The case with other settings; those within a section as `money={"cash_yield_per_year": 0.0}`."""
    found = {}
    for name, value in settings.items():
        old = getattr(case.settings, name)
        found[name] = dataclasses.replace(old, **value) if isinstance(value, dict) else value
    return dataclasses.replace(case, settings=dataclasses.replace(case.settings, **found))


def without_funding(case: Case) -> Case:
    """The case planned without financing."""
    return with_settings(case, funding=False)


def valid(case: Case) -> bool:
    """Whether the checks of the sheets pass."""
    faults, _ = examine(Draft(case.settings, case.sheets))
    return not faults


def dropped(case: Case, sheet: str, number: int) -> Case:
    """The case without one row of a sheet."""
    rows = list(map(dict, case.rows(sheet)))
    return (
        with_rows(case, sheet, rows[: number % len(rows)] + rows[number % len(rows) + 1 :]) if rows else case
    )
