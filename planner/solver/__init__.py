"""From a built model to proven numbers and prices."""

from planner.options import Options
from planner.solver.compile import compile_model
from planner.solver.energywise import solve_energywise
from planner.solver.hand_over import hand_over
from planner.solver.highs import answer, run
from planner.solver.program import Program, Span
from planner.solver.ranges import described
from planner.solver.solution import Solution
from planner.solver.warm import Warm

__all__ = [
    "Options",
    "Program",
    "Solution",
    "Span",
    "Warm",
    "answer",
    "compile_model",
    "described",
    "hand_over",
    "run",
    "solve_energywise",
]
