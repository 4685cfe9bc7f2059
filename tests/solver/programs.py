"""Programs of random cases, and their optimum found without any of the ways that are tested here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.variants import write_variant

import planner
from planner.model import build
from planner.options import Options
from planner.solver import answer, compile_model, pass_model, run

if TYPE_CHECKING:
    from pathlib import Path

    from planner.solver import Program, Solution


def compiled(folder: Path, seed: int, *edits: str) -> Program:
    """The program of a random case, written to the folder and edited."""
    write_variant(folder, seed)
    return compile_model(build(planner.edit(planner.read(folder), *edits)))


def at_once(program: Program) -> Solution:
    """The proved optimum of the whole program in one run of HiGHS; raises NoPlan."""
    highs = pass_model(program, Options())
    run(highs)
    return answer(highs, program)
