"""A row of a sheet, and which rows are in force in a year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from planner.case.sheets import SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.case.columns import Value

NO_DEFAULTS: Mapping[str, Value] = {}


class Row(Mapping[str, Any]):
    """One row of a sheet: column -> value, None where that does not apply; `row` is the number a spreadsheet shows.

    A blank cell of a column that has a default is read as that; `written` tells it from one that holds the value.
    """

    __slots__ = ("_cells", "_defaults", "row")

    def __init__(
        self, row: int, cells: Mapping[str, Value], defaults: Mapping[str, Value] = NO_DEFAULTS
    ) -> None:
        self.row = row
        self._cells = cells
        self._defaults = defaults

    def __getitem__(self, column: str) -> Any:
        value = self._cells[column]
        return self._defaults.get(column) if value is None else value

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def __repr__(self) -> str:
        return f"Row({self.row}, {self._cells})"

    def written(self, column: str) -> Any:
        """What the cell itself holds, None where it is blank, whatever that is read as."""
        return self._cells[column]

    def changed(self, cells: Mapping[str, Value]) -> Row:
        """The row with some of its cells changed; None clears one."""
        return Row(self.row, {**self._cells, **cells}, self._defaults)

    def number(self, column: str) -> float:
        """The cell as a number, in the unit of the column's name; raises TypeError where it is none."""
        value = self[column]
        if not isinstance(value, int | float):
            raise TypeError(f"row {self.row}, column {column} holds {value!r}, not a number")
        return value

    def text(self, column: str) -> str:
        """The cell as text; raises TypeError where it is none."""
        value = self[column]
        if not isinstance(value, str):
            raise TypeError(f"row {self.row}, column {column} holds {value!r}, not text")
        return value


def rows_in_force(sheet: str, rows: Iterable[Row], year: int) -> dict[tuple[Value, ...], Row]:
    """Of a sheet that varies by year, the last row not after `year` for each key without the year.

    A key none of whose rows has begun is left out: its limit is zero, its price an error.
    """
    key = [name for name in SHEETS[sheet].key if name != "year"]
    begun = sorted((row for row in rows if row.number("year") <= year), key=lambda row: row.number("year"))
    return {tuple(row[name] for name in key): row for row in begun}
