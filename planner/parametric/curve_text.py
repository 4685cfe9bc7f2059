"""A curve on a terminal: 80 columns, a breakpoint a row; and a breakeven in a few sentences."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from planner.parametric.breakeven import LOOKED_WITHIN
from planner.parametric.curve import change
from planner.parametric.parameter_effect import MORE
from planner.parametric.thresholds import BISECTION, BREAK
from planner.study.factors import number_text
from planner.terminal import WIDTH
from planner.tolerances import BREAK_ROUNDING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.parametric.breakeven import Breakeven
    from planner.parametric.curve import Curve, Segment

WIDTHS = (10, 13, 12)
CHANGE_WIDTH = WIDTH - sum(WIDTHS) - 2
HEAD = ("value", "USD billion", "slope after", "what changes from here on")


def screen(found: Curve) -> str:
    """The curve: how exact it is, its ends and breakpoints, and where there is no plan."""
    head = "\n".join(textwrap.fill(part, WIDTH) for part in heading(found))
    return "\n\n".join([head, "\n".join(_table(found)), *_notes(found)])


def heading(found: Curve) -> tuple[str, str]:
    """What runs over what, and how exactly it is told."""
    count = sum(before is not None and after is not None for _, _, before, after in found.points())
    breaks = "1 breakpoint" if count == 1 else f"{count or 'no'} breakpoints"
    return (
        f"Cost of {found.case.name} over {found.edit} from {number_text(found.start)} to {number_text(found.stop)}:",
        f"{breaks}, {exactness(found)}; {_plans(found)}.",
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
    return "0" if rise <= BREAK_ROUNDING * max(1.0, abs(segment.cost)) else f"{segment.slope:.5g}"


def without_plan(found: Curve) -> list[str]:
    """Where no plan satisfies every rule, in a sentence a stretch."""
    return [
        f"No plan satisfies every rule from {start:.6g} to {end:.6g}." for start, end in found.without_plan
    ]


def _notes(found: Curve) -> Iterator[str]:
    """Where there is no plan, and what a slope is."""
    yield from without_plan(found)
    yield textwrap.fill(
        "A slope is what one more unit of the value adds to the cost, USD billion of today.", WIDTH
    )


def breakeven_told(found: Breakeven) -> str:
    """Where it is, on which side the goal holds, and how it was found."""
    between = f"from {number_text(found.start)} to {number_text(found.stop)}"
    heading = textwrap.fill(f"{found.case.name} over {found.edit} {between}:", WIDTH)
    sentences = _nowhere(found) if found.value is None else _somewhere(found)
    return "\n".join([heading, *(textwrap.fill(sentence, WIDTH) for sentence in sentences)])


def _somewhere(found: Breakeven) -> Iterator[str]:
    """A breakeven that there is."""
    assert found.value is not None
    above, below = ("above", "below") if found.holds_above else ("below", "above")
    if found.way == BISECTION:
        yield f"At {found.value:.6g} {found.goal.words}, at {found.other:.6g} {found.goal.denied}."
        yield "Found by bisection, for the factor moves more than limits or costs; there may be other switches."
    elif found.way == BREAK:
        yield f"{above.capitalize()} {found.value:.9g} {found.goal.words}, {below} it {found.goal.denied}."
        yield "That is a breakpoint of the cost, and exact."
    else:
        yield f"{above.capitalize()} {found.value:.9g} {found.goal.words}, {below} it there is no plan at all."
        yield "That is the edge of what is possible, and exact."
    if found.cost_usd_billion is not None:
        yield f"The plan costs USD {found.cost_usd_billion:,.3f} billion there; {found.solved} plans solved."


def _nowhere(found: Breakeven) -> Iterator[str]:
    """A breakeven that there is not."""
    if found.at_start:
        yield f"All along {found.goal.words}: there is nothing to break even in this range."
    else:
        yield f"Nowhere in this range {found.goal.words}."
    how = "at steps between the ends"
    if found.moves != MORE:
        how = f"between the breakpoints that bend the cost by at least {LOOKED_WITHIN:.0e} of it"
    yield f"It was looked for {how}; {found.solved} plans solved."
