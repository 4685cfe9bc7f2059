"""The master problem: the program with energies instead of dispatch, which HiGHS solves when a program is large.

Output by block, the days of stores, and every row that has only that to say are left out; Benders cuts stand for them
(see benders_cuts.py). So are the candidates that are not chosen (see candidates.py). What HiGHS then finds is
translated back, values and duals, to the whole program, which alone decides whether it is the optimum.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array, vstack

from planner.errors import SolverFailed
from planner.rules import RULES
from planner.solver.decomposition.candidates import NOBODY, candidates_of
from planner.solver.decomposition.region_periods import RUN_COLUMNS, STORE_COLUMNS, region_periods_of
from planner.solver.decomposition.storage_columns import Stores
from planner.solver.decomposition.subproblem import Subproblems
from planner.solver.pass_model import pass_matrices
from planner.solver.program import INFINITY
from planner.solver.reoptimize import limit, limits_between
from planner.tolerances import LIMIT_DISTANCE, LIMIT_PRICE_USD_BILLION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from planner.solver.decomposition.benders_cuts import Cuts
    from planner.solver.decomposition.candidates import Candidate
    from planner.solver.program import Program

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]


DISPATCH = (*RUN_COLUMNS, *STORE_COLUMNS)
"""Variables by the block, which subproblems decide."""


def expect_regions_apart(program: Program) -> None:
    """Raise SolverFailed where variables by the block join regions, such as what is sent over lines."""
    others = [
        name
        for name, block in program.columns.items()
        if "b" in block.dims and block.indices and name not in DISPATCH
    ]
    if others:
        raise SolverFailed(
            f"Benders decomposition parts dispatch by region and period, which {', '.join(others)} would join."
        )


@dataclass(frozen=True)
class Content:
    """What a restricted master holds: `chosen` candidates, and cuts, of which the first `balances` are equations.

    `idle` rows of the program have no limits in it.
    """

    chosen: frozenset[Candidate]
    cuts: Cuts
    balances: int
    idle: Mask

    def has_more_cuts_alone(self, earlier: Content) -> bool:
        """Whether this is another with no more than cuts and limits added, the earlier cuts by the same numbers."""
        return self.chosen == earlier.chosen and self.cuts.begins_with(earlier.cuts)


@dataclass(frozen=True)
class Point:
    """Where HiGHS stands: values and duals over the whole program, zero where something was left out, and of cuts."""

    values: Floats
    duals: Floats
    cut_duals: Floats


@dataclass(frozen=True)
class EnergyBounds:
    """What is known of mean energies whatever the cuts: `matrix @ values` is at least zero, and at most `top`.

    The energy of a source, and of a store, is within what stands of it; and a store takes what it gives and loses. Each
    row is of the candidate of an `energy` column.
    """

    matrix: csr_array
    top: Floats
    energy: Ints


class Master:
    """Everything about a program's master that does not change while it is solved."""

    def __init__(self, program: Program) -> None:
        expect_regions_apart(program)
        self.program = program
        self.region_periods, self.candidates = region_periods_of(program), candidates_of(program)
        self.stores = Stores(program, self.candidates, self.region_periods.weight)
        region_periods, stores, exists = self.region_periods, self.stores, self.region_periods.exists
        self.columns = np.ones(len(program.cost), dtype=bool)
        for name in DISPATCH:
            self.columns[program.columns[name].slice] = False
        self.rows = np.ones(len(program.row_lower), dtype=bool)
        for name, block in program.rows.items():
            self.rows[block.slice] = not RULES[name].block_level
        self.lower = program.column_lower.copy()
        self.lower[np.append(region_periods.energy[exists], stores.energy)] = 0.0
        self.energy_bounds = self._energy_bounds()
        self.subproblems = Subproblems(region_periods, stores)

    def with_limits_of(self, program: Program) -> Master:
        """The master of a program that differs from this one's in limits of rows alone."""
        master = copy.copy(self)
        master.program = program
        return master

    def _energy_bounds(self) -> EnergyBounds:
        region_periods, stores, exists = self.region_periods, self.stores, self.region_periods.exists
        every = np.arange(len(stores))
        zero = np.zeros((len(stores), len(region_periods.weight)))
        most = stores.worth(every, zero, -np.ones(len(stores)))
        plain = (region_periods.available @ region_periods.weight)[exists]
        energy = np.concatenate([region_periods.energy[exists], stores.energy, stores.energy])
        against = np.concatenate([region_periods.standing[exists], stores.standing, stores.charging])
        share = np.concatenate([-np.ones(len(plain) + len(stores)), stores.charge_per_output])
        of_against = np.concatenate([plain, most, -np.ones(len(stores))])
        row = np.arange(len(energy))
        matrix = coo_array(
            (np.append(share, of_against), (np.append(row, row), np.append(energy, against))),
            shape=(len(row), len(self.program.cost)),
        )
        top = np.where(row < len(row) - len(stores), INFINITY, 0.0)
        return EnergyBounds(csr_array(matrix), top, energy)

    def left_out(self, chosen: Iterable[Candidate]) -> Mask:
        """Candidates by number that are not chosen."""
        known = set(chosen)
        return np.array([name not in known for name in self.candidates.names], dtype=bool)

    def seldom(self) -> Mask:
        """Rows whose limits seldom bind."""
        found = np.zeros(len(self.rows), dtype=bool)
        for name, block in self.program.rows.items():
            found[block.slice] = RULES[name].seldom_binds
        return found

    def needed(self, point: Point) -> Mask:
        """Rows of the program whose limits a point comes near or violates, or that have a price."""
        program = self.program
        activity = program.matrix @ point.values
        room = np.minimum(activity - program.row_lower, program.row_upper - activity)
        return np.asarray((room <= LIMIT_DISTANCE) | (np.abs(point.duals) > LIMIT_PRICE_USD_BILLION))

    def count_columns(self, candidates: Iterable[Candidate]) -> int:
        """How many columns are of these candidates alone."""
        kept = self.candidates.kept(candidates)[0] & (self.candidates.of_column != NOBODY)
        return int((kept & self.columns).sum())

    def merit_prices(self, point: Point) -> Floats:
        """What a GW of energy of each source costs (region periods, sources), by all rows that are no cuts."""
        reduced = self.program.cost - self.program.matrix.T @ point.duals
        return np.append(reduced, 0.0)[self.region_periods.energy]

    def duals(self, point: Point, opened: OpenMaster) -> Floats:
        """Duals of the whole program's rows: those of its own, and of load in each block what cuts put on it.

        Zero on the rows of dispatch and of what is left out, which are priced by column_pricing.py.
        """
        region_periods, duals, cuts = self.region_periods, point.duals.copy(), opened.content.cuts
        balance = np.zeros(region_periods.balance_row.shape)
        weighed = cuts.block_price * point.cut_duals[:, None] * region_periods.weight
        np.add.at(balance, cuts.region_period, weighed)
        duals[region_periods.balance_row] = balance
        return duals


class OpenMaster:
    """A restricted master in HiGHS.

    Rows are those of the program, bounds of energies and cuts, in this order; columns those of the program.
    """

    def __init__(self, master: Master, content: Content) -> None:
        self.master, self.content, program = master, content, master.program
        bounds = master.energy_bounds
        columns, rows = master.candidates.kept(content.chosen)
        self.columns, self.rows = columns & master.columns, rows & master.rows
        self.bounds = np.flatnonzero(self.columns[bounds.energy])
        self.counts = {
            "rows": int(self.rows.sum()),
            "bounds": len(self.bounds),
            "cuts": len(content.cuts),
        }
        matrix = [program.matrix[self.rows], bounds.matrix[self.bounds], self._rows(content.cuts)]
        tops = np.full(len(content.cuts), INFINITY)
        tops[: content.balances] = 0.0
        floors = np.zeros(len(self.bounds) + len(tops))
        idle = content.idle[self.rows]
        lower, upper = program.row_lower[self.rows], program.row_upper[self.rows]
        lower[idle], upper[idle] = -INFINITY, INFINITY
        self.highs = pass_matrices(
            cost=program.cost[self.columns],
            matrix=csr_array(vstack(matrix, format="csr")[:, self.columns]),
            rows=(
                np.append(lower, floors),
                np.concatenate([upper, bounds.top[self.bounds], tops]),
            ),
            columns=(master.lower[self.columns], program.column_upper[self.columns]),
            offset=program.offset,
        )

    def _rows(self, cuts: Cuts) -> csr_array:
        return cuts.rows(self.master.region_periods, self.master.stores, self.columns)

    def add_cuts_of(self, content: Content) -> bool:
        """Add the cuts that a content has beyond what HiGHS has; False where it has more than cuts beyond that."""
        if not content.has_more_cuts_alone(self.content):
            return False
        cuts = content.cuts[np.arange(len(self.content.cuts), len(content.cuts))]
        rows = csr_array(self._rows(cuts)[:, self.columns])
        floors, tops = np.zeros(len(cuts)), np.full(len(cuts), INFINITY)
        self.highs.addRows(len(cuts), floors, tops, rows.nnz, rows.indptr[:-1], rows.indices, rows.data)
        self.content, self.counts["cuts"] = content, len(content.cuts)
        return True

    def set_limits_of(self, master: Master) -> None:
        """Give HiGHS the limits of a master that differs from this one in limits of rows alone."""
        moved = limits_between(self.master.program, master.program).of_rows(self.rows)
        limit(self.highs, moved.rows, moved.now)
        self.master = master

    def point(self) -> Point:
        """Where HiGHS stands."""
        solution, program = self.highs.getSolution(), self.master.program
        values, duals = np.zeros(len(program.cost)), np.zeros(len(program.row_lower))
        values[self.columns] = solution.col_value
        price = np.array(solution.row_dual)
        duals[self.rows] = price[: self.counts["rows"]]
        return Point(values, duals, price[self.counts["rows"] + self.counts["bounds"] :])
