"""The exact optimum of a large program by decomposition: what the master lacks joins until nothing is missing.

Rounds of an interior point without a crossover come first: loose optima are well inside, so that their cuts are deep
and their duals smooth. Limits that none of them comes near are left out of the next, for they take up half its steps.
Then one crossover to a basis, and the simplex method goes on from basis to basis, with all limits, while cuts and
candidates still join. When none does, values and duals are those of the whole program, and are proved there.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import highspy
import numpy as np

from planner.errors import SolverFailed
from planner.solver.decomposition.basis import MasterBasis, SolvedMaster
from planner.solver.decomposition.column_pricing import ColumnPricing
from planner.solver.decomposition.master import Master, OpenMaster
from planner.solver.decomposition.restricted_master import RestrictedMaster, first_content
from planner.solver.highs import iterations_of, optimum, proved, run
from planner.solver.reoptimize import ModelDelta, add, reoptimize, same_but_limits
from planner.solver.solution import DECOMPOSITION, Fallback, SolveRecord
from planner.tolerances import (
    CLOSE_CUT_VIOLATION_GW,
    CLOSE_ROW_FEASIBILITY,
    CROSSOVER_OPTIMALITY,
    CUT_VIOLATION_GW,
    LOOSE_CUT_VIOLATION_GW,
    LOOSE_OPTIMALITY,
    LOOSE_SAVING_USD_BILLION_PER_GW,
    LOOSE_STANDING_GW,
    ROW_FEASIBILITY,
    SAVING_USD_BILLION_PER_GW,
    STANDING_GW,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from planner.options import Options
    from planner.solver.decomposition.benders_cuts import Cuts
    from planner.solver.decomposition.candidates import Candidate
    from planner.solver.decomposition.master import Point
    from planner.solver.program import Program
    from planner.solver.solution import Solution

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]

MOST_INTERIOR_ROUNDS, THINNING_ROUNDS = 6, 2
"""Rounds of an interior point at most, and the first of them, after which only candidates that stand are kept."""
LOOSE_STORE_FLOOR_GW, STORE_FLOOR_GW = 1e-2, 1e-3
"""Of each store at least so much is taken to stand where a cut is looked for: at an interior point, and at a basis."""
EARLY_SAVING_USD_BILLION_PER_GW = 1.0
"""What a candidate must save to join in the rounds of an interior point, but for the last of them."""
RESTART_SAVING_USD_BILLION_PER_GW = 1.0
"""Where one saves so much the plan changes so far that interior points are quicker than going on from a basis."""
MANY_CUTS, MANY_COLUMNS = 800, 2000
"""The same where so many join: simplex takes ten steps and more for each, and a step costs by the rows there are."""
PRIMAL_ITERATIONS_PER_ROW = 0.3
"""How many primal simplex may take, where candidates join or prices move, before the master is solved afresh."""
STOPPED = (
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kMemoryLimit,
    highspy.HighsModelStatus.kInterrupt,
)
"""Where there is no point to look at; a loose interior point ends in a status of its own."""


@dataclass(frozen=True)
class Exactness:
    """What a cut may lack (GW), and how far off HiGHS may leave a row of the master."""

    cut_violation: float
    row_feasibility: float


USUAL = Exactness(CUT_VIOLATION_GW, ROW_FEASIBILITY)
CLOSE = Exactness(CLOSE_CUT_VIOLATION_GW, CLOSE_ROW_FEASIBILITY)
"""At first, and where the plan is then not proved."""


@dataclass
class SimplexState:
    """Where rounds of simplex stand: what the next one starts from, and what decides what it may do.

    Without a `basis` it starts from one that a crossover finds. `delta` is what the program has differently from the
    one of whose basis it is, where that is a neighbour's. `priced` once candidates have been priced; `cuts_joined`
    where the last round did no more than add cuts for simplex to make good.
    """

    basis: MasterBasis | None
    delta: ModelDelta | None
    from_neighbour: bool
    priced: bool
    cuts_joined: bool = False


def solve_by_decomposition(
    program: Program, options: Options, tick: Callable[[], None] | None = None
) -> tuple[Solution, Decomposition]:
    """The proven optimum of the whole program, and the decomposition that found it, for neighbours to start from.

    Raises NoPlan where no plan exists, and SolverFailed where HiGHS stops early.
    """
    decomposition = Decomposition(program, options, tick)
    decomposition.interior_rounds(THINNING_ROUNDS)
    return decomposition.simplex_rounds(), decomposition


class Decomposition(RestrictedMaster):
    """The way to the optimum of a program.

    It begins with what a decomposition `near` it has found; `alike` where the programs differ in limits of rows alone.
    """

    def __init__(
        self,
        program: Program,
        options: Options,
        tick: Callable[[], None] | None,
        near: Decomposition | None = None,
        alike: bool = False,
    ) -> None:
        if near is not None and alike:
            master, pricing = near.master.with_limits_of(program), near.pricing
        else:
            master = Master(program)
            pricing = ColumnPricing(program, master.candidates, master.stores)
        super().__init__(master, pricing, first_content(master) if near is None else near.content)
        self.program, self.options, self.tick = program, options, tick
        self.solved: SolvedMaster | None = None
        self.basis: MasterBasis | None = None
        self.needed = None if near is None else np.ones(len(master.rows), dtype=bool)
        self.is_warm, self.rounds = near is not None, 0
        self.fallbacks: list[Fallback] = []
        self.iterations: dict[str, int] = {}
        self.exactness = USUAL
        limit = options.time_limit_seconds
        self.deadline = None if limit is None else time.monotonic() + limit

    def release(self) -> SolvedMaster | None:
        """Give the open master away: it will stand elsewhere, or nowhere if that fails."""
        solved, self.solved = self.solved, None
        return solved

    def take_over(self, solved: SolvedMaster | None) -> None:
        """Go on in another decomposition's HiGHS object, where that differs in limits and in more cuts alone."""
        if (
            solved is not None
            and same_but_limits(solved.opened.master.program, self.program)
            and solved.opened.content.has_more_cuts_alone(self.content)
        ):
            solved.opened.set_limits_of(self.master)
            self.solved, self.content = solved, solved.opened.content

    def interior_rounds(self, thinning: int = 0) -> None:
        """Find most of what matters by loose interior points; the first `thinning` of them leave candidates out.

        They end where few cuts are missing, and whatever candidate would save anything has joined: next to a basis one
        that joins is dear, for it brings cuts.
        """
        for number in range(MOST_INTERIOR_ROUNDS):
            opened = self.interior_point(LOOSE_OPTIMALITY, crossover=False)
            separated = self.separate(
                opened, LOOSE_CUT_VIOLATION_GW, LOOSE_STANDING_GW, LOOSE_STORE_FLOOR_GW, dispatched=False
            )
            self._need(separated.point)
            _, order_cost = self.price(opened, separated.point)
            if number < thinning:
                kept = self.candidates_standing(separated.point.values, LOOSE_STANDING_GW)
                self.content = replace(self.content, chosen=kept)
            pays = self.candidates_that_pay(order_cost, EARLY_SAVING_USD_BILLION_PER_GW)
            ends = False
            if not pays and number >= thinning - 1:
                pays = self.candidates_that_pay(order_cost, LOOSE_SAVING_USD_BILLION_PER_GW)
                ends = not self._are_many(separated.cuts, pays)
            self.join(separated.cuts, pays)
            if ends:
                return

    def _are_many(self, cuts: Cuts, candidates: set[Candidate]) -> bool:
        """Whether so much would join that interior points take it in sooner than simplex."""
        return len(cuts) > MANY_CUTS or self.master.count_columns(candidates) > MANY_COLUMNS

    def simplex_rounds(self, basis: MasterBasis | None = None, delta: ModelDelta | None = None) -> Solution:
        """Go on from a basis until nothing is missing; where none is given, from one that a crossover finds.

        `delta` is what the program has differently from the one whose basis it is, where that is a neighbour's. From
        there simplex goes on even where much joins: at us-2028 that takes a quarter of an interior point's time.
        """
        from_neighbour = delta is not None
        state = SimplexState(basis, delta, from_neighbour, priced=from_neighbour)
        self.exactness = USUAL
        while True:
            found = self._simplex_round(state)
            if found is not None:
                return found

    def _simplex_round(self, state: SimplexState) -> Solution | None:
        """One optimum of the master at a basis: the solution where nothing is missing, or what is missing joins."""
        before = self.iterations.get("simplex", 0)
        opened = self._solve_to_basis(state)
        separated = self.separate(opened, self.exactness.cut_violation, STANDING_GW, STORE_FLOOR_GW)
        cuts, point = separated.cuts, separated.point
        if state.cuts_joined and len(cuts) and self.iterations["simplex"] == before:
            self._be_exact(SolverFailed("HiGHS keeps a cut that its point violates."))
        idle = bool(opened.content.idle.any())
        if idle:
            self._need(point)
        pays: set[Candidate] = set()
        restart = False
        # Candidates are priced once before all cuts are there: those that join bring more than they wait for.
        if not (state.priced and len(cuts)):
            state.priced = True
            duals, order_cost = self.price(opened, point)
            pays = self.candidates_that_pay(order_cost, SAVING_USD_BILLION_PER_GW)
            restart = bool(self.candidates_that_pay(order_cost, RESTART_SAVING_USD_BILLION_PER_GW))
            if not (pays or idle or len(cuts)):
                solution = self._prove(point, duals)
                if solution is not None:
                    return solution
        self.join(cuts, pays)
        restart = not state.from_neighbour and (restart or self._are_many(cuts, pays))
        state.cuts_joined = len(cuts) > 0 and not restart
        if restart:
            self.interior_rounds()
            state.basis = None
        return None

    def _solve_to_basis(self, state: SimplexState) -> OpenMaster:
        """Solve the master to a basis, which the next round starts from; raises NoPlan or SolverFailed."""
        if state.basis is None:
            opened = self.interior_point(CROSSOVER_OPTIMALITY, crossover=True)
        else:
            opened = self.reoptimize(state.basis, state.delta)
        optimum(opened.highs)
        state.basis, state.delta = MasterBasis(opened), None
        self.basis = state.basis
        self.solved = SolvedMaster(opened, state.basis)
        return opened

    def _prove(self, point: Point, duals: Floats) -> Solution | None:
        """The solution, proved on the whole program; None where that takes more exactness, which is then asked for."""
        solved = SolveRecord(DECOMPOSITION, self.is_warm, self.rounds, tuple(self.fallbacks))
        try:
            return proved(self.program, point.values, duals, self.iterations, solved)
        except SolverFailed as problem:
            self._be_exact(problem)
            return None

    def _need(self, point: Point) -> None:
        """Remember which limits an interior point needs; the next is without those that none has needed so far."""
        needed = self.master.needed(point)
        self.needed = needed if self.needed is None else self.needed | needed

    def _idle(self) -> Mask:
        """Rows that an interior point is without the limits of."""
        return self.master.seldom() if self.needed is None else ~self.needed

    def _be_exact(self, problem: SolverFailed) -> None:
        """Go on more exactly, where HiGHS keeps a cut that is violated, or a plan cannot be proved."""
        if self.exactness == CLOSE:
            raise SolverFailed("HiGHS cannot keep the cuts of this case as exactly as a proof asks for.")
        self.exactness = CLOSE
        left = f"cuts that may lack {USUAL.cut_violation:g} GW"
        self.fallbacks.append(Fallback.of(left, problem))

    def interior_point(self, tolerance: float, crossover: bool) -> OpenMaster:
        """Solve the master as it is now by an interior point, idle rows without their limits."""
        opened = OpenMaster(self.master, replace(self.content, idle=self._idle()))
        highs = opened.highs
        highs.setOptionValue("solver", "ipx")
        highs.setOptionValue("ipm_optimality_tolerance", tolerance)
        highs.setOptionValue("run_crossover", "on" if crossover else "off")
        self._set_limits(highs)
        run(highs, self.tick)
        self.rounds += 1
        add(self.iterations, iterations_of(highs))
        return opened if self._has_point(opened) else self.interior_point(tolerance, crossover)

    def reoptimize(self, basis: MasterBasis, delta: ModelDelta | None) -> OpenMaster:
        """Solve the master as it is now by simplex from a basis: in the open one, where that can grow so."""
        solved = self.solved
        if solved is not None and solved.opened.add_cuts_of(self.content):
            opened, stands_at = solved.opened, solved.basis
        else:
            opened, stands_at = OpenMaster(self.master, self.content), None
        news = basis.delta(opened)
        if delta is not None:
            news = ModelDelta(delta.priced, delta.limits.of_rows(opened.rows)) + news
        if stands_at is not basis:
            basis.install(opened)
        self._set_limits(opened.highs)
        patience = int(PRIMAL_ITERATIONS_PER_ROW * opened.highs.getNumRow())
        add(self.iterations, reoptimize(opened.highs, news, self.tick, patience))
        self.rounds += 1
        led_astray = opened.highs.getModelStatus() == highspy.HighsModelStatus.kIterationLimit
        if self._has_point(opened) and not led_astray:
            return opened
        if led_astray:
            reason = f"primal simplex took more than {patience:,} iterations"
            self.fallbacks.append(Fallback("simplex from a basis", reason))
        return self.interior_point(CROSSOVER_OPTIMALITY, crossover=True)

    def _set_limits(self, highs: highspy.Highs) -> None:
        """What HiGHS may take from here on, of a time limit that counts from the object's first run."""
        if self.options.log is not None:
            highs.setOptionValue("log_file", str(self.options.log))
        highs.setOptionValue("primal_feasibility_tolerance", self.exactness.row_feasibility)
        if self.deadline is not None:
            left = max(1e-3, self.deadline - time.monotonic())
            highs.setOptionValue("time_limit", highs.getRunTime() + left)

    def _has_point(self, opened: OpenMaster) -> bool:
        """Whether there is a point to look at; False where all that was left out has joined to find one.

        Raises NoPlan or SolverFailed where there is none with all that the program has.
        """
        if opened.highs.getModelStatus() not in STOPPED:
            return True
        everything = frozenset(self.master.candidates.names)
        whole = self.content.chosen == everything and not opened.content.idle.any()
        if whole or self.is_late():
            optimum(opened.highs)
        status = opened.highs.modelStatusToString(opened.highs.getModelStatus())
        left = "a master without some candidates and limits"
        self.fallbacks.append(Fallback(left, f"HiGHS found no optimum of it: {status}"))
        # Without some candidate there may be no plan, and with it one; and without some limit no least one.
        self.content = replace(self.content, chosen=everything)
        self.needed = np.ones(len(self.master.rows), dtype=bool)
        return False

    def is_late(self) -> bool:
        """Whether the time limit has been reached."""
        return self.deadline is not None and time.monotonic() >= self.deadline
