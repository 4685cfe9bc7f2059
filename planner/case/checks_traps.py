"""What is legal and most likely not meant: need that nobody can house, loans on nothing, need that was not written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.case.cells import listed
from planner.case.sheets import SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.case.draft import Check, Draft, Finding

HOUSING = ("shell", "chips")
"""The classes that load stands on, which its sponsor owns or rents."""
RENTED = {"compute": HOUSING, "shell": ("shell",)}
"""The classes that a host lets, by the kind of hosting."""


def load_can_be_housed(draft: Draft) -> Iterator[Finding]:
    """A sponsor who needs load can order shells and chips, or rent them."""
    able = _orders(draft)
    if "hosting" in SHEETS:
        able |= {
            (row["tenant"], c) for row in draft.rows("hosting") for c in RENTED.get(row.text("kind"), ())
        }
    for sponsor in draft.column("demand", "sponsor"):
        lacking = [c for c in HOUSING if (sponsor, c) not in able]
        if lacking:
            what = " and no ".join(lacking)
            yield f"demand.csv: {sponsor} needs load, and may order no {what} in owners.csv: it goes unserved"


def loans_are_secured_on_something(draft: Draft) -> Iterator[Finding]:
    """A class against which a sponsor may issue is one of which it may order something."""
    able = _orders(draft)
    for row in draft.rows("instrument_use"):
        asset_class, sponsor = row["asset_class"], row["sponsor"]
        if asset_class is not None and (sponsor, asset_class) not in able:
            yield (
                f"instrument_use.csv, row {row.row}: {row['instrument']} lends {sponsor} on {asset_class}, "
                "of which it may order nothing in owners.csv: it issues none"
            )


def need_begins_with_the_horizon(draft: Draft) -> Iterator[Finding]:
    """Need is written from the start on, for before its first row it is flat at that."""
    start = draft.settings.calendar.start
    first: dict[str, tuple[int, float]] = {}
    for row in draft.rows("demand"):
        found = (int(row.number("year")), row.number("need_gw"))
        first[row.text("sponsor")] = min(found, first.get(row.text("sponsor"), found))
    late = [
        f"{sponsor} ({gw:g} GW all the way from {start} to {year})"
        for sponsor, (year, gw) in first.items()
        if year > start.year and gw > 0
    ]
    if late:
        yield f"demand.csv: need is flat before its first row, at {listed(late)}: write the years before, 0 if none"


def _orders(draft: Draft) -> set[tuple[object, object]]:
    """Who may order something of which class."""
    classes = draft.classes()
    return {(row["sponsor"], classes.get(row.text("asset"))) for row in draft.rows("owners")}


CHECKS: tuple[Check, ...] = (
    load_can_be_housed,
    loans_are_secured_on_something,
    need_begins_with_the_horizon,
)
