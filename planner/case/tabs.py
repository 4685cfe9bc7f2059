"""A workbook as the source of a case: a tab for each sheet, and one for the settings."""

from __future__ import annotations

import hashlib
from itertools import islice
from typing import TYPE_CHECKING

from planner.case.cells import listed, shown, suggest
from planner.case.columns import OWN
from planner.case.foreign import Foreign
from planner.case.public_files import of_tabs
from planner.case.settings import SETTINGS, SETTINGS_FILE
from planner.case.settings_reading import SECTIONS, SettingsReading
from planner.case.sheet_rows import ROWS_ABOVE, FaultyFileError, check_header_first, too_large
from planner.case.sheets import SHEETS
from planner.case.workbook_parts import UnreadableWorkbookError
from planner.case.workbook_places import SCENARIOS_TAB, SETTINGS_TAB, Places
from planner.case.xlsx import Workbook, column_letters
from planner.disk.foreign_files import MOST_CELLS, UnfitFileError, content_of
from planner.errors import CaseError, Fault

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from planner.case.columns import Sheet
    from planner.case.settings import Settings
    from planner.case.sheet_rows import Lines
    from planner.case.xlsx import Tab

CONTENTS, LISTS = "contents", "lists"
HELPERS = (CONTENTS, LISTS, SCENARIOS_TAB)
"""Tabs for whoever fills in the workbook, which say nothing of the case itself."""
COMMENT = "comment"
SETTINGS_COLUMNS = ("key", "value", "meaning", COMMENT)
"""Columns of the settings' tab; the last two may be absent, and are for the reader."""
_MOST_TOLD = 10


class Tabs:
    """The tabs of a workbook; raises CaseError where the file is none, or holds none of them."""

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        self.notes: list[str] = []
        content, self._workbook = _open(path)
        self.hashes = {path.name: hashlib.sha256(content).hexdigest()}
        self._letters: dict[str, dict[str, str]] = {}
        self._rows: dict[str, int] = {}
        self.places = Places(self._letters, self._rows)
        self.faults: list[Fault] = list(_stray_faults(list(self._workbook.tabs)))

    def settings(self) -> Settings | None:
        """The settings; None where they have faults. Raises FaultyFileError where the tab is damaged."""
        if SETTINGS_TAB not in self._workbook.tabs:
            self.faults.append(_missing(SETTINGS_TAB, "the settings of the case"))
            return None
        lines = self._lines(SETTINGS_TAB, SETTINGS_FILE, SETTINGS_COLUMNS[:2])
        header = self._letters[SETTINGS_TAB]
        strange = [name for name in header if name not in SETTINGS_COLUMNS and not name.startswith(OWN)]
        if not {"key", "value"} <= set(header) or strange:
            allowed = f"the columns {listed(SETTINGS_COLUMNS)}, of which the first two are needed"
            found = f"the columns {listed(header)}"
            raise FaultyFileError(
                Fault(SETTINGS_FILE, allowed, "write these headers", lines[0][0], found=found)
            )
        reading, places = SettingsReading(seen=dict.fromkeys(SECTIONS, 0)), list(header)
        for row, cells in lines[1:]:
            key, value = (cells[places.index(name)] for name in ("key", "value"))
            self._take(reading, key.strip(), row, value)
        reading.find_missing()
        self.faults += reading.faults
        return reading.settings()

    def _take(self, reading: SettingsReading, key: str, row: int, value: str) -> None:
        """Read one setting; one that may be absent may be blank too."""
        if reading.is_new(key, row):
            self._rows.setdefault(key, row)
            if key not in SETTINGS:
                reading.unknown(key, row, SETTINGS)
            elif value.strip() or not SETTINGS[key].blank:
                reading.take(key, row, value)

    def lines(self, sheet: Sheet) -> Lines | None:
        """The lines of a sheet, None where there is no such tab; raises FaultyFileError where it is damaged."""
        if sheet.name not in self._workbook.tabs:
            return None
        return self._lines(sheet.name, sheet.file, sheet.filled_key)

    def missing(self, sheet: Sheet) -> Fault:
        """What is wrong where a sheet is not there."""
        return _missing(sheet.name, sheet.help)

    def comments(self) -> dict[str, str]:
        """The comments of the settings' tab by key; raises FaultyFileError."""
        lines = self._lines(SETTINGS_TAB, SETTINGS_FILE, SETTINGS_COLUMNS[:2])
        header = list(self._letters[SETTINGS_TAB])
        if COMMENT not in header:
            return {}
        key, comment = header.index("key"), header.index(COMMENT)
        found = {cells[key].strip(): (row, cells[comment]) for row, cells in lines[1:] if cells[comment]}
        letter = self._letters[SETTINGS_TAB][COMMENT]
        return {name: _plain(SETTINGS_TAB, f"{letter}{row}", text) for name, (row, text) in found.items()}

    def scenarios(self) -> str | None:
        """The text that the tab of scenarios keeps, a line a row; None where there is none. Raises FaultyFileError."""
        if SCENARIOS_TAB not in self._workbook.tabs:
            return None
        rows = self._tab(SCENARIOS_TAB, SCENARIOS_TAB).rows
        lines = [(row, rows.get(row, {}).get(1, "")) for row in range(1, max(rows, default=0) + 1)]
        return "".join(_plain(SCENARIOS_TAB, f"A{row}", line) + "\n" for row, line in lines)

    def _tab(self, name: str, file: str) -> Tab:
        """The cells of a tab; raises FaultyFileError where it is damaged."""
        try:
            return self._workbook.tab(name)
        except UnreadableWorkbookError as problem:
            fault = Fault(file, "a tab that can be read", problem.mend, found=problem.found)
            raise FaultyFileError(fault) from None

    def _lines(self, name: str, file: str, needed: Collection[str]) -> Lines:
        """The lines of a tab, each as wide as its header, which has what is `needed`.

        Whatever is not in the table is noted; raises FaultyFileError where there is none, or it is too large.
        """
        tab = self._tab(name, file)
        if not tab.rows:
            mend = "write the table, if only its header"
            raise FaultyFileError(Fault(file, "a table with its header", mend, found="an empty tab"))
        first = islice(tab.rows.items(), ROWS_ABOVE + 1)
        check_header_first(file, needed, [(row, list(cells.values())) for row, cells in first])
        header = next(iter(tab.rows.values()))
        width = max(header)
        if width * len(tab.rows) > MOST_CELLS:
            raise too_large(file, f"{len(tab.rows):,} rows of {width:,} columns")
        self._letters[name] = {}
        for column in range(1, width + 1):
            self._letters[name].setdefault(header.get(column, "").strip(), column_letters(column))
        self.faults += _faults_around(file, tab, width)
        if tab.hidden:
            rows = listed(map(str, tab.hidden), _MOST_TOLD)
            self.notes.append(f"{file}: hidden rows are read like the others: {rows}")
        return [
            (number, [cells.get(column, "") for column in range(1, width + 1)])
            for number, cells in tab.rows.items()
            if min(cells) <= width
        ]


def _open(path: Path) -> tuple[bytes, Workbook]:
    """The bytes of a workbook, and its tabs; raises CaseError where it cannot be read or is none of a case."""
    allowed = f"an Excel workbook (.xlsx) with a tab {SETTINGS_TAB} and one for each sheet"
    try:
        content = content_of(path)
        workbook = Workbook(content)
    except OSError as problem:
        fault = Fault(str(path), allowed, "check the path", found=problem.strerror or str(problem))
        raise CaseError([fault]) from None
    except (UnfitFileError, UnreadableWorkbookError) as problem:
        raise CaseError([Fault(str(path), allowed, problem.mend, found=problem.found)]) from None
    if not {SETTINGS_TAB, *SHEETS} & set(workbook.tabs):
        known = of_tabs(workbook.tabs)
        if known is not None:
            raise CaseError([known.fault(str(path), allowed)])
        found = f"the tabs {listed(workbook.tabs)}"
        mend = "name a workbook that planner workbook made of a case, or give its tabs these names"
        raise CaseError([Fault(str(path), allowed, mend, found=found)])
    return content, workbook


def _stray_faults(found: Sequence[str]) -> list[Fault]:
    """Tabs that are no part of a case: a misspelt one would be silently ignored."""
    known = [SETTINGS_TAB, *SHEETS, *HELPERS]
    spare = [name for name in known if name not in found]
    allowed = f"one of {listed(known, len(known))}"
    otherwise = "delete the tab, or move it to another workbook"
    return [
        Fault(tab, allowed, suggest(tab, spare, otherwise), found="an unknown tab")
        for tab in found
        if tab not in known and not tab.startswith(OWN)
    ]


def _plain(tab: str, cell: str, text: str) -> str:
    """Text that a cell holds; raises FaultyFileError where it holds something else."""
    if isinstance(text, Foreign):
        raise FaultyFileError(Fault(tab, "text", text.mend, found=str(text), cell=cell))
    return text


def _missing(tab: str, help: str) -> Fault:
    return Fault(tab, "the tab, if only with its header", f"write it: {help}", found="no such tab")


def _faults_around(file: str, tab: Tab, width: int) -> list[Fault]:
    """Cells to the right of the table, and merged ones in it."""
    faults = []
    for row, cells in tab.rows.items():
        beyond = next((column for column in sorted(cells) if column > width), None)
        if beyond is not None:
            allowed, mend = "cells under a header only", "clear the cell, or give its column a header"
            cell, found = f"{column_letters(beyond)}{row}", cells[beyond]
            faults.append(Fault(file, allowed, mend, row, found=shown(found), cell=cell))
    last = max(tab.rows)
    for merged, (column, row) in tab.merged.items():
        own = tab.rows[min(tab.rows)].get(column, "").strip().startswith(OWN)
        if column <= width and row <= last and not own:
            allowed, mend = "one cell for each value", "unmerge them, and fill in each"
            faults.append(Fault(file, allowed, mend, found="merged cells", cell=merged))
    return faults
