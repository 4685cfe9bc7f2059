"""Facts of the life of an order: spending, books and what lenders count."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import pytest

from planner.parameters.orders import (
    book_fraction,
    lender_fraction,
    quarters_to_arrival,
    spend_by_age,
    standing_years,
    whole_quarters,
)

PROFILES = {
    "delivery": [(1.0, 1.0)],
    "deposit": [(0.0, 0.3), (1.0, 0.7)],
    "quarters": [(0.0, 0.25), (0.25, 0.25), (0.5, 0.25), (1.0, 0.25)],
}
CURVE = [(0.0, 0.9), (1.0, 0.5), (2.0, 0.4)]
profiles = pytest.mark.parametrize("milestones", PROFILES.values(), ids=PROFILES)
leads = pytest.mark.parametrize("lead", range(7))


@profiles
@leads
def test_all_of_the_cost_is_paid_by_the_first_standing_period(
    milestones: list[tuple[float, float]], lead: int
) -> None:
    spend = spend_by_age(milestones, lead)
    assert sum(spend.values()) == pytest.approx(1)
    assert min(spend) >= 0
    assert max(spend) == lead


@leads
def test_a_milestone_half_a_period_on_is_paid_in_the_later_one(lead: int) -> None:
    for hundredths in range(101):
        exact = floor(Fraction(hundredths, 100) * lead + Fraction(1, 2))
        assert spend_by_age([(hundredths / 100, 1.0)], lead) == {exact: 1.0}


@profiles
@leads
def test_books_hold_what_is_spent_and_then_a_straight_line_to_zero(
    milestones: list[tuple[float, float]], lead: int
) -> None:
    life, spend = 8, spend_by_age(milestones, lead)
    books = [book_fraction(age, lead, life, spend) for age in range(lead + life + 2)]
    assert books[:lead] == pytest.approx(
        [sum(spend.get(k, 0) for k in range(age + 1)) for age in range(lead)]
    )
    assert books[lead : lead + life] == pytest.approx([1 - n / life for n in range(1, life + 1)])
    assert books[lead + life :] == [0.0, 0.0]


@profiles
@leads
def test_lenders_count_the_books_while_building_and_never_more(
    milestones: list[tuple[float, float]], lead: int
) -> None:
    life, spend = 8, spend_by_age(milestones, lead)
    for age in range(lead + life + 2):
        book, counted = book_fraction(age, lead, life, spend), lender_fraction(age, lead, life, spend, CURVE)
        assert counted == book if age < lead else counted <= book


def test_lenders_count_the_curve_where_it_is_lower_and_nothing_after_the_life() -> None:
    counted = [lender_fraction(age, 0, 8, {0: 1.0}, CURVE) for age in range(10)]
    #         n = 1       2    3    4    5     6    7      8  9  10
    by_hand = [0.8, 0.7, 0.6, 0.5, 3 / 8, 2 / 8, 1 / 8, 0, 0, 0]
    assert counted == pytest.approx(by_hand)


def test_age_counts_the_first_standing_period_as_a_quarter() -> None:
    assert [standing_years(age, 2) for age in (1, 2, 3, 5)] == [0.0, 0.25, 0.5, 1.0]


@pytest.mark.parametrize(("months", "periods"), [(0, 0), (1, 1), (3, 1), (4, 2), (6, 2), (7, 3), (24, 8)])
def test_a_lead_time_is_rounded_up_to_whole_quarters(months: float, periods: int) -> None:
    assert quarters_to_arrival(months) == periods


def test_years_are_periods_by_fours() -> None:
    assert [whole_quarters(years) for years in (0, 0.25, 1.5, 20)] == [0, 1, 6, 80]
