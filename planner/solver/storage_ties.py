"""Storage that charges and discharges in the same block, taken out of an optimum where that costs nothing.

Where energy is worth nothing at the margin, as where sun is left unused, to charge and discharge at once costs nothing
either, and an optimum may have it. It reads as nonsense. For each region and period that has it, dispatch is chosen
once more, all else fixed: the same cost, the least charged. Where energy is worth less than nothing to lose it earns
money, and stays: the reader is told.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, vstack

from planner.errors import NotProved, SolverFailed
from planner.solver.certify import certify
from planner.solver.pass_model import pass_matrices
from planner.tolerances import CLOSE_FEASIBILITY, NEGLIGIBLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from planner.solver.program import Block, Program
    from planner.solver.solution import Solution

    Floats = NDArray[np.float64]
    Positions = NDArray[np.int64]

CHARGE, OUTPUT = "Charge", "Output"
OF_REGION = (OUTPUT, CHARGE, "Level", "Energy", "Charging")
"""Variables of dispatch by region and period..."""
OF_PERIOD = ("Net_output", "Generation_cost")
"""... and by period alone."""


def without_storage_ties(program: Program, solution: Solution) -> Solution:
    """An optimum of the same cost in which no storage charges and discharges at once, where there is one.

    Duals stay as they are: they prove every optimum.
    """
    if CHARGE not in program.columns:
        return solution
    values = solution.values
    for r, t in _simultaneous(program, values):
        values = _least_charged(program, values, _dispatch_of(program, r, t))
    if values is solution.values:
        return solution
    try:
        residuals = certify(program, values, solution.duals)
    except NotProved:
        return solution
    return dataclasses.replace(
        solution, values=values, objective=program.objective(values), residuals=residuals
    )


def _simultaneous(program: Program, values: Floats) -> list[tuple[object, object]]:
    """Regions and periods in which some storage charges and discharges in the same block."""
    charge, output = program.columns[CHARGE], program.columns[OUTPUT]
    position = output.position
    given = values[np.array([output.start + position[index] for index in charge.indices], dtype=np.int64)]
    both = np.flatnonzero((values[charge.slice] > NEGLIGIBLE) & (given > NEGLIGIBLE))
    return list(dict.fromkeys(_place(charge, int(k)) for k in both))


def _place(block: Block, k: int) -> tuple[object, object]:
    """The region and period of a column."""
    index = block.indices[k]
    return index[block.dims.index("r")], index[block.dims.index("t")]


def _dispatch_of(program: Program, r: object, t: object) -> Positions:
    """The columns of dispatch in a region and period."""

    def found() -> Iterator[Positions]:
        for name in (*OF_REGION, *OF_PERIOD):
            if name in program.columns:
                block, wanted = program.columns[name], {"r": r, "t": t}
                inside = np.ones(len(block.indices), dtype=bool)
                for dim in wanted.keys() & set(block.dims):
                    labels, which = block.parts[dim]
                    inside &= which == (labels.index(wanted[dim]) if wanted[dim] in labels else -1)
                yield block.start + np.flatnonzero(inside)

    return np.concatenate(list(found()))


def _least_charged(program: Program, values: Floats, moved: Positions) -> Floats:
    """The values with those columns `moved` so that least is charged, at the same cost; as they are where none is less.

    Rows and bounds that the values break by a hair may be broken by as much.
    """
    part = csr_array(program.matrix[:, moved])
    touched = np.flatnonzero(np.diff(part.indptr))
    activity = (program.matrix @ values)[touched]
    inside = csr_array(part[touched])
    rest = activity - inside @ values[moved]
    cost = program.cost[moved]
    spent = float(np.sum(cost * values[moved]))
    rows = (
        np.append(np.minimum(program.row_lower[touched], activity) - rest, -np.inf),
        np.append(np.maximum(program.row_upper[touched], activity) - rest, spent),
    )
    charge = program.columns[CHARGE]
    charged = ((moved >= charge.start) & (moved < charge.stop)).astype(float)
    columns = (
        np.minimum(program.column_lower[moved], values[moved]),
        np.maximum(program.column_upper[moved], values[moved]),
    )
    matrix = csr_array(vstack([inside, csr_array(cost[None, :])]))
    try:
        highs = pass_matrices(charged, matrix, rows, columns)
    except SolverFailed:
        return values
    for kept in ("primal", "dual"):
        highs.setOptionValue(f"{kept}_feasibility_tolerance", CLOSE_FEASIBILITY)
    highs.run()
    found = np.array(highs.getSolution().col_value)
    if str(highs.modelStatusToString(highs.getModelStatus())) != "Optimal":
        return values
    if np.sum(charged * found) > np.sum(charged * values[moved]) - NEGLIGIBLE:
        return values
    changed = values.copy()
    changed[moved] = found
    return changed
