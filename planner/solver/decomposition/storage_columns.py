"""Storage in the energy form: its days are left out, and what they are worth stands for them.

What a GW of a store can earn on a day at prices of energy in each block (see best_days.py) tells what a GW adds to a
cut, whose prices are given; and at the prices of a whole plan, those of all rows of its days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array

from planner.rules import physical as rules
from planner.solver.decomposition.region_periods import NONE, entries_of, members_of
from planner.solver.decomposition.storage_pricing import best_days

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.solver.decomposition.candidates import Sites
    from planner.solver.program import Program

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

LIMITS = (
    rules.AVAILABLE.name,
    rules.CHARGE.name,
    rules.DURATION.name,
)
"""The rules that hold output, charge and level of storage to what stands."""
OUTPUT, CHARGE = range(2)


class Stores:
    """Every source that stores, in a region and a period: its columns, its rows, and what a day of it is worth.

    `cell`, `standing`, `energy`, `charging`, `site` (stores) and `columns`, `limits` (output, charge, level; stores,
    blocks), `rolls` (stores, blocks) are numbers; `most` is what a standing GW allows of the three, `rates` what output
    and charge take from the level in a block. A GW of mean output takes `taken` of mean charge.
    """

    def __init__(self, program: Program, sites: Sites, weight: Floats) -> None:
        self.weight, blocks = weight, len(weight)
        charging, output = program.columns["Charging"], program.columns["Output"]
        count, rows = len(charging.indices), program.rows
        days = len({index[2] for index in rows[rules.MEETS_LOAD.name].indices})
        run, cell = program.columns["Energy"].position, program.columns["Load"].position
        stands = {(a, r, t): k for k, (a, _, r, t) in enumerate(program.columns["Standing"].indices)}
        runs = np.array([run[index] for index in charging.indices], dtype=int)
        every = np.arange(count * blocks).reshape(count, blocks)
        of_run = blocks * runs[:, None] + np.arange(blocks)
        self.cell = np.array([cell[index[1:]] for index in charging.indices], dtype=int)
        self.standing = program.columns["Standing"].start + np.array(
            [stands[index] for index in charging.indices], dtype=int
        )
        self.energy = program.columns["Energy"].start + runs
        self.charging = charging.start + np.arange(count)
        self.mean_row = rows[rules.MEAN_OUTPUT.name].start + runs
        self.charging_row = rows[rules.MEAN_CHARGE.name].start + np.arange(count)
        self.site = sites.of_column[self.energy]
        self.columns = np.stack(
            [output.start + of_run, *(program.columns[name].start + every for name in ("Charge", "Level"))]
        )
        self.limits = np.stack(
            [rows[LIMITS[0]].start + of_run, *(rows[name].start + every for name in LIMITS[1:])]
        )
        self.rolls = rows[rules.LEVEL.name].start + every
        self.members = members_of(self.cell, len(cell))
        standing = np.broadcast_to(self.standing[:, None], self.limits.shape)
        most = -entries_of(program, self.limits.ravel(), standing.ravel())
        self.most = most.reshape(self.limits.shape)
        both = self.columns[: CHARGE + 1]
        rates = entries_of(program, np.broadcast_to(self.rolls, both.shape).ravel(), both.ravel())
        self.rates = rates.reshape(both.shape)
        self.taken = -self.rates[OUTPUT, :, 0] / self.rates[CHARGE, :, 0] if blocks else np.zeros(count)
        self.day = max(1, blocks // max(1, days))
        self.before = _before(blocks, self.day)

    def __len__(self) -> int:
        return len(self.cell)

    def by_cell(self, which: int) -> Ints:
        """The columns of output (0) or charge (1) of the stores of each cell (cells, stores, blocks)."""
        return np.where(self.members[..., None] == NONE, NONE, self.columns[which][self.members])

    def worth(self, which: Ints, block: Floats, stored: Floats) -> Floats:
        """What a GW of each of these stores earns in a period at most (which), by prices of a GW of mean energy.

        `block` (which, blocks) are those of energy in each block, `stored` (which) of what the store itself gives.
        """
        costs = self.weight * np.stack([stored[:, None] - block, block])
        limits, _ = self._best_days(which, costs)
        earned: Floats = (self.most[:, which] * -limits).sum((0, 2))
        return earned

    def best_day(self, duals: Floats, reduced: Floats) -> None:
        """Put the prices of the rows of a day among `duals`: those by which a GW of each store can earn least.

        `reduced` are reduced costs by `duals`, which are zero on these rows.
        """
        mean = reduced[np.stack([self.energy, self.charging])]
        costs = reduced[self.columns[: CHARGE + 1]] + self.weight * mean[..., None]
        duals[self.limits], duals[self.rolls] = self._best_days(np.arange(len(self)), costs)

    def _best_days(self, which: Ints, costs: Floats) -> tuple[Floats, Floats]:
        """The prices of `best_days` at costs of these stores' output and charge (2, which, blocks)."""
        rates, most = self.rates[:, which], self.most[:, which]
        days = len(which) * most.shape[-1] // self.day
        limits, kept = best_days(*(part.reshape(len(part), days, self.day) for part in (costs, rates, most)))
        return limits.reshape(most.shape), kept.reshape(most.shape[1:])


def _before(blocks: int, day: int) -> Ints:
    """The block before each, the last of a day before its first."""
    block = np.arange(blocks)
    return np.asarray(block - block % day + (block - 1) % day)


def level_rolls(rates: Floats, before: Ints) -> csr_array:
    """What rolls from block to block: output, charge and level (columns) of each block (rows)."""
    blocks = len(before)
    number = np.arange(blocks)
    one = np.ones(blocks)
    value = np.concatenate([rates.ravel(), one, -one])
    column = np.concatenate([number, blocks + number, 2 * blocks + number, 2 * blocks + before])
    return csr_array(coo_array((value, (np.tile(number, 4), column)), shape=(blocks, 3 * blocks)))
