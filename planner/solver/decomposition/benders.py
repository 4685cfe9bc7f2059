"""The exact optimum of a large program by its energy form: what is missing joins until nothing is.

Rounds of an interior point without a crossover come first: loose optima are well inside, so that their cuts are deep
and their prices smooth. Limits that none of them comes near are left out of the next, for they take up half its steps.
Then one crossover to a basis, and the simplex method goes on from basis to basis, with all limits, while cuts and
sites still join. When none does, values and prices are those of the whole program, and are proved there.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import highspy
import numpy as np

from planner.errors import SolverFailed
from planner.solver.decomposition.basis import Basis
from planner.solver.decomposition.benders_cuts import VIOLATED
from planner.solver.decomposition.column_pricing import Pricing
from planner.solver.decomposition.master import EnergyForm, Open
from planner.solver.decomposition.restricted_master import Growing, first_content
from planner.solver.highs import iterations_of, optimum, proved, run
from planner.solver.reoptimize import ModelDelta, add, reoptimize, same_but_limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from planner.options import Options
    from planner.solver.decomposition.benders_cuts import Cuts
    from planner.solver.decomposition.candidates import Site
    from planner.solver.decomposition.master import Point
    from planner.solver.program import Program
    from planner.solver.solution import Solution
    from planner.solver.warm_start import WarmStart

    Mask = NDArray[np.bool_]

MOST_LOOSE_ROUNDS, THINNED = 6, 2
"""Loose rounds at most, and the first of them, after which only sites that stand are kept."""
LOOSE, TIGHT = 1e-4, 1e-8
"""Relative tolerance of an interior point: in the loose rounds, and before the crossover."""
STANDS = 0.05
"""GW above which a site stands in a loose optimum, whose values are never quite zero."""
NOTHING = 1e-9
"""The same in a basis."""
USUAL, EXACT = (VIOLATED, 1e-7), (1e-9, 1e-10)
"""GW that a cut may lack, and that HiGHS may leave a row off: at first, and where the plan is then not proved.

What a cut lacks on the mean of a period is many times that in a block of few hours.
"""
VIOLATED_LOOSELY = 2e-4
"""GW by which a cut must be violated to join in the loose rounds, whose optima are no more exact than that."""
FLOOR_LOOSELY, FLOOR = 1e-2, 1e-3
"""GW of each store that are taken to stand where a cut is looked for."""
PAYS_EARLY, PAYS_LOOSELY, PAYS = 1.0, 1e-6, 1e-8
"""USD billion per GW that a site must save to join: by loose prices, by the last of them, and by those of a basis."""
AFRESH = 1.0
"""Where one saves so much the plan changes so far that interior points are quicker than going on from a basis."""
MANY_CUTS, MANY_COLUMNS = 800, 2000
"""The same where so many join: simplex takes ten steps and more for each, and a step costs by the rows there are."""
PATIENCE = 0.3
"""Iterations a row that primal simplex may take, where sites join or prices move, before starting afresh."""
STOPPED = (
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kMemoryLimit,
    highspy.HighsModelStatus.kInterrupt,
)
"""Where there is no point to look at; a loose interior point ends in a status of its own."""


def solve_by_decomposition(
    program: Program, options: Options, tick: Callable[[], None] | None = None, warm: WarmStart | None = None
) -> Solution:
    """The proven optimum of the whole program, kept in `warm` for its neighbours.

    Raises NoPlan where no plan exists, and SolverFailed where HiGHS stops early.
    """
    search = Search(program, options, tick)
    search.loosely(THINNED)
    found = search.exactly()
    if warm is not None:
        warm.keep_form(search)
    return found


class Search(Growing):
    """The way to the optimum of a program.

    It begins with what a search `near` it has found; `alike` where the programs differ in limits of rows alone.
    """

    def __init__(
        self,
        program: Program,
        options: Options,
        tick: Callable[[], None] | None,
        near: Search | None = None,
        alike: bool = False,
    ) -> None:
        if near is not None and alike:
            form, pricing = near.form.limited(program), near.pricing
        else:
            form = EnergyForm(program)
            pricing = Pricing(program, form.sites, form.stores)
        super().__init__(form, pricing, first_content(form) if near is None else near.content)
        self.program, self.options, self.tick = program, options, tick
        self.opened: Open | None = None
        self.needed = None if near is None else np.ones(len(form.rows), dtype=bool)
        self.basis: Basis | None = None
        self.iterations: dict[str, int] = {}
        self.exactness = USUAL
        self.deadline = (
            None if options.time_limit_seconds is None else time.monotonic() + options.time_limit_seconds
        )

    def take_over(self, opened: Open | None) -> None:
        """Go on in another search's HiGHS object, where that differs in limits and in more cuts alone."""
        if (
            opened is not None
            and same_but_limits(opened.form.program, self.program)
            and opened.content.has_more_cuts_alone(self.content)
        ):
            opened.limit(self.form)
            self.opened, self.content = opened, opened.content

    def loosely(self, thinned: int = 0) -> None:
        """Find most of what matters by loose interior points; the first `thinned` of them leave sites out.

        They end where few cuts are missing, and whatever site would save anything has joined: next to a basis one
        that joins is dear, for it brings cuts.
        """
        for number in range(MOST_LOOSE_ROUNDS):
            opened = self.run(LOOSE, crossover=False)
            view = self.view(opened, VIOLATED_LOOSELY, STANDS, FLOOR_LOOSELY, dispatched=False)
            self._need(view.point)
            _, order_cost = self.prices(opened, view.point)
            if number < thinned:
                self.content = replace(self.content, chosen=self.standing(view.point.values, STANDS))
            pays, ends = self.sites_that_pay(order_cost, PAYS_EARLY), False
            if not pays and number >= thinned - 1:
                pays = self.sites_that_pay(order_cost, PAYS_LOOSELY)
                ends = not self._many(view.cuts, pays)
            self.join(view.cuts, pays)
            if ends:
                return

    def _many(self, cuts: Cuts, sites: set[Site]) -> bool:
        """Whether so much would join that interior points take it in sooner than simplex."""
        return len(cuts) > MANY_CUTS or self.form.columns_of(sites) > MANY_COLUMNS

    def exactly(self, basis: Basis | None = None, change: ModelDelta | None = None) -> Solution:
        """Go on from a basis until nothing is missing; where none is given, from one that a crossover finds.

        `change` is what the program has differently from the one whose basis it is, where that is a neighbour's. From
        there simplex goes on even where much joins: at us-2028 that takes a quarter of an interior point's time.
        """
        near = asked = change is not None
        self.exactness, joined = USUAL, False
        while True:
            before = self.iterations.get("simplex", 0)
            opened = self.run(TIGHT, crossover=True) if basis is None else self.reoptimize(basis, change)
            change = None
            optimum(opened.highs)
            self.opened, self.basis = opened, Basis(opened)
            basis = opened.basis = self.basis
            view = self.view(opened, self.exactness[0], NOTHING, FLOOR)
            if joined and len(view.cuts) and self.iterations["simplex"] == before:
                self._look_closer()
            asleep = bool(opened.content.idle.any())
            if asleep:
                self._need(view.point)
            pays: set[Site] = set()
            far = False
            # Sites are asked once before all cuts are there: those that join bring more than they wait for.
            if not (asked and len(view.cuts)):
                asked = True
                duals, order_cost = self.prices(opened, view.point)
                pays = self.sites_that_pay(order_cost, PAYS)
                far = len(self.sites_that_pay(order_cost, AFRESH)) > 0
                if not (pays or asleep or len(view.cuts)):
                    try:
                        return proved(self.program, view.point.values, duals, self.iterations)
                    except SolverFailed:
                        self._look_closer()
            self.join(view.cuts, pays)
            much = not near and (far or self._many(view.cuts, pays))
            joined = len(view.cuts) > 0 and not much
            if much:
                self.loosely()
                basis = None

    def _need(self, point: Point) -> None:
        """Remember which limits an interior point needs; the next is without those that none has needed so far."""
        needed = self.form.needed(point)
        self.needed = needed if self.needed is None else self.needed | needed

    def _idle(self) -> Mask:
        """Rows that an interior point is without the limits of."""
        return self.form.seldom() if self.needed is None else ~self.needed

    def _look_closer(self) -> None:
        """Go on more exactly, where HiGHS keeps a cut that is violated, or a plan cannot be proved."""
        if self.exactness == EXACT:
            raise SolverFailed("HiGHS cannot keep the cuts of this case as exactly as a proof asks for.")
        self.exactness = EXACT

    def run(self, tolerance: float, crossover: bool) -> Open:
        """Solve the form as it is now by an interior point, idle rows without their limits."""
        opened = Open(self.form, replace(self.content, idle=self._idle()))
        highs = opened.highs
        highs.setOptionValue("solver", "ipx")
        highs.setOptionValue("ipm_optimality_tolerance", tolerance)
        highs.setOptionValue("run_crossover", "on" if crossover else "off")
        self._within_limits(highs)
        run(highs, self.tick)
        add(self.iterations, iterations_of(highs))
        return opened if self._goes_on(opened) else self.run(tolerance, crossover)

    def reoptimize(self, basis: Basis, change: ModelDelta | None) -> Open:
        """Solve the form as it is now by simplex from a basis: in the HiGHS object there is, where that can grow so."""
        opened = self.opened
        if opened is None or not opened.add_cuts_of(self.content):
            opened = Open(self.form, self.content)
        news = basis.news(opened)
        if change is not None:
            news = ModelDelta(change.priced, change.limits.of_rows(opened.rows)) + news
        if opened.basis is not basis:
            basis.put(opened)
        self._within_limits(opened.highs)
        patience = int(PATIENCE * opened.highs.getNumRow())
        add(self.iterations, reoptimize(opened.highs, news, self.tick, patience))
        led_astray = opened.highs.getModelStatus() == highspy.HighsModelStatus.kIterationLimit
        return opened if self._goes_on(opened) and not led_astray else self.run(TIGHT, crossover=True)

    def _within_limits(self, highs: highspy.Highs) -> None:
        """What HiGHS may take from here on, of a time limit that counts from the object's first run."""
        if self.options.log is not None:
            highs.setOptionValue("log_file", str(self.options.log))
        highs.setOptionValue("primal_feasibility_tolerance", self.exactness[1])
        if self.deadline is not None:
            left = max(1e-3, self.deadline - time.monotonic())
            highs.setOptionValue("time_limit", highs.getRunTime() + left)

    def _goes_on(self, opened: Open) -> bool:
        """Whether there is a point to look at; False where all that was left out has joined to find one.

        Raises NoPlan or SolverFailed where there is none with all that the program has.
        """
        if opened.highs.getModelStatus() not in STOPPED:
            return True
        everything = frozenset(self.form.sites.names)
        whole = self.content.chosen == everything and not opened.content.idle.any()
        if whole or self.late():
            optimum(opened.highs)
        # Without some site there may be no plan, and with it one; and without some limit no least one.
        self.content = replace(self.content, chosen=everything)
        self.needed = np.ones(len(self.form.rows), dtype=bool)
        return False

    def late(self) -> bool:
        """Whether the time limit has been reached."""
        return self.deadline is not None and time.monotonic() >= self.deadline
