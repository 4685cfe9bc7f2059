"""Switches along functions that are known."""

from __future__ import annotations

import pytest

from planner.parametric.breakpoints import Support
from planner.parametric.thresholds import (
    BISECTION,
    BREAK,
    Threshold,
    at_break,
    bisected,
    first_threshold,
    steps,
)


def bent(value: float) -> Support:
    """Falls to 2, is level to 5, rises from there on."""
    slope = -1.0 if value < 2 else 0.0 if value < 5 else 1.0
    return Support(value, max(2 - value, 0, value - 5), slope)


@pytest.mark.parametrize("turn", [2.0, 5.0])
def test_a_plan_that_turns_at_a_break_is_found_to_do_so_there(turn: float) -> None:
    for left, right in ((0.0, 9.0), (1.0, 7.5), (turn - 0.5, turn + 0.25)):
        found = at_break(bent, lambda value: value > turn, left, right, 1e-12)
        assert found == Threshold(pytest.approx(turn), pytest.approx(turn), BREAK)


def test_a_plan_that_turns_at_an_end_of_the_range_does_so_there() -> None:
    assert at_break(bent, lambda value: value > 0, 0, 1, 1e-12) == Threshold(0, 0, BREAK)
    assert at_break(bent, lambda value: value < 1, 0, 1, 1e-12) == Threshold(1, 1, BREAK)


def test_a_plan_that_turns_where_the_cost_does_not_break_is_halved_to() -> None:
    found = at_break(bent, lambda value: value > 3.3, 2.5, 4.5, 1e-12)
    assert found.way == BISECTION
    assert found.other <= 3.3 < found.value
    assert found.value - found.other <= 2e-4


@pytest.mark.parametrize("ends", [(0.0, 24.0), (24.0, 0.0)])
def test_whole_values_are_halved_to_neighbours(ends: tuple[float, float]) -> None:
    assert bisected(lambda value: value <= 7, *ends, 0.1, whole=True) == Threshold(7, 8, BISECTION)
    assert bisected(lambda value: value > 7, *ends, 0.1, whole=True) == Threshold(8, 7, BISECTION)


def test_where_the_ends_are_alike_steps_between_are_looked_at() -> None:
    found = first_threshold(lambda value: 4 < value < 6, steps(0, 8, whole=False), 1e-3, whole=False)
    assert found is not None
    assert (found.value, found.other) == (pytest.approx(4, abs=1e-3), pytest.approx(4, abs=1e-3))
    assert found.other <= 4 < found.value
    assert first_threshold(lambda _: True, steps(0, 8, whole=False), 1e-3, whole=False) is None


def test_whole_steps_are_each_looked_at_once() -> None:
    assert steps(0, 3, whole=True) == [0, 1, 2, 3]
