"""Benders cuts on energies: what a dispatch can give, without the dispatch, by energy, capacity and load.

Within a region period, sources and stores meet load block by block, and only the energy that each gives over the period
has a price. Whatever prices one puts on energy, in each block and of each source, running earns at most what capacity
is worth at them. So for any prices of blocks, `block_price[b] >= 0`, of sources, `source_price[i]`, and of stores,
`store_price[s]`,

    sum(source_price[i] * Energy[i]) + sum(store_price[s] * Energy[s])
        + sum(weight[b] * available[i, b] * max(0, block_price[b] - source_price[i]) * Standing[i] for all i, b)
        + sum(worth[s] * Standing[s]) >= sum(weight[b] * block_price[b]) * Load

where the worth of a store is what a GW of it earns on its best days (see storage_columns.py). A cut is the sum of rows
that the model has, each times its price there; and the cuts of all prices together allow just the energies that some
dispatch gives.

Without stores a region period is a transportation problem from sources to blocks, and prices of zero and one are enough
(max-flow and min-cut): one for the sources outside a set I and for the blocks in a set B. Sources in their order of
merit are what matters: where no prefix of that order has a cut that is violated, no other dispatch is cheaper. For each
prefix the set B that is violated most is known: the blocks that it cannot meet alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array

from planner.solver.decomposition.region_periods import NONE
from planner.tolerances import CUT_COEFFICIENT, CUT_VIOLATION_GW, SAME_AVAILABILITY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from planner.solver.decomposition.region_periods import RegionPeriods
    from planner.solver.decomposition.storage_columns import Stores

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

PRICE_OF_NO_SOURCE = 1e30
"""Puts what is not there at the end of the order of merit."""


@dataclass(frozen=True)
class Cuts:
    """Cuts of many region periods, by their prices.

    `region_period` (cuts), `block_price` (cuts, blocks), `source_price` (cuts, sources of the region period),
    `store_price` (cuts, stores of the region period).
    """

    region_period: Ints
    block_price: Floats
    source_price: Floats
    store_price: Floats

    def __len__(self) -> int:
        return len(self.region_period)

    @staticmethod
    def of(some: Sequence[Cuts]) -> Cuts:
        """Many cuts as one, in this order."""
        return Cuts(
            np.concatenate([cuts.region_period for cuts in some]),
            np.concatenate([cuts.block_price for cuts in some]),
            np.concatenate([cuts.source_price for cuts in some]),
            np.concatenate([cuts.store_price for cuts in some]),
        )

    def __add__(self, more: Cuts) -> Cuts:
        return Cuts.of([self, more])

    def __getitem__(self, which: Mask | Ints | slice) -> Cuts:
        return Cuts(
            self.region_period[which],
            self.block_price[which],
            self.source_price[which],
            self.store_price[which],
        )

    def begins_with(self, others: Cuts) -> bool:
        """Whether the first of these are the others, in the same order."""
        first = self[: len(others)]
        return (
            np.array_equal(first.region_period, others.region_period)
            and np.array_equal(first.block_price, others.block_price)
            and np.array_equal(first.source_price, others.source_price)
            and np.array_equal(first.store_price, others.store_price)
        )

    def rows(self, region_periods: RegionPeriods, stores: Stores, kept: Mask) -> csr_array:
        """The left-hand sides less the right-hand ones, over all columns of a program, zero but in those `kept`."""
        here, weighed = self.region_period, self.block_price * region_periods.weight
        over = np.maximum(0.0, self.block_price[:, None, :] - self.source_price[:, :, None])
        over *= region_periods.available[here] * region_periods.weight
        members = stores.members[here]
        exists = members != NONE
        column = [
            region_periods.energy[here],
            region_periods.standing[here],
            region_periods.load[here][:, None],
            np.where(exists, stores.energy[members], NONE),
            np.where(exists, stores.standing[members], NONE),
        ]
        of, place = np.nonzero(exists & kept[column[-1]])
        worth = np.zeros(members.shape)
        worth[of, place] = stores.worth(members[of, place], self.block_price[of], self.store_price[of, place])
        value = [self.source_price, over.sum(-1), -weighed.sum(1, keepdims=True), self.store_price, worth]
        columns, values = np.concatenate(column, axis=1), np.concatenate(value, axis=1)
        row = np.broadcast_to(np.arange(len(self))[:, None], columns.shape)
        some = (columns != NONE) & (np.abs(values) > CUT_COEFFICIENT) & kept[columns]
        where = (row[some], columns[some])
        return coo_array((values[some], where), shape=(len(self), len(kept))).tocsr()


def cuts_of_sets(
    region_periods: RegionPeriods, stores: Stores, region_period: Ints, inner: Mask, blocks: Mask
) -> Cuts:
    """The cuts by sets of sources, `inner`, and of `blocks` (cuts, …): a price of one beyond those, and in these."""
    outer = ~inner & region_periods.exists[region_period]
    of_stores = np.zeros((len(region_period), stores.members.shape[1]))
    return Cuts(region_period, blocks.astype(float), outer.astype(float), of_stores)


def no_cuts(region_periods: RegionPeriods, stores: Stores) -> Cuts:
    """None at all."""
    blocks, sources = len(region_periods.weight), region_periods.energy.shape[1]
    none, inner = np.zeros((0, blocks), dtype=bool), np.zeros((0, sources), dtype=bool)
    return cuts_of_sets(region_periods, stores, np.zeros(0, dtype=int), inner, none)


def energy_balances(region_periods: RegionPeriods, stores: Stores) -> Cuts:
    """Energy meets load over each period in each region; what a store gives has taken more than that."""
    every = np.arange(len(region_periods))
    given = 1.0 - np.append(stores.charge_per_output, 0.0)[stores.members]
    return Cuts(
        every,
        np.ones((len(every), len(region_periods.weight))),
        region_periods.exists.astype(float),
        np.where(stores.members == NONE, 0.0, given),
    )


def capacity_cuts(region_periods: RegionPeriods, stores: Stores) -> Cuts:
    """In a block all sources together can meet the load: only blocks that leave least of some source."""
    count, blocks = region_periods.available.shape[0], len(region_periods.weight)
    here = np.swapaxes(region_periods.available, 1, 2)
    # (region period, b, e): b leaves no more of any source than e.
    below = (here[:, :, None, :] <= here[:, None, :, :] + SAME_AVAILABILITY).all(-1)
    equal = below & np.swapaxes(below, 1, 2)
    # Of equal blocks the first stands for all.
    earlier = np.tri(blocks, k=-1, dtype=bool)
    worse = (below & ~equal) | (equal & earlier.T)
    nowhere = np.zeros(0, dtype=int), np.zeros(0, dtype=int)
    where, block = np.nonzero(~worse.any(1)) if count else nowhere
    single = np.eye(blocks, dtype=bool)[block]
    return cuts_of_sets(region_periods, stores, where, region_periods.exists[where], single)


@dataclass(frozen=True)
class Transportation:
    """The transportation problems of a point: `energy`, `capacity` (region periods, sources, blocks), `net_load`."""

    energy: Floats
    capacity: Floats
    net_load: Floats


def transportation_of(region_periods: RegionPeriods, stores: Stores, values: Floats) -> Transportation:
    """What a point has in every region period, load less what its stores do."""
    padded = np.append(values, 0.0)  # where NONE points
    given, taken = (padded[stores.columns_by_region_period(which)].sum(1) for which in (0, 1))
    net = padded[region_periods.load][:, None] - given + taken
    capacity = region_periods.available * padded[region_periods.standing][..., None]
    return Transportation(padded[region_periods.energy], capacity, net)


@dataclass(frozen=True)
class MeritOrder:
    """Sources by merit: `order` (region periods, sources), and what each prefix can give, `reach` (… + 1, blocks)."""

    order: Ints
    reach: Floats

    def undone(self, ordered: Floats) -> Floats:
        """What is told in the order of merit, told in the order of the sources."""
        found = np.empty_like(ordered)
        index = self.order.reshape(self.order.shape + (1,) * (ordered.ndim - 2))
        np.put_along_axis(found, index, ordered, axis=1)
        return found


def merit_order_of(region_periods: RegionPeriods, problem: Transportation, price: Floats) -> MeritOrder:
    """The order of merit by what a GW of energy of each source costs the plan."""
    order = np.argsort(np.where(region_periods.exists, price, PRICE_OF_NO_SOURCE), axis=1, kind="stable")
    capacity = np.take_along_axis(problem.capacity, order[:, :, None], axis=1)
    nothing = np.zeros((len(order), 1, len(region_periods.weight)))
    return MeritOrder(order, np.concatenate([nothing, np.cumsum(capacity, axis=1)], axis=1))


def violated_cuts(
    region_periods: RegionPeriods,
    stores: Stores,
    problem: Transportation,
    merit: MeritOrder,
    least: float = CUT_VIOLATION_GW,
) -> tuple[Cuts, float]:
    """The most violated cut of every prefix of merit that has one, and by how many GW the worst is."""
    missing = np.maximum(0.0, problem.net_load[:, None, :] - merit.reach)
    energy = np.take_along_axis(problem.energy, merit.order, axis=1)
    total = energy.sum(1, keepdims=True)
    beyond = total - np.concatenate([np.zeros_like(total), np.cumsum(energy, axis=1)], axis=1)
    excess = missing @ region_periods.weight - beyond
    where, prefix = np.nonzero(excess > least)
    rank = np.empty_like(merit.order)
    np.put_along_axis(rank, merit.order, np.arange(merit.order.shape[1])[None, :], axis=1)
    inner = (rank[where] < prefix[:, None]) & region_periods.exists[where]
    cuts = cuts_of_sets(region_periods, stores, where, inner, missing[where, prefix] > 0.0)
    return cuts, float(np.max(excess, initial=0.0))


def dispatch_by_merit(problem: Transportation, merit: MeritOrder) -> Floats:
    """Output of every source in every block when the cheapest run first (region periods, sources, blocks)."""
    reached = np.minimum(merit.reach, problem.net_load[:, None, :])
    return merit.undone(np.diff(reached, axis=1))
