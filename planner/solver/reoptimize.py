"""The simplex method from a basis that is known, each kind of change by the method that it leaves feasible.

Prices, coefficients and new columns first, with the limits that the basis knows: its point stays nearly feasible, and
primal simplex goes on from it. Then the limits, and rows that are new, which leave the prices valid: dual simplex.
Either alone would have to make good first what the other kind of change has broken. Perturbed bounds and costs help
from cold; next to an optimum they take ten times the steps. Exact edge weights would have to be computed for the
whole basis first, and HiGHS does compute them where it has run before, so that it is made to forget.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import highspy
import numpy as np

from planner.solver.highs import iterations_of, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from planner.solver.program import Program

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

DUAL, PRIMAL = 1, 4
"""HiGHS's numbers for the two simplex methods."""
DEVEX = 1
"""HiGHS's number for edge weights that start at one."""
NO_LIMIT = 2**31 - 1
"""HiGHS's own limit of iterations."""
STOPPED_EARLY = (highspy.HighsModelStatus.kTimeLimit, highspy.HighsModelStatus.kIterationLimit)
"""Where the first of two runs leaves nothing for the second to go on from."""


@dataclass(frozen=True)
class Limits:
    """What has moved of the limits of some `rows`: (lower, upper) as a basis knows them, and as they are `now`."""

    rows: Ints
    known: tuple[Floats, Floats]
    now: tuple[Floats, Floats]

    def __add__(self, more: Limits) -> Limits:
        return Limits(
            np.append(self.rows, more.rows),
            (np.append(self.known[0], more.known[0]), np.append(self.known[1], more.known[1])),
            (np.append(self.now[0], more.now[0]), np.append(self.now[1], more.now[1])),
        )

    def of_rows(self, kept: Mask) -> Limits:
        """The same where the program has kept some of its rows alone."""
        here = kept[self.rows]
        number = np.cumsum(kept) - 1
        lower, upper = self.known, self.now
        return Limits(
            number[self.rows[here]], (lower[0][here], lower[1][here]), (upper[0][here], upper[1][here])
        )


@dataclass(frozen=True)
class ModelDelta:
    """What a program has differently from the one of whose basis it starts.

    `priced` are costs, coefficients or columns that the basis does not know; `limits` those that have moved.
    """

    priced: bool
    limits: Limits

    def __add__(self, more: ModelDelta) -> ModelDelta:
        return ModelDelta(self.priced or more.priced, self.limits + more.limits)


def new_limits(rows: Ints, now: tuple[Floats, Floats], priced: bool) -> ModelDelta:
    """Rows that have no limits as the basis knows them, or are not in it, and whether there are new columns."""
    free = np.full(len(rows), np.inf)
    return ModelDelta(priced, Limits(rows, (-free, free), now))


def delta_between(before: Program, program: Program) -> ModelDelta:
    """What a program has differently from another of its shape."""
    return ModelDelta(not same_but_limits(before, program), limits_between(before, program))


def limits_between(before: Program, program: Program) -> Limits:
    """The limits of rows that a program has differently from another of its shape."""
    moved = (before.row_lower != program.row_lower) | (before.row_upper != program.row_upper)
    return Limits(
        np.flatnonzero(moved),
        (before.row_lower[moved], before.row_upper[moved]),
        (program.row_lower[moved], program.row_upper[moved]),
    )


def same_but_limits(one: Program, other: Program) -> bool:
    """Whether two programs of one shape have the same coefficients and costs."""
    mine, others = one.matrix, other.matrix
    return (mine is others and one.cost is other.cost) or (
        mine.nnz == others.nnz
        and np.array_equal(mine.indices, others.indices)
        and np.array_equal(mine.data, others.data)
        and np.array_equal(one.cost, other.cost)
    )


def reoptimize(
    highs: highspy.Highs, delta: ModelDelta, tick: Callable[[], None] | None, patience: int = NO_LIMIT
) -> dict[str, int]:
    """Run from the basis that HiGHS has to the optimum, limits last; how many iterations it took.

    HiGHS stops at its iteration limit where primal simplex takes more iterations than `patience`.
    """
    limits, counts = delta.limits, {"simplex": 0}
    has_weights = highs.getOptionValue("simplex_dual_edge_weight_strategy")[1] == DEVEX
    highs.setOptionValue("solver", "simplex")
    if delta.priced or not len(limits.rows):
        limit(highs, limits.rows, limits.known)
        highs.setOptionValue("simplex_strategy", PRIMAL)
        highs.setOptionValue("primal_simplex_bound_perturbation_multiplier", 0.0)
        highs.setOptionValue("simplex_iteration_limit", patience)
        run(highs, tick)
        highs.setOptionValue("simplex_iteration_limit", NO_LIMIT)
        add(counts, iterations_of(highs))
        if not len(limits.rows) or highs.getModelStatus() in STOPPED_EARLY:
            return counts
        has_weights = False
    if not has_weights:
        _forget_weights(highs)
    limit(highs, limits.rows, limits.now)
    _run_dual(highs, tick)
    add(counts, iterations_of(highs))
    return counts


def reoptimize_bounds(
    highs: highspy.Highs,
    columns: Ints,
    bounds: tuple[Floats, Floats],
    tick: Callable[..., None] | None,
    patience: int = NO_LIMIT,
) -> None:
    """Give some columns their bounds, which leaves the prices of a basis valid, and go on from it by dual simplex.

    HiGHS stops at its iteration limit where that takes more iterations than `patience`.
    """
    highs.setOptionValue("solver", "simplex")
    _forget_weights(highs)
    highs.changeColsBounds(len(columns), columns.astype(np.int32), *bounds)
    highs.setOptionValue("simplex_iteration_limit", patience)
    _run_dual(highs, tick)


def _run_dual(highs: highspy.Highs, tick: Callable[..., None] | None) -> None:
    """Dual simplex from the basis that HiGHS has."""
    highs.setOptionValue("simplex_strategy", DUAL)
    highs.setOptionValue("simplex_dual_edge_weight_strategy", DEVEX)
    highs.setOptionValue("dual_simplex_cost_perturbation_multiplier", 0.0)
    run(highs, tick)


def _forget_weights(highs: highspy.Highs) -> None:
    """Leave HiGHS its basis and nothing else."""
    basis = highs.getBasis()
    highs.clearSolver()
    highs.setBasis(basis)


def limit(highs: highspy.Highs, rows: Ints, limits: tuple[Floats, Floats]) -> None:
    """Give some rows their limits."""
    highs.changeRowsBounds(len(rows), rows.astype(np.int32), *limits)


def add(counts: dict[str, int], more: dict[str, int]) -> None:
    """Count iterations by method."""
    for method, count in more.items():
        counts[method] = counts.get(method, 0) + count
