"""How far a factor that moves limits may go before no plan is left: the factor itself as a variable of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.errors import NoPlan

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.parametric.parameter_effect import Stretch

    Floats = NDArray[np.float64]


def feasible_range(stretch: Stretch) -> tuple[float, float] | None:
    """The values of a stretch with a plan, which are all those between two; None where there are none.

    The least and the largest `value` for which `matrix @ x - rate * (value - start)` keeps within the limits of the
    start. Raises SolverFailed where HiGHS cannot tell.
    """
    try:
        return _farthest(stretch, 1.0), _farthest(stretch, -1.0)
    except NoPlan:
        return None


def _farthest(stretch: Stretch, cost: float) -> float:
    """The lowest value with a plan where `cost` is 1, the highest where it is -1; raises NoPlan."""
    from scipy.sparse import coo_array, hstack

    from planner.solver.highs import optimum, run
    from planner.solver.pass_model import SIMPLEX_ROWS, pass_matrices

    program, rates = stretch.program, stretch.rates
    rate = np.where(np.isfinite(program.row_upper), rates["row_upper"], rates["row_lower"])
    moved = np.flatnonzero(rate)
    places = (moved, np.zeros(len(moved), dtype=np.int32))
    column = coo_array((-rate[moved], places), shape=(len(rate), 1))
    highs = pass_matrices(
        cost=np.append(np.zeros(len(program.cost)), cost),
        matrix=hstack([program.matrix, column], format="csr"),
        rows=(program.row_lower, program.row_upper),
        columns=(
            np.append(program.column_lower, 0.0),
            np.append(program.column_upper, stretch.end - stretch.start),
        ),
    )
    highs.setOptionValue("solver", "simplex" if len(rate) <= SIMPLEX_ROWS else "ipx")
    run(highs)
    return stretch.start + float(optimum(highs)[0][-1])
