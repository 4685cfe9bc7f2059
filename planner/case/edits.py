"""Edits: one small grammar for changing a case, from words to changed cells.

    sheet.column[column=value, ...] OP value        supply_limits.limit_gw_per_year[supply_pool=turbines]*=1.5
    case.section.key OP value                       case.money.benchmark_rate_per_year=0.05

OP is one of = += -= *= /=. In brackets stand conditions that a row must all meet, on any column of the sheet: = and
!= with one value or several (a|b), < <= > >= with a number or a quarter; without brackets every row is meant. A `*` in
a column, or in a name or word of a condition, stands for any characters. Quotes take a value literally; `blank`, or
nothing, is a blank cell. Quarters are counted: += 4 is a year later. Arithmetic leaves blank cells blank, also those
that are read as a value; conditions take such a cell for blank and for that value alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.case.calendar import Quarter
from planner.case.cells import RefusedError, listed, read_cell, suggest
from planner.case.columns import Column
from planner.case.settings import SETTINGS
from planner.case.sheets import SHEETS
from planner.case.wildcard import Wildcard
from planner.errors import CaseError, Fault
from planner.numbers import number_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.case.columns import Value
    from planner.case.row import Row

CASE = "case"
"""What stands in place of a sheet where a setting is edited."""
BLANK = "blank"
FORM = "sheet.column[column=value] OP value, or case.section.key OP value, where OP is one of = += -= *= /="
LONGEST_SHOWN = 200
NUMBER = Column("value", "number", "what to add, or to multiply by")

_HEAD = re.compile(r"\s*(?P<sheet>\w+)\s*\.\s*(?P<column>(?:[\w.]|\*(?!=))+)\s*")
_OPERATION = re.compile(r"\s*(?P<op>[-+*/]?=)\s*")
_CONDITION = re.compile(r"\s*(?P<column>\w+)\s*(?P<op>!=|<=|>=|=|<|>)")
_VALUE = re.compile(r"""\s*(?:'(?P<single>[^']*)'|"(?P<double>[^"]*)"|(?P<bare>[^]|,]*))\s*(?P<end>[]|,])""")
_QUOTED = re.compile(r"""'(?P<single>[^']*)'|"(?P<double>[^"]*)\"""")


@dataclass(frozen=True)
class Condition:
    """What a row must meet: its cell in `column` compared by `op` with one of `values`, each with whether it was bare.

    >>> str(parse("demand.need_gw[year>=2027, sponsor=ai_lab|neocloud]*=0.5").conditions[1])
    'sponsor=ai_lab|neocloud'
    """

    column: Column
    op: str
    values: tuple[tuple[str, bool], ...]

    def __str__(self) -> str:
        return f"{self.column.name}{self.op}{'|'.join(text for text, _ in self.values)}"

    def meets(self, row: Row) -> bool:
        """Whether a row meets the condition, by what its cell holds or is read as."""
        cells = self.cells(row)
        found = any(self.meets_value(cell, *value) for cell in cells for value in self.values)
        return found != (self.op == "!=")

    def cells(self, row: Row) -> tuple[Value, Value]:
        """What the cell of a row holds, and what that is read as, which differ where it is blank and has a default."""
        return row.written(self.column.name), row[self.column.name]

    def meets_value(self, cell: Value, text: str, bare: bool) -> bool:
        """Whether a cell compares so with one of the values; != asks for those that are equal."""
        wanted = self.typed(text, bare)
        if cell is None or wanted is None:
            return cell is wanted and self.op in ("=", "!=")
        if isinstance(wanted, Wildcard):
            return wanted.matches(str(cell))
        return _compared(cell, self.op, wanted)

    def typed(self, text: str, bare: bool) -> Value | Wildcard:
        """A value as the column holds it; raises ValueError where the column holds no such thing."""
        if bare and text in ("", BLANK):
            return None
        if self.column.kind in ("number", "integer"):
            number = number_of(text)
            if number is None:
                raise ValueError(f"{text!r} is no number")
            return number
        if self.column.kind == "quarter":
            return Quarter.parse(text)
        return Wildcard(text) if bare and "*" in text else text


def _compared(cell: Value, op: str, wanted: Value) -> bool:
    """Whether two values of one kind compare so."""
    if op in ("=", "!="):
        return cell == wanted
    assert isinstance(cell, float | int | Quarter)
    assert isinstance(wanted, float | int | Quarter)
    less, more = cell < wanted, cell > wanted  # type: ignore[operator]
    return {"<": less, ">": more, "<=": not more, ">=": not less}[op]


@dataclass(frozen=True)
class Edit:
    """An edit as understood: where (`columns` of a sheet, or one key of case.yaml), which rows, what to do.

    `target` is its text up to the value, so that the same edit can be made with another.
    """

    target: str
    sheet: str
    columns: tuple[Column, ...]
    conditions: tuple[Condition, ...]
    op: str
    value: str

    def __str__(self) -> str:
        return f"{self.target}{self.value}"

    @property
    def label(self) -> str:
        """The edit as a message names it."""
        return f"edit {_printable(str(self))}"

    @property
    def text(self) -> str:
        """The value without quotes; empty where it is blank."""
        quoted = _QUOTED.fullmatch(self.value)
        if quoted:
            return quoted["single"] or quoted["double"] or ""
        return "" if self.value == BLANK else self.value


def parse(text: str) -> Edit:
    """An edit from its words; raises CaseError, which says what is wrong with them and offers the nearest."""
    if not isinstance(text, str):
        raise TypeError(f"an edit is text, such as 'demand.need_gw*=0.9', not {text!r}")
    head = _HEAD.match(text)
    if head is None:
        raise CaseError([_unread(text, text)])
    sheet, name = head["sheet"], head["column"]
    faults: list[Fault] = []
    columns = tuple(_columns(text, sheet, name, faults))
    conditions, at = _conditions(text, sheet, head.end(), faults)
    operation = _OPERATION.match(text, at)
    if operation is None and not faults:
        faults.append(_unread(text, text[at:]))
    if faults or operation is None:
        raise CaseError(faults)
    target, value = text[: operation.end()].strip(), text[operation.end() :].strip()
    return Edit(target, sheet, columns, conditions, operation["op"], value)


def _columns(text: str, sheet: str, name: str, faults: list[Fault]) -> Iterator[Column]:
    """The columns meant, or the one key of case.yaml."""
    where = f"edit {_printable(text)}"
    if sheet == CASE:
        if name in SETTINGS:
            yield SETTINGS[name]
        else:
            section = [key for key in SETTINGS if key.startswith(f"{name.partition('.')[0]}.")]
            allowed = f"a key of case.yaml: {listed(section or SETTINGS, len(SETTINGS))}"
            faults.append(Fault(where, allowed, suggest(name, SETTINGS, "name one of these"), found=name))
    elif sheet not in SHEETS:
        key = f"{sheet}.{name}"
        mend = (
            f"did you mean {CASE}.{key}?" if key in SETTINGS else suggest(sheet, (*SHEETS, CASE), "name one")
        )
        allowed = f"one of the sheets {listed(SHEETS, len(SHEETS))}; or {CASE}, for a key of case.yaml"
        faults.append(Fault(where, allowed, mend, found=sheet))
    else:
        wildcard = Wildcard(name)
        matched = [column for column in SHEETS[sheet].columns if wildcard.matches(column.name)]
        if not matched:
            faults.append(_no_column(where, sheet, name))
        yield from matched


def _no_column(where: str, sheet: str, name: str) -> Fault:
    """A column that the sheet does not have."""
    known = [column.name for column in SHEETS[sheet].columns]
    allowed = f"a column of {sheet}: {listed(known, len(known))}"
    return Fault(where, allowed, suggest(name, known, "name one of these"), found=name)


def _conditions(text: str, sheet: str, at: int, faults: list[Fault]) -> tuple[tuple[Condition, ...], int]:
    """What stands in brackets, and where it ends."""
    conditions: list[Condition] = []
    if at >= len(text) or text[at] != "[":
        return (), at
    if sheet == CASE:
        faults.append(_unread(text, text[at:]))
    ended = ","
    at += 1
    while ended == ",":
        head = _CONDITION.match(text, at)
        values, ended, at = ([], "", at) if head is None else _values(text, head.end())
        if head is None or not ended:
            faults.append(_unread(text, text[at:]))
            break
        conditions += _condition(text, sheet, head, tuple(values), faults)
    return tuple(conditions), at


def _values(text: str, at: int) -> tuple[list[tuple[str, bool]], str, int]:
    """Values that bars divide, each with whether it is bare, then the sign that ends them and where it does."""
    values = []
    while (value := _VALUE.match(text, at)) is not None:
        bare = value["bare"] is not None
        values.append((value["bare"].strip() if bare else value["single"] or value["double"] or "", bare))
        at = value.end()
        if value["end"] != "|":
            return values, value["end"], at
    return values, "", at


def _condition(
    text: str,
    sheet: str,
    head: re.Match[str],
    values: tuple[tuple[str, bool], ...],
    faults: list[Fault],
) -> Iterator[Condition]:
    """One condition, where the sheet has such a column and the column can hold such values."""
    where = f"edit {_printable(text)}"
    if sheet not in SHEETS:
        return
    try:
        column = SHEETS[sheet].column(head["column"])
    except KeyError:
        faults.append(_no_column(where, sheet, head["column"]))
        return
    condition = Condition(column, head["op"], values)
    ordered = head["op"] not in ("=", "!=")
    if ordered and column.kind not in ("number", "integer", "quarter"):
        mend = "write = or !=, and several values as a|b"
        faults.append(Fault(where, f"= or != for {column.name}", mend, found=str(condition)))
        return
    for value in values:
        try:
            known = condition.typed(*value) is not None or not ordered
        except ValueError:
            known = False
        if not known:
            mend = f"write {column.name}{head['op']} and {'a quarter' if column.kind == 'quarter' else 'a number'}"
            faults.append(Fault(where, column.allowed, mend, found=str(condition)))
            return
    yield condition


def number(edit: Edit) -> float:
    """The number that arithmetic is done with; raises CaseError where the value is none."""
    try:
        value = read_cell(NUMBER, edit.text)
    except RefusedError as refused:
        found = edit.text or BLANK
        fault = Fault(edit.label, f"a number after {edit.op}", refused.mend, found=found)
        raise CaseError([fault]) from None
    assert isinstance(value, float)
    return value


def _unread(text: str, rest: str) -> Fault:
    """Words that are no edit, from where they cease to be one."""
    found = f"{_printable(rest.strip())!r}" if rest.strip() else "its end"
    return Fault(f"edit {_printable(text)}", FORM, "write it so", found=found)


def _printable(text: str) -> str:
    """Text on one line, cut where it is long."""
    return repr(text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…")[1:-1]
