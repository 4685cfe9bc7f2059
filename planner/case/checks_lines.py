"""Lines between regions: what joins two of them, and what is likely a slip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.case.draft import fault_at, note_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.case.draft import Check, Draft, Finding

MUCH_IS_LOST = 0.2
"""More than what high-voltage lines lose over thousands of kilometres."""


def lines_join_two_regions(draft: Draft) -> Iterator[Finding]:
    """A line ends elsewhere than it begins."""
    for row in draft.rows("lines"):
        if row["from"] == row["to"]:
            mend = "name the region that it leads to, or remove the row"
            yield fault_at("lines", row, "to", "another region than the one where the line begins", mend)


def lines_carry_something(draft: Draft) -> Iterator[Finding]:
    """A line without capacity does nothing; one that loses all it carries brings nothing."""
    for row in draft.rows("lines"):
        if row.number("limit_gw") == 0:
            yield note_at("lines", row, "limit_gw", "so the line carries nothing")
        if row.number("loss_fraction") > MUCH_IS_LOST:
            lost = f"{row.number('loss_fraction'):.0%}"
            yield f"lines.csv, row {row.row}: {lost} of what is sent from {row['from']} to {row['to']} is lost"


CHECKS: tuple[Check, ...] = (lines_join_two_regions, lines_carry_something)
