"""Delayed draw, worked by hand: two quarters to draw what is committed, and 1 % a quarter on what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = Callable[..., Any]


def test_undrawn_falls_by_draws(row: Row) -> None:
    assert row("undrawn_falls_by_draws", "delayed_draw", "lab", "shell", 4) == {
        "Undrawn[delayed_draw,lab,shell,4]": 1,
        "Undrawn[delayed_draw,lab,shell,3]": -1,
        "Committed[delayed_draw,lab,shell,4]": -1,
        "Issue[delayed_draw,lab,shell,4]": 1,
        "<=": 0,
    }


def test_undrawn_falls_by_draws_from_nothing(row: Row) -> None:
    assert row("undrawn_falls_by_draws", "delayed_draw", "lab", "", 0) == {
        "Undrawn[delayed_draw,lab,,0]": 1,
        "Committed[delayed_draw,lab,,0]": -1,
        "Issue[delayed_draw,lab,,0]": 1,
        "<=": 0,
    }


def test_undrawn_within_availability_whose_first_quarter_is_that_of_the_commitment(row: Row) -> None:
    assert row("undrawn_within_availability", "delayed_draw", "lab", "shell", 4) == {
        "Undrawn[delayed_draw,lab,shell,4]": 1,
        "Committed[delayed_draw,lab,shell,4]": -1,
        "Committed[delayed_draw,lab,shell,3]": -1,
        "<=": 0,
    }


def test_commitment_fees_add_up_on_what_was_undrawn_before(row: Row) -> None:
    assert row("commitment_fees_add_up", "lab", 4) == {
        "Commitment_fee[lab,4]": 1,
        "Undrawn[delayed_draw,lab,,3]": -0.01,
        "Undrawn[delayed_draw,lab,shell,3]": -0.01,
        "==": 0,
    }
    assert row("commitment_fees_add_up", "cloud", 4) == {"Commitment_fee[cloud,4]": 1, "==": 0}
