"""Proof of an optimum from the matrices alone: nothing that the solver says of itself is believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.errors import NotProved
from planner.tolerances import CERTIFICATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.solver.program import Program

    Floats = NDArray[np.float64]


def certify(program: Program, values: Floats, duals: Floats) -> dict[str, float]:
    """The worst residual of each condition of optimality, by name.

    With `x` the values, `y` the duals and `z = c - A'y` the reduced costs: x within bounds, rows within bounds, y and
    z of the sign that the bound they lean on allows, each zero off its bound, primal equal to dual objective.
    Raises NotProved where one exceeds CERTIFICATE.
    """
    activity = program.matrix @ values
    reduced = program.cost - program.matrix.T @ duals
    primal = program.objective(values)
    dual, row_sign = _priced(duals, program.row_lower, program.row_upper)
    dual_columns, column_sign = _priced(reduced, program.column_lower, program.column_upper)
    residuals = {
        "columns_within_bounds": _outside(values, program.column_lower, program.column_upper),
        "rows_within_bounds": _outside(activity, program.row_lower, program.row_upper),
        "row_dual_signs": row_sign,
        "reduced_cost_signs": column_sign,
        "row_complementarity": _slack_priced(activity, duals, program.row_lower, program.row_upper),
        "column_complementarity": _slack_priced(values, reduced, program.column_lower, program.column_upper),
        "primal_dual_gap": abs(primal - (dual + dual_columns + program.offset)) / max(1.0, abs(primal)),
    }
    failed = {name: worst for name, worst in residuals.items() if not worst <= CERTIFICATE}
    if failed:
        text = ", ".join(f"{name} by {worst:.3g}" for name, worst in failed.items())
        raise NotProved(
            f"HiGHS called the plan optimal, but it fails {text} (allowed {CERTIFICATE:g}).\n"
            "    mend: sheets whose figures span many orders of magnitude are the usual cause; see planner check"
        )
    return residuals


def _outside(numbers: Floats, lower: Floats, upper: Floats) -> float:
    """How far any number lies outside its bounds."""
    return float(max(np.max(lower - numbers, initial=0.0), np.max(numbers - upper, initial=0.0)))


def _priced(prices: Floats, lower: Floats, upper: Floats) -> tuple[float, float]:
    """Worth of the bounds that prices lean on, and the largest price that leans on no bound at all."""
    bound = np.where(prices > 0, lower, upper)
    leaning = np.isfinite(bound)
    worth = float(np.sum(prices[leaning] * bound[leaning]))
    return worth, float(np.max(np.abs(prices[~leaning]), initial=0.0))


def _slack_priced(numbers: Floats, prices: Floats, lower: Floats, upper: Floats) -> float:
    """The largest of min(price, distance from the bound it leans on): zero where each price has its bound."""
    bound = np.where(prices > 0, lower, upper)
    leaning = np.isfinite(bound)
    distance = np.abs(numbers[leaning] - bound[leaning])
    return float(np.max(np.minimum(np.abs(prices[leaning]), distance), initial=0.0))
