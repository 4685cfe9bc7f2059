"""One run of HiGHS, and the proven optimum it leaves."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import highspy
import numpy as np

from planner.errors import Exhausted, NoPlan, SolverFailed
from planner.solver.certify import certify
from planner.solver.highs_log import HighsLog
from planner.solver.pass_model import pass_model
from planner.solver.ranges import ranges_of
from planner.solver.solution import INTERIOR_POINT, SIMPLEX, Solution, SolveRecord
from planner.tolerances import CLOSE_FEASIBILITY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from planner.options import Options
    from planner.solver.program import Program

    Floats = NDArray[np.float64]

TICK_SECONDS = 0.2


def run(highs: highspy.Highs, tick: Callable[..., None] | None = None) -> None:
    """Run HiGHS in a thread of its own, so that Ctrl-C is heard and a screen can tell the time.

    `tick` is called now and then, with what HiGHS is doing in words.
    """
    failures: list[BaseException] = []
    log = HighsLog()
    if tick is not None:
        log.listen(highs)

    def work() -> None:
        try:
            highs.run()
        except BaseException as problem:
            failures.append(problem)

    worker = threading.Thread(target=work, daemon=True)
    try:
        worker.start()
        while worker.is_alive():
            worker.join(TICK_SECONDS)
            if tick is not None:
                tick(log.doing)
    except BaseException:
        # A run that only begins forgets that it was cancelled.
        while worker.is_alive():
            highs.cancelSolve()
            worker.join(TICK_SECONDS)
        raise
    finally:
        if tick is not None:
            log.leave(highs)
    if failures:
        # With no memory for the stack of a thread, the system says that it is unavailable.
        if isinstance(failures[0], MemoryError) or "unavailable" in str(failures[0]):
            raise Exhausted(
                f"HiGHS ran out of memory: {failures[0]!r}; nothing was written.\n"
                "    mend: longer blocks (operations.hours_per_block), a shorter horizon, or more memory"
            )
        raise SolverFailed(f"HiGHS stopped with {failures[0]!r}.")


def answer(highs: highspy.Highs, program: Program) -> Solution:
    """The optimum that HiGHS reached, proved; raises NoPlan or SolverFailed where it reached none."""
    values, duals = optimum(highs)
    is_simplex = highs.getOptionValue("solver")[1] == "simplex"
    solved = SolveRecord(SIMPLEX if is_simplex else INTERIOR_POINT)
    return proved(program, values, duals, iterations_of(highs), solved)


def closely(
    program: Program, options: Options, method: str, tick: Callable[..., None] | None = None
) -> Solution:
    """The optimum of the whole program to a hundredth of the usual tolerances, by a method of HiGHS, proved.

    For whom a plan missed its checks by a hair. Raises SolverFailed or NoPlan where the method reaches none.
    """
    highs = pass_model(program, options)
    highs.setOptionValue("solver", method)
    for kept in ("primal", "dual"):
        highs.setOptionValue(f"{kept}_feasibility_tolerance", CLOSE_FEASIBILITY)
    run(highs, tick)
    return answer(highs, program)


def optimum(highs: highspy.Highs) -> tuple[Floats, Floats]:
    """The values and duals of an optimum; raises NoPlan or SolverFailed where HiGHS reached none."""
    status = highs.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise _stopped(highs, status)
    solution = highs.getSolution()
    if not solution.dual_valid:
        raise SolverFailed("HiGHS gave no prices with its optimum.")
    return np.array(solution.col_value), np.array(solution.row_dual)


def iterations_of(highs: highspy.Highs) -> dict[str, int]:
    """How many iterations each method took."""
    info = highs.getInfo()
    return {
        "simplex": max(0, info.simplex_iteration_count),
        "interior_point": max(0, info.ipm_iteration_count),
        "crossover": max(0, info.crossover_iteration_count),
    }


def proved(
    program: Program, values: Floats, duals: Floats, iterations: Mapping[str, int], solved: SolveRecord
) -> Solution:
    """A solution whose certificate holds; raises SolverFailed where it does not."""
    return Solution(
        objective=program.objective(values),
        values=values,
        duals=duals,
        limits=program.row_upper,
        columns=program.columns,
        rows=program.rows,
        residuals=certify(program, values, duals),
        iterations=iterations,
        ranges=ranges_of(program),
        status="optimal",
        solved=solved,
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
    if status == statuses.kMemoryLimit:
        return Exhausted(
            "HiGHS ran out of memory; nothing was written.\n"
            "    mend: longer blocks (operations.hours_per_block), a shorter horizon, or more memory"
        )
    if status == statuses.kTimeLimit:
        return Exhausted(
            "HiGHS reached the time limit before it proved a plan optimal; nothing was written.\n"
            "    mend: allow more seconds with --time-limit, or longer blocks (operations.hours_per_block)"
        )
    return SolverFailed(
        f"HiGHS stopped before it proved a plan optimal; it says: {highs.modelStatusToString(status)}.\n"
        "    mend: look at the notes of planner check: figures that span many orders of magnitude, and sponsors that"
        " build but can put in no equity, make prices too large to be told exactly"
    )
