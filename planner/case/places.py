"""Where the cells of a workbook stand, so that whoever is told of one finds it: `sources!F7`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.case.settings import SETTINGS
from planner.case.settings_reading import FILE
from planner.case.sheets import SHEETS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.errors import Fault

SETTINGS_TAB = "case"
"""The tab of the settings."""
TABS = {FILE: SETTINGS_TAB} | {sheet.file: sheet.name for sheet in SHEETS.values()}
"""The tab of a workbook for each file of a folder."""
_TOLD = re.compile(
    rf"\b({'|'.join(re.escape(file) for file in TABS)})\b(?:, row (\d+))?(?:, (?:column|key) ([\w.]+))?"
)
"""How a cell of a folder is told in a sentence."""


@dataclass(frozen=True)
class Places:
    """The layout of a workbook: the letters of each column by sheet, the row of each setting by key."""

    letters: Mapping[str, Mapping[str, str]]
    rows: Mapping[str, int]

    def moved(self, fault: Fault) -> Fault:
        """A fault as the reader of the workbook looks for it."""
        cell = fault.cell
        if fault.file in TABS and cell is None:
            cell = self._cell(fault.file, fault.row, fault.column)
        file, allowed, mend = (self.told(text) for text in (fault.file, fault.allowed, fault.mend))
        return replace(fault, file=file, cell=cell, allowed=allowed, mend=mend)

    def told(self, text: str) -> str:
        """A sentence about files and their cells, told of tabs.

        >>> Places({"sources": {"kind": "B"}}, {}).told("see sources.csv, row 7, column kind")
        'see sources!B7 (kind)'
        """
        return _TOLD.sub(self._tell, text)

    def _tell(self, match: re.Match[str]) -> str:
        file, row, column = match[1], match[2], match[3]
        cell = self._cell(file, int(row) if row else None, column)
        if cell is None:
            return match[0].replace(file, TABS[file], 1)
        return f"{TABS[file]}!{cell} ({column})"

    def _cell(self, file: str, row: int | None, column: str | None) -> str | None:
        """The cell, or the whole column where no row is named; None for what has no column."""
        if column is None:
            return None
        if file == FILE:
            row = row or self.rows.get(column)
            letters = self.letters.get(SETTINGS_TAB, {}).get("value" if column in SETTINGS else "key")
            return f"{letters}{row}" if row and letters else None
        letters = self.letters.get(TABS[file], {}).get(column)
        return letters and (f"{letters}{row}" if row else f"{letters}:{letters}")
