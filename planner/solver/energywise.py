"""The exact optimum of a large program by its energy form: what is missing joins until nothing is.

Rounds of an interior point without a crossover come first: loose optima are well inside, so that their cuts are deep
and their prices smooth. Then one crossover to a basis, and the simplex method goes on from basis to basis while cuts,
stores and sites still join. When none does, values and prices are those of the whole program, and are proved there.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import highspy
import numpy as np

from planner.solver.basis import Basis
from planner.solver.cuts import VIOLATED, Cuts, Splits, balances, capacities, merit_of, violated
from planner.solver.energy_form import Content, EnergyForm, Open
from planner.solver.flows import dispatch
from planner.solver.going_on import add, go_on
from planner.solver.highs import iterations_of, optimum, proved, run
from planner.solver.pricing import Pricing

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from planner.options import Options
    from planner.solver.compile import Program
    from planner.solver.cuts import Flow, Merit
    from planner.solver.energy_form import Point
    from planner.solver.going_on import Change
    from planner.solver.sites import Site
    from planner.solver.solution import Solution
    from planner.solver.warm import Warm

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]

LOOSE_ROUNDS = 3
LOOSE, TIGHT = 1e-4, 1e-8
"""Relative tolerance of an interior point: in the loose rounds, and before the crossover."""
STANDS = 0.05
"""GW above which a site stands in a loose optimum, whose values are never quite zero."""
VIOLATED_LOOSELY = 2e-4
"""GW by which a cut must be violated to join in the loose rounds, whose optima are no more exact than that."""
PAYS_LOOSELY, PAYS = 1e-2, 1e-8
"""USD billion per GW that something must save before it joins: by loose prices, and by those of a basis."""
AFRESH = 0.2
"""What joins by so much changes the plan so far that an interior point is quicker than going on from the basis."""
STOPPED = (
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kMemoryLimit,
    highspy.HighsModelStatus.kInterrupt,
)
"""Where there is no point to look at; a loose interior point ends in a status of its own."""
TIMES_BEFORE_SPLIT = (2, 3)
"""How often a set of sources is cut before it is split by block, in cells with stores in use and in others."""


@dataclass(frozen=True)
class View:
    """What a point says: where cuts are violated and by how many GW, and what would pay (USD billion per GW)."""

    point: Point
    flow: Flow
    merit: Merit
    cuts: Cuts
    worst: float
    duals: Floats
    order_cost: Floats
    day_cost: Floats


def solve_energywise(
    program: Program, options: Options, tick: Callable[[], None] | None = None, warm: Warm | None = None
) -> Solution:
    """The proven optimum of the whole program, kept in `warm` for its neighbours.

    Raises NoPlan where no plan exists, and SolverFailed where HiGHS stops early.
    """
    search = Search(program, options, tick)
    search.loosely()
    found = search.exactly()
    if warm is not None:
        warm.keep_form(search)
    return found


class Search:
    """What has joined so far, and what it takes to find what is missing."""

    def __init__(self, program: Program, options: Options, tick: Callable[[], None] | None) -> None:
        self.program, self.options, self.tick = program, options, tick
        self.form = EnergyForm(program)
        self.pricing = Pricing(program, self.form.sites, self.form.stores)
        self.basis: Basis | None = None
        self.seen: dict[tuple[int, bytes], int] = {}
        self.iterations: dict[str, int] = {}
        self.deadline = (
            None if options.time_limit_seconds is None else time.monotonic() + options.time_limit_seconds
        )
        cells, stores = self.form.cells, self.form.stores
        first = balances(cells)
        storing = {self.form.sites.names[site] for site in np.unique(stores.site)}
        self.content = Content(
            chosen=frozenset(self.form.sites.names) - storing,
            use=np.zeros((len(stores), stores.days), dtype=bool),
            cuts=first + capacities(cells),
            splits=Splits(first.cell[:0], first.inner[:0], len(cells.weight)),
            balances=len(first),
        )

    def loosely(self) -> None:
        """Find most of what matters by loose interior points: all sites once, then those that stand.

        The first round has no storage; what would pay then joins, and most of it goes again after the second.
        """
        for number in range(LOOSE_ROUNDS):
            view = self.view(self.run(LOOSE, crossover=False), VIOLATED_LOOSELY)
            pays = self.sites_that_pay(view, PAYS_LOOSELY)
            if number <= 1:
                self.content = replace(self.content, chosen=self.standing(view.point))
            self.join(view, pays, PAYS_LOOSELY, split=number > 0)

    def exactly(self, basis: Basis | None = None, change: Change | None = None) -> Solution:
        """Go on from a basis until nothing is missing; where none is given, from one that a crossover finds.

        `change` is what the program has differently from the one whose basis it is, where that is a neighbour's. From
        there simplex goes on even where much joins: at us-2028 that takes a quarter of an interior point's time.
        """
        far = AFRESH if change is None else math.inf
        while True:
            opened = self.run(TIGHT, crossover=True, basis=basis, change=change)
            change = None
            optimum(opened.highs)
            view = self.view(opened, VIOLATED)
            basis = None if float(np.min(view.order_cost, initial=0.0)) < -far else Basis(opened)
            if self.join(view, set(), PAYS) or self.join(view, self.sites_that_pay(view, PAYS), PAYS):
                continue
            output, cuts = dispatch(self.form.cells, view.flow, view.merit)
            if not len(cuts):
                self.basis = Basis(opened)
                values = self.form.values(view.point, output)
                return proved(self.program, values, view.duals, self.iterations)
            self.content = replace(self.content, cuts=self.content.cuts + cuts)

    def run(
        self, tolerance: float, crossover: bool, basis: Basis | None = None, change: Change | None = None
    ) -> Open:
        """Solve the form as it is now; from a basis by simplex, else by an interior point."""
        opened = Open(self.form, self.content)
        highs = opened.highs
        highs.setOptionValue("solver", "ipx")
        highs.setOptionValue("ipm_optimality_tolerance", tolerance)
        highs.setOptionValue("run_crossover", "on" if crossover else "off")
        if self.options.log is not None:
            highs.setOptionValue("log_file", str(self.options.log))
        if self.deadline is not None:
            highs.setOptionValue("time_limit", max(1e-3, self.deadline - time.monotonic()))
        if basis is None:
            run(highs, self.tick)
            add(self.iterations, iterations_of(highs))
        else:
            add(self.iterations, go_on(highs, basis.put(opened, change), self.tick))
        everything = frozenset(self.form.sites.names)
        stopped = highs.getModelStatus() in STOPPED
        if stopped and self.content.chosen != everything and not self.late():
            # Without some site there may be no plan, and with it one.
            everyday = np.ones_like(self.content.use)
            self.content = replace(self.content, chosen=everything, use=everyday)
            return self.run(tolerance, crossover)
        if stopped:
            optimum(highs)
        return opened

    def late(self) -> bool:
        """Whether the time limit has been reached."""
        return self.deadline is not None and time.monotonic() >= self.deadline

    def view(self, opened: Open, least: float) -> View:
        """What the point of an open form says; cuts are those violated by more than `least` GW."""
        form, point = self.form, opened.point()
        flow = form.flow(point)
        merit = merit_of(form.cells, flow, form.merit_prices(point))
        cuts, worst = violated(form.cells, flow, merit, least)
        left_out = form.left_out(self.content.chosen)
        resting = ~self.content.use | left_out[form.stores.site][:, None]
        priced = self.pricing.price(form.duals(point, opened), left_out, resting)
        return View(point, flow, merit, cuts, worst, *priced)

    def sites_that_pay(self, view: View, least: float) -> set[Site]:
        """Sites, left out so far, where an order would save more than `least`."""
        return {self.form.sites.names[k] for k in np.flatnonzero(view.order_cost < -least)}

    def standing(self, point: Point) -> frozenset[Site]:
        """Sites where something stands in a loose optimum."""
        span, sites = self.program.columns["Standing"], self.form.sites
        most = np.zeros(len(sites.names) + 1)
        np.maximum.at(most, sites.of_column[span.cut], point.values[span.cut])
        return frozenset(sites.names[k] for k in np.flatnonzero(most[:-1] > STANDS))

    def join(self, view: View, sites: set[Site], least: float, split: bool = True) -> bool:
        """Let cuts, sites and the days of stores that pay join; False where there are none."""
        content = replace(self.content, chosen=self.content.chosen | sites)
        chosen = ~self.form.left_out(content.chosen)[self.form.stores.site]
        days = (view.day_cost < -least) & chosen[:, None]
        again = self.cut_again(view.cuts, content.use) if split else np.zeros(len(view.cuts), dtype=bool)
        more = view.cuts[again]
        self.content = replace(
            content,
            use=content.use | days,
            cuts=content.cuts + view.cuts[~again],
            splits=content.splits + Splits(more.cell, more.inner, content.splits.count),
        )
        return bool(len(view.cuts) or days.any() or sites)

    def cut_again(self, cuts: Cuts, use: Mask) -> Mask:
        """Cuts of sets that have been cut so often that they are better split."""
        busy = np.zeros(len(self.form.cells.load), dtype=bool)
        busy[self.form.stores.cell[use.any(1)]] = True
        again = np.zeros(len(cuts), dtype=bool)
        for k, (cell, inner) in enumerate(zip(cuts.cell.tolist(), cuts.inner, strict=True)):
            key = (cell, inner.tobytes())
            self.seen[key] = self.seen.get(key, 0) + 1
            again[k] = self.seen[key] == TIMES_BEFORE_SPLIT[0 if busy[cell] else 1]
        return again
