"""A plan that stays open: change a case and solve it again from where the last plan stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.case.case import expect_case
from planner.case.editing import edit
from planner.options import Options, expect_options
from planner.pipeline import plan_of
from planner.plotted import PlottedPlan
from planner.timings import Stages

if TYPE_CHECKING:
    from planner.case import Case


class Session:
    """A case under change, and the optimum that its next plan starts from.

    `case` is the case as it is now. A change of numbers alone (a limit, a need, a price) is solved from the
    basis of the last plan, or of the first where that is nearer; where it is of limits alone, the program is
    made of the last one. A change of structure (a lead time, a new source) is solved from cold. Either way the
    plan is the proven optimum that `planner.solve` gives; where several cost the same it may be another of them.
    """

    def __init__(self, case: Case, options: Options | None = None) -> None:
        expect_case(case, "Session")
        expect_options(options)
        from planner.patching import Programs
        from planner.solver import WarmStart

        self.case, self.options = case, options or Options()
        self._programs, self._warm = Programs(), WarmStart()

    def change(self, *edits: str) -> None:
        """Edit the case, as `planner.edit` does; raises CaseError, and leaves the case as it was, where that fails."""
        self.case = edit(self.case, *edits)

    def solve(self) -> PlottedPlan:
        """The least-cost plan of the case as it is now; raises as `planner.solve` does."""
        stages = Stages()
        program = self._programs.of(self.case, stages)
        return PlottedPlan.of(plan_of(self.case, program, self.options, stages, self._warm))
