"""Programs of unusual size, brought to the size that a solver's tolerances are made for, and their optima back.

HiGHS drops coefficients of 1e-9 and less, and keeps rows, bounds and reduced costs to 1e-7 whatever their size: of a
row whose largest coefficient is 1e-9, or of a need of 1e-6 GW, that leaves nothing. Three things are changed, each by a
power of two, so that no digit is lost, and only where they are far from usual; an ordinary program stays as it is.

    rows    those all of whose coefficients are small are multiplied
    size    all limits are multiplied, so that what the plan has to meet is of the order of one; the plan grows alike
    money   all costs are multiplied

The certificate is that of the scaled program, so that it measures each row against its own size.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, diags_array

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.solver.program import Program
    from planner.solver.solution import Solution

    Floats = NDArray[np.float64]

SMALL_ROW = 1e-4
"""A row whose largest coefficient is below this is multiplied; ordinary ones have one near 1."""
USUAL_SIZE = (1e-2, 1e6)
"""Between these, GW or USD billion, the largest number that a plan must meet is left as it is..."""
USUAL_COST = (1e-3, 1e4)
"""... and the largest cost of a unit, USD billion."""


@dataclass(frozen=True)
class Scaling:
    """Powers of two: of each row, of all limits, of all costs."""

    rows: Floats
    size: float
    money: float

    def applied(self, program: Program) -> Program:
        """The program that is solved."""
        matrix = csr_array(diags_array(self.rows) @ program.matrix)
        matrix.sort_indices()
        return dataclasses.replace(
            program,
            cost=program.cost * self.money,
            offset=program.offset * self.money * self.size,
            matrix=matrix,
            row_lower=program.row_lower * self.rows * self.size,
            row_upper=program.row_upper * self.rows * self.size,
            column_lower=program.column_lower * self.size,
            column_upper=program.column_upper * self.size,
        )

    def undone(self, solution: Solution, program: Program) -> Solution:
        """The optimum of the program as it was, from that of the one that was solved."""
        values = solution.values / self.size
        return dataclasses.replace(
            solution,
            objective=program.objective(values),
            values=values,
            duals=solution.duals * self.rows / self.money,
            limits=program.row_upper,
            zero=solution.zero * min(1.0, 1.0 / self.size),
        )


def scaling_of(program: Program) -> Scaling | None:
    """How a program is scaled; None where all of it is of usual size."""
    rows = _rows(program)
    size = _factor(_to_be_met(program, rows), USUAL_SIZE)
    money = _factor(float(np.max(np.abs(program.cost), initial=0.0)), USUAL_COST)
    if (rows == 1.0).all() and size == money == 1.0:
        return None
    return Scaling(rows, size, money)


def _rows(program: Program) -> Floats:
    """What each row is multiplied with: 1 but where all of its coefficients are small."""
    largest = abs(program.matrix).max(axis=1).toarray().ravel()
    rows = np.ones(len(largest))
    small = (largest > 0) & (largest < SMALL_ROW)
    rows[small] = np.exp2(-np.round(np.log2(largest[small])))
    return rows


def _to_be_met(program: Program, rows: Floats) -> float:
    """The largest number that a plan has to meet: of equations, floors and bounds that doing nothing would break."""
    lower, upper = program.row_lower * rows, program.row_upper * rows
    broken = [
        np.abs(bound[side & np.isfinite(bound)])
        for bound, side in (
            (lower, lower > 0),
            (upper, upper < 0),
            (program.column_lower, program.column_lower > 0),
            (program.column_upper, program.column_upper < 0),
        )
    ]
    return max((float(np.max(some, initial=0.0)) for some in broken), default=0.0)


def _factor(largest: float, usual: tuple[float, float]) -> float:
    """The power of two that makes a number about 1; 1 where it is usual already, or zero."""
    if largest == 0.0 or usual[0] <= largest <= usual[1]:
        return 1.0
    return float(np.exp2(-np.round(np.log2(largest))))
