"""Where the columns and rows of a subproblem stand: the one order that its matrix, its limits and its answers share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from planner.solver.decomposition.storage_columns import level_rolls

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Layout:
    """Columns and rows of a subproblem of so many blocks, sources and stores.

    Columns: output of each source by block; of each store output, charge and level, each by block; and last slack, of
    load by block and of energy by store. Rows: load by block, energy by source, energy by store; and last what rolls
    from block to block, by store and block. `width` counts the columns of dispatch, those before slack; `height` the
    rows with a right-hand side, those before what rolls.
    """

    blocks: int
    sources: int
    stores: int

    @property
    def width(self) -> int:
        """Columns of dispatch."""
        return self.blocks * (self.sources + 3 * self.stores)

    @property
    def height(self) -> int:
        """Rows with a right-hand side."""
        return self.blocks + self.sources + self.stores

    @property
    def columns(self) -> int:
        """All columns."""
        return self.width + self.blocks + self.stores

    @property
    def rows(self) -> int:
        """All rows."""
        return self.height + self.stores * self.blocks

    @property
    def columns_each(self) -> Ints:
        """How many columns of dispatch each source has, and each store."""
        return np.repeat([self.blocks, 3 * self.blocks], [self.sources, self.stores])

    @property
    def load_rows(self) -> slice:
        """Load by block."""
        return slice(0, self.blocks)

    @property
    def source_rows(self) -> slice:
        """Energy by source."""
        return slice(self.blocks, self.blocks + self.sources)

    @property
    def store_rows(self) -> slice:
        """Energy by store."""
        return slice(self.blocks + self.sources, self.height)

    def level_rows(self, store: int) -> slice:
        """What rolls from block to block in a store."""
        return _part(self.height, store, self.blocks)

    def output(self, source: int) -> slice:
        """Output of a source by block."""
        return _part(0, source, self.blocks)

    def dispatch_of_store(self, store: int) -> slice:
        """Output, charge and level of a store by block, one after another."""
        return _part(self.sources * self.blocks, store, 3 * self.blocks)

    @property
    def load_slack(self) -> slice:
        """Slack of load by block."""
        return slice(self.width, self.width + self.blocks)

    @property
    def energy_slack(self) -> slice:
        """Slack of energy by store."""
        return slice(self.width + self.blocks, self.columns)

    def in_order(
        self, of_sources: NDArray[np.generic], of_stores: NDArray[np.generic]
    ) -> NDArray[np.generic]:
        """Arrays of (sources, blocks) and of (3, stores, blocks) as one, in the order of the columns of dispatch."""
        return np.concatenate([of_sources.ravel(), np.moveaxis(of_stores, 1, 0).ravel()])

    def costs(self, weight: Floats) -> Floats:
        """The objective, slack in GW on the mean; `weight` is the share of the period's hours in a block."""
        cost = np.zeros(self.columns)
        cost[self.load_slack], cost[self.energy_slack] = weight, 1.0
        return cost

    def matrix(self, weight: Floats, rates: Floats, previous_block: Ints) -> csr_array:
        """The rows; `rates` (output and charge, stores, blocks) are those of the stores."""
        rows, weighed = np.zeros((self.rows, self.columns)), np.diag(weight)
        for source in range(self.sources):
            rows[self.load_rows, self.output(source)] = weighed
            rows[self.source_rows.start + source, self.output(source)] = weight
        for store in range(self.stores):
            of_store, row = self.dispatch_of_store(store), self.store_rows.start + store
            output, charge = _part(of_store.start, 0, self.blocks), _part(of_store.start, 1, self.blocks)
            rows[self.load_rows, output], rows[self.load_rows, charge] = weighed, -weighed
            rows[row, output] = weight
            rows[row, self.energy_slack.start + store] = 1.0
            rows[self.level_rows(store), of_store] = level_rolls(rates[:, store], previous_block).toarray()
        rows[self.load_rows, self.load_slack] = weighed
        return csr_array(rows)


def _part(start: int, number: int, size: int) -> slice:
    """One of many parts of one size, from `start` on."""
    return slice(start + number * size, start + (number + 1) * size)
