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
from planner.solver.folding import folds
from planner.solver.profiles import Profiles

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.solver.cuts import Cuts, Flow, Merit
    from planner.solver.energy_form import EnergyForm, Point
    from planner.solver.open_form import Open
    from planner.solver.pricing import Pricing
    from planner.solver.sites import Site

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]

TIMES_BEFORE_SPLIT = (4, 6)
"""How often a set of sources is cut before it is split by block, in cells with stores in use and in others."""


@dataclass(frozen=True)
class View:
    """What a point says: where cuts are violated and by how many GW, and what would pay (USD billion per GW).

    `order_cost` is by site, `day_cost` of a GW by (stores, days), beyond what its profiles are worth, and `running`
    (3, stores, blocks) how it would run; stores are `idle` where nothing of theirs stands yet.
    """

    point: Point
    flow: Flow
    merit: Merit
    cuts: Cuts
    worst: float
    duals: Floats
    order_cost: Floats
    day_cost: Floats
    running: Floats
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
        profiles=Profiles.none(len(cells.weight)),
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
        of_rows = form.duals(point, opened)
        duals, orders, days, running = self.pricing.price(of_rows, left_out, resting, idle)
        idle_stores = self.pricing.idle_stores(idle)
        return View(
            point, flow, merit, cuts, worst, duals, orders, days + point.mix_prices, running, idle_stores
        )

    def sites_that_pay(self, view: View, least: float) -> set[Site]:
        """Sites, left out so far, where an order would save more than `least`."""
        return {self.form.sites.names[k] for k in np.flatnonzero(view.order_cost < -least)}

    def standing(self, point: Point, least: float) -> frozenset[Site]:
        """Sites where more than `least` GW stand."""
        span, sites = self.form.program.columns["Standing"], self.form.sites
        most = np.zeros(len(sites.names) + 1)
        np.maximum.at(most, sites.of_column[span.cut], point.values[span.cut])
        return frozenset(sites.names[k] for k in np.flatnonzero(most[:-1] > least))

    def join(
        self,
        view: View,
        sites: set[Site],
        least: float,
        least_idle: float,
        split: bool = True,
        whole: bool = False,
    ) -> bool:
        """Let cuts, sites and the days of stores that save more than `least` join; False where none is new.

        The days of idle stores join with their site, for what they earn alone does not pay for an order; these save
        more than `least_idle`. Days join `whole`, block by block, or by the profile that they would run by. Days of
        many blocks always join whole: each round finds them but one profile, and they would need many.
        """
        content = replace(self.content, chosen=self.content.chosen | sites)
        new_sites = len(content.chosen) > len(self.content.chosen)
        chosen = ~self.form.left_out(content.chosen)[self.form.stores.site]
        joining = np.isin(self.form.stores.site, [self.number[site] for site in sites])
        days = (view.day_cost < -least) & (chosen & ~view.idle)[:, None]
        days |= (view.day_cost < -least_idle) & (chosen & joining)[:, None]
        days &= ~content.use
        whole |= folds(len(self.form.cells.weight), self.form.stores.days)
        use = content.use | days if whole else content.use
        more = Profiles.of(days & (not whole), view.running).beyond(content.profiles)
        again = self.cut_again(view.cuts) if split else np.zeros(len(view.cuts), dtype=bool)
        self.content = replace(
            content,
            use=use,
            profiles=content.profiles + more,
            cuts=content.cuts + view.cuts[~again],
            splits=content.splits + Splits.of(view.cuts[again]),
        )
        return bool(len(view.cuts) or len(more) or (whole and days.any()) or new_sites)

    def whole_days(self) -> None:
        """Let days that run by profiles run block by block."""
        use, profiles = self.content.use.copy(), self.content.profiles
        use[profiles.store, profiles.day] = True
        self.content = replace(self.content, use=use, profiles=Profiles.none(profiles.running.shape[2]))

    def cut_again(self, cuts: Cuts) -> Mask:
        """Cuts of sets that have been cut so often that they are better split."""
        busy = np.zeros(len(self.form.cells.load), dtype=bool)
        busy[self.form.stores.cell[self.content.use.any(1)]] = True
        busy[self.form.stores.cell[self.content.profiles.store]] = True
        again = np.zeros(len(cuts), dtype=bool)
        for k, (cell, inner) in enumerate(zip(cuts.cell.tolist(), cuts.inner, strict=True)):
            key = (cell, inner.tobytes())
            self.seen[key] = self.seen.get(key, 0) + 1
            again[k] = self.seen[key] >= TIMES_BEFORE_SPLIT[0 if busy[cell] else 1] and key not in self.split
            if again[k]:
                self.split.add(key)
        return again
