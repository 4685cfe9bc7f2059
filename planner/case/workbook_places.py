"""Where the cells of a workbook stand, so that whoever is told of one finds it: `sources!F7`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from planner.case.folder import SCENARIOS
from planner.case.settings import SETTINGS, SETTINGS_FILE
from planner.case.sheets import SHEETS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.errors import Fault

SETTINGS_TAB = "case"
"""The tab of the settings."""
SCENARIOS_TAB = SCENARIOS.removesuffix(".yaml")
"""The tab of the scenarios, which holds their file, a line a row."""


def tabs() -> dict[str, str]:
    """The tab of a workbook for each file of a folder."""
    return {SETTINGS_FILE: SETTINGS_TAB} | {sheet.file: sheet.name for sheet in SHEETS.values()}


def _cell_in_text() -> re.Pattern[str]:
    """How a sentence names a cell of a folder."""
    files = "|".join(re.escape(file) for file in tabs())
    return re.compile(rf"\b({files})\b(?:, row (\d+))?(?:, (?:column|key) ([\w.]+))?")


@dataclass(frozen=True)
class Places:
    """The layout of a workbook: the letters of each column by sheet, the row of each setting by key."""

    letters: Mapping[str, Mapping[str, str]]
    rows: Mapping[str, int]

    def moved(self, fault: Fault) -> Fault:
        """A fault as the reader of the workbook looks for it."""
        cell = fault.cell
        # A fault of an edit tells the edit before the file.
        name = fault.file.rpartition(", ")[2]
        if name in tabs() and cell is None:
            cell = self._cell(name, fault.row, fault.column)
        file, allowed, mend = (self.told(text) for text in (fault.file, fault.allowed, fault.mend))
        return replace(fault, file=file, cell=cell, allowed=allowed, mend=mend)

    def told(self, text: str) -> str:
        """A sentence about files and their cells, told of tabs.

        >>> Places({"sources": {"kind": "B"}}, {}).told("see sources.csv, row 7, column kind")
        'see sources!B7 (kind)'
        """
        return _cell_in_text().sub(self._tell, text)

    def located(self, told: Any) -> Any:
        """Data about files and their cells, as JSON has it, with tab and cell in place of the file.

        >>> Places({"sources": {"kind": "B"}}, {}).located([{"file": "sources.csv", "row": 7, "column": "kind"}])
        [{'tab': 'sources', 'cell': 'B7', 'row': 7, 'column': 'kind'}]
        """
        if isinstance(told, list):
            return [self.located(part) for part in told]
        if not isinstance(told, dict):
            return self.told(told) if isinstance(told, str) else told
        if told.get("file") not in tabs():
            return {key: self.located(part) for key, part in told.items()}
        cell = self._cell(told["file"], told["row"], told["column"])
        rest = {key: part for key, part in told.items() if key != "file"}
        return {"tab": tabs()[told["file"]], "cell": cell, **rest}

    def _tell(self, match: re.Match[str]) -> str:
        file, row, column = match[1], match[2], match[3]
        cell = self._cell(file, int(row) if row else None, column)
        if cell is None:
            return match[0].replace(file, tabs()[file], 1)
        return f"{tabs()[file]}!{cell} ({column})"

    def _cell(self, file: str, row: int | None, column: str | None) -> str | None:
        """The cell, or the whole column where no row is named; None for what has no column."""
        if column is None:
            return None
        if file == SETTINGS_FILE:
            row = row or self.rows.get(column)
            letters = self.letters.get(SETTINGS_TAB, {}).get("value" if column in SETTINGS else "key")
            return f"{letters}{row}" if row and letters else None
        letters = self.letters.get(tabs()[file], {}).get(column)
        return letters and (f"{letters}{row}" if row else f"{letters}:{letters}")
