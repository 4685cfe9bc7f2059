"""Matrices into HiGHS by one `passModel`."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import highspy

from planner.errors import SolverFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from planner.options import Options
    from planner.solver.compile import Program

    Floats = NDArray[np.float64]

SIMPLEX_ROWS = 5_000
"""Up to this many rows simplex is quickest; beyond, an interior point and a crossover to a basis are."""


def hand_over(program: Program, options: Options) -> highspy.Highs:
    """A HiGHS object that holds the program, set to the method that suits its size."""
    highs = hand_over_matrices(
        cost=program.cost,
        matrix=program.matrix,
        rows=(program.row_lower, program.row_upper),
        columns=(program.column_lower, program.column_upper),
        offset=program.offset,
    )
    if options.log is not None:
        highs.setOptionValue("log_file", str(options.log))
    if options.time_limit_seconds is not None:
        highs.setOptionValue("time_limit", options.time_limit_seconds)
    highs.setOptionValue("solver", "simplex" if len(program.row_lower) <= SIMPLEX_ROWS else "ipx")
    return highs


def hand_over_matrices(
    cost: Floats,
    matrix: csr_array,
    rows: tuple[Floats, Floats],
    columns: tuple[Floats, Floats],
    offset: float = 0.0,
) -> highspy.Highs:
    """A HiGHS object that holds: minimise `cost @ x + offset`, `rows` and `columns` being (lower, upper).

    Raises SolverFailed where HiGHS does not accept the matrices.
    """
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_, lp.offset_ = cost, offset
    lp.row_lower_, lp.row_upper_ = rows
    lp.col_lower_, lp.col_upper_ = columns
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = matrix.indptr
    lp.a_matrix_.index_ = matrix.indices
    lp.a_matrix_.value_ = matrix.data
    with _without_banner():
        highs = highspy.Highs()
    highs.setOptionValue("log_to_console", False)
    if highs.passModel(lp) == highspy.HighsStatus.kError:
        raise SolverFailed("HiGHS does not accept the matrices of this case.")
    return highs


@contextmanager
def _without_banner() -> Iterator[None]:
    """Keep standard output clean: HiGHS prints a banner before any option can stop it."""
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(nowhere)
        os.close(kept)
