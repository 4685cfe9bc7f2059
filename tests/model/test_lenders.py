"""Lenders' room, worked by hand: of banks 12 in 2026 and 9 from 2027 on, of funds 4 from 2027 on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = Callable[..., Any]


def test_loans_within_lenders_room_but_for_what_vehicles_hold(row: Row) -> None:
    # Plant loans are no lender's: that a vehicle holds some makes no room.
    for t, room in ((2, 12), (3, 9)):
        assert row("loans_within_lenders_room", "banks", t) == {
            f"Balance[chip_loan,cloud,chips,{t}]": 1,
            f"Balance[chip_loan,lab,chips,{t}]": 1,
            f"Balance[hall_bridge,cloud,shell,{t}]": 1,
            f"Balance[plant_bridge,utility,power,{t}]": 1,
            f"Pooled[clo,chip_loan,{t}]": -1,
            f"Pooled[cdo,chip_loan,{t}]": -1,
            f"Pooled[clo,plant_bridge,{t}]": -1,
            "<=": room,
        }


def test_loans_within_lenders_room_of_nothing_before_the_first_row(row: Row) -> None:
    assert row("loans_within_lenders_room", "funds", 2) == {"Balance[chip_note,cloud,chips,2]": 1, "<=": 0}
