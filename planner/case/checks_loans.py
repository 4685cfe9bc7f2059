"""Loans as they are written: schedules of their own, and which terms go with which repayment."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from planner.case.cells import listed, shown, suggest
from planner.case.draft import Check, Draft, Finding, fault_at, note_at, until_unreadable
from planner.case.sheets import SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.case.row import Row

UNGRACED = ("custom", "sculpted")
"""Repayments that begin when the loan is made, so that a grace would say something else."""


def graces_go_with_the_repayment(draft: Draft) -> Iterator[Finding]:
    """Loans whose repayment begins at once have no grace, and interest is capitalised in a grace alone."""
    for row in draft.rows("instruments"):
        repaid, graced = row["repayment"], row.number("grace_years") > 0
        if repaid in UNGRACED and graced:
            allowed = f"0 or blank, as the repayment is {repaid}"
            yield fault_at("instruments", row, "grace_years", allowed, "clear the cell")
        if row["grace_interest"] == "capitalised" and not (graced and repaid in ("level", "straight")):
            reason = "there is no grace" if repaid in ("level", "straight") else f"the repayment is {repaid}"
            allowed = f"paid or blank, as {reason}"
            mend = "clear the cell, or write level or straight as the repayment and a grace"
            yield fault_at("instruments", row, "grace_interest", allowed, mend)


def sculpted_loans_are_covered(draft: Draft) -> Iterator[Finding]:
    """A sculpted loan asks for a least coverage, which is what sculpts it."""
    for row in draft.rows("instruments"):
        if row["repayment"] == "sculpted" and not row["min_dscr"]:
            mend = "write the least coverage of all that is paid, or callable as the repayment"
            yield fault_at("instruments", row, "min_dscr", "above 0, as the repayment is sculpted", mend)


def custom_loans_have_a_schedule(draft: Draft) -> Iterator[Finding]:
    """A custom loan has rows in repayment_schedules; those of another loan are worth a note."""
    listed = set(draft.column("repayment_schedules", "instrument"))
    file = SHEETS["repayment_schedules"].file
    for row in draft.rows("instruments"):
        if row["repayment"] == "custom" and row["instrument"] not in listed:
            allowed = f"another repayment, or rows of {row['instrument']} in {file}"
            mend = f"write rows there, the first {row['instrument']},0,1"
            yield fault_at("instruments", row, "repayment", allowed, mend)
        if row["repayment"] != "custom" and row["instrument"] in listed:
            yield f"{file}: rows of {row['instrument']} do nothing, as its repayment is {row['repayment']}"


def schedules_start_whole_and_never_rise(draft: Draft) -> Iterator[Finding]:
    """All is owed at issue, and from then on never more than before."""
    schedules: dict[str, list[Row]] = {}
    for row in draft.rows("repayment_schedules"):
        schedules.setdefault(row.text("instrument"), []).append(row)
    for rows in schedules.values():
        yield from until_unreadable(_falls(sorted(rows, key=lambda row: row.number("age_years"))))


def _falls(rows: list[Row]) -> Iterator[Finding]:
    first = rows[0]
    if first.number("age_years") > 0:
        mend = f"write a row {first['instrument']},0,1 before it"
        yield fault_at("repayment_schedules", first, "age_years", "0 in the earliest row of a loan", mend)
    elif first.number("balance_fraction") != 1:
        allowed = "1 at age_years 0, as all is owed at issue"
        yield fault_at("repayment_schedules", first, "balance_fraction", allowed, "write 1")
    for before, row in pairwise(rows):
        most = before.number("balance_fraction")
        if row.number("balance_fraction") > most:
            allowed = (
                f"at most {shown(most)}, which row {before.row} has at {before.number('age_years'):g} years"
            )
            mend = "write a balance that never rises"
            yield fault_at("repayment_schedules", row, "balance_fraction", allowed, mend)


def commitments_can_be_drawn(draft: Draft) -> Iterator[Finding]:
    """A fee on what is undrawn does nothing where nothing is committed, which is worth a note."""
    for row in draft.rows("instruments"):
        if row["commitment_fee_per_year"] and row["availability_years"] is None:
            why = "as availability_years is blank"
            yield note_at("instruments", row, "commitment_fee_per_year", why)


def commitments_cost_something(draft: Draft) -> Iterator[Finding]:
    """What is committed for nothing may be committed without end, which is worth a note."""
    file = SHEETS["instruments"].file
    for row in draft.rows("instruments"):
        if row["availability_years"] is not None and not row.number("fee_fraction"):
            yield (
                f"{file}, row {row.row}: {row['instrument']} is committed for nothing, as fee_fraction is 0, so that "
                "how much more is committed than drawn means nothing"
            )


def vendors_make_chips(draft: Draft) -> Iterator[Finding]:
    """Vendor money is of a maker of chips, and up to a share of what is spent on them."""
    makers = list(
        dict.fromkeys(
            str(row["vendor"])
            for row in draft.rows("compute")
            if row["kind"] == "chips" and row["vendor"] is not None
        )
    )
    for row in draft.rows("instruments"):
        vendor, share = row["vendor"], row["vendor_share_fraction"]
        if vendor is not None and vendor not in makers:
            allowed = f"a vendor of chips in {SHEETS['compute'].file}: {listed(makers)}"
            mend = suggest(str(vendor), makers, "name the vendor there, or clear the cell")
            yield fault_at("instruments", row, "vendor", allowed, mend)
        if vendor is not None and share is None:
            mend = "write the share of what is spent on its chips that it lends, or clear the vendor"
            yield fault_at(
                "instruments", row, "vendor_share_fraction", "a number, as there is a vendor", mend
            )
        if vendor is None and share is not None:
            yield note_at("instruments", row, "vendor_share_fraction", "as vendor is blank")


def vendors_sell_to_whom_they_lend(draft: Draft) -> Iterator[Finding]:
    """Vendor money for who may order nothing of the vendor's is worth a note."""
    made = {str(row["asset"]): row["vendor"] for row in draft.rows("compute") if row["kind"] == "chips"}
    bought = {(row["sponsor"], made.get(str(row["asset"]))) for row in draft.rows("owners")}
    vendors = {row["instrument"]: row["vendor"] for row in draft.rows("instruments")}
    for use in draft.rows("instrument_use"):
        vendor = vendors.get(use["instrument"])
        if vendor is not None and (use["sponsor"], vendor) not in bought:
            yield (
                f"{SHEETS['instrument_use'].file}, row {use.row}: {use['sponsor']} can issue nothing of "
                f"{use['instrument']}, as it owns no chips of {vendor}"
            )


CHECKS: tuple[Check, ...] = (
    graces_go_with_the_repayment,
    sculpted_loans_are_covered,
    custom_loans_have_a_schedule,
    schedules_start_whole_and_never_rise,
    commitments_can_be_drawn,
    commitments_cost_something,
    vendors_make_chips,
    vendors_sell_to_whom_they_lend,
)
