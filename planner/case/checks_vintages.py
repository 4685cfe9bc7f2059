"""Terms that depend on when one signs: what must hold across rows and sheets, and which rows do nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.case.cells import shown
from planner.case.draft import Check, Draft, Finding, fault_at, until_unreadable
from planner.case.sheets import SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.case.columns import Value
    from planner.case.row import Row

VINTAGES = {
    "source_vintages": ("sources", "ordered_from"),
    "compute_vintages": ("compute", "ordered_from"),
    "instrument_vintages": ("instruments", "issued_from"),
}
"""Sheets whose rows change some terms of what another sheet defines, and the column that says from when on."""


def terms_of(sheet: str) -> list[str]:
    """The columns of a sheet of vintages that hold until a row that fills them."""
    home = SHEETS[VINTAGES[sheet][0]]
    shared = {column.name for column in home.columns if not column.key}
    notes = ("provenance", "confidence")
    return [column.name for column in SHEETS[sheet].columns if column.name in shared - {*notes}]


def vintages_change_something(draft: Draft) -> Iterator[Finding]:
    """A vintage that leaves everything as it was, or holds for nothing that is planned, is worth a note."""
    for sheet in VINTAGES:
        yield from until_unreadable(_vintages_change_something(draft, sheet))


def _vintages_change_something(draft: Draft, sheet: str) -> Iterator[Finding]:
    home, since = VINTAGES[sheet]
    name = SHEETS[home].key[0]
    for defined in draft.rows(home):
        rows = [row for row in draft.rows(sheet) if row[name] == defined[name]]
        rows.sort(key=lambda row: row[since])
        held: dict[str, Value] = {column: defined[column] for column in terms_of(sheet)}
        for number, row in enumerate(rows):
            filled = {column: row[column] for column in held if row[column] is not None}
            why = _nothing(draft, filled, held, row[since], rows[number + 1 :], since)
            if why:
                yield f"{SHEETS[sheet].file}, row {row.row}: changes nothing of {defined[name]}, {why}"
            held |= filled


def _nothing(
    draft: Draft,
    filled: dict[str, Value],
    held: dict[str, Value],
    begins: Value,
    later: Sequence[Row],
    since: str,
) -> str:
    """Why a vintage that fills these cells changes nothing of what held before; empty where it does."""
    calendar = draft.settings.calendar
    if not filled:
        return "as all its terms are blank"
    if all(held[column] == value for column, value in filled.items()):
        return "as it states what holds already"
    if begins > calendar.end:  # type: ignore[operator]
        return f"as it begins after {calendar.end}, the last quarter planned"
    by_the_start = [row for row in later if row[since] <= calendar.start]
    if all(any(row[column] is not None for row in by_the_start) for column in filled):
        return f"as row {by_the_start[-1].row} holds from {calendar.start}, the first quarter planned"
    return ""


def credits_leave_a_cost(draft: Draft) -> Iterator[Finding]:
    """A tax credit at the price of its transfer is less than the cost it is given on."""
    for row in draft.rows("tax_credits"):
        price = row.number("transfer_price_fraction")
        if row.number("credit_fraction") * price >= 1:
            allowed = f"less than 1 in all, times transfer_price_fraction, which is {shown(price)}"
            yield fault_at("tax_credits", row, "credit_fraction", allowed, "write a smaller credit")


def credits_can_be_had(draft: Draft) -> Iterator[Finding]:
    """A tax credit that no order can earn is worth a note."""
    calendar, file = draft.settings.calendar, SHEETS["tax_credits"].file
    for row in draft.rows("tax_credits"):
        begins, by = max(row["ordered_from"], calendar.start), row["stands_by"]
        if begins > calendar.end:
            yield f"{file}, row {row.row}: does nothing, as it begins after {calendar.end}, the last quarter planned"
        elif by is not None and by < begins:
            yield f"{file}, row {row.row}: does nothing, as what is ordered from {begins} on cannot stand by {by}"


CHECKS: tuple[Check, ...] = (vintages_change_something, credits_leave_a_cost, credits_can_be_had)
