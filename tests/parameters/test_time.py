"""Facts of rates, prices and levels over time."""

from __future__ import annotations

import pytest

from planner.parameters.time import (
    discount_factor,
    level_at,
    price_level,
    rate_per_quarter,
    step_value,
    straight_line,
)

rates = pytest.mark.parametrize("rate", [0.0, 0.02, 0.0816, 0.2])


@rates
def test_four_quarters_at_the_rate_of_a_quarter_make_a_year(rate: float) -> None:
    assert (1 + rate_per_quarter(rate)) ** 4 == pytest.approx(1 + rate)


@rates
def test_discount_factors_undo_interest(rate: float) -> None:
    factors = [discount_factor(rate, quarters) for quarters in range(1, 9)]
    assert [x * (1 + rate_per_quarter(rate)) ** (t + 1) for t, x in enumerate(factors)] == pytest.approx(
        [1] * 8
    )


@rates
def test_a_dollar_of_a_year_is_a_dollar_at_its_start(rate: float) -> None:
    assert price_level(rate, 2026, 2026.0) == 1
    assert price_level(rate, 2026, 2027.0) == pytest.approx(1 + rate)
    assert price_level(rate, 2026, 2025.5) == pytest.approx((1 + rate) ** -0.5)


def test_a_limit_holds_from_its_year_until_the_next_row_in_any_order() -> None:
    rows = [(2028, 5.0), (2026, 2.0)]
    assert [step_value(rows, year) for year in (2025, 2026, 2027, 2028, 2040)] == [None, 2.0, 2.0, 5.0, 5.0]


def test_a_level_of_a_year_is_reached_at_its_end() -> None:
    rows = [(2027, 5.0), (2025, 1.0)]
    assert [level_at(rows, time) for time in (2025.0, 2026.0, 2027.0, 2028.0, 2040.0)] == [1, 1, 3, 5, 5]


def test_straight_lines_pass_through_their_points_and_are_flat_beyond() -> None:
    points = [(0.0, 1.0), (1.0, 0.5), (3.0, 0.1)]
    assert [straight_line(points, x) for x, _ in points] == pytest.approx([y for _, y in points])
    assert [straight_line(points, x) for x in (-1, 0.5, 2, 9)] == pytest.approx([1.0, 0.75, 0.3, 0.1])
