"""The value of a factor at which something enters the plan, or at which the gap closes in time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, Any

from planner.case.case import expect_case
from planner.errors import UserError, every
from planner.parametric.breakpoints import pieces
from planner.parametric.curve import MOST
from planner.parametric.factor import factor_of, ordered
from planner.parametric.goals import goal_of
from planner.parametric.parameter_effect import MORE, NOTHING, check_moves, effect_of
from planner.parametric.probing import Along, Probe
from planner.parametric.thresholds import BISECTION, BREAK, EDGE, Threshold, at_break, first_threshold, steps
from planner.tolerances import BREAK_ROUNDING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from planner.case import Case
    from planner.parametric.breakpoints import Support
    from planner.parametric.goals import Goal
    from planner.parametric.parameter_effect import ParameterEffect

SHARE = 1e-4
"""How finely a factor is halved to, as a share of its range, unless told otherwise."""
LOOKED_WITHIN = 1e-5
"""Where the ends are alike, breaks of less than this share of the cost are not looked behind: there are too many."""


@dataclass(frozen=True)
class Breakeven:
    """Where along a factor a goal begins or ceases to hold.

    `value` is exact where `way` is a break of the cost or an edge of what is possible; of a bisection it is the last
    value at which the goal was seen to hold, and `other` the first at which it was not. None where the plan is alike
    all along. `at_start` and `at_stop` say whether it holds at the ends, None where there is no plan; `solved` how many
    plans it took.
    """

    case: Case
    edit: str
    start: float
    stop: float
    goal: Goal
    value: float | None
    other: float | None
    way: str
    holds_above: bool | None
    at_start: bool | None
    at_stop: bool | None
    cost_usd_billion: float | None
    moves: str
    solved: int

    def as_dict(self) -> dict[str, Any]:
        """The breakeven for JSON."""
        return {
            "case": self.case.name,
            "edit": self.edit,
            "from": self.start,
            "to": self.stop,
            "goal": self.goal.words,
            "value": self.value,
            "not_at": self.other if self.way == BISECTION else None,
            "way": self.way,
            "holds_above": self.holds_above,
            "holds_at_from": self.at_start,
            "holds_at_to": self.at_stop,
            "cost_usd_billion": self.cost_usd_billion,
            "moves": self.moves,
            "plans_solved": self.solved,
        }


def breakeven(
    case: Case,
    edit: str,
    start: float,
    stop: float,
    enter: str | None = None,
    close: bool = False,
    tolerance: float | None = None,
    report: Callable[[int], None] | None = None,
) -> Breakeven:
    """The value of a factor between `start` and `stop` at which `enter` enters the plan, or the gap closes in time.

    `edit` is an edit without its value; `enter` a source, a compute asset or an instrument, `close` asks for the gap
    instead. Where the factor moves limits or costs alone the value is a breakpoint of the cost, and exact; any other is
    found by bisection to `tolerance`, a ten thousandth of the range unless told, or to whole values where only those
    mean something. `report` hears how many plans were solved. Raises CaseError or UserError where what is asked will
    not do, NoPlan where there is no plan at any value that was tried.
    """
    expect_case(case, "breakeven")
    factor, (low, high), goal, _ = every(
        lambda: factor_of(case, edit),
        lambda: ordered(start, stop),
        lambda: goal_of(case, enter, close),
        lambda: check_tolerance(tolerance),
    )
    moved = effect_of(factor, low, high)
    if moved.kind == NOTHING:
        check_moves(moved, factor, low, high)
    search = _Search(Probe(factor, report), goal, moved, float(start), float(stop))
    switch = search.bisected(tolerance or SHARE * (high - low)) if moved.kind == MORE else search.exactly()
    return search.result(switch)


def check_tolerance(tolerance: float | None) -> None:
    """Raise UserError where nothing can be halved to a tolerance."""
    if tolerance is not None and not 0 < tolerance < inf:
        raise UserError(f"A tolerance of {tolerance} is none.\n    mend: name a number above zero")


class _Search:
    """The search for a switch, from one end of the range to the other."""

    def __init__(self, probe: Probe, goal: Goal, moved: ParameterEffect, start: float, stop: float) -> None:
        self.probe, self.goal, self.moved = probe, goal, moved
        self.start, self.stop = start, stop
        self.low, self.high = min(start, stop), max(start, stop)
        self.alongs = [Along(probe, stretch, moved.kind) for stretch in moved.stretches]

    def holds(self, value: float) -> bool:
        """Whether the goal holds at a value: without a plan it does not."""
        return bool(self.seen(value))

    def seen(self, value: float) -> bool | None:
        """Whether the goal holds at a value; None where there is no plan."""
        for along in self.alongs:
            if along.stretch.start <= value <= along.stretch.end:
                found = self.probe.within(along.stretch, value)
                break
        else:
            found = self.probe.anew(value)
        return None if found is None else self.goal.holds(found)

    def bisected(self, tolerance: float) -> Threshold | None:
        """A switch by halving; raises NoPlan where no value that is tried has a plan."""
        whole = self.probe.factor.whole and self.start.is_integer() and self.stop.is_integer()
        values = steps(self.start, self.stop, whole)
        found = first_threshold(self.holds, values, tolerance, whole)
        if all(solution is None for solution in self.probe.solved.values()):
            raise self.probe.factor.without_plan(self.low, self.high)
        return found

    def exactly(self) -> Threshold | None:
        """The first switch from the start on; raises NoPlan where no value has a plan."""
        parts = [(along, along.ends()) for along in self.alongs]
        possible = [(along, *ends) for along, ends in parts if ends is not None]
        if not possible:
            raise self.probe.factor.without_plan(self.low, self.high)
        found = sorted(self._switches(possible), key=lambda switch: abs(switch.value - self.start))
        return found[0] if found else self._between(possible)

    def _switches(self, possible: Sequence[tuple[Along, Support, Support]]) -> Iterator[Threshold]:
        """Switches at edges of what is possible, and between ends that differ."""
        for along, left, right in possible:
            for touched, end in ((left, along.stretch.start), (right, along.stretch.end)):
                if touched.value != end and self.holds(touched.value):
                    yield Threshold(touched.value, touched.value, EDGE)
            if self.holds(left.value) != self.holds(right.value):
                height = max(1.0, abs(left.height), abs(right.height))
                yield at_break(along.support_at, self.holds, left.value, right.value, BREAK_ROUNDING * height)

    def _between(self, possible: Sequence[tuple[Along, Support, Support]]) -> Threshold | None:
        """The first switch where the ends are alike: all of the curve is looked through for a part that is not."""
        lines = []
        for along, left, right in possible:
            within = LOOKED_WITHIN * max(1.0, abs(left.height), abs(right.height))
            lines += pieces(along.support_at, left, right, within, MOST)
        if self.start > self.stop:
            lines.reverse()
        for one, other in pairwise(lines):
            if self.holds(one.inside) != self.holds(other.inside):
                value = other.start.value if self.start < self.stop else other.end.value
                return Threshold(value, value, BREAK)
        return None

    def result(self, switch: Threshold | None) -> Breakeven:
        """What was found."""
        factor, value = self.probe.factor, None if switch is None else switch.value
        return Breakeven(
            case=factor.case,
            edit=factor.name,
            start=self.start,
            stop=self.stop,
            goal=self.goal,
            value=value,
            other=None if switch is None else switch.other,
            way="" if switch is None else switch.way,
            holds_above=None if switch is None else self._above(switch),
            at_start=self.seen(self.start),
            at_stop=self.seen(self.stop),
            cost_usd_billion=None if value is None else self._cost(value),
            moves=self.moved.kind,
            solved=len(self.probe.solved),
        )

    def _above(self, switch: Threshold) -> bool:
        """Whether the goal holds above the switch."""
        if switch.way == BISECTION:
            return switch.value > switch.other
        near = SHARE * (self.high - self.low)
        return self.holds(min(switch.value + near, self.high))

    def _cost(self, value: float) -> float | None:
        """What the plan at the switch costs; None where rounding leaves none at an edge."""
        self.seen(value)
        found = self.probe.solved[value]
        return None if found is None else found.objective
