"""Ratings: what must hold across rows and sheets, and which cells do nothing."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from planner.case.cells import shown
from planner.case.draft import Check, Draft, Finding, fault_at, note_at
from planner.case.sheets import SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterator


def spreads_do_not_fall(draft: Draft) -> Iterator[Finding]:
    """Steps of debt to Ebitda have some width, and the further one owes the more one pays."""
    for sponsor in draft.column("credit_steps", "sponsor"):
        rows = [row for row in draft.rows("credit_steps") if row["sponsor"] == sponsor]
        rows.sort(key=lambda row: row.number("debt_to_ebitda"))
        if rows[0]["debt_to_ebitda"] == 0:
            allowed = "above 0, as the first step begins at 0"
            yield fault_at("credit_steps", rows[0], "debt_to_ebitda", allowed, "write a multiple above 0")
        for below, row in pairwise(rows):
            least = below.number("spread_per_year")
            if row.number("spread_per_year") < least:
                top = shown(below["debt_to_ebitda"])
                allowed = f"at least {shown(least)}, the spread of the step below it, up to {top}"
                mend = "raise the spread, or lower that of the step below"
                yield fault_at("credit_steps", row, "spread_per_year", allowed, mend)


def rated_sponsors_earn_something(draft: Draft) -> Iterator[Finding]:
    """A rated sponsor that earns nothing besides may owe nothing before its plan earns; others need no row."""
    stepped = draft.column("credit_steps", "sponsor")
    asked = [row["sponsor"] for row in draft.rows("sponsors") if row["min_interest_coverage"] is not None]
    earning = draft.column("ebitda", "sponsor")
    for sponsor in dict.fromkeys((*stepped, *asked)):
        if sponsor not in earning:
            what = "steps of debt to Ebitda" if sponsor in stepped else "a min_interest_coverage"
            yield (
                f"{SHEETS['ebitda'].file}: {sponsor} has {what} and no row here, so it may owe on its plan alone, "
                f"which must not run at a loss"
            )
    for sponsor in earning:
        if sponsor not in {*stepped, *asked}:
            yield (
                f"{SHEETS['ebitda'].file}: the rows of {sponsor} do nothing, as it has neither rows in "
                f"{SHEETS['credit_steps'].file} nor a min_interest_coverage"
            )
    for row in draft.rows("sponsors"):
        if row.written("lease_debt_years") and row["sponsor"] not in stepped:
            why = f"as the sponsor has no rows in {SHEETS['credit_steps'].file}"
            yield note_at("sponsors", row, "lease_debt_years", why)


CHECKS: tuple[Check, ...] = (spreads_do_not_fall, rated_sponsors_earn_something)
