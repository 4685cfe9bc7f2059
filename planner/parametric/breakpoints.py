"""The breakpoints of a convex piecewise linear function that can be asked for its height and a slope at any place.

Where the tangents at two places run into each other, the function between is a line or, if it is as low as they are
where they meet, two; else it is asked there, and both parts are looked at in the same way. Every break is found where
two pieces meet, so it is as exact as heights and slopes are.
"""

from __future__ import annotations

import heapq
import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.tolerances import SAME_PLACE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True)
class Support:
    """A place, the height of the function there, and the slope of a line that touches it there from below."""

    value: float
    height: float
    slope: float

    def at(self, value: float) -> float:
        """The height of the line at another place."""
        return self.height + self.slope * (value - self.value)


@dataclass(frozen=True)
class Piece:
    """A stretch on which the function is a line; `depth` is how far below it may lie where it was not looked further.

    `asked` is a place within it that was asked for, where there is one.
    """

    start: Support
    end: Support
    slope: float
    depth: float = 0.0
    asked: float | None = None

    @property
    def inside(self) -> float:
        """A place within, neither of its ends; one that was asked for already, if any."""
        return (self.start.value + self.end.value) / 2 if self.asked is None else self.asked


def meeting(left: Support, right: Support) -> float:
    """Where the tangents of two places meet, or the middle where rounding leaves no place between.

    >>> meeting(Support(0, 0, -1), Support(4, 0, 1))
    2.0
    """
    rise = right.slope - left.slope
    place = math.nan
    if rise > 0:
        place = (left.height - right.height + right.slope * right.value - left.slope * left.value) / rise
    return place if left.value < place < right.value else (left.value + right.value) / 2


def line(left: Support, right: Support, tolerance: float) -> float | None:
    """The slope of the function between two places where it is a line there; None where it is not known to be."""
    if left.at(right.value) >= right.height - tolerance:
        return left.slope
    if right.at(left.value) >= left.height - tolerance:
        return right.slope
    return None


def pieces(
    support_at: Callable[[float], Support],
    left: Support,
    right: Support,
    tolerance: float,
    most: int,
    report: Callable[[float], None] | None = None,
) -> list[Piece]:
    """The lines that the function consists of between two places, from left to right.

    `touch` is asked at most `most` times; what is not resolved by then is a chord, whose `depth` says how far the
    function may lie below it. Breaks that are shallower than `tolerance` are not told. The widest doubt is looked at
    first; `tell` hears how wide it is.
    """
    search = _Search(tolerance, SAME_PLACE * (right.value - left.value))
    search.look(left, right)
    for _ in range(most):
        if not search.doubts:
            break
        if report is not None:
            report(-search.doubts[0][0])
        _, _, start, end = heapq.heappop(search.doubts)
        search.split(start, end, support_at(meeting(start, end)))
    return joined(search.all(), tolerance)


class _Search:
    """Lines found so far, and pairs of places between which there may be more than a line, the widest doubt first."""

    def __init__(self, tolerance: float, narrow: float) -> None:
        self.tolerance, self.narrow = tolerance, narrow
        self.found: list[Piece] = []
        self.doubts: list[tuple[float, int, Support, Support]] = []
        self.number = itertools.count()

    def look(self, start: Support, end: Support) -> None:
        """Two places: a line between them, or a doubt."""
        slope = line(start, end, self.tolerance)
        if slope is None and end.value - start.value <= self.narrow:
            slope = _chord(start, end)
        if slope is not None:
            self.found.append(Piece(start, end, slope))
        else:
            heapq.heappush(self.doubts, (-_depth(start, end), next(self.number), start, end))

    def split(self, start: Support, end: Support, here: Support) -> None:
        """Two places, and what the function is where their tangents meet."""
        if here.height <= start.at(here.value) + self.tolerance:
            self.found += [Piece(start, here, start.slope), Piece(here, end, end.slope)]
        else:
            self.look(start, here)
            self.look(here, end)

    def all(self) -> list[Piece]:
        """Lines and chords from left to right."""
        chords = [Piece(start, end, _chord(start, end), -depth) for depth, _, start, end in self.doubts]
        return sorted(self.found + chords, key=lambda piece: piece.start.value)


def _chord(start: Support, end: Support) -> float:
    return (end.height - start.height) / (end.value - start.value)


def _depth(start: Support, end: Support) -> float:
    """How far below the chord of two places the function may lie."""
    place = meeting(start, end)
    return start.height + _chord(start, end) * (place - start.value) - max(start.at(place), end.at(place))


def joined(parts: Iterable[Piece], tolerance: float) -> list[Piece]:
    """Pieces from left to right, neighbours that are one line put together."""
    whole: list[Piece] = []
    for part in parts:
        if whole and not (part.depth or whole[-1].depth):
            last = whole[-1]
            lengths = last.end.value - last.start.value, part.end.value - part.start.value
            if abs(part.slope - last.slope) * min(lengths) <= tolerance:
                longer = last if lengths[0] >= lengths[1] else part
                whole[-1] = Piece(last.start, part.end, longer.slope, asked=part.start.value)
                continue
        whole.append(part)
    return whole
