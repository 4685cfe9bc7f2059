"""Breakpoints of convex functions that are known: found where they are, and nowhere else."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.parametric.breakpoints import Support, pieces

EXACT = 1e-9


class Largest:
    """The largest of some lines (slope, height at zero), which is convex; counts how often it is asked."""

    def __init__(self, *lines: tuple[float, float]) -> None:
        self.lines, self.asked = lines, 0

    def __call__(self, value: float) -> Support:
        self.asked += 1
        height, slope = max((slope * value + at, slope) for slope, at in self.lines)
        return Support(value, height, slope)


def breaks(function: Largest, left: float, right: float, most: int = 1000) -> list[float]:
    """Where the pieces between two places meet."""
    found = pieces(function, function(left), function(right), EXACT, most)
    assert all(one.end == other.start for one, other in pairwise(found))
    return [piece.start.value for piece in found[1:]]


def test_a_line_needs_its_ends_alone() -> None:
    line = Largest((2, 1))
    assert breaks(line, 0, 10) == []
    assert line.asked == 2


def test_one_break_needs_one_place_more() -> None:
    function = Largest((-1, 4), (1, 0))
    assert breaks(function, 0, 10) == [2.0]
    assert function.asked == 3


def test_breaks_are_found_where_ends_are_breaks_themselves() -> None:
    assert breaks(Largest((-1, 0), (0, 0), (3, -3)), 0, 1) == []
    assert breaks(Largest((-1, 0), (0, 0), (3, -3), (9, -21)), 0, 4) == pytest.approx([1, 3])


def test_what_is_not_looked_into_is_a_chord_that_says_how_far_off_it_may_be() -> None:
    parabola = Largest(*((2 * k, -k * k) for k in range(-9, 10)))
    found = pieces(parabola, parabola(-9), parabola(9), EXACT, 1)
    assert max(piece.depth for piece in found) > 10
    for piece in found:
        middle = (piece.start.value + piece.end.value) / 2
        chord = piece.start.height + piece.slope * (middle - piece.start.value)
        assert chord - piece.depth - EXACT <= parabola(middle).height <= chord + EXACT


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(-20, 20), st.integers(-50, 50)), min_size=1, max_size=12))
def test_the_pieces_are_the_function_wherever_it_is_asked(lines: list[tuple[int, int]]) -> None:
    function = Largest(*lines)
    found = pieces(function, function(-10), function(10), EXACT, 1000)
    assert not any(piece.depth for piece in found)
    slopes = [piece.slope for piece in found]
    assert slopes == sorted(slopes)
    for k in range(101):
        value = -10 + k / 5
        piece = next(piece for piece in found if piece.start.value <= value <= piece.end.value)
        told = piece.start.height + piece.slope * (value - piece.start.value)
        assert math.isclose(told, function(value).height, abs_tol=1e-6)
