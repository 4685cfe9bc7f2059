"""Of which period every row and column of a compiled program is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.parameters.timeline import timeline_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from planner.case import Case
    from planner.solver.program import Block, Program

    Ints = NDArray[np.int64]

TIMELESS = -1
"""The period of what is of none: worth at the end of the horizon."""
PERIOD_DIMS, QUARTER_DIM = "to", "q"
"""Letters of an index that are periods; and the one that is a quarter."""


def column_periods(case: Case, program: Program) -> Ints:
    """The period of every column; TIMELESS where it has none."""
    return _periods(case, program.columns, len(program.cost))


def row_periods(case: Case, program: Program) -> Ints:
    """The period of every row, of a quarter's row that which the quarter lies in; TIMELESS where it has none."""
    return _periods(case, program.rows, len(program.row_lower))


def _periods(case: Case, blocks: Mapping[str, Block], count: int) -> Ints:
    found = np.full(count, TIMELESS)
    period_of = np.zeros(timeline_of(case).quarters, dtype=np.int64)
    for t, quarters in enumerate(timeline_of(case).quarters_of):
        period_of[list(quarters)] = t
    for block in blocks.values():
        dim = next((dim for dim in block.dims if dim in PERIOD_DIMS + QUARTER_DIM), None)
        if dim is not None and block.indices:
            labels, which = block.parts[dim]
            times = np.array(labels, dtype=np.int64)
            found[block.slice] = (period_of[times] if dim == QUARTER_DIM else times)[which]
    return found
