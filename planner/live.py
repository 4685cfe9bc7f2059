"""A plan that stays open: change a case and solve it again from where the last plan stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.case.editing import edit
from planner.plan import solve

if TYPE_CHECKING:
    from planner.case import Case
    from planner.options import Options
    from planner.plan import Plan


class Live:
    """A case under change, and the optimum that its next plan starts from.

    `case` is the case as it is now. A change of numbers alone (a limit, a need, a price) is solved from the
    basis of the last plan; one of structure (a lead time, a new source) from cold. Either way the plan is
    the proven optimum that `planner.solve` gives; where several plans cost the same it may be another of them.
    """

    def __init__(self, case: Case, options: Options | None = None) -> None:
        from planner.solver import Warm

        self.case, self.options, self._warm = case, options, Warm()

    def change(self, *edits: str) -> None:
        """Edit the case, as `planner.edit` does; raises CaseError, and leaves the case as it was, where that fails."""
        self.case = edit(self.case, *edits)

    def solve(self) -> Plan:
        """The least-cost plan of the case as it is now; raises as `planner.solve` does."""
        return solve(self.case, self.options, warm=self._warm)
