"""What the program of a tree takes of memory, told before it is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.errors import UserError
from planner.stochastic.program_periods import TIMELESS, row_periods
from planner.timings import available_megabytes

if TYPE_CHECKING:
    from planner.solver import Program
    from planner.stochastic.tree import Tree

BYTES_PER_COMPILED_ENTRY = 250
"""Of the compiled program of a node, its names included, for each coefficient of it: measured on us-2028."""
BYTES_PER_STACKED_ENTRY = 400
"""Of the program of a tree while HiGHS solves it by an interior point, for each coefficient: measured on us-2028."""


def stacked_entries(tree: Tree, trunk: Program) -> float:
    """How many coefficients the program of a tree has, about: for each period of a node as many as the trunk's have.

    What may be cancelled comes on top of it.
    """
    of_row, at = np.diff(trunk.matrix.indptr), row_periods(tree.trunk.case, trunk)
    found = 0.0
    for name, node in tree.nodes.items():
        own = (at >= node.start) & (at < tree.end(name))
        if name in tree.leaves:
            own |= at == TIMELESS
        found += float(of_row[own].sum())
    return found


def megabytes_of(tree: Tree, trunk: Program) -> float:
    """What compiling all nodes of a tree and solving its program takes, about."""
    compiled = (len(tree.nodes) - 1) * trunk.matrix.nnz * BYTES_PER_COMPILED_ENTRY
    return (compiled + stacked_entries(tree, trunk) * BYTES_PER_STACKED_ENTRY) / 1e6


def expect_memory(tree: Tree, trunk: Program) -> None:
    """Raise UserError, which says how much it would take, where a tree needs more memory than there is.

    `trunk` is the compiled program of the case itself.
    """
    needed, available = megabytes_of(tree, trunk), available_megabytes()
    if needed > available:
        takes, there = (f"{megabytes / 1e3:,.1f} GB" for megabytes in (needed, available))
        raise UserError(
            f"A tree with {len(tree.leaves)} leaves would take about {takes} of memory, and {there} are available.\n"
            "    mend: fewer futures, longer blocks (operations.hours_per_block), an earlier calendar.end, or a machine"
            " with more memory"
        )
