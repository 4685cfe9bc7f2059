"""Reading a case: a folder or a workbook to a Case, or everything wrong with it at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from planner.case.case import Case
from planner.case.checks import examine
from planner.case.draft import Draft
from planner.case.folder import SCENARIOS, Folder, text_beside
from planner.case.sheet_rows import FaultyFileError, left_out, read_table
from planner.case.sheets import SHEETS
from planner.errors import CaseError

if TYPE_CHECKING:
    from typing import Protocol

    from planner.case.columns import Sheet
    from planner.case.row import Row
    from planner.case.settings import Settings
    from planner.case.sheet_rows import Lines
    from planner.case.workbook_places import Places
    from planner.errors import Fault

    class Source(Protocol):
        """Where a case is written, of which each part is asked for once; what is wrong with it is noted."""

        name: str
        hashes: dict[str, str]
        notes: list[str]
        faults: list[Fault]

        @property
        def places(self) -> Places | None:
            """Where the cells stand; None where file, row and column say it all."""

        def settings(self) -> Settings | None:
            """The settings; None where they have faults. Raises FaultyFileError where they cannot be read."""

        def lines(self, sheet: Sheet) -> Lines | None:
            """The lines of a sheet; None where it is not there. Raises FaultyFileError where it cannot be read."""

        def missing(self, sheet: Sheet) -> Fault:
            """What is wrong where a sheet is not there."""


NO_CASE = (".csv", ".yaml", ".yml")
"""How the files of a folder end: one of them alone is no case."""


def read(path: str | Path) -> Case:
    """The case in a folder or a workbook; raises CaseError, which lists everything wrong with it."""
    source = _source(Path(path))
    settings = _settings(source)
    sheets = _sheets(source, settings)
    across, notes = examine(Draft(settings, sheets))
    faults, notes = source.faults + across, (*source.notes, *notes)
    if source.places is not None:
        faults = [source.places.located_fault(fault) for fault in faults]
        notes = tuple(source.places.located_text(note) for note in notes)
    if faults or settings is None:
        raise CaseError(faults)
    whole = {name: sheets.get(name, ()) for name in SHEETS}
    return Case(source.name, settings, whole, notes, source.hashes, places=source.places, origin=Path(path))


def scenarios_text(path: Path) -> str | None:
    """The text of the scenarios of a folder or workbook; None where it has none. Raises FaultyFileError, CaseError."""
    if path.is_file():
        from planner.case.tabs import Tabs

        return Tabs(path).scenarios()
    return text_beside(path, SCENARIOS)


def _source(path: Path) -> Source:
    """What is at the path; raises CaseError where it is nothing that a case could be written in."""
    if path.is_file() and not path.name.lower().endswith(NO_CASE):
        from planner.case.tabs import Tabs

        return Tabs(path)
    return Folder(path)


def _settings(source: Source) -> Settings | None:
    """The settings, or None where they have faults."""
    try:
        return source.settings()
    except FaultyFileError as faulty:
        source.faults.append(faulty.fault)
        return None


def _sheets(source: Source, settings: Settings | None) -> dict[str, tuple[Row, ...]]:
    """The sheets that could be read, if only in part."""
    read: dict[str, tuple[Row, ...]] = {}
    for sheet in SHEETS.values():
        try:
            lines = source.lines(sheet)
            if lines is not None:
                read[sheet.name], faults = read_table(sheet, lines)
                source.faults += faults
                note = left_out(sheet, lines) if read[sheet.name] else None
                source.notes += [] if note is None else [note]
            elif sheet.optional:
                read[sheet.name] = ()
            elif not sheet.financing or (settings is not None and settings.funding):
                # Where the settings are unreadable, nobody knows whether funding is off.
                source.faults.append(source.missing(sheet))
        except FaultyFileError as faulty:
            source.faults.append(faulty.fault)
    return read
