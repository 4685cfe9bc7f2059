"""Changed cells: the one way in which a case is altered, whoever asks for it, and checked again as if it were read."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from planner.case.change import unquoted
from planner.case.checks import examine
from planner.case.draft import Draft
from planner.case.row import Row
from planner.case.settings import SETTINGS, SETTINGS_FILE, Settings, build, value_of
from planner.case.sheet_rows import key_faults
from planner.case.sheets import SHEETS
from planner.errors import CaseError, Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from planner.case.case import Case
    from planner.case.change import Change

    Sheets = Mapping[str, tuple[Row, ...]]


def apply_changes(case: Case, changes: Iterable[Change], edits: Iterable[str] = ()) -> Case:
    """The case with all of the changes made, checked like any other; raises CaseError where it breaks the contract.

    The new case tells in `changes` which cells are not as its files have them, and in `edits` the words that asked
    for it.
    """
    changes = tuple(changes)
    settings, sheets = with_changes(case.settings, case.sheets, changes)
    faults, notes = examine(Draft(settings, sheets))
    touched = dict.fromkeys(change.sheet for change in changes if change.sheet != SETTINGS_FILE)
    for name in touched:
        faults += key_faults(SHEETS[name], sheets[name])
    faults += _absent(case, settings)
    if faults:
        known = {
            (place.file, place.row, place.column): change for change in changes if (place := change.place)
        }
        raise CaseError(case.located_faults(_marked(fault, known) for fault in faults))
    before = (
        {case.located_text(note) for note in examine(Draft(case.settings, case.sheets))[1]}
        if case.notes
        else ()
    )
    of_files = tuple(note for note in case.notes if note not in before)
    return dataclasses.replace(
        case,
        settings=settings,
        sheets=sheets,
        notes=(*of_files, *map(case.located_text, notes)),
        changes=net_changes((*case.changes, *changes)),
        edits=(*case.edits, *edits),
    )


def with_changes(settings: Settings, sheets: Sheets, changes: Iterable[Change]) -> tuple[Settings, Sheets]:
    """Settings and sheets with the changes made, unchecked."""
    keys: dict[str, Any] = {}
    cells: defaultdict[str, defaultdict[int, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
    added: defaultdict[str, list[Change]] = defaultdict(list)
    for change in changes:
        if change.sheet == SETTINGS_FILE:
            keys[change.column] = change.new
        elif change.row is None:
            added[change.sheet].append(change)
        else:
            cells[change.sheet][change.row][change.column] = change.new
    if keys:
        settings = build({key: value_of(settings, key) for key in SETTINGS} | keys)
    whole = dict(sheets)
    for name, by_row in cells.items():
        whole[name] = tuple(row.changed(by_row[row.row]) if row.row in by_row else row for row in whole[name])
    for name, changes_here in added.items():
        for change in changes_here:
            whole[name] = (*whole[name], _new_row(change, whole[name]))
    return settings, whole


def _new_row(change: Change, rows: Iterable[Row]) -> Row:
    """A row below the last one."""
    blank: dict[str, Any] = {column.name: None for column in SHEETS[change.sheet].columns}
    number = max((row.row for row in rows), default=1) + 1
    return Row(number, {**blank, **change.cells, change.column: change.new}, SHEETS[change.sheet].defaults)


def _absent(case: Case, settings: Settings) -> Iterator[Fault]:
    """Sheets of money that the case was read without, for funding was off."""
    if settings.funding and not case.settings.funding:
        for sheet in SHEETS.values():
            if sheet.financing and not sheet.optional and not case.had(sheet.name):
                mend = f"write it: {sheet.help}; or leave funding off"
                kind = "file" if case.places is None else "tab"
                yield Fault(sheet.file, f"the {kind}, if only with its header", mend, found=f"no such {kind}")


def _marked(fault: Fault, known: Mapping[tuple[str, int | None, str], Change]) -> Fault:
    """The fault, with what its cell held before where it was changed."""
    change = known.get((fault.file, fault.row, fault.column or ""))
    if change is None:
        return fault
    return dataclasses.replace(fault, found=f"{fault.found}, changed from {unquoted(change.old)}")


def net_changes(changes: Iterable[Change]) -> tuple[Change, ...]:
    """One change a cell, from what its file has to what it holds at last; none where that is the same."""
    cells: dict[tuple[Any, ...], Change] = {}
    for change in changes:
        key = (change.sheet, change.row, change.column, *map(str, change.cells.items()))
        if key in cells:
            change = dataclasses.replace(change, old=cells[key].old)
        cells[key] = change
    return tuple(change for change in cells.values() if change.adds_a_row or change.new != change.old)
