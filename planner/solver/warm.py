"""Going on from the last optimum: a case that differs in its numbers alone starts from the basis of its neighbour."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.errors import Exhausted, NoPlan, SolverFailed
from planner.solver.energywise import Search
from planner.solver.going_on import change_between, go_on
from planner.solver.hand_over import hand_over
from planner.solver.highs import optimum, proved

if TYPE_CHECKING:
    from collections.abc import Callable

    import highspy

    from planner.options import Options
    from planner.solver.basis import Basis
    from planner.solver.compile import Program
    from planner.solver.energy_form import Content
    from planner.solver.solution import Solution

LEAST_PATIENCE, PATIENCE = 5.0, 2.0
"""Seconds that going on may take, and how many times as long as from cold: now and then it leads astray."""


@dataclass
class Warm:
    """Where HiGHS stood at the last optimum that was kept, of a whole program or of an energy form."""

    program: Program | None = None
    whole: highspy.HighsBasis | None = None
    form: tuple[Content, Basis] | None = None
    cold_seconds: float = 0.0

    def keep_whole(self, program: Program, highs: highspy.Highs) -> None:
        """Remember an optimum of a whole program."""
        self.program, self.whole, self.form = program, highs.getBasis(), None

    def keep_form(self, search: Search) -> None:
        """Remember an optimum of an energy form, and what it took to find."""
        if search.basis is not None:
            self.program, self.whole, self.form = search.program, None, (search.content, search.basis)

    def resume(
        self, program: Program, options: Options, tick: Callable[[], None] | None = None
    ) -> Solution | None:
        """The proven optimum of a program of the same shape; None where there is nothing to go on from, or no way."""
        if self.program is None or not same_shape(self.program, program):
            return None
        patience = max(LEAST_PATIENCE, PATIENCE * self.cold_seconds)
        limit = options.time_limit_seconds
        hasty = dataclasses.replace(
            options, time_limit_seconds=patience if limit is None else min(limit, patience)
        )
        try:
            return self._resumed(program, hasty, tick)
        except (Exhausted, NoPlan, SolverFailed):
            return None

    def _resumed(self, program: Program, options: Options, tick: Callable[[], None] | None) -> Solution:
        assert self.program is not None
        if self.form is not None:
            search = Search(program, options, tick)
            search.content, basis = self.form
            found = search.exactly(basis, change_between(self.program, program))
            self.keep_form(search)
            return found
        highs = hand_over(program, options)
        highs.setBasis(self.whole)
        counts = go_on(highs, change_between(self.program, program), tick)
        found = proved(program, *optimum(highs), counts)
        self.keep_whole(program, highs)
        return found


def same_shape(one: Program, other: Program) -> bool:
    """Whether two programs have the same columns and rows by name, whatever their numbers."""
    return one.columns == other.columns and one.rows == other.rows
