"""The duals of the rows of dispatch, and the reduced cost of ordering at a candidate that was left out.

With the duals of all other rows given, those of a candidate are as high as its dispatch allows:

    energy      a GW of energy costs what its column costs:              z(Energy) = 0
    contracts   the price of energy that is paid for falls on what is given and on the minimum take, in the best parts
                (see contract_pricing.py)
    capacity    a block's capacity is worth what output earns in it:     z(Output) >= 0, and 0 where that is above zero
    storage     the same by the best days of a GW of it (see storage_pricing.py)
    standing    what stands in t is worth what it earns in t and later:  z(Standing) = 0

Candidates that are in the master have duals of standing already. For the others, what then remains, z(Ordered), is what
an order there would add to the cost of the plan. Where none is below zero the candidate is rightly left out, and the
duals complete the certificate of the whole program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from planner.rules import physical as rules
from planner.solver.decomposition.contract_pricing import Contracts
from planner.solver.decomposition.region_periods import entries_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from planner.solver.decomposition.candidates import Candidates
    from planner.solver.decomposition.storage_columns import Stores
    from planner.solver.program import Block, Program

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]


class ColumnPricing:
    """Everything about a program's candidates that does not change from one pricing to the next."""

    def __init__(self, program: Program, candidates: Candidates, stores: Stores) -> None:
        self.program, self.candidates = program, candidates
        self.matrix = program.matrix.tocsc()
        output = program.columns["Output"]
        self.output = np.arange(output.start, output.stop)
        runs, rows = [index[:3] for index in output.indices], program.rows
        self.energy = _numbers_of(program.columns["Energy"], runs)
        self.capacity_row = _numbers_of(rows[rules.AVAILABLE.name], output.indices)
        self.mean_row = _numbers_of(rows[rules.MEAN_OUTPUT.name], runs)
        self.weight = -entries_of(program, self.mean_row, self.output)
        self.stores, self.contracts = stores, Contracts(program, candidates, stores)
        self.is_plain = np.ones(len(self.output), dtype=bool)
        self.is_plain[stores.columns[0].ravel() - output.start] = False
        self.chains = _chains(program, candidates, self.matrix)

    def price(self, duals: Floats, left_out: Mask) -> tuple[Floats, Floats]:
        """Duals of all rows, and what an order at each candidate that is left out would add to the cost of the plan.

        `duals` are zero on the rows of dispatch, and of candidates that are left out; `left_out` marks those by number.
        The second result is the least reduced cost of an order by candidate, zero for the others.
        """
        duals = duals.copy()
        reduced = self.program.cost - self.matrix.T @ duals
        if len(self.contracts):
            self.contracts.price_rows(duals, reduced, left_out)
            reduced = self.program.cost - self.matrix.T @ duals
        duals[self.mean_row] = reduced[self.energy]
        gain = reduced[self.output] + self.weight * reduced[self.energy]
        plain = self.is_plain
        duals[self.capacity_row[plain]] = np.minimum(0.0, gain[plain])
        self.stores.price_rows(duals, reduced)
        duals[self.stores.charging_row] = reduced[self.stores.charging]
        reduced = self.program.cost - self.matrix.T @ duals
        least = np.zeros(len(self.candidates.names))
        for candidate in np.flatnonzero(left_out):
            chain = self.chains[candidate]
            if chain is not None:
                least[candidate] = chain.price(duals, reduced)
        return duals, least


class CapacityChain:
    """A candidate's standing from period to period, and the orders that come and go in it."""

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


def _numbers_of(block: Block, indices: Sequence[Any]) -> Ints:
    """The column or row of some indices."""
    return block.start + np.array([block.position[index] for index in indices], dtype=int)


def _chains(program: Program, candidates: Candidates, matrix: Any) -> list[CapacityChain | None]:
    """The chain of every candidate, by its number; None where nothing can be ordered."""
    roll = program.rows[rules.STANDING.name]
    found: list[CapacityChain | None] = []
    by_candidate: dict[int, list[list[int]]] = {}
    for name, k in (("Standing", 0), ("Ordered", 1)):
        block = program.columns[name]
        for column in range(block.start, block.stop):
            candidate = int(candidates.of_column[column])
            if candidate >= 0:
                by_candidate.setdefault(candidate, [[], []])[k].append(column)
    for candidate in range(len(candidates.names)):
        standing, orders = by_candidate.get(candidate, [[], []])
        if not orders:
            found.append(None)
            continue
        block = program.columns["Standing"]
        rows = _numbers_of(roll, [block.indices[column - block.start] for column in standing]).tolist()
        place = {row: k for k, row in enumerate(rows)}
        ends = []
        for column in orders:
            own = matrix.indices[matrix.indptr[column] : matrix.indptr[column + 1]]
            ends.append(sorted(place[row] for row in own if row in place))
        arrives = np.array([end[0] for end in ends])
        retires = np.array([end[1] if len(end) > 1 else len(rows) for end in ends])
        found.append(CapacityChain(np.array(standing), np.array(rows), np.array(orders), arrives, retires))
    return found
