"""The supply curve: how much of the need is worth serving by the target, against what a GW-year served is worth.

The same case at one value of service for all who take load after the other, from nothing to the largest of the case.
What is not worth serving at a value stays unserved, so the target is priced, whatever the case says.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from planner.case.case import expect_case
from planner.case.editing import edit
from planner.errors import UserError
from planner.parameters.timeline import timeline_of
from planner.parametric.factor import factor_of
from planner.parametric.goals import closes
from planner.parametric.parameter_effect import effect_of
from planner.parametric.plan_changes import UNSERVED
from planner.parametric.probing import Probe
from planner.tolerances import NEGLIGIBLE

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from planner.case import Case
    from planner.parametric.parameter_effect import ParameterEffect

VALUE = "value_of_service_usd_billion_per_gw_year"
SERVED = "Served"
FACTOR = f"sponsors.{VALUE}="
POINTS = 16
"""Values that are looked at unless told otherwise."""
NARROWEST = 1 / 128
"""Share of the range within which a step is not looked into further."""
COLUMNS = (
    "value_usd_billion_per_gw_year",
    "need_at_target_gw",
    "served_at_target_gw",
    "unserved_gw_years",
)


def supply_curve(
    case: Case, points: int = POINTS, report: Callable[[int], None] | None = None
) -> pd.DataFrame:
    """A row for each value of a GW-year that was looked at: need and what is served at the target, and what is not.

    Values are nothing, what a GW-year earns each sponsor, and the largest value of service; then the middle of the
    widest step of what is served, until `points` are looked at or no step is wider than a 128th of the range.
    `unserved_gw_years` are over the whole horizon. `report` hears how many plans were solved. Raises UserError where
    the case has no load, or too few points are asked for.
    """
    import pandas as pd

    expect_case(case, "supply_curve")
    if points < 2:
        raise UserError(f"{points} points make no curve.\n    mend: ask for 2 or more")
    takers = [row for row in case.rows("sponsors") if row[VALUE]]
    if not takers:
        raise UserError("The case values no load, so that none is worth serving.\n    mend: fill " + VALUE)
    highest = max(row[VALUE] for row in takers)
    search = _Search(edit(case, "case.target.policy=priced"), highest, report)
    earned = {row["revenue_usd_billion_per_gw_year"] for row in takers}
    for value in sorted({0.0, highest, *(x for x in earned if 0 < x < highest)})[:points]:
        search.look(value)
    while len(search.found) < points and search.split():
        pass
    return pd.DataFrame(sorted(search.found.values()), columns=list(COLUMNS))


class _Search:
    """What is served at the values that were looked at."""

    def __init__(self, case: Case, highest: float, report: Callable[[int], None] | None) -> None:
        self.case, self.highest, self.target = case, highest, closes(case).period
        factor = factor_of(case, FACTOR)
        self.probe = Probe(factor, report)
        self.moved: ParameterEffect = effect_of(factor, 0.0, highest)
        self.found: dict[float, tuple[float, float, float, float]] = {}

    def look(self, value: float) -> None:
        """Solve the case at a value; of what moves costs alone the program need not be written anew."""
        stretches = self.moved.stretches
        solution = self.probe.within(stretches[0], value) if stretches else self.probe.anew(value)
        assert solution is not None, "load may go unserved, so that there is a plan"
        years = timeline_of(self.case).years
        unserved = solution.value(UNSERVED)
        short = sum(years[t] * gw for (_, t), gw in unserved.items())
        lost = sum(gw for (_, t), gw in unserved.items() if t == self.target)
        served = sum(gw for (_, _, t), gw in solution.value(SERVED).items() if t == self.target)
        self.found[value] = value, served + lost, served, short

    def split(self) -> bool:
        """Look at the middle of the widest step of what is served; False where none is wide."""
        points = sorted(self.found.values())
        steps = [
            (abs(other[2] - one[2]) * (other[0] - one[0]), (one[0] + other[0]) / 2)
            for one, other in pairwise(points)
            if other[0] - one[0] > NARROWEST * self.highest and abs(other[2] - one[2]) > NEGLIGIBLE
        ]
        if steps:
            self.look(max(steps)[1])
        return bool(steps)
