"""Storage in the energy form: in use on some days, at rest on the others until prices say that it would pay.

Most stores never stand, and most that stand have no use for their hours on most days. Output, charge and level of a
store on a day are left out of the form while it rests. What a GW of it would earn on its best day, at the prices of the
rest, is a small program, one for all stores; its prices are those of the rows that were left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from planner.solver.cells import NONE, entries_of, members_of
from planner.solver.hand_over import hand_over_matrices

if TYPE_CHECKING:
    import highspy
    from numpy.typing import NDArray

    from planner.solver.cells import Cells
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


class Stores:
    """Every source that stores, in a region and a period: its columns, its rows, and the program of its best day."""

    def __init__(self, program: Program, sites: Sites, weight: Floats) -> None:
        self.weight, blocks = weight, len(weight)
        charging, output = program.columns["Charging"], program.columns["Output"]
        count, rows = len(charging.indices), program.rows
        self.days = len({index[2] for index in rows["output_meets_load"].indices})
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
        self.highs = self._program(program) if count else None

    def __len__(self) -> int:
        return len(self.cell)

    def _program(self, program: Program) -> highspy.Highs:
        """A GW of every store in every block: output, charge and level within what a GW allows."""
        columns = self.columns.ravel()
        zero = np.zeros(self.rolls.size)
        highs = hand_over_matrices(
            cost=np.zeros(len(columns)),
            matrix=csr_array(program.matrix[self.rolls.ravel()][:, columns]),
            rows=(zero, zero),
            columns=(np.zeros(len(columns)), self.most.ravel()),
        )
        highs.setOptionValue("solver", "simplex")
        highs.setOptionValue("simplex_strategy", PRIMAL)
        return highs

    def by_cell(self, cells: Cells, which: int) -> Ints:
        """The columns of output (0) or charge (1) of the stores of each cell (cells, stores, blocks)."""
        return np.where(self.members[..., None] == NONE, NONE, self.columns[which][self.members])

    def on_days(self, days: Mask) -> tuple[Ints, Ints]:
        """The columns, and the rows, of these (stores, days)."""
        blocks = np.repeat(days, self.rolls.shape[1] // self.days, axis=1)
        rows = np.concatenate([self.limits[:, blocks].ravel(), self.rolls[blocks]])
        return self.columns[:, blocks].ravel(), rows

    def best_day(self, duals: Floats, reduced: Floats, resting: Mask) -> Floats:
        """What a GW of each store would cost on its best day at these prices (stores, days): below zero, it pays.

        Zero for stores that are not `resting` that day; the prices of the rows of those that are, are put among
        `duals`. `reduced` are reduced costs by `duals`, which are zero on these rows.
        """
        if self.highs is None:
            return np.zeros((len(self), self.days))
        shape = self.columns.shape
        cost = reduced[self.columns]
        cost[0] += self.weight * reduced[self.energy][:, None]
        cost[1] += self.weight * reduced[self.charging][:, None]
        blocks = np.repeat(resting, shape[2] // self.days, axis=1)
        cost = np.where(blocks, cost, 0.0)
        self.highs.changeColsCost(cost.size, np.arange(cost.size, dtype=np.int32), cost.ravel())
        self.highs.run()
        solution = self.highs.getSolution()
        limits = np.minimum(0.0, np.array(solution.col_dual)).reshape(shape)
        duals[self.limits[:, blocks]] = limits[:, blocks]
        duals[self.rolls[blocks]] = np.array(solution.row_dual).reshape(self.rolls.shape)[blocks]
        spent = cost * np.array(solution.col_value).reshape(shape)
        return np.asarray(spent.sum(0).reshape(len(self), self.days, -1).sum(2))
