"""Where along a factor a plan begins or ceases to be as one goals: exactly at a break of the cost, or by bisection."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from planner.parametric.breakpoints import Support, line, meeting
from planner.tolerances import SAME_PLACE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

BREAK, EDGE, BISECTION = "break", "edge", "bisection"
"""At a breakpoint of the cost; at the edge of what is possible; by halving, between two values that were tried."""
NEXT_TO = 1e-4
"""Share of a stretch next to a break at which the plan is looked at."""
LOOKS = 8
"""Steps between the ends, where those are alike and nothing exact is known."""


@dataclass(frozen=True)
class Threshold:
    """Where it is: `value` is exact but where it was halved to, then it is the side on which the goal holds.

    `other` is the nearest value known to be on the other side, `value` itself where it is exact.
    """

    value: float
    other: float
    way: str


def at_break(
    support_at: Callable[[float], Support],
    holds: Callable[[float], bool],
    left: float,
    right: float,
    tolerance: float,
) -> Threshold:
    """The switch between two places of a convex piecewise linear cost, at one of which the goal holds."""
    start, end = support_at(left), support_at(right)
    while line(start, end, tolerance) is None and end.value - start.value > SAME_PLACE * (right - left):
        here = support_at(meeting(start, end))
        if here.height <= start.at(here.value) + tolerance:
            before, after = (holds((one.value + here.value) / 2) for one in (start, end))
            if before != after:
                return Threshold(here.value, here.value, BREAK)
            start, end = (start, here) if before != holds(start.value) else (here, end)
            break
        start, end = (start, here) if holds(here.value) != holds(start.value) else (here, end)
    return _on_a_line(holds, start.value, end.value)


def _on_a_line(holds: Callable[[float], bool], start: float, end: float) -> Threshold:
    """The switch where the cost is a line from start to end: at one of them, or else where the cost does not tell."""
    near = NEXT_TO * (end - start)
    if holds(start + near) != holds(start):
        return Threshold(start, start, BREAK)
    if holds(end - near) != holds(end):
        return Threshold(end, end, BREAK)
    return bisected(holds, start, end, near)


def bisected(
    holds: Callable[[float], bool], start: float, end: float, tolerance: float, whole: bool = False
) -> Threshold:
    """The switch between two values at one of which the goal holds, halved down to a tolerance, or to whole values."""
    first = holds(start)
    while abs(end - start) > (1.0 if whole else tolerance):
        middle = float(round((start + end) / 2)) if whole else (start + end) / 2
        if holds(middle) == first:
            start = middle
        else:
            end = middle
    return Threshold(start, end, BISECTION) if first else Threshold(end, start, BISECTION)


def steps(start: float, stop: float, whole: bool) -> Sequence[float]:
    """Values from one end to the other at which a plan is looked at where the ends are alike."""
    found = [start + (stop - start) * k / LOOKS for k in range(LOOKS + 1)]
    return list(dict.fromkeys(map(float, map(round, found)))) if whole else found


def first_threshold(
    holds: Callable[[float], bool], values: Sequence[float], tolerance: float, whole: bool
) -> Threshold | None:
    """The first switch between values that are tried one after the other; None where all are alike."""
    for one, other in [(values[0], values[-1]), *pairwise(values)]:
        if holds(one) != holds(other):
            return bisected(holds, one, other, tolerance, whole)
    return None
