"""A master with some of its cuts and candidates: what a point of it violates, and what would pay, joins.

A point says which cuts it violates, and by its duals which candidates would save something. Where it misses nothing,
its values and duals are those of the whole program.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from planner.solver.decomposition.benders_cuts import (
    capacity_cuts,
    dispatch_by_merit,
    energy_balances,
    merit_order_of,
    no_cuts,
    transportation_of,
    violated_cuts,
)
from planner.solver.decomposition.master import Content
from planner.solver.decomposition.subproblem import Separation
from planner.tolerances import SAME_ENERGY_GW

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from planner.solver.decomposition.benders_cuts import Cuts
    from planner.solver.decomposition.candidates import Candidate
    from planner.solver.decomposition.column_pricing import ColumnPricing
    from planner.solver.decomposition.master import Master, OpenMaster, Point

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]

LARGEST_SHARE_SOLVED_FIRST = 0.2
"""Share of the region periods up to which those without a dispatch at the last point are solved first, and alone."""


@dataclass(frozen=True)
class Separated:
    """What a point says: its values, with a dispatch put among them, and the cuts that it violates."""

    point: Point
    cuts: Cuts


def first_content(master: Master) -> Content:
    """What any decomposition may begin with: all candidates, balances of energy and cuts of capacity."""
    balances = energy_balances(master.region_periods, master.stores)
    return Content(
        chosen=frozenset(master.candidates.names),
        cuts=balances + capacity_cuts(master.region_periods, master.stores),
        balances=len(balances),
        idle=np.zeros(len(master.rows), dtype=bool),
    )


class RestrictedMaster:
    """A master and what it holds so far."""

    def __init__(self, master: Master, pricing: ColumnPricing, content: Content) -> None:
        self.master, self.pricing, self.content = master, pricing, content
        self.infeasible = np.zeros(len(master.region_periods), dtype=bool)

    def separate(
        self, opened: OpenMaster, least: float, stands: float, floor: float, dispatched: bool = True
    ) -> Separated:
        """What the point of an open master says of its region periods; cuts are those violated by more than `least` GW.

        What has no more than `stands` GW does not stand. Cuts are of at least `floor` GW of each store that may be
        built, if those are infeasible too, so that they know what it would be worth. Where there are none, and the
        point is to be `dispatched`, a dispatch is put among its values.
        """
        master, point = self.master, opened.point()
        region_periods, stores, values = master.region_periods, master.stores, point.values
        merit, present = master.merit_prices(point), opened.columns
        separation = Separation(least, floor, stands, merit, present, dispatched)
        storing = np.zeros(len(region_periods), dtype=bool)
        storing[stores.region_period[present[stores.standing]]] = True
        few = self.infeasible
        cuts = no_cuts(region_periods, stores)
        if 0 < few.sum() <= LARGEST_SHARE_SOLVED_FIRST * len(few):
            cuts = self._violated(values, separation, few, storing)
        if not len(cuts):
            cuts = self._violated(values, separation, np.ones_like(storing), storing)
        if not len(cuts) and dispatched:
            cuts = self._dispatch(values, separation)
        self.infeasible = np.bincount(cuts.region_period, minlength=len(storing)) > 0
        return Separated(point, cuts)

    def _violated(self, values: Floats, separation: Separation, which: Mask, storing: Mask) -> Cuts:
        """The cuts that some region periods violate: their subproblems', and those of prefixes of merit.

        The latter are of what their stores do in the former.
        """
        master = self.master
        region_periods, stores = master.region_periods, master.stores
        cuts = master.subproblems.cuts(values, np.flatnonzero(which & storing), separation)
        problem = transportation_of(region_periods, stores, values)
        merit = merit_order_of(region_periods, problem, separation.merit)
        more = violated_cuts(region_periods, stores, problem, merit, separation.least)[0]
        cuts += more[which[more.region_period]]
        return cuts[cuts.rows(region_periods, stores, separation.present) @ values < -separation.least]

    def _dispatch(self, values: Floats, separation: Separation) -> Cuts:
        """Put a dispatch among `values`: by merit where there is one, or what a subproblem finds."""
        master = self.master
        region_periods, stores = master.region_periods, master.stores
        values[stores.columns] = 0.0
        problem = transportation_of(region_periods, stores, values)
        output = dispatch_by_merit(problem, merit_order_of(region_periods, problem, separation.merit))
        energy = output @ region_periods.weight
        off = np.abs(energy - problem.energy).max(axis=1, initial=0.0) > SAME_ENERGY_GW
        off[stores.region_period[values[stores.standing] > separation.stands]] = True
        exists = region_periods.exists
        values[region_periods.output[exists]] = output[exists]
        return master.subproblems.cuts(values, np.flatnonzero(off), separation)

    def price(self, opened: OpenMaster, point: Point) -> tuple[Floats, Floats]:
        """Duals of all rows of the program at a point, and what an order at each candidate left out would add."""
        return self.pricing.price(self.master.duals(point, opened), self.master.left_out(self.content.chosen))

    def candidates_that_pay(self, order_cost: Floats, least: float) -> set[Candidate]:
        """Candidates, left out so far, where an order would save more than `least`."""
        return {self.master.candidates.names[k] for k in np.flatnonzero(order_cost < -least)}

    def candidates_standing(self, values: Floats, least: float) -> frozenset[Candidate]:
        """Candidates of which more than `least` GW stand; where a region or a source has none, the one with most.

        Power has no price in a region without any candidate, and every source would seem to pay there.
        """
        block, candidates = self.master.program.columns["Standing"], self.master.candidates
        most = np.zeros(len(candidates.names) + 1)
        np.maximum.at(most, candidates.of_column[block.slice], values[block.slice])
        stands = most[:-1] > least
        for kind in np.array(candidates.names).T:
            for name in dict.fromkeys(kind):
                alike = np.flatnonzero(kind == name)
                if not stands[alike].any():
                    stands[alike[np.argmax(most[alike])]] = True
        return frozenset(candidates.names[k] for k in np.flatnonzero(stands))

    def join(self, cuts: Cuts, candidates: Iterable[Candidate] = ()) -> None:
        """Let cuts and candidates join; after candidates have, any region period may be infeasible."""
        content, candidates = self.content, set(candidates)
        if candidates:
            self.infeasible[:] = False
        self.content = replace(content, chosen=content.chosen.union(candidates), cuts=content.cuts + cuts)
