"""Shells and chips, worked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = Callable[..., Any]


def test_load_within_shells_of_the_same_region(row: Row) -> None:
    assert row("load_within_shells", "cloud", "west", 2) == {
        "Served[cloud,west,2]": 1,
        "Standing[shell,cloud,west,2]": -1,
        "<=": 0,
    }


def test_load_within_shells_is_none_before_one_can_stand(row: Row) -> None:
    assert row("load_within_shells", "cloud", "west", 1) == {"Served[cloud,west,1]": 1, "<=": 0}


def test_load_within_chips_whoever_made_them(row: Row) -> None:
    assert row("load_within_chips", "cloud", 1) == {
        "Own_load[cloud,1]": 1,
        "National_standing[best,cloud,1]": -1,
        "National_standing[weak,cloud,1]": -1,
        "<=": 0,
    }


def test_weaker_chips_lose_revenue_and_blank_ones_none(row: Row) -> None:
    # Revenue is in the case's dollars, whatever the dollars of the chips.
    assert row("weaker_chips_lose_revenue", "cloud", 1) == {
        "Lost_compute[cloud,1]": 1,
        "National_standing[weak,cloud,1]": -(1 - 0.75) * 8 / 4 * 1.1**2,
        "==": 0,
    }


def test_weaker_chips_lose_revenue_only_where_there_is_revenue(row: Row) -> None:
    assert row("weaker_chips_lose_revenue", "lab", 1) == {"Lost_compute[lab,1]": 1, "==": 0}
