"""Repairs as data: cells to change and rows to add, a sentence to tell them by, and a way to apply them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planner.case.case import Case, Row
from planner.case.checks import examine
from planner.case.draft import Draft, show
from planner.case.sheets import SHEETS
from planner.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SETTINGS_FILE = "case.yaml"


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
class Edit:
    """One cell to change, or one row to add: `cells` are its other cells where `row` is None in a sheet."""

    sheet: str
    column: str
    new: Any
    old: Any = None
    row: int | None = None
    cells: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Where the edit is made."""
        file = SETTINGS_FILE if self.sheet == SETTINGS_FILE else SHEETS[self.sheet].file
        return Place(file, self.column, self.row)

    def __str__(self) -> str:
        if self.sheet != SETTINGS_FILE and self.row is None:
            told = ", ".join(f"{name} {show(value)}" for name, value in self.cells.items())
            return f"{SHEETS[self.sheet].file}, new row: {told}, {self.column} {_told(self.new)}"
        return f"{self.place}: from {_told(self.old)} to {_told(self.new)}"

    def as_dict(self) -> dict[str, Any]:
        """The edit for JSON: quarters as text."""
        given: dict[str, Any] = {**self.place.as_dict(), "from": _plain(self.old), "to": _plain(self.new)}
        if self.cells:
            given["new_row"] = {name: _plain(value) for name, value in self.cells.items()} | {
                self.column: _plain(self.new)
            }
        return given


@dataclass(frozen=True)
class Repair:
    """Edits that give the case a plan: all of them together, and nothing else besides.

    `about` names what is repaired ("engine_makers"); `cost_usd_billion` is its rough worth, by which repairs are
    ranked; `proved` says that the mended case was solved again and has a plan.
    """

    about: str
    words: str
    edits: tuple[Edit, ...]
    cost_usd_billion: float
    proved: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The repair for JSON."""
        return {
            "repair": self.words,
            "about": self.about,
            "cost_usd_billion": round(self.cost_usd_billion, 6),
            "proved": self.proved,
            "edits": [edit.as_dict() for edit in self.edits],
        }


@dataclass(frozen=True)
class Shortfall:
    """Something that falls short: what, when and by how much, in `unit`; `places` are the cells behind it."""

    what: str
    period: str
    short: float
    words: str
    unit: str = "GW"
    places: tuple[Place, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The shortfall for JSON."""
        return {
            "what": self.what,
            "period": self.period,
            "short": round(self.short, 6),
            "unit": self.unit,
            "shortfall": self.words,
            "places": [place.as_dict() for place in self.places],
        }


@dataclass(frozen=True)
class Clash:
    """A rule in an irreducible conflict: for whom and when, in its own words, and the cells behind it."""

    rule: str
    where: str
    words: str
    places: tuple[Place, ...]

    def as_dict(self) -> dict[str, Any]:
        """The clash for JSON."""
        places = [place.as_dict() for place in self.places]
        return {"rule": self.rule, "where": self.where, "words": self.words, "places": places}


def apply(case: Case, repair: Repair) -> Case:
    """The case with a repair made, its hashes dropped; raises CaseError where it breaks the contract."""
    settings, sheets = case.settings, {name: list(rows) for name, rows in case.sheets.items()}
    for edit in repair.edits:
        if edit.sheet == SETTINGS_FILE:
            settings = _set(settings, edit.column.split("."), edit.new)
        elif edit.row is None:
            sheets[edit.sheet].append(_new_row(edit, sheets[edit.sheet]))
        else:
            sheets[edit.sheet] = [_edited(row, edit) for row in sheets[edit.sheet]]
    frozen = {name: tuple(rows) for name, rows in sheets.items()}
    faults, notes = examine(Draft(settings, frozen))
    if faults:
        raise CaseError(faults)
    return Case(case.name, settings, frozen, notes, {})


def _edited(row: Row, edit: Edit) -> Row:
    """The row with the edit's cell, where it is the edit's row."""
    return Row(row.row, {**row, edit.column: edit.new}) if row.row == edit.row else row


def _new_row(edit: Edit, rows: Iterable[Row]) -> Row:
    """A row below the last one."""
    blank: dict[str, Any] = {column.name: None for column in SHEETS[edit.sheet].columns}
    number = max((row.row for row in rows), default=1) + 1
    return Row(number, {**blank, **edit.cells, edit.column: edit.new})


def _set(settings: Any, path: list[str], value: Any) -> Any:
    """Settings with one key changed, the path to it through sections."""
    head, *rest = path
    new = _set(getattr(settings, head), rest, value) if rest else value
    return dataclasses.replace(settings, **{head: new})


def _plain(value: Any) -> Any:
    """A cell's value as JSON can hold it."""
    return value if value is None or isinstance(value, int | float | str) else str(value)


def _told(value: Any) -> str:
    """A cell's value as a sentence quotes it, without quotation marks."""
    return "blank" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)
