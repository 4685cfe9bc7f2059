"""Changes as data: the cell that one is made in, what it held and what it is to hold, or the row that is added."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from planner.case.cells import shown
from planner.case.settings import SETTINGS_FILE
from planner.case.sheets import SHEETS

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Place:
    """A cell as a reader would look for it; `row` is None for a setting, or where there is no row yet."""

    file: str
    column: str
    row: int | None = None

    def __str__(self) -> str:
        if self.row is not None:
            return f"{self.file}, row {self.row}, column {self.column}"
        return f"{self.file}, {'key' if self.file == SETTINGS_FILE else 'column'} {self.column}"

    def as_dict(self) -> dict[str, Any]:
        """The place for JSON."""
        return {"file": self.file, "row": self.row, "column": self.column}


@dataclass(frozen=True)
class Change:
    """One cell to change, or one row to add: `cells` are its other cells where `row` is None in a sheet.

    `sheet` is SETTINGS_FILE for a setting, whose `column` is its key, sections and all.
    """

    sheet: str
    column: str
    new: Any
    old: Any = None
    row: int | None = None
    cells: Mapping[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Where the change is made."""
        file = SETTINGS_FILE if self.sheet == SETTINGS_FILE else SHEETS[self.sheet].file
        return Place(file, self.column, self.row)

    @property
    def adds_a_row(self) -> bool:
        """Whether there is no such row yet."""
        return self.row is None and self.sheet != SETTINGS_FILE

    def __str__(self) -> str:
        if self.adds_a_row:
            cells = ", ".join(f"{name} {shown(value)}" for name, value in self.cells.items())
            return f"{SHEETS[self.sheet].file}, new row: {cells}, {self.column} {unquoted(self.new)}"
        return f"{self.place}: from {unquoted(self.old)} to {unquoted(self.new)}"

    def as_dict(self) -> dict[str, Any]:
        """The change for JSON: quarters as text."""
        given: dict[str, Any] = {**self.place.as_dict(), "from": _plain(self.old), "to": _plain(self.new)}
        if self.cells:
            given["new_row"] = {name: _plain(value) for name, value in self.cells.items()} | {
                self.column: _plain(self.new)
            }
        return given


def _plain(value: Any) -> Any:
    """A cell's value as JSON can hold it."""
    return value if value is None or isinstance(value, int | float | str) else str(value)


def unquoted(value: Any) -> str:
    """A cell's value as a sentence quotes it, without quotation marks."""
    return "blank" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)
