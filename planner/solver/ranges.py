"""How far apart the numbers of a linear program are; a solver has sixteen digits for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.solver.program import Program


def ranges_of(program: Program) -> dict[str, tuple[float, float]]:
    """Least and largest size of what is neither zero nor infinite, by part of the program.

    The parts are those that HiGHS tells of, in GW, USD billion and their ratios; one that has no such number is left
    out.
    """
    parts = {
        "matrix": (program.matrix.data,),
        "cost": (program.cost,),
        "bounds": (program.column_lower, program.column_upper),
        "right_hand_sides": (program.row_lower, program.row_upper),
    }
    found = {}
    for part, numbers in parts.items():
        sizes = np.abs(np.concatenate(numbers))
        sizes = sizes[np.isfinite(sizes) & (sizes > 0)]
        if len(sizes):
            found[part] = (float(sizes.min()), float(sizes.max()))
    return found


def described(program: Program) -> str:
    """A program in a few words: how many rows it has, and how far apart its coefficients are."""
    least, largest = ranges_of(program).get("matrix", (0.0, 0.0))
    return f"{program.matrix.shape[0]:,} rows, coefficients {least:.0e} to {largest:.0e}"
