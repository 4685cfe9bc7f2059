"""The exact curve of cost over a factor: its breakpoints, its slopes, and what changes at each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planner.case.case import expect_case
from planner.errors import every, unfit
from planner.parameters.timeline import names_of
from planner.parametric.breakpoints import pieces
from planner.parametric.factor import factor_of, ordered
from planner.parametric.parameter_effect import check_moves, effect_of
from planner.parametric.plan_changes import features_of, plan_changes, summary
from planner.parametric.probing import Along, Probe
from planner.tolerances import BREAK_ROUNDING, INSIDE_THE_EDGE, LEAST_BREAK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from planner.case import Case
    from planner.parametric.breakpoints import Piece
    from planner.parametric.parameter_effect import ParameterEffect, Stretch
    from planner.parametric.plan_changes import PlanChange

MOST = 400
"""Breaks that are looked for, stretch by stretch, before what is left is told as a chord."""
MOST_PLACES = 1_000_000
"""The most that may be asked for."""
BENDS = "the edited figures bend here"
COLUMNS = ("value", "cost_usd_billion", "slope_after_usd_billion_per_unit", "change")


@dataclass(frozen=True)
class Segment:
    """Values from `start` to `end` over which the cost is a line from `cost` on, USD billion, with one slope.

    `doubt` is how far the curve may lie from it where it was not looked further, zero where it is exact; `changes` what
    changes in the plan as the segment is entered; with `bends` it begins where what is edited bends.
    """

    start: float
    end: float
    cost: float
    end_cost: float
    slope: float
    doubt: float
    changes: tuple[PlanChange, ...] = ()
    bends: bool = False


@dataclass(frozen=True)
class Curve:
    """The cost of a case over a factor, from `start` to `stop`; `moves` says whether the factor moves limits or costs.

    `segments` go from left to right. `without_plan` are the ranges in which no plan satisfies every rule; `rules` those
    whose numbers move; breaks of less than the share `within` of the cost are not told; `solved` plans it took.
    """

    case: Case
    edit: str
    start: float
    stop: float
    moves: str
    rules: tuple[str, ...]
    segments: tuple[Segment, ...]
    without_plan: tuple[tuple[float, float], ...]
    within: float
    solved: int

    @property
    def doubt(self) -> float:
        """How far the curve may be from what is told, USD billion; zero where all of it is exact."""
        return max(segment.doubt for segment in self.segments)

    @property
    def frame(self) -> pd.DataFrame:
        """Its ends and breakpoints as a table: value, cost, slope from there on, what changes."""
        import pandas as pd

        return pd.DataFrame(list(self._rows()), columns=list(COLUMNS))

    def cost(self, value: float) -> float:
        """The cost at a value, USD billion; raises ValueError where there is no plan, or the curve does not reach."""
        for segment in self.segments:
            if segment.start <= value <= segment.end:
                return segment.cost + segment.slope * (value - segment.start)
        raise ValueError(f"the curve has no cost at {value}")

    def points(self) -> Iterator[tuple[float, float, Segment | None, Segment | None]]:
        """Every end and breakpoint: value, cost, the segment before it and the one after."""
        before = None
        for segment in self.segments:
            if before is not None and before.end < segment.start:
                yield before.end, before.end_cost, before, None
                before = None
            yield segment.start, segment.cost, before, segment
            before = segment
        if before is not None:
            yield before.end, before.end_cost, before, None

    def _rows(self) -> Iterator[tuple[float, float, float | None, str]]:
        for value, cost, before, after in self.points():
            yield value, cost, None if after is None else after.slope, change(before, after)

    def as_dict(self) -> dict[str, Any]:
        """The curve for JSON."""
        found = [
            {
                "value": value,
                "cost_usd_billion": cost,
                "slope_after_usd_billion_per_unit": None if after is None else after.slope,
                "doubt_usd_billion": None if after is None else after.doubt,
                "changes": [] if after is None else [change.as_dict() for change in after.changes],
                "change": change(before, after),
            }
            for value, cost, before, after in self.points()
        ]
        return {
            "case": self.case.name,
            "edit": self.edit,
            "from": self.start,
            "to": self.stop,
            "moves": self.moves,
            "rules": list(self.rules),
            "within": self.within,
            "doubt_usd_billion": self.doubt,
            "plans_solved": self.solved,
            "without_plan": [list(gap) for gap in self.without_plan],
            "points": found,
        }


def change(before: Segment | None, after: Segment | None) -> str:
    """What changes at a point, in words; nothing at the ends."""
    if before is None or after is None:
        return ""
    words = [BENDS] if after.bends else []
    return "; ".join([*words, *([summary(after.changes)] if after.changes or not words else [])])


def curve(
    case: Case,
    edit: str,
    start: float,
    stop: float,
    within: float = LEAST_BREAK,
    most: int = MOST,
    report: Callable[[int, float], None] | None = None,
) -> Curve:
    """The cost of a case over a factor, as exact breakpoints and slopes.

    `edit` is an edit without its value, which runs from `start` to `stop`; it must move limits alone, such as those of
    supply, need, markets and cash, or costs alone. Breaks that bend the curve by less than the share `within` of the
    cost are not told. After `most` places what is not resolved is told as a chord, with how far off it may be. `report`
    hears how many plans were solved, and how wide the doubt is. Raises CaseError or UserError where the edit will not
    do, NoPlan where there is no plan at any value.
    """
    expect_case(case, "curve")
    factor, (low, high), _ = every(
        lambda: factor_of(case, edit), lambda: ordered(start, stop), lambda: check_fineness(within, most)
    )
    moved = effect_of(factor, low, high)
    check_moves(moved, factor, low, high)
    work = _Work(Probe(factor), moved, max(within, BREAK_ROUNDING), most, report)
    for stretch in moved.stretches:
        work.add(stretch)
    if not work.segments:
        raise factor.without_plan(low, high)
    solved = len(work.probe.solved)
    told_of = factor.name, low, high, moved.kind, moved.rules
    return Curve(case, *told_of, tuple(work.segments), tuple(work.gaps), work.within, solved)


def check_fineness(within: float, most: int) -> None:
    """Raise UserError where a curve cannot be told so finely, or be looked into in so many places."""
    problems = []
    if not within >= 0:
        problems.append((f"within {within:g} is no share.", "write a number of at least 0"))
    if not 1 <= most <= MOST_PLACES:
        size = "few" if most < 1 else "many"
        problems.append(
            (f"most {most:.10g} is too {size}.", f"write a whole number from 1 to {MOST_PLACES:,}")
        )
    if problems:
        raise unfit(problems)


class _Work:
    """The curve as far as it is known, stretch after stretch."""

    def __init__(
        self,
        probe: Probe,
        moved: ParameterEffect,
        within: float,
        most: int,
        report: Callable[[int, float], None] | None,
    ) -> None:
        self.probe, self.moved, self.within, self.most, self.report = probe, moved, within, most, report
        self.segments: list[Segment] = []
        self.gaps: list[tuple[float, float]] = []
        self.last: Any = None

    def add(self, stretch: Stretch) -> None:
        """Find the segments of one stretch more."""
        along = Along(self.probe, stretch, self.moved.kind)
        ends = along.ends()
        if ends is None:
            self._gap(stretch.start, stretch.end)
            return
        left, right = ends
        self._gap(stretch.start, left.value)
        height = max(1.0, abs(left.height), abs(right.height))
        for n, piece in enumerate(
            pieces(along.support_at, left, right, self.within * height, self.most, self._tell)
        ):
            self._append(along, piece, bends=n == 0 and left.value == stretch.start)
        self._gap(right.value, stretch.end)

    def _append(self, along: Along, piece: Piece, bends: bool) -> None:
        """One segment more, with what changes from the last one to it."""
        solution = self.probe.within(along.stretch, piece.inside)
        seen = None if solution is None else features_of(solution)
        joins = bool(self.segments) and self.segments[-1].end == piece.start.value
        found = plan_changes(self.last, seen, self._names()) if joins and self.last and seen else []
        start, end = piece.start, piece.end
        heights = along.sign * start.height, along.sign * end.height
        slope, doubt = along.sign * piece.slope, piece.depth
        self.segments.append(
            Segment(start.value, end.value, *heights, slope, doubt, tuple(found), bends and joins)
        )
        self.last = seen

    def _names(self) -> dict[str, list[str]]:
        return {letter: names_of(self.probe.factor.case, letter) for letter in "tq"}

    def _gap(self, start: float, end: float) -> None:
        """Remember where there is no plan, next to where there was none before."""
        if end - start <= 2 * INSIDE_THE_EDGE[-1] * (end - start + abs(start)) or end <= start:
            return
        if self.gaps and self.gaps[-1][1] == start:
            start = self.gaps.pop()[0]
        self.gaps.append((start, end))

    def _tell(self, doubt: float) -> None:
        if self.report is not None:
            self.report(len(self.probe.solved), doubt)
