"""Vendor money, worked by hand: 0.3 of what a quarter's deliveries of the best chips cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = Callable[..., Any]


def test_vendor_money_within_share_of_spending_on_its_chips(row: Row) -> None:
    # Chips of order 3 are paid as they arrive, in 4; an order is at the price level of its period.
    assert row("vendor_money_within_share_of_spending", "best_money", "lab", 4) == {
        "Issue[best_money,lab,,4]": 1,
        "National_ordered[best,lab,3]": -0.3 * 30 * 1.1**4,
        "<=": 0,
    }


def test_vendor_money_within_share_of_spending_is_nothing_before_anything_is_paid(row: Row) -> None:
    assert row("vendor_money_within_share_of_spending", "best_money", "lab", 0) == {
        "Issue[best_money,lab,,0]": 1,
        "<=": 0,
    }
