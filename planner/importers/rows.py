"""What an import gives: rows of sheets, and what of the file could not be used, with what it amounts to."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.case.sheets import SHEETS
from planner.disk.file_names import check_path
from planner.disk.folders import staged
from planner.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MOST_REASONS = 12
"""Reasons that are printed; the file `unused.csv` has all of them."""


@dataclass
class Rows:
    """Rows by sheet, each a mapping of column to value; what was left out by reason, in lines and in `unit`."""

    unit: str
    sheets: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    unused_lines: Counter[str] = field(default_factory=Counter)
    unused_amount: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, sheet: str, row: Mapping[str, Any]) -> None:
        """One more row of a sheet."""
        self.sheets.setdefault(sheet, []).append(dict(row))

    def leave(self, reason: str, lines: int = 1, amount: float = 0.0) -> None:
        """Lines of the file that are not used; nothing where there are none."""
        if lines:
            self.unused_lines[reason] += lines
            self.unused_amount[reason] = self.unused_amount.get(reason, 0.0) + amount

    def write(self, folder: Path) -> None:
        """Write a CSV a sheet, and `unused.csv`, to a new folder, whole or not at all; raises UserError."""
        check_path(folder)
        if folder.exists():
            raise UserError(f"{folder} is there already.\n    mend: name a folder that is not with --out")
        try:
            with staged(folder.resolve(), lambda place: [path.name for path in place.iterdir()]) as stage:
                for sheet, rows in self.sheets.items():
                    _write(stage.folder / SHEETS[sheet].file, _columns(sheet, rows), rows)
                unused = [
                    {"reason": reason, "lines": lines, self.unit: f"{self.unused_amount[reason]:.10g}"}
                    for reason, lines in self.unused_lines.most_common()
                ]
                _write(stage.folder / "unused.csv", ["reason", "lines", self.unit], unused)
                stage.swap("import")
        except OSError as problem:
            raise UserError(
                f"{folder} cannot be written: {problem.strerror or problem}.\n    mend: name another with --out"
            ) from problem

    def text(self, folder: Path) -> str:
        """What was made and what was left out, as it is printed."""
        lines = [f"{folder}:"]
        lines += [
            f"    {SHEETS[sheet].file:<24}{len(rows):>6} {'row' if len(rows) == 1 else 'rows'}"
            for sheet, rows in self.sheets.items()
        ]
        if not self.sheets:
            lines += ["    no rows"]
        if self.unused_lines:
            lines += ["", "Not used:"]
            shown = self.unused_lines.most_common(MOST_REASONS)
            lines += [f"    {count:>6} lines  {self._amount(reason)}{reason}" for reason, count in shown]
            rest = len(self.unused_lines) - len(shown)
            lines += [f"    and {rest} more reasons, in unused.csv"] if rest else []
        return "\n".join([*lines, *(f"\nnote: {note}" for note in self.notes)])

    def _amount(self, reason: str) -> str:
        amount = self.unused_amount[reason]
        return f"{amount:>9.2f} {self.unit}  " if self.unit != "lines" else ""


def blank(value: Any) -> Any:
    """A value as a cell: missing is blank, a number without digits that are only of its making.

    >>> blank(float("nan")), blank(0.1 + 0.2), blank("a")
    ('', '0.3', 'a')
    """
    if pd.isna(value):
        return ""
    return f"{value:.10g}" if isinstance(value, float) else value


def _columns(sheet: str, rows: list[dict[str, Any]]) -> list[str]:
    """The columns that rows fill and those that the sheet must have, in the order of the sheet."""
    filled = {name for row in rows for name in row}
    return [column.name for column in SHEETS[sheet].columns if column.name in filled or not column.blank]


def _write(file: Path, columns: list[str], rows: list[dict[str, Any]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows({name: blank(value) for name, value in row.items()} for row in rows)
