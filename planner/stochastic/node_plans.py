"""What a tree's optimum means in each node: its values and prices in the shape of its own case's plan.

In a node, an order counts as far as nothing on the way to it has cancelled it, as if the rest had not been ordered.
Prices are those of a dollar in that node: duals of the tree divided by the weight of the leaves that it leads to.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from planner.stochastic.tree_program import ABSENT, CANCELLED, NATIONAL, ORDERED, same_places
from planner.tolerances import NEGLIGIBLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from planner.solver import Program, Solution
    from planner.stochastic.tree_program import TreeProgram

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True)
class TreeOptimum:
    """An optimum of a tree: the values of its program's columns, the duals of its rows, the weight of every leaf."""

    stacked: TreeProgram
    solution: Solution
    weights: Mapping[str, float]

    def costs(self) -> dict[str, float]:
        """What each leaf costs, USD billion."""
        numbers = self.stacked.leaf_costs().at(self.solution.values)
        return dict(zip(self.stacked.tree.leaves, map(float, numbers), strict=True))

    def cancelled(self) -> dict[tuple[str, tuple[str, str, str, int]], float]:
        """What is cancelled of each order at the news of each node, GW."""
        return {
            (each.node, each.index): float(self.solution.values[each.cancelled])
            for each in self.stacked.cancellations
            if self.solution.values[each.cancelled] > NEGLIGIBLE
        }


def node_solution(found: TreeOptimum, name: str, leaf: str | None = None) -> Solution:
    """The optimum as the plan of a node's case, whose periods after the node are those of a leaf that it leads to."""
    tree = found.stacked.tree
    part = found.stacked.parts[name]
    last = found.stacked.parts[leaf or tree.leaves_under(name)[0]]
    solution, program = found.solution, part.program
    values = _at(solution.values, _whole(part.column_at, program, last.program, last.column_at, "columns"))
    duals = _at(solution.duals, _whole(part.row_at, program, last.program, last.row_at, "rows"))
    for node in tree.path(name):
        for kind in (ORDERED, NATIONAL):
            block = found.stacked.program.columns.get(f"{node.name}.{CANCELLED[kind]}")
            if block is not None and kind in program.columns:
                own = program.columns[kind]
                at = [own.start + own.position[index] for index in block.indices]
                values[at] -= solution.values[block.slice]
    weight = sum(found.weights[leaf] for leaf in tree.leaves_under(name))
    return replace(
        solution,
        objective=program.objective(values),
        values=values,
        duals=duals / weight if weight > NEGLIGIBLE else np.zeros(len(duals)),
        limits=program.row_upper,
        columns=program.columns,
        rows=program.rows,
    )


def _whole(own: Ints, program: Program, last: Program, at: Ints, side: str) -> Ints:
    """Where each column or row of a node stands in the tree: with the nodes on the way to it, or after it."""
    same = same_places(getattr(program, side), getattr(last, side), len(own))
    return np.where(own != ABSENT, own, np.where(same == ABSENT, ABSENT, at[same]))


def _at(numbers: Floats, places: Ints) -> Floats:
    """Numbers at places; zero where there is none."""
    return np.where(places == ABSENT, 0.0, numbers[places])
