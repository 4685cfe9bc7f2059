"""From a built model to proven numbers and prices."""

from planner.options import Options
from planner.solver.compile import compile_model
from planner.solver.decomposition.benders import solve_by_decomposition
from planner.solver.highs import answer, run
from planner.solver.pass_model import pass_model
from planner.solver.program import Block, Program
from planner.solver.ranges import described
from planner.solver.solution import Fallback, Solution, SolveRecord
from planner.solver.warm_start import WarmStart

__all__ = [
    "Block",
    "Fallback",
    "Options",
    "Program",
    "Solution",
    "SolveRecord",
    "WarmStart",
    "answer",
    "compile_model",
    "described",
    "pass_model",
    "run",
    "solve_by_decomposition",
]
