"""From a built model to proven numbers and prices."""

from planner.options import Options
from planner.solver.compile import Program, Span, compile_model
from planner.solver.energywise import solve_energywise
from planner.solver.hand_over import hand_over
from planner.solver.highs import answer, run
from planner.solver.solution import Solution

__all__ = [
    "Options",
    "Program",
    "Solution",
    "Span",
    "answer",
    "compile_model",
    "hand_over",
    "run",
    "solve_energywise",
]
