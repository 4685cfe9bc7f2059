"""The dispatch behind given energies: which source gives what in which block, or the cut that says there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array

from planner.solver.cuts import VIOLATED, Cuts, by_merit
from planner.solver.hand_over import hand_over_matrices

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.solver.cells import Cells
    from planner.solver.cuts import Flow, Merit

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

SAME = 1e-9
"""GW that an energy may be off its dispatch by merit before the dispatch is looked for."""


def dispatch(cells: Cells, flow: Flow, merit: Merit, least: float = VIOLATED) -> tuple[Floats, Cuts]:
    """Output (cells, sources, blocks) that adds up to every energy, and the cuts of cells where none does.

    Where it is off by no more than `least` GW there is one.

    By merit where that gives the energies; where sources cost alike it need not, and the largest flow is found.
    """
    output = by_merit(flow, merit)
    off = np.abs(output @ cells.weight - flow.energy).max(axis=1, initial=0.0) > SAME
    doubtful = np.flatnonzero(off)
    if not len(doubtful):
        return output, Cuts(doubtful, cells.there[doubtful], np.zeros((0, len(cells.weight)), dtype=bool))
    found, cuts = _largest_flow(cells, flow, doubtful, least)
    output[doubtful] = found
    return output, cuts


def _largest_flow(cells: Cells, flow: Flow, which: Ints, least: float) -> tuple[Floats, Cuts]:
    """The largest flow from sources to blocks in some cells, all in one program, and the smallest cuts that bind."""
    shape = (len(which), *cells.available.shape[1:])
    count, sources, blocks = shape
    number = np.arange(np.prod(shape)).reshape(shape)
    of_source = np.broadcast_to(np.arange(count * sources).reshape(count, sources, 1), shape)
    of_block = count * sources + np.broadcast_to(np.arange(count * blocks).reshape(count, 1, blocks), shape)
    weight = np.broadcast_to(cells.weight, shape)
    value = np.concatenate([weight.ravel(), weight.ravel()])
    row = np.concatenate([of_source.ravel(), of_block.ravel()])
    size = count * (sources + blocks)
    matrix = csr_array(coo_array((value, (row, np.tile(number.ravel(), 2))), shape=(size, number.size)))
    net_load = np.maximum(0.0, flow.net_load[which]) * cells.weight
    highs = hand_over_matrices(
        cost=-weight.ravel(),
        matrix=matrix,
        rows=(
            np.full(size, -np.inf),
            np.append(np.maximum(0.0, flow.energy[which]).ravel(), net_load.ravel()),
        ),
        columns=(np.zeros(number.size), np.maximum(0.0, flow.capacity[which]).ravel()),
    )
    highs.run()
    solution = highs.getSolution()
    found = np.array(solution.col_value).reshape(shape)
    used = np.array(solution.row_dual) < -0.5  # each is zero or minus one
    inner = ~used[: count * sources].reshape(count, sources) & cells.there[which]
    open_blocks = ~used[count * sources :].reshape(count, blocks)
    short = flow.energy[which].sum(1) - (found @ cells.weight).sum(1)
    return found, Cuts(which, inner, open_blocks)[short > least]
