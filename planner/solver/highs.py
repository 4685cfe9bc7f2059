"""One `passModel`, one run: a program handed to HiGHS as matrices, and a proven optimum brought back."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import highspy
import numpy as np

from planner.errors import NoPlan, SolverFailed
from planner.solver.certify import certify
from planner.solver.solution import Solution

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from planner.options import Options
    from planner.solver.compile import Program

SIMPLEX_ROWS = 5_000
"""Up to this many rows simplex is quickest; beyond, an interior point and a crossover to a basis are."""
TICK_SECONDS = 0.2


def hand_over(program: Program, options: Options) -> highspy.Highs:
    """A HiGHS object that holds the program."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(program.cost), len(program.row_lower)
    lp.col_cost_, lp.offset_ = program.cost, program.offset
    lp.col_lower_, lp.col_upper_ = program.column_lower, program.column_upper
    lp.row_lower_, lp.row_upper_ = program.row_lower, program.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = program.matrix.indptr
    lp.a_matrix_.index_ = program.matrix.indices
    lp.a_matrix_.value_ = program.matrix.data
    with _without_banner():
        highs = highspy.Highs()
    highs.setOptionValue("log_to_console", False)
    if options.log is not None:
        highs.setOptionValue("log_file", str(options.log))
    if options.time_limit_seconds is not None:
        highs.setOptionValue("time_limit", options.time_limit_seconds)
    highs.setOptionValue("solver", "simplex" if lp.num_row_ <= SIMPLEX_ROWS else "ipx")
    if highs.passModel(lp) == highspy.HighsStatus.kError:
        raise SolverFailed("HiGHS does not accept the matrices of this case.")
    return highs


@contextmanager
def _without_banner() -> Iterator[None]:
    """Keep standard output clean: HiGHS prints a banner before any option can stop it."""
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(nowhere)
        os.close(kept)


def run(highs: highspy.Highs, tick: Callable[[], None] | None = None) -> None:
    """Run HiGHS in a thread of its own, so that Ctrl-C is heard and a screen can tell the time."""
    trouble: list[BaseException] = []

    def work() -> None:
        try:
            highs.run()
        except BaseException as problem:
            trouble.append(problem)

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    try:
        while worker.is_alive():
            worker.join(TICK_SECONDS)
            if tick is not None:
                tick()
    except BaseException:
        highs.cancelSolve()
        worker.join()
        raise
    if trouble:
        raise SolverFailed(f"HiGHS stopped with {trouble[0]!r}.")


def answer(highs: highspy.Highs, program: Program) -> Solution:
    """The optimum that HiGHS reached, proved; raises NoPlan or SolverFailed where it reached none."""
    status = highs.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise _stopped(highs, status)
    solution, info = highs.getSolution(), highs.getInfo()
    if not solution.dual_valid:
        raise SolverFailed("HiGHS gave no prices with its optimum.")
    values, duals = np.array(solution.col_value), np.array(solution.row_dual)
    residuals = certify(program, values, duals)
    return Solution(
        objective=float(program.cost @ values) + program.offset,
        values=values,
        duals=duals,
        columns=program.columns,
        rows=program.rows,
        residuals=residuals,
        iterations={
            "simplex": max(0, info.simplex_iteration_count),
            "interior_point": max(0, info.ipm_iteration_count),
            "crossover": max(0, info.crossover_iteration_count),
        },
        status="optimal",
    )


def _stopped(highs: highspy.Highs, status: highspy.HighsModelStatus) -> NoPlan | SolverFailed:
    """What a status other than optimal means to the user."""
    statuses = highspy.HighsModelStatus
    if status in (statuses.kInfeasible, statuses.kUnboundedOrInfeasible):
        return NoPlan(
            "No plan satisfies every rule of this case: some load that must be served cannot be, or cannot be paid for."
            "\n    mend: set target.policy to priced to see what falls short, when and by how much"
        )
    if status == statuses.kUnbounded:
        return SolverFailed("The cost of this case has no bottom: some decision earns money without limit.")
    if status == statuses.kTimeLimit:
        return SolverFailed("HiGHS reached the time limit before it proved a plan optimal.")
    return SolverFailed(f"HiGHS stopped early: {highs.modelStatusToString(status)}.")
