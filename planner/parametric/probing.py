"""Plans along a factor, each solved from where the last one stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.errors import NoPlan
from planner.options import Options
from planner.parametric.breakpoints import Support
from planner.parametric.feasible import feasible_range
from planner.parametric.parameter_effect import COSTS, LIMITS
from planner.pipeline import optimum
from planner.study.factors import number_text
from planner.timings import Stages
from planner.tolerances import INSIDE_THE_EDGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.parametric.factor import Factor
    from planner.parametric.parameter_effect import Stretch
    from planner.solver import Program, Solution


class Probe:
    """Solves a case at values of a factor; what was solved once is remembered.

    `tell` hears how many were solved after each.
    """

    def __init__(self, factor: Factor, report: Callable[[int], None] | None = None) -> None:
        from planner.solver import WarmStart

        self.factor, self.report = factor, report
        self.warm, self.options = WarmStart(), Options(diagnose=False)
        self.solved: dict[float, Solution | None] = {}

    def within(self, stretch: Stretch, value: float) -> Solution | None:
        """The optimum at a value of a stretch; None where no plan satisfies every rule."""
        return self._at(value, lambda: stretch.program_at(value))

    def anew(self, value: float) -> Solution | None:
        """The optimum at a value, whatever the factor moves; None where no plan satisfies every rule."""
        return self._at(value, lambda: self.factor.program_at(value))

    def _at(self, value: float, program: Callable[[], Program]) -> Solution | None:
        if value not in self.solved:
            try:
                self.solved[value] = optimum(self.factor.case, program(), self.options, Stages(), self.warm)
            except NoPlan:
                self.solved[value] = None
            if self.report is not None:
                self.report(len(self.solved))
        return self.solved[value]


class Along:
    """The cost along one stretch of a factor that moves limits or costs alone.

    Of costs it is looked at upside down, `sign` being -1, for it is concave.
    """

    def __init__(self, probe: Probe, stretch: Stretch, kind: str) -> None:
        self.probe, self.stretch, self.kind = probe, stretch, kind
        self.sign = -1.0 if kind == COSTS else 1.0

    def support_at(self, value: float) -> Support:
        """The cost at a value and its slope; raises NoPlan where there is no plan."""
        solution = self.solution(value)
        slope = self.stretch.slope(value, solution)
        return Support(value, self.sign * solution.objective, self.sign * slope)

    def solution(self, value: float) -> Solution:
        """The optimum at a value; raises NoPlan where there is no plan."""
        found = self.probe.within(self.stretch, value)
        if found is None:
            raise NoPlan(f"No plan satisfies every rule at {number_text(value)}.")
        return found

    def ends(self) -> tuple[Support, Support] | None:
        """The ends of what is possible within the stretch; None where nothing is."""
        low, high = self.stretch.start, self.stretch.end
        missing = [value for value in (low, high) if self.probe.within(self.stretch, value) is None]
        if missing:
            reach = feasible_range(self.stretch) if self.kind == LIMITS else None
            if reach is None:
                return None
            low, high = self._inside(missing, *reach)
            if high <= low:
                return None
        return self.support_at(low), self.support_at(high)

    def _inside(self, missing: list[float], low: float, high: float) -> tuple[float, float]:
        """The outermost values with a plan: at the very edge of what is possible rounding may stand against it."""
        found = []
        for end, edge, inward in ((self.stretch.start, low, 1.0), (self.stretch.end, high, -1.0)):
            tried = (
                [edge + inward * share * (high - low) for share in INSIDE_THE_EDGE]
                if end in missing
                else [end]
            )
            found.append(next((v for v in tried if self.probe.within(self.stretch, v) is not None), edge))
        return found[0], found[1]
