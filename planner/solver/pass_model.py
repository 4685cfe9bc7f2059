"""Matrices into HiGHS by one `passModel`."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import highspy
import numpy as np

from planner.errors import SolverFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from planner.options import Options
    from planner.solver.program import Program

    Floats = NDArray[np.float64]

SIMPLEX_ROWS = 5_000
"""Up to this many rows simplex is quickest; beyond, an interior point and a crossover to a basis are."""


def pass_model(program: Program, options: Options) -> highspy.Highs:
    """A HiGHS object that holds the program, set to the method that suits its size."""
    highs = pass_matrices(
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


def pass_matrices(
    cost: Floats,
    matrix: csr_array,
    rows: tuple[Floats, Floats],
    columns: tuple[Floats, Floats],
    offset: float = 0.0,
) -> highspy.Highs:
    """A HiGHS object that holds: minimise `cost @ x + offset`, `rows` and `columns` being (lower, upper).

    Raises SolverFailed where HiGHS does not accept the matrices, ValueError where they do not fit each other.
    """
    height, width = matrix.shape
    if {len(cost), *map(len, columns)} != {width} or {*map(len, rows)} != {height}:
        # HiGHS would read beyond the end of whichever is too short.
        raise ValueError(f"costs and bounds do not fit a matrix of {height} rows and {width} columns")
    with _without_banner():
        highs = highspy.Highs()
    highs.setOptionValue("log_to_console", False)
    # As arrays, which HiGHS copies whole: the fields of a HighsLp it reads number by number.
    status = highs.passModel(
        width,
        height,
        matrix.nnz,
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        offset,
        cost,
        *columns,
        *rows,
        matrix.indptr,
        matrix.indices,
        matrix.data,
        np.zeros(width, dtype=np.int32),
    )
    if status == highspy.HighsStatus.kError:
        raise SolverFailed("HiGHS does not accept the matrices of this case.")
    return highs


@contextmanager
def _without_banner() -> Iterator[None]:
    """Keep standard output clean: HiGHS prints a banner before any option can stop it."""
    if sys.stdout is not None:
        sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:  # nobody listens
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(nowhere)
        os.close(kept)
