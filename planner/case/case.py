"""A case: everything a user wrote, read once and frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.case.cells import suggest
from planner.case.row import rows_in_force
from planner.case.sheets import SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import pandas as pd

    from planner.case.calendar import Period
    from planner.case.change import Change
    from planner.case.columns import Value
    from planner.case.row import Row
    from planner.case.settings import Settings
    from planner.case.workbook_places import Places
    from planner.errors import Fault


LONGEST_SHOWN = 60
"""Characters that a message quotes of what is no case."""


@dataclass(frozen=True)
class Case:
    """A case as read: settings, every sheet of SHEETS (empty where absent), notes, file hashes.

    `notes` are worth telling but stop nothing. `hashes` are sha256 of each file read, by file name. `changes` are the
    cells that are no longer as those files have them, `edits` the words that changed them, `scenario` the name that
    some of those go by. `places` are those of a workbook's cells. `origin` is the folder or workbook it was read from.
    """

    name: str
    settings: Settings
    sheets: Mapping[str, tuple[Row, ...]]
    notes: tuple[str, ...]
    hashes: Mapping[str, str]
    changes: tuple[Change, ...] = ()
    edits: tuple[str, ...] = ()
    places: Places | None = None
    scenario: str | None = None
    origin: Path | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        rows = sum(len(rows) for rows in self.sheets.values())
        calendar = self.settings.calendar
        return f"<Case {self.name}: {rows} rows, {calendar.start} to {calendar.end}>"

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods of the horizon, first to last."""
        return self.settings.calendar.periods

    @property
    def assets(self) -> tuple[str, ...]:
        """The names of the sources, then of the compute assets, in the order of the sheets."""
        sources = (row["source"] for row in self.rows("sources"))
        return (*sources, *(row["asset"] for row in self.rows("compute")))

    def had(self, sheet: str) -> bool:
        """Whether there was such a sheet to be read: optional ones may be absent, those of money with funding off."""
        read = (
            {name.removesuffix(".csv") for name in self.hashes}
            if self.places is None
            else self.places.letters
        )
        return not self.hashes or sheet in read

    def located_faults(self, faults: Iterable[Fault]) -> list[Fault]:
        """Faults as they are found where the case was read from."""
        return [fault if self.places is None else self.places.located_fault(fault) for fault in faults]

    def located_text(self, text: str) -> str:
        """A sentence about the files and cells of a case, which names tabs where it was read from a workbook."""
        return text if self.places is None else self.places.located_text(text)

    def rows(self, sheet: str) -> tuple[Row, ...]:
        """The rows of a sheet, in the order written; raises KeyError, which offers the nearest, for an unknown one."""
        if sheet not in self.sheets:
            raise KeyError(
                f"there is no sheet {sheet!r}; {suggest(sheet, SHEETS, 'planner explain lists them')}"
            )
        return self.sheets[sheet]

    def in_force(self, sheet: str, year: int) -> dict[tuple[Value, ...], Row]:
        """The rows in force in a year, by their key without the year; see `rows_in_force`."""
        return rows_in_force(sheet, self.rows(sheet), year)

    def frame(self, sheet: str) -> pd.DataFrame:
        """The sheet as a table, every declared column present; raises KeyError as `rows` does.

        What is read where a cell is blank stands in its place.
        """
        import pandas as pd

        self.rows(sheet)
        names = [column.name for column in SHEETS[sheet].columns]
        return pd.DataFrame([dict(row) for row in self.rows(sheet)], columns=names)


def expect_case(case: object, asker: str) -> None:
    """Raise TypeError, which says how one comes by a case, where what a function of ours was given is none."""
    if not isinstance(case, Case):
        found = repr(case)
        found = found if len(found) <= LONGEST_SHOWN else f"{found[:LONGEST_SHOWN]}…"
        raise TypeError(
            f"{asker} takes a case that is read, not {found}: planner.{asker}(planner.read(folder))"
        )
