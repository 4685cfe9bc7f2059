"""A curve on a terminal: 80 columns, a breakpoint a row."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from planner.curves.curve import FINEST, change
from planner.results.screen import WIDTH
from planner.study.factors import told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.curves.curve import Curve, Segment

WIDTHS = (10, 13, 12)
CHANGE_WIDTH = WIDTH - sum(WIDTHS) - 2
HEAD = ("value", "USD billion", "slope after", "what changes from here on")


def screen(found: Curve) -> str:
    """The curve: how exact it is, its ends and breakpoints, and where there is no plan."""
    return "\n\n".join([heading(found), "\n".join(_table(found)), *_notes(found)])


def heading(found: Curve) -> str:
    """What runs over what, and how exactly it is told."""
    count = sum(before is not None and after is not None for _, _, before, after in found.points())
    breaks = "1 breakpoint" if count == 1 else f"{count or 'no'} breakpoints"
    told_as = f"Cost of {found.case.name} over {found.edit} from {told(found.start)} to {told(found.stop)}:"
    return "\n".join(
        [
            textwrap.fill(told_as, WIDTH),
            textwrap.fill(f"{breaks}, {exactness(found)}; {_plans(found)}.", WIDTH),
        ]
    )


def exactness(found: Curve) -> str:
    """How far the curve can be trusted."""
    if found.doubt:
        return f"told within USD {1000 * found.doubt:.3g} million, as not all of it was looked into"
    return f"exact but for breaks that bend it by less than {found.within:.0e} of the cost"


def _plans(found: Curve) -> str:
    return f"{found.solved} plans solved"


def _table(found: Curve) -> Iterator[str]:
    """A row an end or breakpoint; words that do not fit go on below."""
    yield "".join(f"{word:>{width}}" for word, width in zip(HEAD, WIDTHS, strict=False)) + f"  {HEAD[-1]}"
    for value, cost, before, after in found.points():
        slope = "" if after is None else _slope(after)
        cells = (f"{value:.6g}", f"{cost:,.3f}", slope)
        row = "".join(f"{cell:>{width}}" for cell, width in zip(cells, WIDTHS, strict=True))
        words = textwrap.wrap(change(before, after), CHANGE_WIDTH) or [""]
        yield f"{row}  {words[0]}".rstrip()
        yield from (f"{' ' * (sum(WIDTHS) + 2)}{line}" for line in words[1:])


def _slope(segment: Segment) -> str:
    """A slope as far as it is known; nothing where it is rounding alone."""
    rise = abs(segment.slope) * (segment.end - segment.start)
    return "0" if rise <= FINEST * max(1.0, abs(segment.cost)) else f"{segment.slope:.5g}"


def _notes(found: Curve) -> Iterator[str]:
    """Where there is no plan, and what a slope is."""
    for start, end in found.without_plan:
        yield f"No plan satisfies every rule from {start:.6g} to {end:.6g}."
    yield textwrap.fill(
        "A slope is what one more unit of the value adds to the cost, USD billion of today.", WIDTH
    )
