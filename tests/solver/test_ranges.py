"""The sizes of a program's numbers, by part."""

from __future__ import annotations

import numpy as np
from cases.tiny import tiny_plan
from scipy.sparse import csr_array

from planner.solver import Program
from planner.solver.ranges import described, ranges_of

INF = float("inf")


def program() -> Program:
    """Two columns and two rows, zeros, signs and infinities among their numbers."""
    return Program(
        cost=np.array([0.0, -3.0]),
        offset=1e6,
        matrix=csr_array(np.array([[-0.25, 40.0], [0.0, 2.0]])),
        row_lower=np.array([-INF, 5.0]),
        row_upper=np.array([-0.5, INF]),
        column_lower=np.zeros(2),
        column_upper=np.full(2, INF),
        columns={},
        rows={},
    )


def test_sizes_have_no_sign_and_are_neither_zero_nor_infinite() -> None:
    assert ranges_of(program()) == {
        "matrix": (0.25, 40.0),
        "cost": (3.0, 3.0),
        "right_hand_sides": (0.5, 5.0),
    }


def test_a_program_is_described_by_its_rows_and_coefficients() -> None:
    assert described(program()) == "2 rows, coefficients 2e-01 to 4e+01"


def test_a_plan_bears_the_ranges_of_its_program() -> None:
    ranges = tiny_plan().solution.ranges
    # A bond of the first quarter has 17 of its 20 quarters ahead, and so as much of its fee of 1 %; chips cost 30 a GW.
    assert ranges["matrix"] == (0.0085, 30.0)
