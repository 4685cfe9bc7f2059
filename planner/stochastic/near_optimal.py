"""All plans that cost little more than the best, as one program that HiGHS keeps.

From one question to the next the costs alone change, which leaves a basis feasible: primal simplex goes on from it.
Where that loses its way, an interior point begins from cold.
"""

from __future__ import annotations

import dataclasses
import time
from typing import TYPE_CHECKING

import numpy as np
from highspy import HighsModelStatus
from scipy.sparse import csr_array, vstack

from planner.errors import Exhausted, NoPlan, SolverFailed
from planner.solver import answer, pass_model, run
from planner.solver.program import INFINITY
from planner.solver.reoptimize import ModelDelta, new_limits, reoptimize
from planner.solver.warm_start import LEAST_SECONDS, TIMES_FROM_COLD
from planner.tolerances import ZERO

if TYPE_CHECKING:
    from highspy import Highs
    from numpy.typing import NDArray

    from planner.options import Options
    from planner.solver import Program, Solution

    Floats = NDArray[np.float64]


class NearOptimal:
    """The plans of a program whose cost is at most `within` above the `best`, USD billion."""

    def __init__(self, program: Program, best: float, within: float, options: Options) -> None:
        limit = best + within * abs(best) - program.offset
        self.program = dataclasses.replace(
            program,
            offset=0.0,
            matrix=csr_array(vstack([program.matrix, csr_array(program.cost[None, :])])),
            row_lower=np.append(program.row_lower, -INFINITY),
            row_upper=np.append(program.row_upper, limit),
        )
        self.options, self._offset = options, program.offset
        self.highs: Highs | None = None
        self.cold_seconds = 0.0

    def cost(self, values: Floats) -> float:
        """What a plan costs, USD billion."""
        return float((self.program.matrix[[-1]] @ values)[0]) + self._offset

    def least(self, weights: Floats) -> Solution:
        """The plan with the least of what weights count of its columns, proved; raises SolverFailed."""
        asked = dataclasses.replace(self.program, cost=weights)
        try:
            found = self._from_last(asked)
        except Exhausted:
            raise
        except (NoPlan, SolverFailed):
            found = None
        if found is None:
            since = time.perf_counter()
            self.highs = pass_model(asked, self.options)
            run(self.highs)
            found = answer(self.highs, asked)
            self.cold_seconds = time.perf_counter() - since
        return found

    def _from_last(self, asked: Program) -> Solution | None:
        """The optimum from the basis of the last; None where there is none, or it is not found soon."""
        highs, limit = self.highs, self.options.time_limit_seconds
        if highs is None:
            return None
        self.highs = None  # which it stays where this fails
        columns = np.arange(len(asked.cost), dtype=np.int32)
        highs.changeColsCost(len(columns), columns, asked.cost)
        patience = max(LEAST_SECONDS, TIMES_FROM_COLD * self.cold_seconds)
        is_hasty = limit is None or patience < limit
        highs.setOptionValue("time_limit", highs.getRunTime() + (patience if is_hasty else limit))
        reoptimize(highs, PRICES_ALONE, None)
        if is_hasty and highs.getModelStatus() == HighsModelStatus.kTimeLimit:
            return None
        found = answer(highs, asked)
        self.highs = highs
        return found

    def floor(self, weights: Floats) -> float:
        """What weights count at least in any plan, by the bounds of the columns alone."""
        counted = weights != 0
        bound = np.where(weights > 0, self.program.column_lower, self.program.column_upper)
        return float(np.sum(weights[counted] * bound[counted]))

    def is_floor(self, weights: Floats, counted: float) -> bool:
        """Whether a plan that counts so much has the least that any can have, for less is out of bounds."""
        return counted <= self.floor(weights) + ZERO


NONE = np.empty(0, dtype=np.int64)
PRICES_ALONE: ModelDelta = new_limits(NONE, (np.empty(0), np.empty(0)), priced=True)
"""What is new where one program is asked something else."""
