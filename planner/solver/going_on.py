"""The simplex method from the basis of a neighbour, each kind of change by the method that it leaves feasible.

Prices and coefficients first, with the limits that the neighbour had: its point stays nearly feasible, and primal
simplex goes on from it. Then the limits, which leave the new prices valid: dual simplex. Either alone would have to
make good first what the other kind of change has broken. Perturbed bounds help primal simplex from cold; next to an
optimum they cost it ten times the steps. Exact edge weights would have to be computed for the whole basis first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.solver.highs import iterations_of, run

if TYPE_CHECKING:
    from collections.abc import Callable

    import highspy
    from numpy.typing import NDArray

    from planner.solver.compile import Program

    Floats = NDArray[np.float64]

DUAL, PRIMAL = 1, 4
"""HiGHS's numbers for the two simplex methods."""
DEVEX, CHOOSE = 1, -1
"""HiGHS's numbers for edge weights that start at one, and for those that it chooses."""


@dataclass(frozen=True)
class Moved:
    """What a program has differently from its neighbour: costs or coefficients, and limits.

    `limits` are the lower and upper ones of the neighbour's rows, `here` those of the program; None where they are
    equal.
    """

    repriced: bool
    limits: tuple[Floats, Floats] | None = None
    here: tuple[Floats, Floats] | None = None

    def of_rows(self, rows: NDArray[np.bool_]) -> Moved:
        """The same of a part of the rows."""
        if self.limits is None or self.here is None:
            return self
        (low, high), (lower, upper) = self.limits, self.here
        return Moved(self.repriced, (low[rows], high[rows]), (lower[rows], upper[rows]))


def moved(before: Program, program: Program) -> Moved:
    """What a program has differently from another of its shape."""
    one, other = before.matrix, program.matrix
    same_matrix = (
        one.nnz == other.nnz
        and np.array_equal(one.indices, other.indices)
        and np.array_equal(one.data, other.data)
    )
    repriced = not (same_matrix and np.array_equal(before.cost, program.cost))
    limits, here = (before.row_lower, before.row_upper), (program.row_lower, program.row_upper)
    if all(map(np.array_equal, limits, here)):
        return Moved(repriced)
    return Moved(repriced, limits, here)


def go_on(highs: highspy.Highs, change: Moved, tick: Callable[[], None] | None) -> dict[str, int]:
    """Run from the basis that HiGHS has to the optimum, limits last; how many iterations it took.

    The rows that `change` knows are the first ones that HiGHS has. Limits of other rows and of columns are those of
    the program throughout.
    """
    counts: dict[str, int] = {}
    if change.repriced or change.limits is None:
        set_limits(highs, change.limits)
        by_primal(highs)
        run(highs, tick)
        add(counts, iterations_of(highs))
    if change.here is not None:
        set_limits(highs, change.here)
        highs.setOptionValue("simplex_strategy", DUAL)
        highs.setOptionValue("simplex_dual_edge_weight_strategy", DEVEX)
        run(highs, tick)
        add(counts, iterations_of(highs))
    return counts


def by_primal(highs: highspy.Highs) -> None:
    """Let primal simplex go on, without moving bounds about."""
    highs.setOptionValue("simplex_strategy", PRIMAL)
    highs.setOptionValue("primal_simplex_bound_perturbation_multiplier", 0.0)


def set_limits(highs: highspy.Highs, limits: tuple[Floats, Floats] | None) -> None:
    """Give the first rows other limits, where there are any."""
    if limits is not None:
        rows = np.arange(len(limits[0]), dtype=np.int32)
        highs.changeRowsBounds(len(rows), rows, *limits)


def add(counts: dict[str, int], more: dict[str, int]) -> None:
    """Count iterations by method."""
    for method, count in more.items():
        counts[method] = counts.get(method, 0) + count
