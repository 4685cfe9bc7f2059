"""What an energy form holds as it grows: what a point of it misses joins.

A point says which cuts it violates, and by its prices which sites and which days of storage would save something.
Where it misses nothing, its values and prices are those of the whole program.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from planner.solver.cuts import Splits, balances, capacities, merit_of, no_cuts, violated
from planner.solver.energy_form import Content

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.solver.cuts import Cuts, Flow, Merit
    from planner.solver.energy_form import EnergyForm, Open, Point
    from planner.solver.pricing import Pricing
    from planner.solver.sites import Site

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]

TIMES_BEFORE_SPLIT = (4, 6)
"""How often a set of sources is cut before it is split by block, in cells with stores in use and in others."""


@dataclass(frozen=True)
class View:
    """What a point says: where cuts are violated and by how many GW, and what would pay (USD billion per GW).

    `order_cost` is by site, `day_cost` of a GW by (stores, days); stores are `idle` where nothing of theirs stands yet.
    """

    point: Point
    flow: Flow
    merit: Merit
    cuts: Cuts
    worst: float
    duals: Floats
    order_cost: Floats
    day_cost: Floats
    idle: Mask


def first_content(form: EnergyForm) -> Content:
    """What any search may begin with: balances, capacities, and all sites but those that store."""
    cells, stores = form.cells, form.stores
    first = balances(cells)
    storing = {form.sites.names[site] for site in np.unique(stores.site)}
    return Content(
        chosen=frozenset(form.sites.names) - storing,
        use=np.zeros((len(stores), stores.days), dtype=bool),
        cuts=first + capacities(cells),
        splits=Splits.of(no_cuts(cells)),
        balances=len(first),
    )


class Growing:
    """A form and what it holds so far."""

    def __init__(self, form: EnergyForm, pricing: Pricing, content: Content) -> None:
        self.form, self.pricing, self.content = form, pricing, content
        self.number = {site: k for k, site in enumerate(form.sites.names)}
        self.seen: dict[tuple[int, bytes], int] = {}
        self.split: set[tuple[int, bytes]] = set()

    def view(self, opened: Open, least: float, stands: float) -> View:
        """What the point of an open form says; cuts are those violated by more than `least` GW.

        A store is idle where its site has had no more than `stands` GW.
        """
        form, point = self.form, opened.point()
        flow = form.flow(point)
        merit = merit_of(form.cells, flow, form.merit_prices(point))
        cuts, worst = violated(form.cells, flow, merit, least)
        left_out = form.left_out(self.content.chosen)
        resting = ~self.content.use | left_out[form.stores.site][:, None]
        idle = self.pricing.idle(point.values, left_out, stands)
        duals, orders, days = self.pricing.price(form.duals(point, opened), left_out, resting, idle)
        idle_stores = self.pricing.idle_stores(idle)
        return View(point, flow, merit, cuts, worst, duals, orders, days, idle_stores)

    def sites_that_pay(self, view: View, least: float) -> set[Site]:
        """Sites, left out so far, where an order would save more than `least`."""
        return {self.form.sites.names[k] for k in np.flatnonzero(view.order_cost < -least)}

    def standing(self, point: Point, least: float) -> frozenset[Site]:
        """Sites where more than `least` GW stand."""
        span, sites = self.form.program.columns["Standing"], self.form.sites
        most = np.zeros(len(sites.names) + 1)
        np.maximum.at(most, sites.of_column[span.cut], point.values[span.cut])
        return frozenset(sites.names[k] for k in np.flatnonzero(most[:-1] > least))

    def join(self, view: View, sites: set[Site], least: float, least_idle: float, split: bool = True) -> bool:
        """Let cuts, sites and the days of stores that save more than `least` join; False where there are none.

        The days of idle stores join with their site, for what they earn alone does not pay for an order; these save
        more than `least_idle`.
        """
        content = replace(self.content, chosen=self.content.chosen | sites)
        chosen = ~self.form.left_out(content.chosen)[self.form.stores.site]
        joining = np.isin(self.form.stores.site, [self.number[site] for site in sites])
        days = (view.day_cost < -least) & (chosen & ~view.idle)[:, None]
        days |= (view.day_cost < -least_idle) & (chosen & joining)[:, None]
        again = self.cut_again(view.cuts, content.use) if split else np.zeros(len(view.cuts), dtype=bool)
        self.content = replace(
            content,
            use=content.use | days,
            cuts=content.cuts + view.cuts[~again],
            splits=content.splits + Splits.of(view.cuts[again]),
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
            again[k] = self.seen[key] >= TIMES_BEFORE_SPLIT[0 if busy[cell] else 1] and key not in self.split
            if again[k]:
                self.split.add(key)
        return again
