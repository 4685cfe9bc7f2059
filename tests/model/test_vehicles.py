"""What vehicles hold, worked by hand: a CLO of chip loans, plant bridges and plant loans, a CDO of chip loans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = Callable[..., Any]


def test_pool_adds_up_over_instruments(row: Row) -> None:
    assert row("pool_adds_up", "clo", 4) == {
        "Pool[clo,4]": 1,
        "Pooled[clo,chip_loan,4]": -1,
        "Pooled[clo,plant_bridge,4]": -1,
        "Pooled[clo,plant_loan,4]": -1,
        "==": 0,
    }


def test_pooled_within_share_of_the_instrument_whoever_owes_it(row: Row) -> None:
    assert row("pooled_within_share_of_the_instrument", "cdo", "chip_loan", 4) == {
        "Pooled[cdo,chip_loan,4]": 1,
        "Balance[chip_loan,cloud,chips,4]": -0.8,
        "Balance[chip_loan,lab,chips,4]": -0.8,
        "<=": 0,
    }


def test_pooled_within_share_of_the_pool_where_there_is_one(row: Row, worked_program: Any) -> None:
    assert row("pooled_within_share_of_the_pool", "clo", "plant_loan", 4) == {
        "Pooled[clo,plant_loan,4]": 1,
        "Pool[clo,4]": -0.25,
        "<=": 0,
    }
    pairs = {index[:2] for index in worked_program.rows["pooled_within_share_of_the_pool"].indices}
    assert pairs == {("clo", "chip_loan"), ("clo", "plant_loan")}


def test_loans_are_pooled_once_by_all_vehicles_together(row: Row) -> None:
    assert row("loans_are_pooled_once", "chip_loan", 4) == {
        "Pooled[clo,chip_loan,4]": 1,
        "Pooled[cdo,chip_loan,4]": 1,
        "Balance[chip_loan,cloud,chips,4]": -1,
        "Balance[chip_loan,lab,chips,4]": -1,
        "<=": 0,
    }
