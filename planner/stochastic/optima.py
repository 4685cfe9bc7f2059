"""Optima of the programs of trees: proved, and where there is none, what fails in which leaf."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, hstack

from planner.errors import Exhausted, NoPlan, SolverFailed
from planner.rules import RULES
from planner.solver import answer, pass_model, run
from planner.solver.program import INFINITY
from planner.solver.reoptimize import reoptimize_bounds
from planner.solver.scaling import scaling_of
from planner.tolerances import NEGLIGIBLE

if TYPE_CHECKING:
    from typing import Any

    from highspy import Highs
    from numpy.typing import NDArray

    from planner.options import Options
    from planner.solver import Program, Solution
    from planner.stochastic.tree_program import TreeProgram
    from planner.timings import Stages

    Floats = NDArray[np.float64]

MOST_NAMED = 3
"""Limits that an error names."""


def optimum(program: Program, options: Options, stages: Stages) -> Solution:
    """The optimum of a program, proved; raises NoPlan where there is none, SolverFailed where none was proved."""
    scaling = scaling_of(program)
    scaled = program if scaling is None else scaling.applied(program)
    highs = pass_model(scaled, options)
    run(highs, stages.tick)
    found = answer(highs, scaled)
    return found if scaling is None else scaling.undone(found, program)


class OpenProgram:
    """A program that HiGHS keeps, for optima with other columns fixed: each from the basis of the last."""

    def __init__(self) -> None:
        self.highs: Highs | None = None
        self.last: Program | None = None

    def optimum(self, program: Program, options: Options, stages: Stages) -> Solution:
        """The optimum of the program, which differs from the last in bounds of columns alone; raises as `optimum`."""
        if scaling_of(program) is not None:
            return optimum(program, options, stages)
        try:
            found = self._from_last(program, stages)
        except Exhausted:
            raise
        except (NoPlan, SolverFailed):
            found = None  # which is proved, or done better, from cold
        if found is None:
            self.highs = self.last = None
            highs = pass_model(program, options)
            run(highs, stages.tick)
            found = answer(highs, program)
            self.highs = highs
        self.last = program
        return found

    def _from_last(self, program: Program, stages: Stages) -> Solution | None:
        """The optimum from the last basis; None where there is none."""
        if self.highs is None or self.last is None:
            return None
        moved = np.flatnonzero(
            (program.column_lower != self.last.column_lower)
            | (program.column_upper != self.last.column_upper)
        )
        bounds = program.column_lower[moved], program.column_upper[moved]
        reoptimize_bounds(self.highs, moved, bounds, stages.tick, len(program.row_lower))
        return answer(self.highs, program)


def fixed(program: Program, at: NDArray[np.int64], values: Floats) -> Program:
    """The program with some of its columns fixed, at least zero."""
    lower, upper = program.column_lower.copy(), program.column_upper.copy()
    lower[at] = upper[at] = np.maximum(values, 0.0)
    return dataclasses.replace(program, column_lower=lower, column_upper=upper)


def failing(tree: TreeProgram, program: Program, options: Options, stages: Stages) -> list[str]:
    """The limits that must give most for there to be a plan, in words, with the node that they are of.

    Every limit is let give at a price of one a unit; what then gives is what fails. Raises SolverFailed where even
    that helps nothing.
    """
    rows = np.array(
        [
            row
            for name, block in tree.program.rows.items()
            if _is_limit(name.partition(".")[2])
            for row in range(block.start, block.stop)
        ],
        dtype=np.int64,
    )
    count, width = len(rows), len(program.cost)
    above = np.where(np.isfinite(program.row_upper[rows]), -1.0, 1.0)
    slack = csr_array((above, (rows, np.arange(count))), shape=(len(program.row_lower), count))
    relaxed = dataclasses.replace(
        program,
        cost=np.append(np.zeros(width), np.ones(count)),
        offset=0.0,
        matrix=csr_array(hstack([program.matrix, slack])),
        column_lower=np.append(program.column_lower, np.zeros(count)),
        column_upper=np.append(program.column_upper, np.full(count, INFINITY)),
    )
    given = optimum(relaxed, options, stages).values[width:]
    order = np.argsort(-given)[:MOST_NAMED]
    return [_row_text(tree, int(rows[k]), float(given[k])) for k in order if given[k] > NEGLIGIBLE]


def _is_limit(rule: str) -> bool:
    return rule in RULES and RULES[rule].kind == "limit"


def _row_text(tree: TreeProgram, row: int, by: float) -> str:
    """A limit by its rule, its index and how far it must give."""
    for name, block in tree.program.rows.items():
        if block.start <= row < block.stop:
            node, _, rule = name.partition(".")
            index = block.indices[row - block.start]
            record = RULES[rule]
            what = record.named(record.noun, index) if record.noun else rule.replace("_", " ")
            when = _when(tree, node, block.dims, index)
            return f"{what}{when} by {by:.4g} {record.unit}"
    raise KeyError(row)


def _when(tree: TreeProgram, node: str, dims: str, index: Any) -> str:
    """The period of a row, in words after what it limits."""
    parts = dict(zip(dims, index if isinstance(index, tuple) else (index,), strict=True))
    case = tree.tree.nodes[node].case
    if "t" in parts:
        return f" in {case.periods[parts['t']]}"
    return f" in {case.periods[0].first.plus(parts['q'])}" if "q" in parts else ""


def no_plan(
    leaf: str | None, tree: TreeProgram, program: Program, options: Options, stages: Stages
) -> NoPlan:
    """The error where there is no plan for a leaf, or for all of them together: what would have to give."""
    named = failing(tree, program, options, stages)
    lines = "".join(f"\n    {line}" for line in named)
    which = (
        f"The future {leaf} has no plan, whatever is signed before the news."
        if leaf
        else ("No plan is right before the news for all futures together, though each has one alone.")
    )
    return NoPlan(
        f"{which} What would have to give:{lines}\n"
        "    mend: change the edits of the future, or what the case demands (target.policy, covenants)"
    )
