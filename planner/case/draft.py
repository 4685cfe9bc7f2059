"""What the checks across sheets look at: a case of which some parts may have been unreadable."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.case.cells import shown
from planner.case.sheet_rows import UnreadableError
from planner.case.sheets import SHEETS
from planner.errors import Fault

if TYPE_CHECKING:
    from planner.case.row import Row
    from planner.case.settings import Settings

Finding = Fault | str
"""A fault, or a note: something worth telling that stops nothing."""

Check = Callable[["Draft"], Iterator[Finding]]


@dataclass(frozen=True)
class Draft:
    """Settings and sheets as far as they could be read; asking for the rest raises UnreadableError."""

    readable_settings: Settings | None
    sheets: Mapping[str, tuple[Row, ...]]

    @property
    def settings(self) -> Settings:
        """The settings; raises UnreadableError where case.yaml has faults."""
        if self.readable_settings is None:
            raise UnreadableError("case.yaml")
        return self.readable_settings

    def rows(self, sheet: str) -> tuple[Row, ...]:
        """The rows of a sheet; raises UnreadableError where it is absent or unreadable."""
        if sheet not in self.sheets:
            raise UnreadableError(sheet)
        return self.sheets[sheet]

    def column(self, sheet: str, column: str) -> list[str]:
        """The names in a column, each once, in the order written; blanks left out."""
        return list(dict.fromkeys(str(row[column]) for row in self.rows(sheet) if row[column] is not None))

    def classes(self) -> dict[str, str]:
        """Asset -> its class: power for a source, its kind for a compute asset."""
        power = dict.fromkeys(self.column("sources", "source"), "power")
        return power | {row.text("asset"): row.text("kind") for row in self.rows("compute")}


def until_unreadable(findings: Iterator[Finding]) -> Iterator[Finding]:
    """What a check finds until it comes upon something unreadable, which is reported already."""
    try:
        yield from findings
    except UnreadableError:
        return


def fault_at(sheet: str, row: Row, column: str, allowed: str, mend: str) -> Fault:
    """A fault in one cell, which is shown."""
    return Fault(SHEETS[sheet].file, allowed, mend, row.row, column, shown(row.written(column)))


def note_at(sheet: str, row: Row, column: str, why: str) -> str:
    """A note on a cell that is filled and does nothing."""
    return f"{SHEETS[sheet].file}, row {row.row}: {column} is {shown(row.written(column))} and does nothing, {why}"
