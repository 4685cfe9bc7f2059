"""What is under way before the horizon: who may own it, where it stands, and whether its sites hold it."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

from planner.case.cells import shown
from planner.case.draft import Check, Draft, Finding, fault_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.case.calendar import Quarter
    from planner.case.row import Row

QUARTERS_PER_YEAR = 4


def owners_have_what_is_under_way(draft: Draft) -> Iterator[Finding]:
    """Whoever has an asset under way is one of its owners."""
    owners: dict[object, list[object]] = {}
    for row in draft.rows("owners"):
        owners.setdefault(row["asset"], []).append(row["sponsor"])
    for row in draft.rows("in_flight"):
        known = owners.get(row["asset"], [])
        if row["sponsor"] not in known:
            allowed = (
                f"an owner of {row['asset']} in owners.csv: {', '.join(map(str, known)) or 'it has none'}"
            )
            mend = f"name one of them, or write a row {row['asset']},{row['sponsor']} in owners.csv"
            yield fault_at("in_flight", row, "sponsor", allowed, mend)


def what_is_under_way_has_a_place(draft: Draft) -> Iterator[Finding]:
    """Chips are national; everything else stands in a region."""
    classes = {row["asset"]: row["kind"] for row in draft.rows("compute")}
    for row in draft.rows("in_flight"):
        national = classes.get(row["asset"]) == "chips"
        if national and row["region"] is not None:
            yield fault_at(
                "in_flight", row, "region", "blank, as chips are counted nationally", "clear the region"
            )
        elif not national and row["region"] is None:
            yield fault_at("in_flight", row, "region", "a region of regions.csv", "write where it stands")


def sites_hold_what_is_under_way(draft: Draft) -> Iterator[Finding]:
    """A site limit holds what stands of all that is under way, which no plan can put off."""
    calendar = draft.settings.calendar
    ends = [
        (row, end) for row, end in _ends(draft) if row["arrives"] <= calendar.end and end > calendar.start
    ]
    for limit in draft.rows("site_limits"):
        here = [
            (row, end)
            for row, end in ends
            if row["asset"] == limit["asset"] and limit["region"] in (None, row["region"])
        ]
        for row, _ in sorted(here, key=lambda pair: pair[0]["arrives"]):
            at = row["arrives"]
            if fsum(x.number("gw") for x, end in here if x["arrives"] <= at < end) > limit.number("limit_gw"):
                allowed = f"with what stands by then, at most {shown(limit['limit_gw'])} GW, as site_limits.csv says"
                mend = f"write less, or a larger limit_gw in row {limit.row} of site_limits.csv"
                yield fault_at("in_flight", row, "gw", allowed, mend)
                break


def what_is_under_way_stands_in_the_horizon(draft: Draft) -> Iterator[Finding]:
    """What arrives after the horizon, or is past its life before, does nothing."""
    calendar = draft.settings.calendar
    for row, end in _ends(draft):
        if row["arrives"] > calendar.end:
            yield f"in_flight.csv, row {row.row}: does nothing, for it arrives after {calendar.end}"
        elif end <= calendar.start:
            yield f"in_flight.csv, row {row.row}: does nothing, for its life ends before {calendar.start}"


def _ends(draft: Draft) -> list[tuple[Row, Quarter]]:
    """What is under way, with the quarter from which it stands no longer."""
    homes = (("sources", "source"), ("compute", "asset"))
    lives = {row[name]: row.number("life_years") for sheet, name in homes for row in draft.rows(sheet)}
    rows = [row for row in draft.rows("in_flight") if row["asset"] in lives]
    return [(row, row["arrives"].plus(round(QUARTERS_PER_YEAR * lives[row["asset"]]))) for row in rows]


CHECKS: tuple[Check, ...] = (
    owners_have_what_is_under_way,
    what_is_under_way_has_a_place,
    sites_hold_what_is_under_way,
    what_is_under_way_stands_in_the_horizon,
)
