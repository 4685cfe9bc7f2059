"""Terms that depend on when one signs: what a row of a sheet of vintages changes, from which quarter on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import TypeVar

    from planner.case import Case
    from planner.case.row import Row

    Terms = TypeVar("Terms")


def rows_by_name(case: Case, sheet: str, key: str) -> dict[str, list[Row]]:
    """Rows of a sheet by what they are of."""
    found: dict[str, list[Row]] = {}
    for row in case.rows(sheet):
        found.setdefault(row[key], []).append(row)
    return found


def begun(case: Case, rows: Iterable[Row], since: str, quarter: int) -> list[Row]:
    """The rows that hold for what is signed in a quarter of the horizon, counted from 0, the latest last."""
    signed = case.periods[0].first.ordinal + quarter
    return sorted((row for row in rows if row[since].ordinal <= signed), key=lambda row: row[since])


def filled(row: Mapping[str, Any], later: Iterable[Row], columns: Sequence[str]) -> dict[str, Any]:
    """A row's columns as later rows leave them: where one of those is blank, what held before holds on."""
    held = {column: row[column] for column in columns}
    for change in later:
        held |= {column: change[column] for column in columns if change[column] is not None}
    return held


def changes(case: Case, terms: Callable[[int], Terms]) -> tuple[Terms, tuple[tuple[int, Terms], ...]]:
    """The terms of the first quarter of the horizon, and each that differ from those before with their first."""
    quarters = case.periods[-1].last.ordinal - case.periods[0].first.ordinal + 1
    first = held = terms(0)
    later = []
    for quarter in range(1, quarters):
        now = terms(quarter)
        if now != held:
            later.append((quarter, now))
            held = now
    return first, tuple(later)


def in_force(first: Terms, later: Sequence[tuple[int, Terms]], quarter: int) -> Terms:
    """The terms of a quarter, of those of the first and those that follow.

    >>> [in_force("old", [(2, "new"), (5, "newest")], quarter) for quarter in (0, 2, 4, 9)]
    ['old', 'new', 'new', 'newest']
    """
    return next((terms for since, terms in reversed(later) if since <= quarter), first)
