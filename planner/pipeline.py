"""The way through: from a case to its model, the compiled program, the solution and the tables."""

from __future__ import annotations

import math
import time
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from planner.case.case import expect_case
from planner.errors import Exhausted, NoPlan, NotProved, SolverFailed, Unreconciled
from planner.options import Options, expect_options
from planner.results.plan import Plan
from planner.results.table_set import Tables
from planner.timings import Stages

if TYPE_CHECKING:
    from collections.abc import Callable

    from highspy import Highs

    from planner.case import Case
    from planner.solver import Fallback, Program, Solution, WarmStart
    from planner.timings import Listener

SIMPLEX_SECONDS = 10.0
"""What simplex may take; odd numbers lead it astray in programs that an interior point solves at once."""
DECOMPOSITION_ROWS = 30_000
"""From this many rows on, a program is solved by decomposition: on us-2028 at 24-hour blocks, which has 46 thousand,
that takes four fifths of the time."""
DECOMPOSITION_ROWS_WARM = 5_000
"""The same where neighbours are to follow: from cold it makes no odds, but going on has half the rows to carry."""


def solve(
    case: Case,
    options: Options | None = None,
    listener: Listener | None = None,
    stages: Stages | None = None,
    warm: WarmStart | None = None,
) -> Plan:
    """The least-cost plan of a case.

    Builds the model, compiles it, solves it with HiGHS, proves the optimum from the matrices and closes the books.
    Raises NoPlan, which says why and what would help, where no plan satisfies the rules; NoBottom where some decision
    earns money without limit; SolverFailed where no plan was proved; Unreconciled where the tables do not add up.
    A `listener` hears of every stage; `stages` is a stopwatch already running, which has its own. With
    `warm` HiGHS goes on from the optimum kept there, where the case differs from that one in its numbers alone.
    """
    expect_case(case, "solve")
    expect_options(options)
    stages = stages or Stages(listener)
    return plan_of(case, compiled(case, stages), options or Options(), stages, warm)


def compiled(case: Case, stages: Stages) -> Program:
    """The linear program of a case; what making its plan takes is imported here too, in one go."""
    with stages.stage("import"):
        import_module("planner.results.reconciliation")
        import_module("planner.results.tables")
        from planner.model import build
        from planner.solver import compile_model, described
    with stages.stage("build"):
        model = build(case)
    with stages.stage("compile"):
        program = compile_model(model)
        stages.found(described(program))
    return program


def plan_of(case: Case, program: Program, options: Options, stages: Stages, warm: WarmStart | None) -> Plan:
    """The least-cost plan of a case whose program is compiled; raises as `solve` does."""
    from planner.results.margins import margins
    from planner.results.reconciliation import reconcile
    from planner.results.tables import tabulate
    from planner.solver.scaling import scaling_of
    from planner.solver.storage_ties import without_storage_ties

    _stop_if_impossible(case, program, options, stages)
    scaling = scaling_of(program)
    scaled = program if scaling is None else scaling.applied(program)

    def finished(found: Solution) -> Plan:
        with stages.stage("tables"):
            found = without_storage_ties(scaled, found)
            solution = found if scaling is None else scaling.undone(found, program)
            tables = Tables(tabulate(case, solution))
        with stages.stage("reconcile"):
            residuals = dict(solution.residuals) | reconcile(case, tables, solution.objective)
        return Plan(case, solution, tables, residuals, stages, partial(margins, program, solution))

    try:
        return finished(optimum(case, scaled, options, stages, warm))
    except (NotProved, Unreconciled) as problem:
        return _second_attempt(scaled, options, stages, finished, problem)


def _second_attempt(
    program: Program,
    options: Options,
    stages: Stages,
    finished: Callable[[Solution], Plan],
    problem: NotProved | Unreconciled,
) -> Plan:
    """The plan of an optimum that is sought more closely, where the first missed its checks by a hair.

    Raises what the first attempt did where no other does better.
    """
    from planner.solver import Fallback
    from planner.solver.highs import closely

    missed = Fallback("usual tolerances", " ".join(str(problem).split("\n    mend:")[0].split()))
    for method in ("simplex", "ipx"):
        try:
            with stages.stage("highs"):
                found = closely(program, options, method, stages.tick)
            return finished(found.after([missed]))
        except (NoPlan, SolverFailed, Unreconciled):
            continue
    raise problem


def optimum(
    case: Case, program: Program, options: Options, stages: Stages, warm: WarmStart | None
) -> Solution:
    """The optimum, in the first of three ways that gets there: from the last one, by decomposition, or all at once.

    Raises as `solve` does. The solution says by which, and why those before it were left.
    """
    from planner.solver import Solution

    left: list[Fallback] = []
    if warm is not None:
        with stages.stage("highs"):
            resumed = warm.resume(program, options, stages.tick)
        if isinstance(resumed, Solution):
            return resumed
        left += [resumed] if resumed else []
    since = time.perf_counter()
    found = None
    least = DECOMPOSITION_ROWS if warm is None else min(DECOMPOSITION_ROWS, DECOMPOSITION_ROWS_WARM)
    if not options.plain and len(program.row_lower) > least:
        found = _solve_by_decomposition(program, options, stages, warm, left)
    if found is None:
        found = _solve_plain(case, program, options, stages, warm, left)
    if warm is not None:
        warm.cold_seconds = time.perf_counter() - since
    return found.after(left)


def _solve_by_decomposition(
    program: Program, options: Options, stages: Stages, warm: WarmStart | None, left: list[Fallback]
) -> Solution | None:
    """The optimum by decomposition; None where that finds none, which only the whole program can tell for sure."""
    from planner.solver import Fallback, solve_by_decomposition
    from planner.solver.solution import DECOMPOSITION

    try:
        with stages.stage("highs"):
            found, decomposition = solve_by_decomposition(program, options, stages.tick)
        if warm is not None:
            warm.keep_decomposition(decomposition)
        return found
    except Exhausted:
        raise
    except (NoPlan, SolverFailed) as problem:
        left.append(Fallback.of(DECOMPOSITION, problem))
        return None


def _solve_plain(
    case: Case,
    program: Program,
    options: Options,
    stages: Stages,
    warm: WarmStart | None,
    left: list[Fallback],
) -> Solution:
    """The optimum of the whole program at once; raises NoPlan or SolverFailed that say why there is none."""
    from planner.solver import answer, pass_model

    with stages.stage("pass"):
        highs = pass_model(program, options)
    with stages.stage("highs"):
        _run(highs, options, stages, left)
    try:
        with stages.stage("load"):
            found = answer(highs, program)
            if warm is not None:
                warm.keep_basis(program, highs)
            return found
    except NotProved:
        raise
    except (NoPlan, SolverFailed) as problem:
        if not options.diagnose:
            raise
        from planner.diagnose import reason

        with stages.stage("diagnose"):
            why = reason(case, program, problem, highs, options)
        raise why from None


def _run(highs: Highs, options: Options, stages: Stages, left: list[Fallback]) -> None:
    """Run HiGHS; where a method loses its way or fails, once more by another in the time that is left."""
    from highspy import HighsModelStatus

    from planner.solver import Fallback, run
    from planner.solver.solution import INTERIOR_POINT, SIMPLEX

    statuses, given = HighsModelStatus, options.time_limit_seconds
    simplex = highs.getOptionValue("solver")[1] == "simplex"
    method, other, solver = (
        (SIMPLEX, INTERIOR_POINT, "ipx") if simplex else (INTERIOR_POINT, SIMPLEX, "simplex")
    )
    short = simplex and (given is None or given > SIMPLEX_SECONDS)
    if short:
        highs.setOptionValue("time_limit", SIMPLEX_SECONDS)
    run(highs, stages.tick)
    status = highs.getModelStatus()
    if status == statuses.kTimeLimit and short:
        left.append(Fallback(method, f"it took more than {SIMPLEX_SECONDS:g} seconds"))
    elif status in (
        statuses.kSolveError,
        statuses.kPostsolveError,
        statuses.kUnknown,
        statuses.kIterationLimit,
    ):
        left.append(
            Fallback(method, f"HiGHS says {highs.modelStatusToString(status)}, and goes on by {other}")
        )
    else:
        return
    highs.clearSolver()
    highs.setOptionValue("solver", solver)
    highs.setOptionValue("time_limit", math.inf if given is None else given)
    run(highs, stages.tick)


def _stop_if_impossible(case: Case, program: Program, options: Options, stages: Stages) -> None:
    """Raise NoPlan where arithmetic alone shows that there is none, before HiGHS looks for one."""
    from planner.diagnose import diagnose, impossible

    known = impossible(case)
    if known and not options.diagnose:
        raise NoPlan("; ".join(shortfall.words for shortfall in known), known, places=case.places)
    if known:
        with stages.stage("diagnose"):
            why = diagnose(case, program, known, options.time_limit_seconds)
        if why is not None:
            raise why
