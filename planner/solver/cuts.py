"""What energies a dispatch can give, without the dispatch: cuts on a cell's energy, capacity and load.

Within a cell, sources meet load block by block, and only the energy that each gives over the period has a price. What
energies are possible is a question of flow: from sources, through what each can give in each block, to the blocks.
By max-flow and min-cut they are possible exactly if for every set I of sources and every set B of blocks

    sum(Energy[i] for i not in I) + sum(weight[b] * (sum(available[i, b] * Standing[i] for i in I) - net load[b])
        for b in B) >= 0

where the net load of a block is the load, plus what storage takes, less what it gives. A cut is the sum of rows that
the model has (the balance of the blocks in B, the available capacity of I there, output not below zero elsewhere), so
its price is a price of each of those.

Sources in their order of merit are what matters: where no prefix of that order has a cut that is violated, no other
dispatch is cheaper. For each prefix the set B that is violated most is known: the blocks that it cannot meet alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import coo_array, csr_array, vstack

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.solver.cells import Cells
    from planner.solver.storage import Stores

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

VIOLATED = 1e-7
"""GW by which a cut must be violated to be added: as much as the solver may leave."""
LAST = 1e30
"""Merit of a source that is not there."""


@dataclass(frozen=True)
class Cuts:
    """Cuts of many cells: `cell` (cuts), `inner` (cuts, sources) is the set I and `blocks` (cuts, blocks) the set B."""

    cell: Ints
    inner: Mask
    blocks: Mask

    def __len__(self) -> int:
        return len(self.cell)

    def __add__(self, more: Cuts) -> Cuts:
        inner = np.concatenate([self.inner, more.inner])
        return Cuts(np.append(self.cell, more.cell), inner, np.concatenate([self.blocks, more.blocks]))

    def __getitem__(self, which: Mask | Ints) -> Cuts:
        return Cuts(self.cell[which], self.inner[which], self.blocks[which])

    def same_as(self, others: Cuts) -> bool:
        """Whether these are the others, in the same order."""
        return (
            np.array_equal(self.cell, others.cell)
            and np.array_equal(self.inner, others.inner)
            and np.array_equal(self.blocks, others.blocks)
        )

    def rows(self, cells: Cells, stores: Stores, columns: int) -> csr_array:
        """The left-hand sides of the cuts over all columns of a program."""
        weighed = self.blocks * cells.weight
        given = stores.by_cell(cells, 0)[self.cell]
        taken = stores.by_cell(cells, 1)[self.cell]
        every = np.broadcast_to(weighed[:, None, :], given.shape)
        inside = self.inner[:, :, None] * cells.available[self.cell]
        parts = [
            (cells.energy[self.cell], (~self.inner).astype(float)),
            (cells.standing[self.cell], np.einsum("cib,cb->ci", inside, weighed)),
            (cells.load[self.cell][:, None], -weighed.sum(1, keepdims=True)),
            (_flat(given), _flat(every)),
            (_flat(taken), -_flat(every)),
        ]
        column = np.concatenate([where for where, _ in parts], axis=1)
        value = np.concatenate([what for _, what in parts], axis=1)
        row = np.broadcast_to(np.arange(len(self))[:, None], column.shape)
        there = (column >= 0) & (value != 0.0)
        return coo_array((value[there], (row[there], column[there])), shape=(len(self), columns)).tocsr()


def _flat(table: NDArray[Any]) -> NDArray[Any]:
    """A table (cuts, stores, blocks) as (cuts, stores of each block)."""
    return table.reshape(len(table), table.shape[1] * table.shape[2])


@dataclass(frozen=True)
class Splits:
    """Sets I of cells, `cell` and `inner` as in cuts, for every set of blocks at once.

    With a column for what I cannot give in a block, and others must, `beyond[b] >= net load[b] - what I can give`, and
    the sum of their energies at least that of `beyond`, all cuts of I hold. Where storage moves load from block to
    block that takes fewer rounds than one cut after the other. `short` (splits, blocks) are those that I could not meet
    alone where it was split.
    """

    cell: Ints
    inner: Mask
    short: Mask

    @staticmethod
    def of(cuts: Cuts) -> Splits:
        """The sets I of these cuts, split."""
        return Splits(cuts.cell, cuts.inner, cuts.blocks)

    @property
    def count(self) -> int:
        """How many blocks there are."""
        return int(self.short.shape[1])

    def __add__(self, more: Splits) -> Splits:
        inner, short = (np.concatenate(pair) for pair in ((self.inner, more.inner), (self.short, more.short)))
        return Splits(np.append(self.cell, more.cell), inner, short)

    def __len__(self) -> int:
        return len(self.cell)

    def same_as(self, others: Splits) -> bool:
        """Whether these are the others, in the same order."""
        return np.array_equal(self.cell, others.cell) and np.array_equal(self.inner, others.inner)

    def rows(self, cells: Cells, stores: Stores, columns: int) -> tuple[csr_array, csr_array]:
        """Their rows over the columns of a program, and over their own: one a block for each, then the sums."""
        number, blocks = len(self), self.count
        single = np.tile(np.eye(blocks, dtype=bool), (number, 1))
        cell, inner = np.repeat(self.cell, blocks), np.repeat(self.inner, blocks, axis=0)
        by_block = Cuts(cell, inner, single).rows(cells, stores, columns)
        none = np.zeros((number, blocks), dtype=bool)
        sums = Cuts(self.cell, self.inner, none).rows(cells, stores, columns)
        outer = ~inner & cells.there[cell]
        by_block = by_block - _energies(cells, cell, outer, columns)
        own = np.arange(number * blocks)
        weight = np.tile(cells.weight, number)
        ends = (own, number * blocks + own // max(1, blocks))
        beyond = coo_array(
            (np.concatenate([weight, -weight]), (np.concatenate(ends), np.tile(own, 2))),
            shape=(number * (blocks + 1), number * blocks),
        )
        return csr_array(vstack([by_block, sums])), csr_array(beyond)


def _energies(cells: Cells, cell: Ints, which: Mask, columns: int) -> csr_array:
    """The sum of energies of some sources of a cell, a row for each."""
    row, source = np.nonzero(which)
    where = (row, cells.energy[cell[row], source])
    return csr_array(coo_array((np.ones(len(row)), where), shape=(len(cell), columns)))


def no_cuts(cells: Cells) -> Cuts:
    """None at all."""
    return _cuts(cells, np.zeros(0, dtype=int))


def _cuts(cells: Cells, cell: Ints) -> Cuts:
    """Cuts of these cells, with both sets empty."""
    return Cuts(
        cell,
        np.zeros((len(cell), cells.energy.shape[1]), dtype=bool),
        np.zeros((len(cell), len(cells.weight)), dtype=bool),
    )


def balances(cells: Cells) -> Cuts:
    """Energy meets load over the whole period, one for each cell: I is empty, B all blocks."""
    cuts = _cuts(cells, np.arange(len(cells.load)))
    return Cuts(cuts.cell, cuts.inner, ~cuts.blocks)


def capacities(cells: Cells) -> Cuts:
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
    cuts = _cuts(cells, cell)
    cuts.inner[:] = cells.there[cell]
    cuts.blocks[np.arange(len(cell)), block] = True
    return cuts


@dataclass(frozen=True)
class Flow:
    """A point of a program as its cells see it: `energy`, `capacity` (cells, sources, blocks), `net_load`."""

    energy: Floats
    capacity: Floats
    net_load: Floats


def flow_of(cells: Cells, stores: Stores, values: Floats) -> Flow:
    """What a point has in every cell."""
    padded = np.append(values, 0.0)  # where NONE points
    net = padded[cells.load][:, None] - padded[stores.by_cell(cells, 0)].sum(1)
    net += padded[stores.by_cell(cells, 1)].sum(1)
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


def violated(cells: Cells, flow: Flow, merit: Merit, least: float = VIOLATED) -> tuple[Cuts, float]:
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
    return Cuts(cell, inner, missing[cell, prefix] > 0.0), float(np.max(excess, initial=0.0))


def by_merit(flow: Flow, merit: Merit) -> Floats:
    """The output of every source in every block when the cheapest run first (cells, sources, blocks)."""
    reached = np.minimum(merit.reach, flow.net_load[:, None, :])
    return merit.back(np.diff(reached, axis=1))
