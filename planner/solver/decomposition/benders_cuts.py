"""What energies a dispatch can give, without the dispatch: cuts on a cell's energy, capacity and load.

Within a cell, sources and stores meet load block by block, and only the energy that each gives over the period has a
price. Whatever prices one puts on energy, in each block and of each source, running earns at most what capacity is
worth at them. So for any prices of blocks, `block[b] >= 0`, of sources, `source[i]`, and of stores, `stored[s]`,

    sum(source[i] * Energy[i]) + sum(stored[s] * Energy[s])
        + sum(weight[b] * available[i, b] * max(0, block[b] - source[i]) * Standing[i] for all i, b)
        + sum(worth[s] * Standing[s]) >= sum(weight[b] * block[b]) * Load

where the worth of a store is what a GW of it earns on its best days (see storage.py). A cut is the sum of rows that the
model has, each times its price there; and the cuts of all prices together allow just the energies that some dispatch
gives.

Without stores prices of zero and one are enough (max-flow and min-cut): one for the sources outside a set I and for
the blocks in a set B. Sources in their order of merit are what matters: where no prefix of that order has a cut that is
violated, no other dispatch is cheaper. For each prefix the set B that is violated most is known: the blocks that it
cannot meet alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array

from planner.solver.decomposition.region_periods import NONE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from planner.solver.decomposition.region_periods import Cells
    from planner.solver.decomposition.storage_columns import Stores

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

VIOLATED = 1e-7
"""GW by which a cut must be violated to be added: as much as the solver may leave."""
LAST = 1e30
"""Merit of a source that is not there."""
NOTHING = 1e-12
"""A coefficient that is rounding."""


@dataclass(frozen=True)
class Cuts:
    """Cuts of many cells, by their prices.

    `cell` (cuts), `block` (cuts, blocks), `source` (cuts, sources of the cell), `stored` (cuts, stores of the cell).
    """

    cell: Ints
    block: Floats
    source: Floats
    stored: Floats

    def __len__(self) -> int:
        return len(self.cell)

    @staticmethod
    def of(some: Sequence[Cuts]) -> Cuts:
        """Many cuts as one, in this order."""
        return Cuts(
            np.concatenate([cuts.cell for cuts in some]),
            np.concatenate([cuts.block for cuts in some]),
            np.concatenate([cuts.source for cuts in some]),
            np.concatenate([cuts.stored for cuts in some]),
        )

    def __add__(self, more: Cuts) -> Cuts:
        return Cuts.of([self, more])

    def __getitem__(self, which: Mask | Ints | slice) -> Cuts:
        return Cuts(self.cell[which], self.block[which], self.source[which], self.stored[which])

    def begins_with(self, others: Cuts) -> bool:
        """Whether the first of these are the others, in the same order."""
        first = self[: len(others)]
        return (
            np.array_equal(first.cell, others.cell)
            and np.array_equal(first.block, others.block)
            and np.array_equal(first.source, others.source)
            and np.array_equal(first.stored, others.stored)
        )

    def rows(self, cells: Cells, stores: Stores, kept: Mask) -> csr_array:
        """The left-hand sides less the right-hand ones, over all columns of a program, zero but in those `kept`."""
        weighed = self.block * cells.weight
        over = np.maximum(0.0, self.block[:, None, :] - self.source[:, :, None])
        over *= cells.available[self.cell] * cells.weight
        members = stores.members[self.cell]
        there = members != NONE
        column = [
            cells.energy[self.cell],
            cells.standing[self.cell],
            cells.load[self.cell][:, None],
            np.where(there, stores.energy[members], NONE),
            np.where(there, stores.standing[members], NONE),
        ]
        of, place = np.nonzero(there & kept[column[-1]])
        worth = np.zeros(members.shape)
        worth[of, place] = stores.worth(members[of, place], self.block[of], self.stored[of, place])
        value = [self.source, over.sum(-1), -weighed.sum(1, keepdims=True), self.stored, worth]
        columns, values = np.concatenate(column, axis=1), np.concatenate(value, axis=1)
        row = np.broadcast_to(np.arange(len(self))[:, None], columns.shape)
        some = (columns != NONE) & (np.abs(values) > NOTHING) & kept[columns]
        where = (row[some], columns[some])
        return coo_array((values[some], where), shape=(len(self), len(kept))).tocsr()


def of_sets(cells: Cells, stores: Stores, cell: Ints, inner: Mask, blocks: Mask) -> Cuts:
    """The cuts of some cells by the sources `inner` and the `blocks` (cuts, …): a price of one beyond, and in them."""
    outer = ~inner & cells.there[cell]
    return Cuts(
        cell, blocks.astype(float), outer.astype(float), np.zeros((len(cell), stores.members.shape[1]))
    )


def no_cuts(cells: Cells, stores: Stores) -> Cuts:
    """None at all."""
    blocks, sources = len(cells.weight), cells.energy.shape[1]
    none, inner = np.zeros((0, blocks), dtype=bool), np.zeros((0, sources), dtype=bool)
    return of_sets(cells, stores, np.zeros(0, dtype=int), inner, none)


def balances(cells: Cells, stores: Stores) -> Cuts:
    """Energy meets load over the whole period, one for each cell; what a store gives has taken more than that."""
    cell = np.arange(len(cells.load))
    given = 1.0 - np.append(stores.taken, 0.0)[stores.members]
    return Cuts(
        cell,
        np.ones((len(cell), len(cells.weight))),
        cells.there.astype(float),
        np.where(stores.members == NONE, 0.0, given),
    )


def capacities(cells: Cells, stores: Stores) -> Cuts:
    """In a block all sources together can meet the load: only blocks that leave least of some source."""
    count, blocks = cells.available.shape[0], len(cells.weight)
    here = np.swapaxes(cells.available, 1, 2)
    below = (here[:, :, None, :] <= here[:, None, :, :] + 1e-12).all(
        -1
    )  # (cell, b, e): b leaves no more than e
    equal = below & np.swapaxes(below, 1, 2)
    earlier = np.tri(blocks, k=-1, dtype=bool)  # of equal blocks the first stands for all
    worse = (below & ~equal) | (equal & earlier.T)
    cell, block = np.nonzero(~worse.any(1)) if count else (np.zeros(0, dtype=int), np.zeros(0, dtype=int))
    return of_sets(cells, stores, cell, cells.there[cell], np.eye(blocks, dtype=bool)[block])


@dataclass(frozen=True)
class Flow:
    """A point of a program as its cells see it: `energy`, `capacity` (cells, sources, blocks), `net_load`."""

    energy: Floats
    capacity: Floats
    net_load: Floats


def flow_of(cells: Cells, stores: Stores, values: Floats) -> Flow:
    """What a point has in every cell."""
    padded = np.append(values, 0.0)  # where NONE points
    given, taken = (padded[stores.by_cell(which)].sum(1) for which in (0, 1))
    net = padded[cells.load][:, None] - given + taken
    return Flow(padded[cells.energy], cells.available * padded[cells.standing][..., None], net)


@dataclass(frozen=True)
class Merit:
    """Sources in their order of merit: `order` (cells, sources), and what each prefix can give (… + 1, blocks)."""

    order: Ints
    reach: Floats

    def back(self, ordered: Floats) -> Floats:
        """What is told in the order of merit, told in the order of the cells."""
        found = np.empty_like(ordered)
        index = self.order.reshape(self.order.shape + (1,) * (ordered.ndim - 2))
        np.put_along_axis(found, index, ordered, axis=1)
        return found


def merit_of(cells: Cells, flow: Flow, price: Floats) -> Merit:
    """The order of merit by what a GW of energy of each source costs the plan."""
    order = np.argsort(np.where(cells.there, price, LAST), axis=1, kind="stable")
    capacity = np.take_along_axis(flow.capacity, order[:, :, None], axis=1)
    nothing = np.zeros((len(order), 1, len(cells.weight)))
    return Merit(order, np.concatenate([nothing, np.cumsum(capacity, axis=1)], axis=1))


def violated(
    cells: Cells, stores: Stores, flow: Flow, merit: Merit, least: float = VIOLATED
) -> tuple[Cuts, float]:
    """The most violated cut of every prefix of merit that has one, and by how many GW the worst is."""
    missing = np.maximum(0.0, flow.net_load[:, None, :] - merit.reach)
    energy = np.take_along_axis(flow.energy, merit.order, axis=1)
    total = energy.sum(1, keepdims=True)
    beyond = total - np.concatenate([np.zeros_like(total), np.cumsum(energy, axis=1)], axis=1)
    excess = missing @ cells.weight - beyond
    cell, prefix = np.nonzero(excess > least)
    rank = np.empty_like(merit.order)
    np.put_along_axis(rank, merit.order, np.arange(merit.order.shape[1])[None, :], axis=1)
    inner = (rank[cell] < prefix[:, None]) & cells.there[cell]
    return of_sets(cells, stores, cell, inner, missing[cell, prefix] > 0.0), float(
        np.max(excess, initial=0.0)
    )


def by_merit(flow: Flow, merit: Merit) -> Floats:
    """The output of every source in every block when the cheapest run first (cells, sources, blocks)."""
    reached = np.minimum(merit.reach, flow.net_load[:, None, :])
    return merit.back(np.diff(reached, axis=1))
