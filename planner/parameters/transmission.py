"""Lines between regions, as their sheet has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.case import Case


@dataclass(frozen=True)
class Line:
    """A line: who runs it, the most it carries, the share of that lost, and the price of sending, real."""

    operator: str
    limit_gw: float
    loss_fraction: float
    cost_usd_per_mwh: float


def lines_of(case: Case) -> dict[tuple[str, str], Line]:
    """The lines of a case by (from, to), in the order of the sheet; none where it has no such sheet."""
    return {
        (row["from"], row["to"]): Line(
            row["operator"], row["limit_gw"], row["loss_fraction"], row["cost_usd_per_mwh"]
        )
        for row in case.rows("lines")
    }
