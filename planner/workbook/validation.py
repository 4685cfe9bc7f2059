"""What may be entered into a cell of a case: the rule that a spreadsheet keeps, the format, the comment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.case.cells import LARGEST, LARGEST_OF, LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.case.columns import Column, Value

MOST_DECIMALS = 6
"""Decimals that a column shows; a cell may hold more."""
LONGEST_MESSAGE = 255
"""Most characters of a spreadsheet's own message."""


def validation_rule(column: Column, cell: str, names: str | None = None) -> dict[str, Any] | None:
    """The rule of a column, as XlsxWriter takes it, or None for text; `cell` is its first, `names` a list's formula."""
    if column.words:
        allowed: dict[str, Any] = {"validate": "list", "source": list(column.words)}
    elif names is not None:
        # The name may be defined later: the planner says so if it is not.
        allowed = {"validate": "list", "source": names, "error_type": "warning"}
    elif column.kind in ("number", "integer"):
        allowed = _number_rule(column, cell)
    elif column.kind == "quarter":
        condition = f'LEN({cell})=6,ISNUMBER(--LEFT({cell},4)),MID({cell},5,1)="Q",ISNUMBER(FIND(RIGHT({cell}),"1234"))'
        allowed = {"validate": "custom", "value": f"=AND({condition})"}
    elif column.kind == "name":
        allowed = {"validate": "length", "criteria": "between", "minimum": 1, "maximum": LONGEST}
    else:
        return None
    message = f"{column.help}. Allowed: {column.allowed}"
    return {**allowed, "error_title": column.name[-32:], "error_message": message[:LONGEST_MESSAGE]}


def _number_rule(column: Column, cell: str) -> dict[str, Any]:
    """The range of a number."""
    integer = column.kind == "integer"
    largest = LARGEST if integer else LARGEST_OF.get(column.unit, LARGEST)
    low = -largest if column.low is None else column.low
    high = largest if column.high is None else min(column.high, largest)
    if column.low_open:
        return {"validate": "custom", "value": f"=AND(ISNUMBER({cell}),{cell}>{low:g},{cell}<={high:g})"}
    kind = "integer" if integer else "decimal"
    return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}


def number_format(column: Column, values: Iterable[Value]) -> str:
    """A format that shows every digit of a column's numbers, up to six decimals, and no more than they need.

    >>> from planner.case.columns import Column
    >>> number_format(Column("capex_usd_per_kw", "number", ""), [1200.0, 1.25])
    '#,##0.00'
    >>> number_format(Column("year", "integer", ""), [2026])
    '0'
    """
    if column.kind == "integer":
        return "0"
    if column.kind != "number":
        return "@"
    decimals = max((_decimals(value) for value in values if isinstance(value, int | float)), default=2)
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _decimals(value: float) -> int:
    """How many decimals a number needs, up to six."""
    return len(f"{value:.{MOST_DECIMALS}f}".rstrip("0").partition(".")[2])


def comment(column: Column) -> str:
    """The comment on the header of a column: meaning, unit, what is allowed."""
    unit = f"\nunit: {column.unit}" if column.unit else ""
    key = "\npart of the key: one row for each" if column.key else ""
    return f"{column.help}{unit}\nallowed: {column.allowed}{key}"
