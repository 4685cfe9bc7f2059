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
    from planner.timings import Listener


class Session:
    """A case under change, and the optimum that its next plan starts from.

    `case` is the case as it is now. How fast the next plan is found hangs on what has changed since the last:

    - *limits and needs* (supply, sites, markets, cash, `demand`, `committed`): fastest. The program is that of the last
      plan with other right-hand sides, and HiGHS goes on from where it stood, or from the first where that is nearer;
    - *other numbers* (a price, a rate, a cost, a share): the model is written anew, which takes seconds for a large
      case, and HiGHS goes on all the same;
    - *what there is and when* (a lead time, a new row, the calendar, hours per block): as slow as `planner.solve`, for
      nothing can be kept.

    Either way the plan is the proven optimum that `planner.solve` gives; where several cost the same it may be another
    of them. `plan.solution.solved.warm_start` says whether it went on.
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

    def solve(self, listener: Listener | None = None) -> PlottedPlan:
        """The least-cost plan of the case as it is now, a listener being told of its stages; raises as `solve` does."""
        stages = Stages(listener)
        program = self._programs.of(self.case, stages)
        return PlottedPlan.of(plan_of(self.case, program, self.options, stages, self._warm))
