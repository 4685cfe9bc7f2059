"""A certificate is refused for every way in which an answer can be wrong."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from planner.errors import SolverFailed
from planner.solver import Block, Program
from planner.solver.certify import certify

INF = float("inf")

# Minimise 2 x + 3 y + 1 with x + y >= 4 (written -x - y <= -4), x <= 3, x, y >= 0.
# By hand: x is cheaper and full, x = 3, y = 1, cost 10. One more of need costs 3, so the dual of the row
# as written is -3; one more room for x saves 3 - 2 = 1.
VALUES = np.array([3.0, 1.0])
DUALS = np.array([-3.0])


def program(row_lower: float = -INF, row_upper: float = -4.0) -> Program:
    return Program(
        cost=np.array([2.0, 3.0]),
        offset=1.0,
        matrix=csr_array(np.array([[-1.0, -1.0]])),
        row_lower=np.array([row_lower]),
        row_upper=np.array([row_upper]),
        column_lower=np.zeros(2),
        column_upper=np.array([3.0, INF]),
        columns={"X": Block("a", ("x", "y"), 0)},
        rows={"need": Block("t", (0,), 0)},
    )


def test_the_optimum_is_certified() -> None:
    assert max(certify(program(), VALUES, DUALS).values()) == 0.0


def test_the_same_program_with_its_row_as_an_equation_is_certified() -> None:
    assert max(certify(program(row_lower=-4.0), VALUES, DUALS).values()) == 0.0


@pytest.mark.parametrize(
    ("values", "duals", "condition"),
    [
        ([3.0, 0.5], [-3.0], "rows_within_bounds by 0.5"),
        ([4.0, 0.0], [-3.0], "columns_within_bounds by 1"),
        ([5.0, -1.0], [-3.0], "columns_within_bounds by 2"),
        ([3.0, 1.0], [3.0], "row_dual_signs by 3"),
        ([3.0, 1.0], [-4.0], "reduced_cost_signs by 1"),
        ([3.0, 1.0], [-2.5], "column_complementarity by 0.5"),
        ([3.0, 2.0], [-3.0], "row_complementarity by 1"),
        ([2.0, 2.0], [-3.0], "primal_dual_gap"),
        ([3.0, 1.0], [0.0], "primal_dual_gap"),
    ],
)
def test_a_wrong_answer_is_refused(values: list[float], duals: list[float], condition: str) -> None:
    with pytest.raises(SolverFailed, match=condition):
        certify(program(), np.array(values), np.array(duals))


@pytest.mark.parametrize("wrong", [float("nan"), INF])
def test_what_is_no_number_is_refused(wrong: float) -> None:
    with pytest.raises(SolverFailed), np.errstate(invalid="ignore"):
        certify(program(), np.array([wrong, 1.0]), DUALS)
    with pytest.raises(SolverFailed), np.errstate(invalid="ignore"):
        certify(program(), VALUES, np.array([wrong]))


def test_a_cheaper_looking_answer_that_is_not_optimal_fails_by_its_gap() -> None:
    """Serving all of need by y costs 13, and no prices can prove it."""
    for dual in (-3.0, -2.0, 0.0):
        with pytest.raises(SolverFailed):
            certify(program(), np.array([0.0, 4.0]), np.array([dual]))
