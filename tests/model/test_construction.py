"""Spending and books, worked by hand; capex is at the price level of the order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = Callable[..., Any]


def test_capex_follows_spend_profiles_rounding_half_a_quarter_up(row: Row) -> None:
    # Gas takes 3 quarters: 0.2 at once, 0.3 after floor(0.5 * 3 + 0.5) = 2, 0.5 after 3. The sun takes none.
    assert row("capex_follows_spend_profiles", "utility", 3) == {
        "Capex[utility,3]": 1,
        "National_ordered[gas,utility,3]": -0.2 * 1.6 * 1.1**4,
        "National_ordered[gas,utility,1]": -0.3 * 1.6 * 1.1**2,
        "National_ordered[gas,utility,0]": -0.5 * 1.6 * 1.1**1,
        "National_ordered[sun,utility,3]": -(0.2 + 0.3 + 0.5) * 1.2 * 1.1**8,
        "==": 0,
    }


def test_capex_follows_spend_profiles_to_the_first_standing_period(row: Row) -> None:
    assert row("capex_follows_spend_profiles", "lab", 2) == {
        "Capex[lab,2]": 1,
        "National_ordered[shell,lab,2]": -0.5 * 10 * 1.1**3,
        "National_ordered[shell,lab,0]": -0.5 * 10 * 1.1**1,
        "National_ordered[best,lab,1]": -30 * 1.1**2,
        "==": 0,
    }


def test_book_value_adds_up_to_spending_and_then_a_straight_line(row: Row) -> None:
    # A shell is paid in halves, stands two quarters after its order, for 40; chips after 1, for 20.
    assert row("book_value_adds_up", "lab", 3) == {
        "Book[lab,3]": 1,
        "National_ordered[shell,lab,3]": -0.5 * 10 * 1.1**4,
        "National_ordered[shell,lab,2]": -0.5 * 10 * 1.1**3,
        "National_ordered[shell,lab,1]": -(1 - 1 / 40) * 10 * 1.1**2,
        "National_ordered[shell,lab,0]": -(1 - 2 / 40) * 10 * 1.1**1,
        "National_ordered[best,lab,2]": -(1 - 1 / 20) * 30 * 1.1**3,
        "National_ordered[best,lab,1]": -(1 - 2 / 20) * 30 * 1.1**2,
        "National_ordered[best,lab,0]": -(1 - 3 / 20) * 30 * 1.1**1,
        "==": 0,
    }


def test_book_value_adds_up_to_nothing_after_the_life(row: Row) -> None:
    # At the end of period 6 gas ordered in 0 has stood its four quarters; that of 4 is half paid.
    assert row("book_value_adds_up", "utility", 6) == {
        "Book[utility,6]": 1,
        "National_ordered[gas,utility,1]": -(1 - 3 / 4) * 1.6 * 1.1**2,
        "National_ordered[gas,utility,2]": -(1 - 2 / 4) * 1.6 * 1.1**3,
        "National_ordered[gas,utility,3]": -(1 - 1 / 4) * 1.6 * 1.1**4,
        "National_ordered[gas,utility,4]": -(0.2 + 0.3) * 1.6 * 1.1**5,
        **{
            f"National_ordered[sun,utility,{o}]": -(1 - (6 - o + 1) / 80) * 1.2 * 1.1 ** (o + 5)
            for o in (2, 3, 4, 5, 6)
        },
        "==": 0,
    }
