"""From a built model to proven numbers and prices."""

from planner.solve.compile import Program, Span, compile_model
from planner.solve.highs import Options, answer, hand_over, run
from planner.solve.solution import Solution

__all__ = ["Options", "Program", "Solution", "Span", "answer", "compile_model", "hand_over", "run"]
