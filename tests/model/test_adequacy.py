"""Firm capacity, worked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = Callable[..., Any]


def test_firm_capacity_covers_load_and_a_margin_of_a_tenth(row: Row) -> None:
    assert row("firm_capacity_covers_load", "east", 3) == {
        "Load[east,3]": 1 + 0.1,
        "Standing[gas,utility,east,3]": -0.9,
        "Standing[sun,utility,east,3]": -0.1,
        "Standing[battery,cloud,east,3]": -0.6,
        "Firm_transfer[west,east,3]": -1,
        "Firm_transfer[east,west,3]": 1,
        "<=": 0,
    }


def test_firm_capacity_covers_load_of_none_where_nothing_can_stand(row: Row) -> None:
    assert row("firm_capacity_covers_load", "east", 0) == {
        "Load[east,0]": 1.1,
        "Firm_transfer[west,east,0]": -1,
        "Firm_transfer[east,west,0]": 1,
        "<=": 0,
    }
