"""What a result hangs on that is agreed, not measured: a sentence beside the result, with the numbers of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.case.folder import CONVENTIONS
from planner.case.settings import LENDER
from planner.report.html_table import format_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.case import Case

SWEPT = f"a convention, to be swept ({CONVENTIONS} in the folder of the case, where it has one)"
"""How a convention is told that decides."""


def of_chips(case: Case) -> str:
    """That the mix of chips hangs on their life, and on what weaker ones earn."""
    chips = [row for row in case.rows("compute") if row["kind"] == "chips"]
    if not chips:
        return ""
    lives = _told({row["life_years"] for row in chips})
    weaker = {row["relative_compute_fraction"] for row in chips} - {None, 1.0}
    earns = f", and that weaker ones earn {_told(weaker)} of what the strongest do" if weaker else ""
    return f"That chips last {lives} years{earns} is {SWEPT}."


def of_lost_load(case: Case) -> str:
    """That unmet demand is worth what the sheet says."""
    worth = {row["value_of_service_usd_billion_per_gw_year"] for row in case.rows("sponsors")} - {None}
    return f"That a GW unserved for a year loses USD {_told(worth)} billion is {SWEPT}." if worth else ""


def of_terminal_value(case: Case) -> str:
    """That what stands at the end is worth what books, or lenders, count for it."""
    counted = "for lenders" if case.settings.money.end_value == LENDER else "at book"
    return f"That assets count at the end for what they are worth {counted} is {SWEPT}."


def _told(numbers: Iterable[float]) -> str:
    """Numbers from the least to the most, as text."""
    told = [format_number(number, 2).rstrip("0").rstrip(".") for number in sorted(numbers)]
    return told[0] if len(told) == 1 else f"{told[0]} to {told[-1]}"
