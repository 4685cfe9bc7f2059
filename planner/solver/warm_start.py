"""Going on from a known optimum: a case that differs in its numbers alone starts from the basis of its neighbour."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import Exhausted, NoPlan, SolverFailed
from planner.solver.decomposition.benders import Search
from planner.solver.highs import optimum, proved
from planner.solver.pass_model import pass_model
from planner.solver.reoptimize import change_between, reoptimize

if TYPE_CHECKING:
    from collections.abc import Callable

    import highspy

    from planner.options import Options
    from planner.solver.decomposition.master import Open
    from planner.solver.program import Program
    from planner.solver.reoptimize import ModelDelta
    from planner.solver.solution import Solution

LEAST_PATIENCE, PATIENCE = 5.0, 2.0
"""Seconds that going on may take, and how many times as long as from cold: now and then it leads astray."""


@dataclass(frozen=True)
class Kept:
    """Where HiGHS stood at the optimum of a program: its basis of the whole, or of what a search of it had found."""

    program: Program
    whole: highspy.HighsBasis | None = None
    form: Search | None = None


@dataclass
class WarmStart:
    """Optima that later ones may start from: the first that was found, to which changes often return, and the last."""

    first: Kept | None = None
    last: Kept | None = None
    cold_seconds: float = 0.0

    def keep_whole(self, program: Program, highs: highspy.Highs) -> None:
        """Remember an optimum of a whole program."""
        self._keep(Kept(program, whole=highs.getBasis()))

    def keep_form(self, search: Search) -> None:
        """Remember an optimum of an energy form, and what it took to find."""
        self._keep(Kept(search.program, form=search))

    def _keep(self, kept: Kept) -> None:
        if self.first is None or not same_shape(self.first.program, kept.program):
            self.first = kept
        self.last = kept

    def _opened(self) -> Open | None:
        """The HiGHS object of the last optimum, given away: it will stand elsewhere, or nowhere if that fails."""
        if self.last is None or self.last.form is None:
            return None
        opened, self.last.form.opened = self.last.form.opened, None
        return opened

    def nearest(self, program: Program) -> tuple[Kept, ModelDelta] | None:
        """The optimum nearest to a program, and what that has differently; None where none is of its shape."""
        optima = [self.last] if self.first is self.last else [self.last, self.first]
        known = [kept for kept in optima if kept and same_shape(kept.program, program)]
        ways = [(kept, change_between(kept.program, program)) for kept in known]
        return min(ways, key=lambda way: distance(way[1]), default=None)

    def resume(
        self, program: Program, options: Options, tick: Callable[[], None] | None = None
    ) -> Solution | None:
        """The proven optimum of a program of the same shape; None where there is nothing to go on from, or no way."""
        near = self.nearest(program)
        if near is None:
            return None
        patience = max(LEAST_PATIENCE, PATIENCE * self.cold_seconds)
        limit = options.time_limit_seconds
        hasty = dataclasses.replace(
            options, time_limit_seconds=patience if limit is None else min(limit, patience)
        )
        try:
            return self._resumed(*near, program, hasty, tick)
        except (Exhausted, NoPlan, SolverFailed):
            return None

    def _resumed(
        self,
        near: Kept,
        change: ModelDelta,
        program: Program,
        options: Options,
        tick: Callable[[], None] | None,
    ) -> Solution:
        if near.form is not None:
            search = Search(program, options, tick, near.form, alike=not change.priced)
            search.take_over(self._opened())
            found = search.exactly(near.form.basis, change)
            self.keep_form(search)
            return found
        highs = pass_model(program, options)
        highs.setBasis(near.whole)
        counts = reoptimize(highs, change, tick)
        found = proved(program, *optimum(highs), counts)
        self.keep_whole(program, highs)
        return found


def distance(change: ModelDelta) -> tuple[bool, float]:
    """Whether prices or coefficients differ, and by how much limits do."""
    moved = 0.0
    for known, now in zip(change.limits.known, change.limits.now, strict=True):
        finite = np.isfinite(known) & np.isfinite(now)
        moved += float(np.sum(np.abs(now[finite] - known[finite])))
    return change.priced, moved


def same_shape(one: Program, other: Program) -> bool:
    """Whether two programs have the same columns and rows by name, whatever their numbers."""
    return one.columns == other.columns and one.rows == other.rows
