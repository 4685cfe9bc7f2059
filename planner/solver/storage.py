"""Storage in the energy form: its days are left out, and what they are worth stands for them.

What a GW of a store can earn on a day, at prices of energy in each block, is a small program of its own. It tells what
a GW adds to a cut, whose prices are given; and at the prices of a whole plan, those of all rows of its days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array

from planner.solver.cells import NONE, entries_of, members_of
from planner.solver.hand_over import hand_over_matrices

if TYPE_CHECKING:
    import highspy
    from numpy.typing import NDArray

    from planner.solver.compile import Program
    from planner.solver.sites import Sites

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

PRIMAL = 4
"""HiGHS's number for its primal simplex, which goes on from where it was when costs change."""
LIMITS = (
    "output_within_available_capacity",
    "charge_within_available_capacity",
    "level_within_duration",
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
        days = len({index[2] for index in rows["output_meets_load"].indices})
        run = {index: k for k, index in enumerate(program.columns["Energy"].indices)}
        stands = {(a, r, t): k for k, (a, _, r, t) in enumerate(program.columns["Standing"].indices)}
        cell = {index: k for k, index in enumerate(program.columns["Load"].indices)}
        runs = np.array([run[index] for index in charging.indices], dtype=int)
        every = np.arange(count * blocks).reshape(count, blocks)
        of_run = blocks * runs[:, None] + np.arange(blocks)
        self.cell = np.array([cell[index[1:]] for index in charging.indices], dtype=int)
        self.standing = program.columns["Standing"].start + np.array(
            [stands[index] for index in charging.indices], dtype=int
        )
        self.energy = program.columns["Energy"].start + runs
        self.charging = charging.start + np.arange(count)
        self.mean_row = rows["energy_is_mean_output"].start + runs
        self.charging_row = rows["charging_is_mean_charge"].start + np.arange(count)
        self.site = sites.of_column[self.energy]
        self.columns = np.stack(
            [output.start + of_run, *(program.columns[name].start + every for name in ("Charge", "Level"))]
        )
        self.limits = np.stack(
            [rows[LIMITS[0]].start + of_run, *(rows[name].start + every for name in LIMITS[1:])]
        )
        self.rolls = rows["level_rolls_through_the_day"].start + every
        self.members = members_of(self.cell, len(cell))
        standing = np.broadcast_to(self.standing[:, None], self.limits.shape)
        most = -entries_of(program, self.limits.ravel(), standing.ravel())
        self.most = most.reshape(self.limits.shape)
        both = self.columns[: CHARGE + 1]
        rates = entries_of(program, np.broadcast_to(self.rolls, both.shape).ravel(), both.ravel())
        self.rates = rates.reshape(both.shape)
        self.taken = -self.rates[OUTPUT, :, 0] / self.rates[CHARGE, :, 0] if blocks else np.zeros(count)
        self.before = _before(blocks, max(1, blocks // max(1, days)))
        self.day = Days(self)

    def __len__(self) -> int:
        return len(self.cell)

    def by_cell(self, which: int) -> Ints:
        """The columns of output (0) or charge (1) of the stores of each cell (cells, stores, blocks)."""
        return np.where(self.members[..., None] == NONE, NONE, self.columns[which][self.members])

    def worth(self, which: Ints, block: Floats, stored: Floats) -> Floats:
        """What a GW of each of these stores earns in a period at most (which), by prices of a GW of mean energy.

        `block` (which, blocks) are those of energy in each block, `stored` (which) of what the store itself gives.
        """
        earns = -self.weight * (block - stored[:, None])
        return -self.day.spent(which, earns, self.weight * block)

    def best_day(self, duals: Floats, reduced: Floats) -> None:
        """Put the prices of the rows of a day among `duals`: those by which a GW of each store can earn least.

        `reduced` are reduced costs by `duals`, which are zero on these rows.
        """
        output, charge = reduced[self.columns[OUTPUT]], reduced[self.columns[CHARGE]]
        output = output + self.weight * reduced[self.energy][:, None]
        charge = charge + self.weight * reduced[self.charging][:, None]
        self.day.put_prices(duals, output, charge)


def _before(blocks: int, day: int) -> Ints:
    """The block before each, the last of a day before its first."""
    block = np.arange(blocks)
    return np.asarray(block - block % day + (block - 1) % day)


@dataclass
class Kind:
    """Stores of which a GW can do the same: the program of their days, and what was found by costs."""

    highs: highspy.Highs
    spent: dict[bytes, float]


class Days:
    """The best days of a GW of each store, one after the other: from one to the next prices differ little."""

    def __init__(self, stores: Stores) -> None:
        self.stores = stores
        kinds: dict[bytes, Kind] = {}
        self.kind: list[Kind] = []
        self.priced: dict[int, tuple[bytes, Floats, Floats]] = {}
        for k in range(len(stores)):
            same = stores.most[:, k].tobytes() + stores.rates[:, k].tobytes()
            if same not in kinds:
                kinds[same] = Kind(self._program(k), {})
            self.kind.append(kinds[same])

    def _program(self, store: int) -> highspy.Highs:
        """A GW of a store in every block: output, charge and level within what a GW allows."""
        stores, blocks = self.stores, len(self.stores.weight)
        matrix = level_rolls(stores.rates[:, store], stores.before)
        zero = np.zeros(blocks)
        top = stores.most[:, store].ravel()
        highs = hand_over_matrices(np.zeros(len(top)), matrix, (zero, zero), (np.zeros(len(top)), top))
        highs.setOptionValue("solver", "simplex")
        highs.setOptionValue("simplex_strategy", PRIMAL)
        return highs

    def _run(self, kind: Kind, output: Floats, charge: Floats) -> None:
        """Find the best days at these costs (blocks)."""
        cost = np.append(output, charge)
        kind.highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)
        kind.highs.run()

    def spent(self, which: Ints, output: Floats, charge: Floats) -> Floats:
        """The least cost of a GW of each of these stores, at most zero, at costs by block (which, blocks)."""
        found = np.zeros(len(which))
        for k, store in enumerate(which.tolist()):
            kind, costs = self.kind[store], output[k].tobytes() + charge[k].tobytes()
            if costs not in kind.spent:
                self._run(kind, output[k], charge[k])
                kind.spent[costs] = min(0.0, kind.highs.getInfo().objective_function_value)
            found[k] = kind.spent[costs]
        return found

    def put_prices(self, duals: Floats, output: Floats, charge: Floats) -> None:
        """Put the prices of the rows of every store's days among `duals`, at costs by block (stores, blocks)."""
        stores = self.stores
        for k, kind in enumerate(self.kind):
            costs = output[k].tobytes() + charge[k].tobytes()
            if k not in self.priced or self.priced[k][0] != costs:
                self._run(kind, output[k], charge[k])
                solution = kind.highs.getSolution()
                limits = np.minimum(0.0, solution.col_dual).reshape(3, -1)
                self.priced[k] = costs, limits, np.array(solution.row_dual)
            _, duals[stores.limits[:, k]], duals[stores.rolls[k]] = self.priced[k]


def level_rolls(rates: Floats, before: Ints) -> csr_array:
    """What rolls from block to block: output, charge and level (columns) of each block (rows)."""
    blocks = len(before)
    number = np.arange(blocks)
    one = np.ones(blocks)
    value = np.concatenate([rates.ravel(), one, -one])
    column = np.concatenate([number, blocks + number, 2 * blocks + number, 2 * blocks + before])
    return csr_array(coo_array((value, (np.tile(number, 4), column)), shape=(blocks, 3 * blocks)))
