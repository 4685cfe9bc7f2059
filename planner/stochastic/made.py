"""Futures made: the case of each, and the tree of them, or everything that stands against it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from planner.case.changes import apply_changes
from planner.case.columns import OF_CASE, TERMS
from planner.case.editing import edited_draft
from planner.case.settings import SETTINGS_FILE
from planner.case.sheets import SHEETS
from planner.errors import CaseError, Fault
from planner.stochastic.split import LEVELS, VINTAGES, split, terms_of
from planner.stochastic.tree import TRUNK, Node, Tree
from planner.study.edit_lists import located

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planner.case import Case
    from planner.case.calendar import Quarter
    from planner.case.change import Change
    from planner.case.columns import Column
    from planner.case.edits import Edit
    from planner.case.row import Row
    from planner.stochastic.futures_file import Future


def make_tree(case: Case, futures: Mapping[str, Future]) -> Tree:
    """The tree of a case and its futures, each after what it follows; raises CaseError with all that is wrong.

    The edits of a future are made on the case that it follows, as that one is edited; what they change holds from the
    news on.
    """
    trunk = Node(TRUNK, None, 0, case.periods[0].first, 1.0, case.settings.title, case)
    nodes = {TRUNK: trunk}
    edited = {TRUNK: case}
    faults: list[Fault] = []
    for future in futures.values():
        parent = future.after or TRUNK
        if parent not in nodes:
            continue
        found = [*_out_of_calendar(case, future), *_not_of_a_future(future)]
        try:
            if not found:
                edited[future.name], found = _edited(edited[parent], future)
        except CaseError as problem:
            found = located(problem, future.where)
        faults += found
        if not found:
            own = split(nodes[parent].case, edited[future.name], future.since)
            nodes[future.name] = Node(
                future.name,
                parent,
                case.settings.calendar.number_of(future.since),
                future.since,
                future.probability,
                future.sentence,
                dataclasses.replace(own, name=f"{case.name}-{future.name}"),
                tuple(map(str, future.edits)),
            )
    if faults:
        raise CaseError(faults)
    return Tree(list(nodes.values()))


def _out_of_calendar(case: Case, future: Future) -> Iterator[Fault]:
    """A start that is not that of a period after the first."""
    starts = [period.first for period in case.periods[1:]]
    if future.since not in starts:
        span = f": {starts[0]} to {starts[-1]}" if starts else "; the calendar has but one"
        allowed = f"the first quarter of a period after the first{span}"
        mend = "let the news come at the start of a later period of the calendar"
        if starts and starts[0] < future.since <= case.periods[-1].last:
            mend = f"write {max(start for start in starts if start < future.since)}, for the plan is by the year then"
        yield Fault(f"{future.where}, from", allowed, mend, found=str(future.since))


def _not_of_a_future(future: Future) -> Iterator[Fault]:
    """Edits of what is the case's, and of terms that have no date of their own."""
    for edit in future.edits:
        where = f"{future.where}, {edit.label}"
        for column in edit.columns:
            if column.extent == OF_CASE:
                allowed = "terms of orders and issues, or conditions of periods"
                mend = f"leave {column.name} as it is: it is of the case, the same in every future"
                yield Fault(where, allowed, mend, found=column.name)
            elif column.extent == TERMS and not _has_date(edit, column):
                allowed = "a term that vintages can hold, for what is signed before the news keeps its own"
                mend = _mend_term(edit, column)
                yield Fault(where, allowed, mend, found=f"{edit.sheet}.{column.name}")


def _has_date(edit: Edit, column: Column) -> bool:
    """Whether a term may be another for what is signed later."""
    return (
        edit.sheet not in SHEETS
        or edit.sheet not in (*VINTAGES, "spend_profiles")
        or (edit.sheet in VINTAGES and column.name in terms_of(VINTAGES[edit.sheet]))
    )


def _mend_term(edit: Edit, column: Column) -> str:
    """What to do about a term without a date."""
    if edit.sheet == "spend_profiles":
        return "name another profile in the edit of spend_profile, which orders have by date"
    return f"leave {column.name} out: {VINTAGES[edit.sheet]} has no such column"


def _edited(case: Case, future: Future) -> tuple[Case, list[Fault]]:
    """The case as edited, and the edits that change nothing from the news on; raises CaseError."""
    faults: list[Fault] = []
    known = 0
    changes: list[Change] = []
    for count, edit in enumerate(future.edits, 1):
        _, changes, _ = edited_draft(case, future.edits[:count])
        new = changes[known:]
        known = len(changes)
        if new and not any(_matters(case, change, future.since) for change in new):
            allowed = f"an edit of what holds from {future.since} on"
            mend = "leave it out, or let the news come earlier: before it nobody knew"
            found = "cells that hold before then alone"
            faults.append(Fault(f"{future.where}, {edit.label}", allowed, mend, found=found))
    return apply_changes(case, changes, map(str, future.edits)), faults


def _matters(case: Case, change: Change, since: Quarter) -> bool:
    """Whether a cell bears on anything from a quarter on."""
    if change.sheet == SETTINGS_FILE or change.row is None:
        return True
    rows = case.rows(change.sheet)
    (row,) = (each for each in rows if each.row == change.row)
    if change.sheet in LEVELS:
        return bool(row["year"] + 1 > since.start) or change.column == "year"
    clock = next(
        (name for name in ("year", "ordered_from", "issued_from") if name in SHEETS[change.sheet].key), None
    )
    if clock is None or change.column == clock:
        return True
    return all(_time(each[clock]) > since.start for each in _followers(change.sheet, rows, row, clock))


def _followers(sheet: str, rows: Sequence[Row], row: Row, clock: str) -> list[Row]:
    """The next row of the same key, if there is one: with its start the row ceases to hold."""
    key = [name for name in SHEETS[sheet].key if name != clock]
    later = [
        each for each in rows if each[clock] > row[clock] and all(each[name] == row[name] for name in key)
    ]
    return sorted(later, key=lambda each: _time(each[clock]))[:1]


def _time(clock: float | Quarter) -> float:
    """The time, in years, from which a row holds."""
    return float(clock) if isinstance(clock, int | float) else clock.start
