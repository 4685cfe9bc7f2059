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


def test_capex_follows_spend_profiles_of_the_vintage_in_its_own_dollars(row: Row) -> None:
    # Weak chips cost 10 of 2025 on delivery; from 2027Q3, period 5, 8 of 2026 in halves, with order and delivery.
    assert row("capex_follows_spend_profiles", "cloud", 5) == {
        "Capex[cloud,5]": 1,
        "National_ordered[battery,cloud,4]": -1 * 1.1**5,
        "National_ordered[shell,cloud,5]": -0.5 * 10 * 1.1**6,
        "National_ordered[shell,cloud,3]": -0.5 * 10 * 1.1**4,
        "National_ordered[best,cloud,4]": -30 * 1.1**5,
        "National_ordered[weak,cloud,4]": -10 * 1.1**9,
        "National_ordered[weak,cloud,5]": -0.5 * 8 * 1.1**6,
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
    # At the end of period 6 gas ordered in 0 has stood its four quarters; that of 4 is half paid, as is that of 5,
    # which costs 2000 and takes two quarters. From 2027Q4, period 6, the sun costs 1000; that of 4 and 5 has had a tax
    # credit of 0.3 * 0.9 of its cost, for it stands by 2027Q3.
    assert row("book_value_adds_up", "utility", 6) == {
        "Book[utility,6]": 1,
        "National_ordered[gas,utility,1]": -(1 - 3 / 4) * 1.6 * 1.1**2,
        "National_ordered[gas,utility,2]": -(1 - 2 / 4) * 1.6 * 1.1**3,
        "National_ordered[gas,utility,3]": -(1 - 1 / 4) * 1.6 * 1.1**4,
        "National_ordered[gas,utility,4]": -(0.2 + 0.3) * 1.6 * 1.1**5,
        "National_ordered[gas,utility,5]": -(0.2 + 0.3) * 2.0 * 1.1**6,
        **{
            f"National_ordered[sun,utility,{o}]": -(1 - (6 - o + 1) / 80) * capex * 1.1 ** (o + 5)
            for o, capex in ((2, 1.2), (3, 1.2), (4, 1.2 * 0.73), (5, 1.2 * 0.73), (6, 1.0))
        },
        "==": 0,
    }
