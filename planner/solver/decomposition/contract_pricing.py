"""Contracts with a minimum take at candidates that were left out: the best prices of what is paid for.

A GW that stands pays `cost` for each GW of energy that it gives, and for `fraction` GW in any case. With a price
`marginal` between zero and `cost` on what it gives, and the rest of it on the minimum, a standing GW earns

    sum(available[b] * min(0, gain[b] + weight[b] * marginal) for all b) + fraction * (cost - marginal)

at least, where `gain` is what output costs in a block less what it is worth there. That is concave in `marginal`: best
where the blocks that still earn something give as much energy as the minimum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.rules import physical as rules
from planner.solver.decomposition.region_periods import entries_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.solver.decomposition.candidates import Candidates
    from planner.solver.decomposition.storage_columns import Stores
    from planner.solver.program import Program

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]


class Contracts:
    """Every source with a minimum take, in a region and a period: its columns, its rows, and what it can give."""

    def __init__(self, program: Program, candidates: Candidates, stores: Stores) -> None:
        paid, rows = program.columns.get("Paid_energy"), program.rows
        indices = () if paid is None else paid.indices
        self.weight, blocks = stores.weight, len(stores.weight)
        runs, output = program.columns["Energy"], program.columns["Output"]
        stands = {(a, r, t): k for k, (a, _, r, t) in enumerate(program.columns["Standing"].indices)}
        run = np.array([runs.position[index] for index in indices], dtype=int)
        of_run = blocks * run[:, None] + np.arange(blocks)
        number = np.arange(len(indices))
        self.paid = number + (0 if paid is None else paid.start)
        self.output_row, self.minimum_row = (
            number + (rows[rule.name].start if len(number) else 0)
            for rule in (rules.PAID_OUTPUT, rules.PAID_MINIMUM)
        )
        self.energy = runs.start + run
        self.output = output.start + of_run
        self.candidate = candidates.of_column[self.energy]
        standing = program.columns["Standing"].start + np.array(
            [stands[index] for index in indices], dtype=int
        )
        self.fraction = entries_of(program, self.minimum_row, standing)
        capacity = (rows[rules.AVAILABLE.name].start + of_run).ravel()
        available = -entries_of(program, capacity, np.repeat(standing, blocks))
        self.available = available.reshape(of_run.shape)
        # What a store gives follows from no order of its blocks. Any price is a bound: zero is one.
        self.available[np.isin(self.energy, stores.energy)] = 0.0

    def __len__(self) -> int:
        return len(self.paid)

    def price_rows(self, duals: Floats, reduced: Floats, left_out: Mask) -> None:
        """Put the best prices of the rows of candidates left out among `duals`; `reduced` are costs by those."""
        some = np.flatnonzero(left_out[self.candidate])
        cost = np.maximum(0.0, reduced[self.paid[some]])
        gain = reduced[self.output[some]] + self.weight * reduced[self.energy[some], None]
        marginal = np.clip(
            best_marginal(gain, self.weight, self.available[some], self.fraction[some]), 0.0, cost
        )
        duals[self.output_row[some]] = -marginal
        duals[self.minimum_row[some]] = marginal - cost


def best_marginal(gain: Floats, weight: Floats, available: Floats, fraction: Floats) -> Floats:
    """The price of energy at which the blocks of each contract that still earn give its minimum; zero where none does.

    `gain` and `available` are (contracts, blocks), `weight` (blocks), `fraction` (contracts).
    """
    ends = np.divide(-gain, weight, out=np.zeros_like(gain), where=weight > 0)
    order = np.argsort(-ends, axis=1, kind="stable")
    given = np.cumsum(np.take_along_axis(available * weight, order, axis=1), axis=1)
    enough = given > fraction[:, None]
    first = np.argmax(enough, axis=1)[:, None]
    found = np.take_along_axis(np.take_along_axis(ends, order, axis=1), first, axis=1)[:, 0]
    return np.where(enough.any(axis=1), found, 0.0)
