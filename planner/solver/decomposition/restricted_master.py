"""What an energy form holds as it grows: what a point of it misses joins.

A point says which cuts it violates, and by its prices which sites would save something. Where it misses nothing, its
values and prices are those of the whole program.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from planner.solver.decomposition.benders_cuts import (
    balances,
    by_merit,
    capacities,
    flow_of,
    merit_of,
    no_cuts,
    violated,
)
from planner.solver.decomposition.master import Content
from planner.solver.decomposition.subproblem import Look

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from planner.solver.decomposition.benders_cuts import Cuts
    from planner.solver.decomposition.candidates import Site
    from planner.solver.decomposition.column_pricing import Pricing
    from planner.solver.decomposition.master import EnergyForm, Open, Point

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]

SAME = 1e-9
"""GW that an energy may be off its dispatch by merit before the dispatch is looked for."""

FEW = 0.2
"""Share of the cells up to which those that lacked something in the last view are looked at first, and alone."""


@dataclass(frozen=True)
class View:
    """What a point says: its values, with a dispatch put among them, and the cuts that it violates."""

    point: Point
    cuts: Cuts


def first_content(form: EnergyForm) -> Content:
    """What any search may begin with: all sites, balances and capacities."""
    first = balances(form.cells, form.stores)
    return Content(
        chosen=frozenset(form.sites.names),
        cuts=first + capacities(form.cells, form.stores),
        balances=len(first),
        idle=np.zeros(len(form.rows), dtype=bool),
    )


class Growing:
    """A form and what it holds so far."""

    def __init__(self, form: EnergyForm, pricing: Pricing, content: Content) -> None:
        self.form, self.pricing, self.content = form, pricing, content
        self.lacking = np.zeros(len(form.cells.load), dtype=bool)

    def view(self, opened: Open, least: float, stands: float, floor: float, dispatched: bool = True) -> View:
        """What the point of an open form says of its cells; cuts are those violated by more than `least` GW.

        What has no more than `stands` GW does not stand. Cuts are of at least `floor` GW of each store that may be
        built, if those lack something too, so that they know what it would be worth. Where there are none, and the
        point is to be `dispatched`, a dispatch is put among its values.
        """
        form, point = self.form, opened.point()
        cells, stores, values = form.cells, form.stores, point.values
        merit, there = form.merit_prices(point), opened.columns
        look = Look(least, floor, stands, merit, there, dispatched)
        storing = np.zeros(len(cells.load), dtype=bool)
        storing[stores.cell[there[stores.standing]]] = True
        few = self.lacking
        cuts = no_cuts(cells, stores)
        if 0 < few.sum() <= FEW * len(few):
            cuts = self._lacking(values, look, few, storing)
        if not len(cuts):
            cuts = self._lacking(values, look, np.ones_like(storing), storing)
        if not len(cuts) and dispatched:
            cuts = self._dispatch(values, look)
        self.lacking = np.bincount(cuts.cell, minlength=len(storing)) > 0
        return View(point, cuts)

    def _lacking(self, values: Floats, look: Look, which: Mask, storing: Mask) -> Cuts:
        """The cuts that some cells violate: their own, and those of prefixes of merit given what their stores do."""
        form = self.form
        cells, stores = form.cells, form.stores
        cuts = form.dispatching.cuts(values, np.flatnonzero(which & storing), look)
        flow = flow_of(cells, stores, values)
        more = violated(cells, stores, flow, merit_of(cells, flow, look.merit), look.least)[0]
        cuts += more[which[more.cell]]
        return cuts[cuts.rows(cells, stores, look.present) @ values < -look.least]

    def _dispatch(self, values: Floats, look: Look) -> Cuts:
        """Put a dispatch among `values`: by merit where there is one, or what a cell's program finds."""
        form = self.form
        cells, stores = form.cells, form.stores
        values[stores.columns] = 0.0
        flow = flow_of(cells, stores, values)
        output = by_merit(flow, merit_of(cells, flow, look.merit))
        off = np.abs(output @ cells.weight - flow.energy).max(axis=1, initial=0.0) > SAME
        off[stores.cell[values[stores.standing] > look.stands]] = True
        values[cells.output[cells.there]] = output[cells.there]
        return form.dispatching.cuts(values, np.flatnonzero(off), look)

    def prices(self, opened: Open, point: Point) -> tuple[Floats, Floats]:
        """Prices of all rows of the program at a point, and what an order at each site left out would save."""
        return self.pricing.price(self.form.duals(point, opened), self.form.left_out(self.content.chosen))

    def sites_that_pay(self, order_cost: Floats, least: float) -> set[Site]:
        """Sites, left out so far, where an order would save more than `least`."""
        return {self.form.sites.names[k] for k in np.flatnonzero(order_cost < -least)}

    def standing(self, values: Floats, least: float) -> frozenset[Site]:
        """Sites where more than `least` GW stand; where a region or a source has none, the one where most does.

        Power has no price in a region without any site, and every source would seem to pay there.
        """
        block, sites = self.form.program.columns["Standing"], self.form.sites
        most = np.zeros(len(sites.names) + 1)
        np.maximum.at(most, sites.of_column[block.slice], values[block.slice])
        stands = most[:-1] > least
        for kind in np.array(sites.names).T:
            for name in dict.fromkeys(kind):
                alike = np.flatnonzero(kind == name)
                if not stands[alike].any():
                    stands[alike[np.argmax(most[alike])]] = True
        return frozenset(sites.names[k] for k in np.flatnonzero(stands))

    def join(self, cuts: Cuts, sites: Iterable[Site] = ()) -> None:
        """Let cuts and sites join; after sites have, any cell may lack something."""
        content, sites = self.content, set(sites)
        if sites:
            self.lacking[:] = False
        self.content = replace(content, chosen=content.chosen.union(sites), cuts=content.cuts + cuts)
