"""The case of a future: as edited from the news on, and as it was before.

What is fixed at an order or an issue is written as vintages from the quarter of the news on. A year-end level goes on
along a straight line from where it stood. All else that may change is of a period, and the program of a tree takes each
period from the case of its own node.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from planner.case.row import Row
from planner.case.sheets import SHEETS
from planner.parameters.time import level_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from planner.case import Case
    from planner.case.calendar import Quarter

    Rows = tuple[Row, ...]
    Sheets = dict[str, Rows]

VINTAGES = {"sources": "source_vintages", "compute": "compute_vintages", "instruments": "instrument_vintages"}
"""Sheets whose terms depend on when one signs, and where that is written."""
LEVELS = {"demand": "need_gw", "committed": "supply_gw"}
"""Sheets of levels at year ends."""
CREDITS = "tax_credits"
CREDIT_TERMS = ("credit_fraction", "transfer_price_fraction", "stands_by")


def terms_of(sheet: str) -> tuple[str, ...]:
    """The columns of a sheet of vintages that say on which terms one signs."""
    return tuple(
        column.name for column in SHEETS[sheet].columns if column.scope == "terms" and not column.key
    )


def split(before: Case, edited: Case, at: Quarter) -> Case:
    """The case that is `before` until the start of quarter `at`, and `edited` from then on.

    Conditions of periods are those of `edited` throughout, which is for the program to heed.
    """
    sheets = dict(edited.sheets)
    for home, sheet in VINTAGES.items():
        sheets[home], sheets[sheet] = _terms_split(before, edited, at, home, sheet)
    sheets[CREDITS] = _credits_split(before.rows(CREDITS), edited.rows(CREDITS), at)
    for sheet, column in LEVELS.items():
        sheets[sheet] = _levels_split(before.rows(sheet), edited.rows(sheet), at, column)
    return dataclasses.replace(edited, sheets=sheets)


def _terms_split(before: Case, edited: Case, at: Quarter, home: str, sheet: str) -> tuple[Rows, Rows]:
    """The rows of assets or instruments with their first terms as before, and the vintages with the new ones."""
    key, since = SHEETS[sheet].key
    terms = terms_of(sheet)
    old = {row[key]: row for row in before.rows(home)}
    rows, vintages = [], []
    for row in edited.rows(home):
        name = row[key]
        was = [each for each in before.rows(sheet) if each[key] == name and each[since] < at]
        now = [each for each in edited.rows(sheet) if each[key] == name]
        held = _in_force(old[name], was, since, terms)
        new = _in_force(row, [each for each in now if each[since] <= at], since, terms)
        rows.append(row.changed({term: old[name].written(term) for term in terms}))
        vintages += was
        if new != held:
            vintages.append(_new_row(sheet, row.row, {key: name, since: at, **new}))
        vintages += [each for each in now if each[since] > at]
    return tuple(rows), tuple(vintages)


def _in_force(row: Row, vintages: Iterable[Row], since: str, terms: Iterable[str]) -> dict[str, Any]:
    """The terms of a row as its vintages leave them."""
    held = {term: row[term] for term in terms}
    for vintage in sorted(vintages, key=lambda each: each[since]):
        held |= {term: vintage[term] for term in terms if vintage[term] is not None}
    return held


def _credits_split(before: Rows, edited: Rows, at: Quarter) -> Rows:
    """Tax credits, whose rows stand whole."""
    kept = [row for row in before if row["ordered_from"] < at]
    for asset in dict.fromkeys(row["asset"] for row in edited):
        was = _last(kept, asset)
        now = _last((row for row in edited if row["ordered_from"] <= at), asset)
        new = {term: None if now is None else now[term] for term in CREDIT_TERMS}
        if now is None:
            new |= {"credit_fraction": 0.0, "transfer_price_fraction": 0.0}
        if (was is not None or now is not None) and (
            was is None or any(was[term] != new[term] for term in new)
        ):
            number = 0 if now is None else now.row
            kept.append(_new_row(CREDITS, number, {"asset": asset, "ordered_from": at, **new}))
        kept += [row for row in edited if row["asset"] == asset and row["ordered_from"] > at]
    return tuple(kept)


def _last(rows: Iterable[Row], asset: str) -> Row | None:
    """The latest row of an asset."""
    return max(
        (row for row in rows if row["asset"] == asset), key=lambda row: row["ordered_from"], default=None
    )


def _levels_split(before: Rows, edited: Rows, at: Quarter, column: str) -> Rows:
    """Year-end levels as they were until the news, then on a straight line to those that are edited."""
    by_sponsor: dict[str, list[Row]] = {}
    for row in before:
        by_sponsor.setdefault(row["sponsor"], []).append(row)
    return tuple(
        row
        for sponsor, was in by_sponsor.items()
        for row in _levels_of(was, [row for row in edited if row["sponsor"] == sponsor], at, column)
    )


def _levels_of(was: list[Row], now: list[Row], at: Quarter, column: str) -> Iterator[Row]:
    """The levels of one sponsor; `at` falls at the end of the year `at.start - 1`, if of a part of one."""
    year = at.start - 1
    if [(row["year"], row[column]) for row in was if row["year"] > year] == [
        (row["year"], row[column]) for row in now if row["year"] > year
    ]:
        yield from was
        return
    yield from (row for row in was if row["year"] < year)
    level = level_at([(row["year"], row[column]) for row in was], at.start)
    place = next((row for row in was if row["year"] == year), was[-1])
    yield place.changed({"year": year, column: level})
    yield from (row for row in now if row["year"] > year)


def _new_row(sheet: str, number: int, cells: Mapping[str, Any]) -> Row:
    """A row of a sheet that no file has; `number` is that of the row it comes from."""
    blank: dict[str, Any] = {column.name: None for column in SHEETS[sheet].columns}
    return Row(number, {**blank, **cells}, SHEETS[sheet].defaults)
