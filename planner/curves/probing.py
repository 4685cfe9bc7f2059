"""Plans along a factor, each solved from where the last one stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.errors import NoPlan
from planner.options import Options
from planner.plan import optimum
from planner.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.curves.factor import Factor
    from planner.curves.moving import Stretch
    from planner.solver import Program, Solution


class Probe:
    """Solves a case at values of a factor; what was solved once is remembered.

    `tell` hears how many were solved after each.
    """

    def __init__(self, factor: Factor, tell: Callable[[int], None] | None = None) -> None:
        from planner.solver import Warm

        self.factor, self.tell = factor, tell
        self.warm, self.options = Warm(), Options(diagnose=False)
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
            if self.tell is not None:
                self.tell(len(self.solved))
        return self.solved[value]
