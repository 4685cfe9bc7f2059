"""Every check across sheets and how they are run, and those of names: each defined, assets with the right owners."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.case import (
    checks_assets,
    checks_display,
    checks_hosting,
    checks_in_flight,
    checks_lines,
    checks_loans,
    checks_money,
    checks_ratings,
    checks_supply,
    checks_traps,
    checks_vehicles,
    checks_vintages,
    magnitudes,
)
from planner.case.cells import CLEAR, listed, means_blank, shown, suggest
from planner.case.draft import Check, Draft, Finding, fault_at, until_unreadable
from planner.case.sheets import SHEETS
from planner.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.case.row import Row


def names_are_defined(draft: Draft) -> Iterator[Finding]:
    """Every name that another sheet defines is defined there."""
    for sheet in SHEETS.values():
        for column in sheet.columns:
            if column.names:
                yield from until_unreadable(_names_are_defined(draft, sheet.name, column.name, column.names))


def _names_are_defined(draft: Draft, sheet: str, column: str, homes: tuple[str, ...]) -> Iterator[Finding]:
    known = [name for home in homes for name in draft.column(home, SHEETS[home].key[0])]
    allowed = f"a name from {' or '.join(SHEETS[home].file for home in homes)}: {listed(known)}"
    defined = set(known)
    blank = SHEETS[sheet].column(column).blank
    for row in draft.rows(sheet):
        name = row[column]
        if name is not None and name not in defined:
            mend = suggest(str(name), known, f"define {shown(name)} there, or remove it here")
            if blank and means_blank(str(name)):
                mend = CLEAR
            yield fault_at(sheet, row, column, allowed, mend)


def assets_have_one_name(draft: Draft) -> Iterator[Finding]:
    """A compute asset does not bear the name of a source."""
    sources = {row["source"]: row.row for row in draft.rows("sources")}
    for row in draft.rows("compute"):
        if row["asset"] in sources:
            allowed = f"a name no source bears; sources.csv, row {sources[row['asset']]} does"
            yield fault_at("compute", row, "asset", allowed, "rename one of the two in every sheet")


def assets_are_owned(draft: Draft) -> Iterator[Finding]:
    """A source has exactly one owner, a compute asset at least one."""
    owners: defaultdict[object, list[Row]] = defaultdict(list)
    for row in draft.rows("owners"):
        owners[row["asset"]].append(row)
    for sheet in ("sources", "compute"):
        column, owned = SHEETS[sheet].key[0], "exactly one" if sheet == "sources" else "at least one"
        for asset in draft.rows(sheet):
            if not owners[asset[column]]:
                allowed = f"an asset with {owned} row in owners.csv; it has none"
                mend = f"write a row {asset[column]},<sponsor> in owners.csv"
                yield fault_at(sheet, asset, column, allowed, mend)
    for asset in draft.rows("sources"):
        for other in owners[asset["source"]][1:]:
            first = owners[asset["source"]][0].row
            mend = f"keep one of rows {first} and {other.row}, or split the source into one for each owner"
            yield fault_at("owners", other, "asset", "exactly one owner of a source", mend)


def pools_and_instruments_are_used(draft: Draft) -> Iterator[Finding]:
    """A limit nothing draws on, or an instrument nobody may issue, is worth a note."""
    for home, column, *users in (
        ("supply_limits", "supply_pool", "supply_use"),
        ("market_limits", "market", "instruments", "tranches"),
        ("instruments", "instrument", "instrument_use"),
        ("lenders", "lender", "instruments"),
        ("vehicles", "vehicle", "vehicle_pools"),
        ("vehicles", "vehicle", "tranches"),
    ):
        yield from until_unreadable(_used(draft, home, column, users))


def _used(draft: Draft, home: str, column: str, users: list[str]) -> Iterator[Finding]:
    used = {name for user in users for name in draft.column(user, column)}
    # An optional sheet that has no rows is no place to look for a use.
    files = [SHEETS[user].file for user in users if draft.rows(user) or not SHEETS[user].optional]
    for name in draft.column(home, column):
        if name not in used:
            where = " or ".join(files or [SHEETS[user].file for user in users])
            yield f"{SHEETS[home].file}: no row of {where} uses the {column} {name}"


NAMES: tuple[Check, ...] = (
    names_are_defined,
    assets_have_one_name,
    assets_are_owned,
    pools_and_instruments_are_used,
)
CHECKS: tuple[Check, ...] = (
    NAMES
    + checks_assets.CHECKS
    + checks_in_flight.CHECKS
    + checks_hosting.CHECKS
    + checks_lines.CHECKS
    + checks_loans.CHECKS
    + checks_money.CHECKS
    + checks_traps.CHECKS
    + checks_vehicles.CHECKS
    + checks_supply.CHECKS
    + checks_ratings.CHECKS
    + checks_vintages.CHECKS
    + checks_display.CHECKS
    + magnitudes.CHECKS
)


def examine(draft: Draft) -> tuple[list[Fault], tuple[str, ...]]:
    """Everything wrong across the sheets of a draft, and the notes worth telling."""
    findings = [finding for check in CHECKS for finding in until_unreadable(check(draft))]
    faults = [finding for finding in findings if isinstance(finding, Fault)]
    return faults, tuple(finding for finding in findings if isinstance(finding, str))
