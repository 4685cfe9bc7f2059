"""Periods worked by hand: two quarters, then a year of four; vintages that age by the quarter, in each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.case.calendar import Period, Quarter
from planner.parameters.assets import Asset
from planner.parameters.instruments import Instrument
from planner.parameters.schedules import (
    arriving_fractions,
    booked_fractions,
    grace_fractions,
    owed_fractions,
    paid_fractions,
    retiring_fractions,
    serviced_fractions,
    standing_changes,
    standing_fractions,
    unexpired_fractions,
)
from planner.parameters.timeline import Timeline, by_periods

HALF = Timeline((Period(Quarter(2028, 3)), Period(Quarter(2028, 4)), Period(Quarter(2029, 1), 4)))
"""Periods 0 and 1 are the quarters 0 and 1, period 2 the quarters 2 to 5."""
YEARS = Timeline((Period(Quarter(2028, 4)), Period(Quarter(2029, 1), 4), Period(Quarter(2030, 1), 4)))
"""Period 0 is the quarter 0, the periods 1 and 2 are the quarters 1 to 4 and 5 to 8."""


def plant(lead: int, life: int, first: int | None = None) -> Asset:
    first = lead if first is None else first
    return Asset(
        "plant", "power", 1.0, 0.1, 2026, lead, life, first, {0: 0.4, lead: 0.6} if lead else {0: 1.0}
    )


def loan(kind: str, tenor: int, grace: int = 0, rate: float = 0.02) -> Instrument:
    return Instrument("loan", "loans", kind, rate, 0.0, tenor, grace, False, 0.0, "any", 0.0, 1.2)


def test_a_timeline_counts_its_quarters_years_and_hours() -> None:
    assert [list(span) for span in HALF.quarters_of] == [[0], [1], [2, 3, 4, 5]]
    assert (HALF.quarters, HALF.years, HALF.hours) == (6, [0.25, 0.25, 1.0], [2191.5, 2191.5, 8766.0])


def test_a_year_is_paid_in_equal_parts_at_the_ends_of_its_quarters() -> None:
    per_quarter = 1.01**4 - 1
    later = [1.01**-n for n in (3, 4, 5, 6)]
    assert HALF.discounts(per_quarter) == pytest.approx([1 / 1.01, 1.01**-2, sum(later) / 4])
    assert HALF.discount_at_end(per_quarter) == pytest.approx(1.01**-6)
    assert HALF.rates(per_quarter) == pytest.approx([0.01, 0.01, 0.04])
    assert HALF.price_levels(per_quarter, 2028)[1:] == pytest.approx(
        [1.01**3, sum(1.01**n for n in (4, 5, 6, 7)) / 4]
    )


def test_a_stock_bears_by_the_quarter_on_its_way_to_the_end_of_a_year() -> None:
    """At the starts of four quarters 0, 1, 2 and 3 steps of four are done: 6 of 16."""
    assert [HALF.accrual_shares(t) for t in range(3)] == [{}, {0: 1.0}, {1: 0.625, 2: 0.375}]
    assert by_periods(HALF.accrual_matrix) == {(0, 1): 1.0, (1, 2): 0.625, (2, 2): 0.375}


@pytest.mark.parametrize(("lead", "stands"), [(1, {0: 1, 2: 1}), (2, {2: 1}), (3, {2: 0.75}), (5, {2: 0.25})])
def test_what_arrives_in_quarter_j_of_a_year_has_four_less_j_quarters_of_it(
    lead: int, stands: dict[int, float]
) -> None:
    """An order of period 0 arrives in quarter `lead`; the year's own quarters are 2 to 5."""
    found = standing_fractions(plant(lead, 40), HALF)
    assert found[0, 2] == stands[2]
    assert found[0, 1] == (lead == 1)


def test_the_orders_of_a_year_arrive_one_quarter_after_the_other() -> None:
    """At once: 4, 3, 2 and 1 quarters of standing for four parts of 1/4. A quarter later: 3, 2 and 1."""
    assert standing_fractions(plant(0, 40), YEARS)[1, 1] == 10 / 16
    assert standing_fractions(plant(1, 40), YEARS)[1, 1] == 6 / 16
    assert standing_fractions(plant(1, 40), YEARS)[1, 2] == 1
    arriving = by_periods(arriving_fractions(plant(1, 40), YEARS))
    assert arriving == {(0, 1): 1, (1, 1): 0.75, (1, 2): 0.25, (2, 2): 1}


def test_orders_of_the_last_year_are_placed_in_the_quarters_from_which_they_arrive() -> None:
    """With a lead of three quarters only the first of the last year's does."""
    asset = plant(3, 40)
    assert asset.order_quarters(YEARS) == {0: [0], 1: [1, 2, 3, 4], 2: [5]}
    assert standing_fractions(asset, YEARS)[2, 2] == 1 / 4
    assert plant(3, 40, first=6).order_quarters(YEARS) == {1: [3, 4], 2: [5]}


def test_what_retires_within_a_year_has_stood_for_so_much_of_it() -> None:
    """Four quarters from quarter 0: in the year of the quarters 1 to 4 it stands for three of four."""
    asset = plant(0, 4)
    assert standing_fractions(asset, YEARS)[0, 1] == 0.75
    assert by_periods(retiring_fractions(asset, YEARS)) == {(0, 1): 1, (1, 2): 1}
    assert standing_changes(asset, YEARS)[0, 2] == -0.75
    assert [standing_changes(asset, YEARS)[1, t] for t in (1, 2)] == [10 / 16, 6 / 16 - 10 / 16]


def test_a_milestone_of_every_part_of_a_years_order_is_paid_in_its_own_quarter() -> None:
    """Lead two: 0.4 with the order, 0.6 two quarters on, which for half of the year is in the next."""
    paid = paid_fractions(plant(2, 40), YEARS)
    assert paid[1, 1] == pytest.approx(0.4 + 0.6 / 2)
    assert paid[1, 2] == pytest.approx(0.6 / 2)
    assert paid[1].sum() == pytest.approx(1)


def test_the_books_carry_every_part_of_a_years_order_at_its_own_age() -> None:
    """At the end of the year the four parts have stood 4, 3, 2 and 1 of ten quarters."""
    assert booked_fractions(plant(0, 10), YEARS)[1, 1] == pytest.approx(1 - 2.5 / 10)
    assert booked_fractions(plant(0, 10), YEARS)[0, 1] == pytest.approx(1 - 5 / 10)


def test_a_loan_of_a_year_is_owed_in_four_parts_of_their_own_age() -> None:
    """A bullet of six quarters issued at the ends of the quarters 1 to 4 is due at those of 7, 8, 9 and 10."""
    owed = owed_fractions(loan("bullet", 6), YEARS)
    assert (owed[1, 1], owed[1, 2]) == (1.0, 0.5)
    straight = owed_fractions(loan("straight", 8), YEARS)
    assert straight[1, 1] == pytest.approx(1 - (3 + 2 + 1 + 0) / 4 / 8)
    assert owed_fractions(loan("callable", 6), YEARS)[1, 2] == 0.5


def test_every_dollar_lent_is_served_once() -> None:
    """All of a straight loan's principal and interest falls into the periods that its quarters lie in."""
    served = serviced_fractions(loan("straight", 4, rate=0.02), YEARS)
    interest = [0.02 * left for left in (1, 0.75, 0.5, 0.25)]
    assert served[0, 1] == pytest.approx(1 + sum(interest))
    assert served[1, 1] + served[1, 2] == pytest.approx(1 + sum(interest))


def test_grace_lasts_as_many_quarters_in_years_as_in_quarters() -> None:
    """Issued in quarter 0 with a grace of two: interest of the quarters 1 and 2 is free, half of the year's."""
    rests = grace_fractions(loan("callable", 8, grace=2), YEARS)
    assert rests[0, 1] == 0.5
    # Of the year's own: after the first part two quarters, after the second two, after the third one.
    assert rests[1, 1] == pytest.approx((2 + 2 + 1 + 0) / 16)


def test_a_fee_is_unexpired_for_what_lies_beyond_the_horizon() -> None:
    """Tenor ten; the parts of the last year are 3, 2, 1 and 0 quarters old at the end."""
    assert unexpired_fractions(loan("bullet", 10), YEARS) == pytest.approx([0.2, 1 - 5.5 / 10, 1 - 1.5 / 10])


@pytest.mark.parametrize("lead", [0, 1, 2, 3, 5])
@pytest.mark.parametrize("life", [2, 4, 7, 40])
def test_years_see_the_mean_of_what_quarters_see(lead: int, life: int) -> None:
    """Of orders made alike in all quarters of a year, whatever their lead and life."""
    quarters = Timeline(tuple(Period(Quarter(2028, 4).plus(n)) for n in range(9)))
    asset = plant(lead, life)
    fine, coarse = standing_fractions(asset, quarters), standing_fractions(asset, YEARS)
    for o, vintage in asset.order_quarters(YEARS).items():
        for t, quarters_of_t in enumerate(YEARS.quarters_of):
            by_quarter = [fine[p, q] for p in vintage for q in quarters_of_t]
            assert coarse[o, t] == pytest.approx(sum(by_quarter) / len(by_quarter))


def test_a_schedule_is_worked_out_once_for_all_who_have_it_and_nobody_may_change_it() -> None:
    """Two assets that differ in when they are paid alone have books of their own."""
    asset = plant(2, 40)
    assert booked_fractions(asset, HALF) is booked_fractions(plant(2, 40), HALF)
    assert booked_fractions(asset, HALF)[0, 0] == 0.4
    assert booked_fractions(replace(asset, spend_fractions={0: 0.3, 2: 0.7}), HALF)[0, 0] == 0.3
    with pytest.raises(ValueError, match="read-only"):
        booked_fractions(asset, HALF)[0, 0] = 1.0
