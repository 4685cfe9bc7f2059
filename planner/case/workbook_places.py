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

    def located_fault(self, fault: Fault) -> Fault:
        """A fault as the reader of the workbook looks for it."""
        cell = fault.cell
        # A fault of an edit names the edit before the file.
        name = fault.file.rpartition(", ")[2]
        if name in tabs() and cell is None:
            cell = self._cell(name, fault.row, fault.column)
        file, allowed, mend = (self.located_text(text) for text in (fault.file, fault.allowed, fault.mend))
        return replace(fault, file=file, cell=cell, allowed=allowed, mend=mend)

    def located_text(self, text: str) -> str:
        """A sentence about files and their cells, told of tabs.

        >>> Places({"sources": {"kind": "B"}}, {}).located_text("see sources.csv, row 7, column kind")
        'see sources!B7 (kind)'
        """
        return _cell_in_text().sub(self._cell_text, text)

    def located_data(self, data: Any) -> Any:
        """Data about files and their cells, as JSON has it, with tab and cell in place of the file.

        >>> Places({"sources": {"kind": "B"}}, {}).located_data([{"file": "sources.csv", "row": 7, "column": "kind"}])
        [{'tab': 'sources', 'cell': 'B7', 'row': 7, 'column': 'kind'}]
        """
        if isinstance(data, list):
            return [self.located_data(part) for part in data]
        if not isinstance(data, dict):
            return self.located_text(data) if isinstance(data, str) else data
        if data.get("file") not in tabs():
            return {key: self.located_data(part) for key, part in data.items()}
        cell = self._cell(data["file"], data["row"], data["column"])
        rest = {key: part for key, part in data.items() if key != "file"}
        return {"tab": tabs()[data["file"]], "cell": cell, **rest}

    def _cell_text(self, match: re.Match[str]) -> str:
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
