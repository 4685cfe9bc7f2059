"""Making edits: the rows they mean, what their cells become, and the edited case, checked as if it were read so."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from planner.case.calendar import Quarter
from planner.case.case import expect_case
from planner.case.cells import RefusedError, listed, read_cell, shown, suggest
from planner.case.change import Change
from planner.case.changes import apply_changes, net_changes, with_changes
from planner.case.draft import Draft
from planner.case.edits import BLANK, CASE, Edit, number, parse
from planner.case.settings import SETTINGS_FILE, value_of
from planner.case.sheets import SHEETS
from planner.errors import CaseError, Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from planner.case.case import Case
    from planner.case.columns import Column, Value
    from planner.case.edits import Condition
    from planner.case.row import Row
    from planner.case.settings import Settings


def edit(case: Case, *edits: str | Edit) -> Case:
    """The case with edits made, one after the other, in the words of `planner.case.edits`.

    Raises CaseError, which says what is wrong with an edit or with what it makes of the case.
    """
    expect_case(case, "edit")
    return apply_edits(case, edits)[0]


def apply_edits(case: Case, edits: Iterable[str | Edit]) -> tuple[Case, tuple[Change, ...]]:
    """The case with edits made, one after the other, and the cells that changed; raises CaseError."""
    _, changes, words = edited_draft(case, edits)
    return apply_changes(case, changes, words), net_changes(changes)


def edited_draft(case: Case, edits: Iterable[str | Edit]) -> tuple[Draft, list[Change], list[str]]:
    """What edits make of a case before it is checked across its sheets, every change on the way, and their words.

    Raises CaseError where an edit means nothing, or a cell may not hold what it makes of it.
    """
    settings, sheets = case.settings, case.sheets
    made: list[Change] = []
    faults: list[Fault] = []
    words = []
    for asked in edits:
        try:
            one = asked if isinstance(asked, Edit) else parse(asked)
            changes = list(_changes(one, settings, sheets))
        except CaseError as problem:
            faults += problem.faults
            continue
        settings, sheets = with_changes(settings, sheets, changes)
        made += changes
        words.append(str(one))
    if faults:
        raise CaseError(case.located_faults(faults))
    return Draft(settings, sheets), made, words


def _changes(edit: Edit, settings: Settings, sheets: Mapping[str, tuple[Row, ...]]) -> Iterator[Change]:
    """The cells that an edit changes, as the case now stands; raises CaseError."""
    if edit.sheet == CASE:
        (column,) = edit.columns
        old = value_of(settings, column.name)
        cells = [_Cell(edit, column, old, SETTINGS_FILE, None)]
    else:
        file = SHEETS[edit.sheet].file
        rows = _matching(edit, sheets[edit.sheet])
        cells = [
            _Cell(edit, column, row.written(column.name), file, row.row)
            for row in rows
            for column in edit.columns
        ]
    faults = []
    amount = 0.0 if edit.op == "=" else number(edit)
    if edit.op != "=" and all(cell.old is None for cell in cells):
        mend = "write = and a value where one applies"
        faults.append(
            Fault(edit.label, f"cells that hold a number, for {edit.op}", mend, found="only blank cells")
        )
    for cell in cells:
        try:
            sheet = SETTINGS_FILE if edit.sheet == CASE else edit.sheet
            yield Change(sheet, cell.column.name, cell.new(amount), cell.old, cell.row)
        except CaseError as problem:
            faults += problem.faults
    if faults:
        raise CaseError(faults)


@dataclass(frozen=True)
class _Cell:
    """A cell that an edit means."""

    edit: Edit
    column: Column
    old: Value
    file: str
    row: int | None

    def new(self, amount: float) -> Value:
        """What it is to hold, `amount` being what is reckoned with; raises CaseError where it may not."""
        text = self.edit.text if self.edit.op == "=" else self._reckoned(amount)
        try:
            value = read_cell(self.column, text.lower() if self.column.name == "funding" else text)
        except RefusedError as refused:
            found = f"{text or BLANK}, changed from {shown(self.old)}"
            mend = refused.mend if self.edit.op == "=" else "change the edit so that the result is allowed"
            raise CaseError([self._fault(refused.allowed, mend, found)]) from None
        return (
            {"true": "on", "false": "off"}.get(str(value), value) if self.column.name == "funding" else value
        )

    def _reckoned(self, amount: float) -> str:
        """The result of the arithmetic, as text; in decimals, so that 0.1 and 0.2 are 0.3."""
        op = self.edit.op
        if self.old is None:
            return ""
        if isinstance(self.old, Quarter) and op in ("+=", "-=") and amount.is_integer():
            return str(self.old.plus(int(amount if op == "+=" else -amount)))
        if isinstance(self.old, Quarter):
            raise CaseError(
                [self._fault("a whole number of quarters after += or -=", "count quarters, or write =")]
            )
        if isinstance(self.old, str):
            raise CaseError([self._fault("= and a new value", f"{self.column.name} is no number: write =")])
        old, by = Decimal(str(self.old)), Decimal(str(amount))
        if op == "/=" and not by:
            raise CaseError([self._fault("a number other than 0 after /=", "write another number")])
        return str(float({"+=": old + by, "-=": old - by, "*=": old * by}[op] if op != "/=" else old / by))

    def _fault(self, allowed: str, mend: str, found: str | None = None) -> Fault:
        where = f"{self.edit.label}, {self.file}"
        return Fault(where, allowed, mend, self.row, self.column.name, found or shown(self.old))


def _matching(edit: Edit, rows: tuple[Row, ...]) -> list[Row]:
    """The rows that an edit means; raises CaseError that offers the nearest where there are none."""
    if not rows:
        sheet = SHEETS[edit.sheet]
        mend = f"write rows first: {sheet.help}"
        raise CaseError([Fault(edit.label, f"a sheet that has rows; {sheet.file} has none", mend)])
    faults = [fault for condition in edit.conditions for fault in _unmet(edit, condition, rows)]
    matched = [row for row in rows if all(condition.meets(row) for condition in edit.conditions)]
    if not faults and not matched:
        faults = [_unmet_together(edit, rows)]
    if faults:
        raise CaseError(faults)
    return matched


def _unmet(edit: Edit, condition: Condition, rows: Iterable[Row]) -> Iterator[Fault]:
    """Values of a condition that no row has: misspelt, most likely."""
    cells = _cells(condition, rows)
    for text, bare in condition.values:
        if not any(condition.meets_value(cell, text, bare) for cell in cells):
            found = f"no row with {condition.column.name} {condition.op.removeprefix('!')} {text or BLANK}"
            yield _none_such(edit, condition, text, cells, found)


def _unmet_together(edit: Edit, rows: Iterable[Row]) -> Fault:
    """Conditions that rows meet one by one, but none meets together."""
    for last in reversed(edit.conditions):
        others = [condition for condition in edit.conditions if condition is not last]
        rest = [row for row in rows if all(condition.meets(row) for condition in others)]
        if others and rest:
            met = ", ".join(map(str, others))
            text = last.values[0][0]
            return _none_such(edit, last, text, _cells(last, rest), f"no row with {met} and {last}")
    allowed = "conditions that some row meets together"
    return Fault(edit.label, allowed, "leave one of them out, or look at the sheet", found="no such row")


def _cells(condition: Condition, rows: Iterable[Row]) -> list[Value]:
    """What rows have in the column of a condition, each once."""
    return list(dict.fromkeys(cell for row in rows for cell in condition.cells(row)))


def _none_such(edit: Edit, condition: Condition, text: str, cells: list[Value], found: str) -> Fault:
    """No row is like this: what rows there are, and the nearest."""
    known = [
        BLANK if cell is None else f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in cells
    ]
    allowed = f"{condition.column.name} of a row of {SHEETS[edit.sheet].file}: {listed(known, 40)}"
    return Fault(edit.label, allowed, suggest(text, known, "name one of these"), found=found)
