"""Supply pools, worked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = Callable[..., Any]


def test_deliveries_within_pool_limit_count_when_they_arrive(row: Row) -> None:
    # Gas takes three quarters and a slot, a battery one quarter and half a slot; 8 slots a year.
    assert row("deliveries_within_pool_limit", "turbines", 3) == {
        "National_ordered[gas,utility,0]": 1,
        "National_ordered[battery,cloud,2]": 0.5,
        "<=": 8 / 4,
    }


def test_deliveries_within_pool_limit_of_zero_before_its_first_row(row: Row) -> None:
    assert row("deliveries_within_pool_limit", "turbines", 1) == {
        "National_ordered[battery,cloud,0]": 0.5,
        "<=": 0,
    }


def test_deliveries_within_pool_limit_over_all_owners(row: Row) -> None:
    assert row("deliveries_within_pool_limit", "halls", 2) == {
        "National_ordered[shell,cloud,0]": 1,
        "National_ordered[shell,lab,0]": 1,
        "<=": 40 / 4,
    }


def test_deliveries_within_pool_limit_of_orders_of_two_vintages_at_once(row: Row) -> None:
    # Gas of period 4 takes three quarters, of period 5 two.
    assert row("deliveries_within_pool_limit", "turbines", 7) == {
        "National_ordered[gas,utility,4]": 1,
        "National_ordered[gas,utility,5]": 1,
        "National_ordered[battery,cloud,6]": 0.5,
        "Bought[turbines,1,utility,7]": -1,
        "Bought[turbines,1,cloud,7]": -1,
        "<=": 8 / 4,
    }
