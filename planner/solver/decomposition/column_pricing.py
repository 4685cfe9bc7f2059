"""The prices of the rows of running, by those of energy in each block, and what a site left out would be worth.

With the prices of all other rows given, those of a site are as high as its running allows:

    energy      a GW of energy costs what its column costs:              z(Energy) = 0
    capacity    a block's capacity is worth what output earns in it:     z(Output) >= 0, and 0 where that is above zero
    storage     the same by the best days of a GW of it (see storage.py)
    standing    what stands in t is worth what it earns in t and later:  z(Standing) = 0

Sites that are in the plan have prices of standing already. For the others, what then remains, z(Ordered), is what an
order there would add to the cost of the plan. Where none is below zero the site is rightly left out, and the prices
complete the certificate of the whole program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from planner.rules import physical as rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from planner.solver.decomposition.candidates import Sites
    from planner.solver.decomposition.storage_columns import Stores
    from planner.solver.program import Block, Program

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]


class Pricing:
    """Everything about a program's sites that does not change from one pricing to the next."""

    def __init__(self, program: Program, sites: Sites, stores: Stores) -> None:
        self.program, self.sites = program, sites
        self.matrix = program.matrix.tocsc()
        output = program.columns["Output"]
        self.output = np.arange(output.start, output.stop)
        runs, rows = [index[:3] for index in output.indices], program.rows
        self.energy = _places(program.columns["Energy"], runs)
        self.capacity_row = _places(rows[rules.AVAILABLE.name], output.indices)
        self.mean_row = _places(rows[rules.MEAN_OUTPUT.name], runs)
        self.weight = -self._entries(self.mean_row, self.output)
        self.stores = stores
        self.is_plain = np.ones(len(self.output), dtype=bool)
        self.is_plain[stores.columns[0].ravel() - output.start] = False
        self.chains = _chains(program, sites, self.matrix)

    def _entries(self, rows: Ints, columns: Ints) -> Floats:
        """Entries of the matrix, one for each pair of row and column."""
        return np.asarray(self.program.matrix[rows, columns]).ravel()

    def price(self, duals: Floats, left_out: Mask) -> tuple[Floats, Floats]:
        """Prices of all rows, and what an order at each site that is left out would add to the cost of the plan.

        `duals` are zero on the rows of running, and of the sites that are left out; `left_out` marks sites by number.
        The second result is the least reduced cost of an order by site, zero for the others.
        """
        duals = duals.copy()
        reduced = self.program.cost - self.matrix.T @ duals
        duals[self.mean_row] = reduced[self.energy]
        gain = reduced[self.output] + self.weight * reduced[self.energy]
        plain = self.is_plain
        duals[self.capacity_row[plain]] = np.minimum(0.0, gain[plain])
        self.stores.best_day(duals, reduced)
        duals[self.stores.charging_row] = reduced[self.stores.charging]
        reduced = self.program.cost - self.matrix.T @ duals
        least = np.zeros(len(self.sites.names))
        for site in np.flatnonzero(left_out):
            chain = self.chains[site]
            if chain is not None:
                least[site] = chain.price(duals, reduced)
        return duals, least


class Chain:
    """A site's standing from period to period, and the orders that come and go in it."""

    def __init__(self, standing: Ints, rows: Ints, orders: Ints, arrives: Ints, retires: Ints) -> None:
        self.standing, self.rows, self.orders = standing, rows, orders
        self.arrives, self.retires = arrives, retires

    def price(self, duals: Floats, reduced: Floats) -> float:
        """Price its rows so that standing earns nothing more; the least reduced cost of an order."""
        worth = np.cumsum(reduced[self.standing][::-1])[::-1]
        duals[self.rows] += worth
        ahead = np.append(worth, 0.0)
        cost = reduced[self.orders] + ahead[self.arrives] - ahead[self.retires]
        return float(np.min(cost, initial=0.0))


def _places(block: Block, indices: Sequence[Any]) -> Ints:
    """The column or row of some indices."""
    return block.start + np.array([block.position[index] for index in indices], dtype=int)


def _chains(program: Program, sites: Sites, matrix: Any) -> list[Chain | None]:
    """The chain of every site, by its number; None where nothing can be ordered."""
    roll = program.rows[rules.STANDING.name]
    found: list[Chain | None] = []
    by_site: dict[int, list[list[int]]] = {}
    for name, k in (("Standing", 0), ("Ordered", 1)):
        block = program.columns[name]
        for column in range(block.start, block.stop):
            site = int(sites.of_column[column])
            if site >= 0:
                by_site.setdefault(site, [[], []])[k].append(column)
    for site in range(len(sites.names)):
        standing, orders = by_site.get(site, [[], []])
        if not orders:
            found.append(None)
            continue
        block = program.columns["Standing"]
        rows = _places(roll, [block.indices[column - block.start] for column in standing]).tolist()
        place = {row: k for k, row in enumerate(rows)}
        ends = []
        for column in orders:
            own = matrix.indices[matrix.indptr[column] : matrix.indptr[column + 1]]
            ends.append(sorted(place[row] for row in own if row in place))
        arrives = np.array([end[0] for end in ends])
        retires = np.array([end[1] if len(end) > 1 else len(rows) for end in ends])
        found.append(Chain(np.array(standing), np.array(rows), np.array(orders), arrives, retires))
    return found
