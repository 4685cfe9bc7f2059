"""A factor: an edit without its value, and the case and the program that each value makes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.case.editing import edit
from planner.case.edits import parse
from planner.errors import NoPlan, UserError, unfit
from planner.study.factors import number_text

if TYPE_CHECKING:
    from planner.case import Case
    from planner.case.edits import Edit
    from planner.solver import Program

WHOLE_KINDS = ("integer", "quarter")


@dataclass(frozen=True)
class Factor:
    """What is moved in a case: an edit whose value is a number that runs."""

    case: Case
    edit: Edit

    @property
    def name(self) -> str:
        """The edit up to its value."""
        return self.edit.target

    @property
    def stepped(self) -> bool:
        """Whether only whole values are allowed: years, quarters."""
        return all(column.kind in WHOLE_KINDS for column in self.edit.columns)

    @property
    def whole(self) -> bool:
        """Whether only whole values mean something: those, and months of lead time."""
        return all(
            column.kind in WHOLE_KINDS or column.name.endswith("_months") for column in self.edit.columns
        )

    def case_at(self, value: float) -> Case:
        """The case with the edit made; raises CaseError where that breaks the contract."""
        return edit(self.case, f"{self.edit.target}{number_text(value)}")

    def program_at(self, value: float) -> Program:
        """The linear program of that case."""
        from planner.model import build
        from planner.solver import compile_model

        return compile_model(build(self.case_at(value)))

    def without_plan(self, low: float, high: float) -> NoPlan:
        """What is said where no value between two has a plan."""
        between = f"between {number_text(low)} and {number_text(high)}"
        return NoPlan(
            f"No plan satisfies every rule of this case, wherever {self.name} is {between}.\n"
            "    mend: name a wider range, or look at what planner solve says of one value"
        )


def factor_of(case: Case, text: str) -> Factor:
    """The factor that an edit without its value means; raises CaseError or UserError."""
    found = parse(text)
    if found.value:
        raise UserError(
            f"The edit {found} has a value of its own.\n"
            f"    mend: leave it out, '{found.target}': the value runs from --from to --to"
        )
    return Factor(case, found)


def ordered(start: float, stop: float) -> tuple[float, float]:
    """The ends of a range, the lower first; raises UserError where there is nothing between them, or no end."""
    low, high = _finite(start), _finite(stop)
    none = [end for end, number in ((start, low), (stop, high)) if number is None]
    if low is None or high is None:
        raise unfit((f"A range cannot end at {end}.", "name a finite number") for end in none)
    if low == high:
        raise UserError(
            f"From {number_text(low)} to {number_text(high)} there is no way to go.\n"
            "    mend: name two values that differ"
        )
    return min(low, high), max(low, high)


def _finite(end: float) -> float | None:
    """An end of a range as a number; None where it is none."""
    try:
        number = float(end)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None
