"""A solved plan: what Python users hold in their hands."""

from __future__ import annotations

import difflib
import math
import time
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING

from planner.case.case import expect_case
from planner.errors import Exhausted, NoPlan, SolverFailed
from planner.options import Options, expect_options
from planner.timings import Stages

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from highspy import Highs

    from planner.case import Case
    from planner.report.plots import Plots
    from planner.results.finished import Run
    from planner.solver import Block, Program, Solution, WarmStart
    from planner.timings import Listener

PATIENCE_SECONDS = 10.0
"""What simplex may take; odd numbers lead it astray in programs that an interior point solves at once."""
DECOMPOSITION_ROWS = 30_000
"""From this many rows on, a program is solved by its energy form: on us-2028 at 24-hour blocks, which has 46 thousand,
that takes four fifths of the time."""
WARM_ROWS = 5_000
"""The same where neighbours are to follow: from cold it makes no odds, but going on has half the rows to carry."""
NOTHING = 1e-6
"""Load unserved below this many GW counts as served."""


@dataclass(frozen=True)
class Plan:
    """The least-cost plan of a case, proved optimal and reconciled.

    `tables` are DataFrames by name, units in their headers, periods by name ("2027Q3", or "2031" for a year).
    `solution` holds every value and price by name; `residuals` the worst residual of every check that it has passed.
    """

    case: Case
    solution: Solution
    tables: Mapping[str, pd.DataFrame]
    residuals: Mapping[str, float]
    stages: Stages = field(default_factory=Stages)

    def __repr__(self) -> str:
        closed = f"shortfall closed in {self.closed_in}" if self.closed_in else "shortfall not closed"
        return f"<Plan of {self.case.name}: USD {self.objective_usd_billion:,.1f} billion, {closed}>"

    @property
    def objective_usd_billion(self) -> float:
        """Present value of everything the plan costs, USD billion at the start of the horizon."""
        return self.solution.objective

    @property
    def unserved_gw(self) -> dict[str, float]:
        """Load left unserved over all sponsors, GW by period."""
        short = self.tables["shortfall"].groupby("period", sort=False)["unserved_gw"].sum()
        return {str(period): float(gw) for period, gw in short.items()}

    @property
    def closed_in(self) -> str | None:
        """First period from which no load goes unserved to the end of the horizon; None where some always does."""
        closed = None
        for period, gw in reversed(self.unserved_gw.items()):
            if gw > NOTHING:
                break
            closed = period
        return closed

    @property
    def plot(self) -> Plots:
        """The charts of the plan, a method each: `plan.plot.capacity()`; `dir(plan.plot)` lists them."""
        return self.finished().plot

    def finished(self) -> Run:
        """The plan as a finished run: what reports and charts are made of."""
        from planner.results.finished import run_of

        return run_of(self)

    def _repr_html_(self) -> str:
        """The plan in a notebook: the answer and its first charts."""
        return self.finished()._repr_html_()

    def value(self, name: str) -> pd.Series[float]:
        """A variable of the model by every index it has, as `planner explain` names it, in its unit.

        Raises KeyError for a name that the plan does not have.
        """
        from planner.results.tabular import named

        block = _known(self.solution.columns, name, self.solution.rows, "dual")
        return named(self.case, block, self.solution.values[block.slice], name)

    def dual(self, rule: str) -> pd.Series[float]:
        """Prices of a rule by every index it has, USD billion of their own period per unit of the rule.

        Zero where a limit does not bind. The sign is that of the dual: at most zero for a limit or a floor, whose
        slackening saves money. Raises KeyError for a rule that the plan does not have.
        """
        from planner.results.prices import in_own_money
        from planner.results.tabular import named

        block = _known(self.solution.rows, rule, self.solution.columns, "value")
        prices = in_own_money(self.case, block, self.solution.duals[block.slice])
        return named(self.case, block, prices, rule)


def _known(blocks: Mapping[str, Block], name: str, others: Mapping[str, Block], method: str) -> Block:
    """The block of that name; raises KeyError that says where else the name is, or offers the nearest."""
    if name in blocks:
        return blocks[name]
    if name in others:
        raise KeyError(f"{name} is the other kind: ask for plan.{method}({name!r})")
    near = difflib.get_close_matches(name, blocks, n=3, cutoff=0.5)
    told = f"is it {' or '.join(near)}?" if near else "planner explain lists what there is"
    raise KeyError(f"the plan has no {name!r}; {told}")


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
        import_module("planner.results.checks")
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
    from planner.results.checks import reconcile
    from planner.results.tables import tabulate

    _stop_if_impossible(case, program, options, stages)
    solution = optimum(case, program, options, stages, warm)
    with stages.stage("tables"):
        tables = tabulate(case, solution)
    with stages.stage("reconcile"):
        residuals = dict(solution.residuals) | reconcile(case, tables, solution.objective)
    return Plan(case, solution, tables, residuals, stages)


def optimum(
    case: Case, program: Program, options: Options, stages: Stages, warm: WarmStart | None
) -> Solution:
    """The optimum, in the first of three ways that gets there: from the last one, by energies, or all at once.

    Raises as `solve` does.
    """
    if warm is not None:
        with stages.stage("highs"):
            solution = warm.resume(program, options, stages.tick)
        if solution is not None:
            return solution
    since = time.perf_counter()
    solution = None
    least = DECOMPOSITION_ROWS if warm is None else min(DECOMPOSITION_ROWS, WARM_ROWS)
    if not options.plain and len(program.row_lower) > least:
        solution = _solve_by_decomposition(program, options, stages, warm)
    if solution is None:
        solution = _solve_plain(case, program, options, stages, warm)
    if warm is not None:
        warm.cold_seconds = time.perf_counter() - since
    return solution


def _solve_by_decomposition(
    program: Program, options: Options, stages: Stages, warm: WarmStart | None
) -> Solution | None:
    """The optimum by the energy form; None where that has none, which only the whole program can tell for sure."""
    from planner.solver import solve_by_decomposition

    try:
        with stages.stage("highs"):
            return solve_by_decomposition(program, options, stages.tick, warm)
    except Exhausted:
        raise
    except (NoPlan, SolverFailed):
        return None


def _solve_plain(
    case: Case, program: Program, options: Options, stages: Stages, warm: WarmStart | None
) -> Solution:
    """The optimum of the whole program at once; raises NoPlan or SolverFailed that say why there is none."""
    from planner.solver import answer, pass_model

    with stages.stage("pass"):
        highs = pass_model(program, options)
    with stages.stage("highs"):
        _run(highs, options, stages)
    try:
        with stages.stage("load"):
            found = answer(highs, program)
            if warm is not None:
                warm.keep_whole(program, highs)
            return found
    except (NoPlan, SolverFailed) as problem:
        if not options.diagnose:
            raise
        from planner.diagnose import reason

        with stages.stage("diagnose"):
            why = reason(case, program, problem, highs, options)
        raise why from None


def _run(highs: Highs, options: Options, stages: Stages) -> None:
    """Run HiGHS, and where simplex loses its way, once more by an interior point in the time that is left."""
    from highspy import HighsModelStatus

    from planner.solver import run

    given = math.inf if options.time_limit_seconds is None else options.time_limit_seconds
    if highs.getOptionValue("solver")[1] == "simplex" and given > PATIENCE_SECONDS:
        highs.setOptionValue("time_limit", PATIENCE_SECONDS)
        run(highs, stages.tick)
        if highs.getModelStatus() != HighsModelStatus.kTimeLimit:
            return
        highs.clearSolver()
        highs.setOptionValue("solver", "ipx")
        highs.setOptionValue("time_limit", given)
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
