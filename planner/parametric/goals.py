"""What may be asked of a plan along a factor: that something is in it, or that the gap is closed in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.case.cells import listed, suggest
from planner.errors import UserError
from planner.parametric.plan_changes import ISSUED, ORDERED, UNSERVED, features_of
from planner.tolerances import NEGLIGIBLE, ZERO

if TYPE_CHECKING:
    from planner.case import Case
    from planner.solver import Solution


@dataclass(frozen=True)
class Enters:
    """That a source, a compute asset or an instrument is in the plan: ordered or issued at all."""

    name: str
    kind: str

    @property
    def words(self) -> str:
        """The goal as a sentence."""
        return f"{self.name} is in the plan"

    @property
    def denied(self) -> str:
        """Its contrary."""
        return f"{self.name} is not"

    def holds(self, solution: Solution) -> bool:
        """Whether a plan is so."""
        return features_of(solution).total(self.kind, self.name) > NEGLIGIBLE


@dataclass(frozen=True)
class Closes:
    """That no load goes unserved from a period on: the target, told by name too."""

    period: int
    name: str

    @property
    def words(self) -> str:
        """The goal as a sentence."""
        return f"the gap is closed by {self.name}"

    @property
    def denied(self) -> str:
        """Its contrary."""
        return "it is not"

    def holds(self, solution: Solution) -> bool:
        """Whether a plan is so."""
        short: dict[int, float] = {}
        for index, gw in solution.value(UNSERVED).items():
            short[index[-1]] = short.get(index[-1], 0.0) + gw
        none = NEGLIGIBLE * solution.zero / ZERO
        return all(gw <= none for period, gw in short.items() if period >= self.period)


Goal = Enters | Closes


def goal_of(case: Case, enter: str | None, close: bool) -> Goal:
    """What is asked for: that something enters, or that the gap closes; raises UserError where it is not one thing."""
    if (enter is None) != close:
        raise UserError(
            "A breakeven is of something that enters, or of the gap.\n    mend: ask for one of them"
        )
    return closes(case) if enter is None else enters(case, enter)


def enters(case: Case, name: str) -> Enters:
    """The goal that something is in the plan; raises UserError that offers the nearest where there is none such."""
    instruments = [row["instrument"] for row in case.rows("instruments")] if case.settings.funding else []
    if name in instruments:
        return Enters(name, ISSUED)
    if name not in case.assets:
        known = [*case.assets, *instruments]
        mend = suggest(name, known, "name one of these")
        raise UserError(
            f"The case has no {name!r} that could enter: {listed(known, len(known))}.\n    mend: {mend}"
        )
    return Enters(name, ORDERED)


def closes(case: Case) -> Closes:
    """The goal that the gap is closed by the target, or by the end of the horizon nearest to it."""
    wanted = case.settings.calendar.number_of(case.settings.target.close_by)
    number = min(max(wanted, 0), len(case.periods) - 1)
    return Closes(number, str(case.periods[number]))
