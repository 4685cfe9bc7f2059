"""The plan of a tree of futures: solved, proved, told leaf by leaf."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.case.case import expect_case
from planner.errors import NoPlan
from planner.options import Options, expect_options
from planner.pipeline import compiled
from planner.stochastic.futures_file import expect_futures
from planner.stochastic.made import make_tree
from planner.stochastic.node_plans import TreeOptimum
from planner.stochastic.optima import fixed, no_plan, optimum
from planner.stochastic.tree import TRUNK
from planner.stochastic.tree_answer import answered
from planner.stochastic.tree_memory import expect_memory
from planner.stochastic.tree_program import tree_program
from planner.stochastic.weighing import MEASURES, Weighing, expected_at_least, weighed
from planner.timings import Stages

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.case import Case
    from planner.solver import Program, Solution
    from planner.stochastic.tree import Tree
    from planner.stochastic.tree_plan import TreePlan
    from planner.stochastic.tree_program import TreeProgram
    from planner.stochastic.weighing import Measure
    from planner.timings import Listener

SIGNED = ("Ordered", "Issue")
"""What is signed: orders and issues."""


@dataclass(frozen=True)
class Compiled:
    """A tree and the compiled program of every node's case."""

    case: Case
    tree: Tree
    programs: dict[str, Program]
    options: Options
    stages: Stages

    @property
    def cancelling(self) -> bool:
        """Whether the case lets one cancel."""
        return self.case.settings.target.cancellation == "on"

    def program(self, tree: Tree, cancelling: bool) -> TreeProgram:
        """The program of this tree or of a part of it."""
        return tree_program(tree, self.programs, cancelling)

    def alone(self, leaf: str) -> TreeOptimum:
        """The best plan of one leaf, known beforehand; raises NoPlan, which says what fails, where there is none."""
        stacked = self.program(self.tree.alone(leaf), cancelling=False)
        try:
            with self.stages.stage(leaf):
                found = optimum(stacked.program, self.options, self.stages)
        except NoPlan:
            raise no_plan(leaf, stacked, stacked.program, self.options, self.stages) from None
        return TreeOptimum(stacked, found, {leaf: 1.0})


def compile_tree(case: Case, options: Options | None = None, stages: Stages | None = None) -> Compiled:
    """The tree of a case's futures, every node compiled.

    Raises CaseError where they are faulty, UserError where there are none or more than memory allows.
    """
    stages = stages or Stages()
    tree = make_tree(case, expect_futures(case.origin))
    return compiled_tree(case, tree, options or Options(), stages)


def compiled_tree(case: Case, tree: Tree, options: Options, stages: Stages) -> Compiled:
    """A tree that is made already, every node compiled; raises UserError where memory would not do."""
    programs = {TRUNK: compiled(tree.trunk.case, stages)}
    expect_memory(tree, programs[TRUNK])
    programs |= {name: compiled(node.case, stages) for name, node in tree.nodes.items() if name != TRUNK}
    return Compiled(case, tree, programs, options, stages)


def futures(
    case: Case,
    weigh: Measure = "expected",
    tail: float = 0.25,
    weight: float = 0.5,
    options: Options | None = None,
    listener: Listener | None = None,
) -> TreePlan:
    """The plan of a case over its futures, which futures.yaml beside it names: one first stage, a plan for each leaf.

    `weigh` says which measure of the leaves' costs is least: "expected", "cvar" (the mean of the dearest `tail`, with
    `weight`, and the expected cost with the rest) or "regret" (the largest). Raises CaseError where a future is
    faulty, NoPlan where one has no plan, and otherwise as `planner.solve` does.
    """
    expect_case(case, "futures")
    expect_options(options)
    return solve_tree(compile_tree(case, options, Stages(listener)), Weighing(weigh, tail, weight))


def solve_tree(known: Compiled, weighing: Weighing) -> TreePlan:
    """The plan of a compiled tree; raises as `futures` does."""
    alone = {leaf: known.alone(leaf) for leaf in known.tree.leaves}
    stacked = known.program(known.tree, known.cancelling)
    best = [alone[leaf].solution.objective for leaf in known.tree.leaves]
    found, value = weighed_optimum(known, stacked, weighing, best)
    hedging = hedged(known, stacked, alone)
    return answered(known.case, found, alone, weighing, value, hedging, known.stages)


def weighed_optimum(
    known: Compiled, stacked: TreeProgram, weighing: Weighing, best: list[float]
) -> tuple[TreeOptimum, float]:
    """The optimum of the weighing, of those the one of least expected cost, and the weighing's value."""
    program = weighed(stacked.program, stacked.leaf_costs(), weighing, best)
    stages = known.stages
    try:
        with stages.stage("tree"):
            first = optimum(program, known.options, stages)
    except NoPlan:
        raise no_plan(None, stacked, program, known.options, stages) from None
    if weighing.measure == MEASURES[0]:
        chances = dict(zip(stacked.tree.leaves, stacked.leaf_costs().probabilities.tolist(), strict=True))
        return TreeOptimum(stacked, first, chances), first.objective
    second = expected_at_least(program, first.objective, stacked.program.cost, stacked.program.offset)
    with stages.stage("second"):
        found = optimum(second, known.options, stages)
    return TreeOptimum(stacked, found, _weights(stacked, program, weighing, found)), first.objective


def _weights(stacked: TreeProgram, program: Program, weighing: Weighing, found: Solution) -> dict[str, float]:
    """What a dollar in each leaf weighs at the second optimum: its probability, and its part in the bound."""
    chances = stacked.leaf_costs().probabilities
    rows = len(stacked.program.row_lower)
    of_leaves = -found.duals[rows : rows + len(chances)]
    held = -found.duals[len(program.row_lower)]
    within = (1 - weighing.weight) * held if weighing.measure == "cvar" else 0.0
    weights = (1 + within) * chances + of_leaves
    return dict(zip(stacked.tree.leaves, weights.tolist(), strict=True))


def hedged(known: Compiled, stacked: TreeProgram, alone: dict[str, TreeOptimum]) -> dict[str, float | None]:
    """Expected cost of signing before the first news what each leaf's own plan signs; None where no plan is left."""
    found: dict[str, float | None] = {}
    for leaf, best in alone.items():
        at, values = signed(best, stacked)
        try:
            with known.stages.stage(f"as for {leaf}"):
                program = fixed(stacked.program, at, values)
                found[leaf] = optimum(program, known.options, known.stages).objective
        except NoPlan:
            found[leaf] = None
    return found


def signed(best: TreeOptimum, stacked: TreeProgram) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Where in a tree's program what another plan signs before the first news stands, and how much that is."""
    places, values = [], []
    for name in SIGNED:
        own = best.stacked.program.columns.get(f"{TRUNK}.{name}")
        if own is not None:
            other = stacked.program.columns[f"{TRUNK}.{name}"]
            places.append(other.start + np.array([other.position[index] for index in own.indices]))
            values.append(best.solution.values[own.slice])
    return np.concatenate(places), np.concatenate(values)
