"""Stores in the decomposition: their days are left out of the master, and what they are worth stands for them.

What a GW of a store can earn on a day at prices of energy in each block (see storage_pricing.py) tells what a GW adds
to a cut, whose prices are given; and at the prices of a whole plan, those of all rows of its days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array

from planner.rules import physical as rules
from planner.solver.decomposition.region_periods import NONE, entries_of, members_by_group
from planner.solver.decomposition.storage_pricing import price_days

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.solver.decomposition.candidates import Candidates
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

    `region_period`, `standing`, `energy`, `charging`, `candidate` (stores) and `columns`, `limit_rows` (output,
    charge, level; stores, blocks), `level_rows` (stores, blocks) are numbers; `limit_per_gw` is what a standing GW
    allows of the three, `rates` what output and charge take from the level in a block. A GW of mean output takes
    `charge_per_output` of mean charge. Blocks are counted in their order: see `region_periods.expect_block_order`.
    """

    def __init__(self, program: Program, candidates: Candidates, weight: Floats) -> None:
        self.weight, blocks = weight, len(weight)
        charging, output = program.columns["Charging"], program.columns["Output"]
        count, rows = len(charging.indices), program.rows
        days = len({index[2] for index in rows[rules.MEETS_LOAD.name].indices})
        run, region_period = program.columns["Energy"].position, program.columns["Load"].position
        stands = {(a, r, t): k for k, (a, _, r, t) in enumerate(program.columns["Standing"].indices)}
        runs = np.array([run[index] for index in charging.indices], dtype=int)
        every = np.arange(count * blocks).reshape(count, blocks)
        of_run = blocks * runs[:, None] + np.arange(blocks)
        self.region_period = np.array([region_period[index[1:]] for index in charging.indices], dtype=int)
        self.standing = program.columns["Standing"].start + np.array(
            [stands[index] for index in charging.indices], dtype=int
        )
        self.energy = program.columns["Energy"].start + runs
        self.charging = charging.start + np.arange(count)
        self.mean_row = rows[rules.MEAN_OUTPUT.name].start + runs
        self.charging_row = rows[rules.MEAN_CHARGE.name].start + np.arange(count)
        self.candidate = candidates.of_column[self.energy]
        self.columns = np.stack(
            [output.start + of_run, *(program.columns[name].start + every for name in ("Charge", "Level"))]
        )
        self.limit_rows = np.stack(
            [rows[LIMITS[0]].start + of_run, *(rows[name].start + every for name in LIMITS[1:])]
        )
        self.level_rows = rows[rules.LEVEL.name].start + every
        self.members = members_by_group(self.region_period, len(region_period))
        self.limit_per_gw, self.rates = self._numbers(program)
        self.charge_per_output = (
            -self.rates[OUTPUT, :, 0] / self.rates[CHARGE, :, 0] if blocks else np.zeros(count)
        )
        self.blocks_per_day = max(1, blocks // max(1, days))
        self.previous_block = _previous_block(blocks, self.blocks_per_day)

    def __len__(self) -> int:
        return len(self.region_period)

    def _numbers(self, program: Program) -> tuple[Floats, Floats]:
        """What a standing GW allows of output, charge and level, and what the first two take from the level."""
        standing = np.broadcast_to(self.standing[:, None], self.limit_rows.shape)
        allowed = -entries_of(program, self.limit_rows.ravel(), standing.ravel())
        both = self.columns[: CHARGE + 1]
        rates = entries_of(program, np.broadcast_to(self.level_rows, both.shape).ravel(), both.ravel())
        return allowed.reshape(self.limit_rows.shape), rates.reshape(both.shape)

    def columns_by_region_period(self, which: int) -> Ints:
        """Columns of output (0) or charge (1) of the stores of each region period (region periods, stores, blocks)."""
        return np.where(self.members[..., None] == NONE, NONE, self.columns[which][self.members])

    def worth(self, which: Ints, block_price: Floats, store_price: Floats) -> Floats:
        """What a GW of each of these stores earns in a period at most (which), by prices of a GW of mean energy.

        `block_price` (which, blocks) are those of energy in each block, `store_price` (which) of what the store itself
        gives.
        """
        costs = self.weight * np.stack([store_price[:, None] - block_price, block_price])
        limit_prices, _ = self._price_days(which, costs)
        earned: Floats = (self.limit_per_gw[:, which] * -limit_prices).sum((0, 2))
        return earned

    def price_rows(self, duals: Floats, reduced: Floats) -> None:
        """Put the prices of the rows of a day among `duals`: those by which a GW of each store can earn least.

        `reduced` are reduced costs by `duals`, which are zero on these rows.
        """
        mean = reduced[np.stack([self.energy, self.charging])]
        costs = reduced[self.columns[: CHARGE + 1]] + self.weight * mean[..., None]
        duals[self.limit_rows], duals[self.level_rows] = self._price_days(np.arange(len(self)), costs)

    def _price_days(self, which: Ints, costs: Floats) -> tuple[Floats, Floats]:
        """The prices of `price_days` at costs of these stores' output and charge (2, which, blocks)."""
        rates, allowed = self.rates[:, which], self.limit_per_gw[:, which]
        per_day = self.blocks_per_day
        days = len(which) * allowed.shape[-1] // per_day
        by_day = (part.reshape(len(part), days, per_day) for part in (costs, rates, allowed))
        limit_prices, stored_values = price_days(*by_day)
        return limit_prices.reshape(allowed.shape), stored_values.reshape(allowed.shape[1:])


def _previous_block(blocks: int, per_day: int) -> Ints:
    """The block before each, the last of a day before its first."""
    block = np.arange(blocks)
    return np.asarray(block - block % per_day + (block - 1) % per_day)


def level_rolls(rates: Floats, previous_block: Ints) -> csr_array:
    """What rolls from block to block: output, charge and level (columns) of each block (rows)."""
    blocks = len(previous_block)
    number = np.arange(blocks)
    one = np.ones(blocks)
    value = np.concatenate([rates.ravel(), one, -one])
    column = np.concatenate([number, blocks + number, 2 * blocks + number, 2 * blocks + previous_block])
    return csr_array(coo_array((value, (np.tile(number, 4), column)), shape=(blocks, 3 * blocks)))
