"""Vehicles that buy loans: what must hold across rows and sheets, and which rows do little."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from planner.case.cells import listed, shown
from planner.case.draft import Check, Draft, Finding, fault_at
from planner.case.sheets import SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.case.row import Row


def vehicles_buy_what_is_issued(draft: Draft) -> Iterator[Finding]:
    """A vehicle buys loans that somebody may issue; one none of whose loans takes a lender's room makes none."""
    issued = draft.column("instrument_use", "instrument")
    defined = draft.column("instruments", "instrument")
    lent = {row["instrument"] for row in draft.rows("instruments") if row["lender"] is not None}
    bought: dict[str, list[str]] = {}
    for row in draft.rows("vehicle_pools"):
        bought.setdefault(row["vehicle"], []).append(row["instrument"])
        if row["instrument"] in defined and row["instrument"] not in issued:
            allowed = f"an instrument that somebody may issue: {listed(issued)}"
            mend = "write who may issue it in instrument_use.csv, or remove the row"
            yield fault_at("vehicle_pools", row, "instrument", allowed, mend)
    for vehicle, instruments in bought.items():
        if not lent.intersection(instruments):
            yield (
                f"{SHEETS['vehicle_pools'].file}: {vehicle} makes no room, as no instrument that it may buy has a "
                f"lender"
            )


def _by_seniority(draft: Draft) -> Iterator[list[Row]]:
    """The tranches of each vehicle, the most senior first."""
    for vehicle in draft.column("tranches", "vehicle"):
        rows = [row for row in draft.rows("tranches") if row["vehicle"] == vehicle]
        yield sorted(rows, key=lambda row: row.number("seniority"))


def tranches_are_in_order(draft: Draft) -> Iterator[Finding]:
    """Tranches are paid one after the other, without a gap, and each attaches below the one before it."""
    for rows in _by_seniority(draft):
        for place, row in enumerate(rows, 1):
            if row["seniority"] != place:
                allowed = f"{place}: tranches of {row['vehicle']} are numbered from 1 on, each once"
                yield fault_at("tranches", row, "seniority", allowed, f"write {place}, or number them anew")
        for senior, row in pairwise(rows):
            above = senior.number("attachment_fraction")
            if row.number("attachment_fraction") >= above:
                allowed = f"less than that of {senior['tranche']}, which is senior to it: {shown(above)}"
                mend = "write a smaller share, or change the seniority of the two"
                yield fault_at("tranches", row, "attachment_fraction", allowed, mend)
            if row.number("rate_per_year") < senior.number("rate_per_year"):
                yield (
                    f"{SHEETS['tranches'].file}, row {row.row}: {row['tranche']} pays less than {senior['tranche']}, "
                    f"which is senior to it"
                )


def the_most_junior_bears_the_rest(draft: Draft) -> Iterator[Finding]:
    """The most junior tranche attaches at nothing and sees that coupons are paid: nobody else would."""
    for *_, row in _by_seniority(draft):
        if row["attachment_fraction"] != 0:
            allowed = f"0, as no tranche of {row['vehicle']} is junior to it"
            yield fault_at(
                "tranches", row, "attachment_fraction", allowed, "write 0, or add a tranche below it"
            )
        least = row["min_interest_coverage"]
        if least is None or least < 1:
            allowed = (
                f"at least 1, as no tranche of {row['vehicle']} is junior to it: else nobody pays the coupons"
            )
            yield fault_at("tranches", row, "min_interest_coverage", allowed, "write 1 or more")


def tranches_can_be_sold(draft: Draft) -> Iterator[Finding]:
    """Notes may be called before they mature, and go into steps of their market that have no concession."""
    free = {row["market"] for row in draft.rows("market_limits") if row["concession_fraction"] == 0}
    for row in draft.rows("tranches"):
        if row.number("noncall_years") > row.number("tenor_years"):
            allowed = f"at most tenor_years, which is {shown(row['tenor_years'])}"
            yield fault_at("tranches", row, "noncall_years", allowed, "write a shorter one")
        if row["market"] not in free:
            yield (
                f"{SHEETS['tranches'].file}, row {row.row}: {row['tranche']} cannot be sold, as every step of "
                f"{row['market']} has a concession"
            )


CHECKS: tuple[Check, ...] = (
    vehicles_buy_what_is_issued,
    tranches_are_in_order,
    the_most_junior_bears_the_rest,
    tranches_can_be_sold,
)
