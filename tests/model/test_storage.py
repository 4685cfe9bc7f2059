"""Storage, worked by hand: 4 hours, a round trip of 0.81, blocks of 8 hours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = Callable[..., Any]


AT = "battery,east,1,typical"


def test_charge_within_available_capacity(row: Row) -> None:
    assert row("charge_within_available_capacity", "battery", "east", 1, "typical", 0) == {
        f"Charge[{AT},0]": 1,
        "Standing[battery,cloud,east,1]": -0.98,
        "<=": 0,
    }


def test_level_within_duration_whatever_the_availability(row: Row) -> None:
    assert row("level_within_duration", "battery", "east", 1, "typical", 0) == {
        f"Level[{AT},0]": 1,
        "Standing[battery,cloud,east,1]": -4,
        "<=": 0,
    }


def test_level_rolls_through_the_day_losing_a_tenth_each_way(row: Row) -> None:
    assert row("level_rolls_through_the_day", "battery", "east", 1, "typical", 1) == {
        f"Level[{AT},1]": 1,
        f"Level[{AT},0]": -1,
        f"Charge[{AT},1]": -8 * 0.9,
        f"Output[{AT},1]": 8 / 0.9,
        "==": 0,
    }


def test_level_rolls_through_the_day_and_ends_where_it_began(row: Row) -> None:
    assert row("level_rolls_through_the_day", "battery", "east", 1, "typical", 0) == {
        f"Level[{AT},0]": 1,
        f"Level[{AT},2]": -1,
        f"Charge[{AT},0]": -8 * 0.9,
        f"Output[{AT},0]": 8 / 0.9,
        "==": 0,
    }


def test_charging_is_mean_charge_weighed_by_days(row: Row) -> None:
    assert row("charging_is_mean_charge", "battery", "east", 1) == {
        "Charging[battery,east,1]": 1,
        **{f"Charge[battery,east,1,typical,{b}]": -0.75 * 8 / 24 for b in range(3)},
        **{f"Charge[battery,east,1,dull,{b}]": -0.25 * 8 / 24 for b in range(3)},
        "==": 0,
    }
