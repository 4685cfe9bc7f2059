"""Warm starts: a case that differs in its numbers alone starts from the optimal basis of its neighbour."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import NoPlan, SolverFailed
from planner.solver.decomposition.benders import Decomposition
from planner.solver.highs import optimum, proved
from planner.solver.pass_model import pass_model
from planner.solver.reoptimize import delta_between, reoptimize
from planner.solver.solution import SIMPLEX, WARM_START, Fallback, Solution, SolveRecord

if TYPE_CHECKING:
    from collections.abc import Callable

    import highspy

    from planner.options import Options
    from planner.solver.decomposition.basis import SolvedMaster
    from planner.solver.program import Program
    from planner.solver.reoptimize import ModelDelta

LEAST_SECONDS, TIMES_FROM_COLD = 5.0, 2.0
"""Seconds that a warm start may take, and how many times as long as from cold: now and then it leads astray."""


@dataclass(frozen=True)
class KnownOptimum:
    """Where HiGHS stood at the optimum of a program: its basis of the whole, or the decomposition that found it."""

    program: Program
    basis: highspy.HighsBasis | None = None
    decomposition: Decomposition | None = None


@dataclass
class WarmStart:
    """Optima that later ones may start from: the first that was found, to which changes often return, and the last."""

    first: KnownOptimum | None = None
    last: KnownOptimum | None = None
    cold_seconds: float = 0.0

    def keep_basis(self, program: Program, highs: highspy.Highs) -> None:
        """Remember an optimum of a whole program."""
        self._keep(KnownOptimum(program, basis=highs.getBasis()))

    def keep_decomposition(self, decomposition: Decomposition) -> None:
        """Remember an optimum that a decomposition found, and what it took to find."""
        self._keep(KnownOptimum(decomposition.program, decomposition=decomposition))

    def _keep(self, known: KnownOptimum) -> None:
        if self.first is None or not same_shape(self.first.program, known.program):
            self.first = known
        self.last = known

    def _released(self) -> SolvedMaster | None:
        """The open master of the last optimum, given away."""
        if self.last is None or self.last.decomposition is None:
            return None
        return self.last.decomposition.release()

    def nearest(self, program: Program) -> tuple[KnownOptimum, ModelDelta] | None:
        """The optimum nearest to a program, and what that has differently; None where none is of its shape."""
        optima = [self.last] if self.first is self.last else [self.last, self.first]
        known = [optimum for optimum in optima if optimum and same_shape(optimum.program, program)]
        deltas = [(optimum, delta_between(optimum.program, program)) for optimum in known]
        return min(deltas, key=lambda pair: distance(pair[1]), default=None)

    def resume(
        self, program: Program, options: Options, tick: Callable[[], None] | None = None
    ) -> Solution | Fallback | None:
        """The proven optimum of a program of the same shape; why there is none, or None where nothing was kept yet."""
        near = self.nearest(program)
        if near is None:
            reason = "no optimum that is known is of a program with the same columns and rows"
            return None if self.last is None else Fallback(WARM_START, reason)
        patience = max(LEAST_SECONDS, TIMES_FROM_COLD * self.cold_seconds)
        limit = options.time_limit_seconds
        hasty = dataclasses.replace(
            options, time_limit_seconds=patience if limit is None else min(limit, patience)
        )
        try:
            return self._resumed(*near, program, hasty, tick)
        except (NoPlan, SolverFailed) as problem:
            return Fallback.of(WARM_START, problem)

    def _resumed(
        self,
        near: KnownOptimum,
        delta: ModelDelta,
        program: Program,
        options: Options,
        tick: Callable[[], None] | None,
    ) -> Solution:
        if near.decomposition is not None:
            decomposition = Decomposition(program, options, tick, near.decomposition, alike=not delta.priced)
            decomposition.take_over(self._released())
            found = decomposition.simplex_rounds(near.decomposition.basis, delta)
            self.keep_decomposition(decomposition)
            return found
        highs = pass_model(program, options)
        highs.setBasis(near.basis)
        counts = reoptimize(highs, delta, tick)
        found = proved(program, *optimum(highs), counts, SolveRecord(SIMPLEX, warm_start=True))
        self.keep_basis(program, highs)
        return found


def distance(delta: ModelDelta) -> tuple[bool, float]:
    """Whether prices or coefficients differ, and by how much limits do."""
    moved = 0.0
    for known, now in zip(delta.limits.known, delta.limits.now, strict=True):
        finite = np.isfinite(known) & np.isfinite(now)
        moved += float(np.sum(np.abs(now[finite] - known[finite])))
    return delta.priced, moved


def same_shape(one: Program, other: Program) -> bool:
    """Whether two programs have the same columns and rows by name, whatever their numbers."""
    return one.columns == other.columns and one.rows == other.rows
