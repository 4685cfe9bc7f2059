"""The program with energies instead of dispatch: what HiGHS solves when a program is large.

Output by block, the days of stores, and every row that has only that to say are left out; cuts stand for them (see
cuts.py). So are the sites that are not chosen (see sites.py). What HiGHS then finds is translated back, values and
prices, to the whole program, which alone decides whether it is the optimum.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array, vstack

from planner.rules import RULES
from planner.solver.decomposition.candidates import sites_of
from planner.solver.decomposition.region_periods import cells_of
from planner.solver.decomposition.storage_columns import Stores
from planner.solver.decomposition.subproblem import Dispatching
from planner.solver.pass_model import pass_matrices
from planner.solver.program import INFINITY
from planner.solver.reoptimize import limit, limits_between

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from planner.solver.decomposition.basis import Basis
    from planner.solver.decomposition.benders_cuts import Cuts
    from planner.solver.decomposition.candidates import Site
    from planner.solver.program import Program

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

ROOM, PRICED = 1.0, 1e-3
"""A row needs its limits that leaves less room to them, GW or USD billion, or has a price beyond, USD billion."""


@dataclass(frozen=True)
class Content:
    """What an energy form holds: `chosen` sites, and cuts, of which the first `balances` are equations.

    `idle` rows of the program have no limits in it.
    """

    chosen: frozenset[Site]
    cuts: Cuts
    balances: int
    idle: Mask

    def has_more_cuts_alone(self, earlier: Content) -> bool:
        """Whether this is another with no more than cuts and limits added, the earlier cuts by the same numbers."""
        return self.chosen == earlier.chosen and self.cuts.begins_with(earlier.cuts)


@dataclass(frozen=True)
class Point:
    """Where HiGHS stands: values and prices over the whole program, zero where something was left out, and of cuts."""

    values: Floats
    duals: Floats
    prices: Floats


@dataclass(frozen=True)
class Means:
    """What is known of mean energies whatever the cuts: `matrix @ values` is at least zero, and at most `top`.

    The energy of a source, and of a store, is within what stands of it; and a store takes what it gives and loses. Each
    row is of the site of an `energy` column.
    """

    matrix: csr_array
    top: Floats
    energy: Ints


class EnergyForm:
    """Everything about a program's energy form that does not change while it is solved."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.cells, self.sites = cells_of(program), sites_of(program)
        self.stores = Stores(program, self.sites, self.cells.weight)
        cells, stores, there = self.cells, self.stores, self.cells.there
        self.columns = np.ones(len(program.cost), dtype=bool)
        for name in ("Output", "Charge", "Level"):
            self.columns[program.columns[name].slice] = False
        self.rows = np.ones(len(program.row_lower), dtype=bool)
        for name, block in program.rows.items():
            self.rows[block.slice] = not RULES[name].block_level
        self.lower = program.column_lower.copy()
        self.lower[np.append(cells.energy[there], stores.energy)] = 0.0
        self.means = self._means()
        self.dispatching = Dispatching(cells, stores)

    def limited(self, program: Program) -> EnergyForm:
        """The form of a program that differs from this one's in limits of rows alone."""
        form = copy.copy(self)
        form.program = program
        return form

    def _means(self) -> Means:
        cells, stores, there = self.cells, self.stores, self.cells.there
        every = np.arange(len(stores))
        zero = np.zeros((len(stores), len(cells.weight)))
        most = stores.worth(every, zero, -np.ones(len(stores)))
        plain = (cells.available @ cells.weight)[there]
        energy = np.concatenate([cells.energy[there], stores.energy, stores.energy])
        against = np.concatenate([cells.standing[there], stores.standing, stores.charging])
        share = np.concatenate([-np.ones(len(plain) + len(stores)), stores.taken])
        of_against = np.concatenate([plain, most, -np.ones(len(stores))])
        row = np.arange(len(energy))
        matrix = coo_array(
            (np.append(share, of_against), (np.append(row, row), np.append(energy, against))),
            shape=(len(row), len(self.program.cost)),
        )
        top = np.where(row < len(row) - len(stores), INFINITY, 0.0)
        return Means(csr_array(matrix), top, energy)

    def left_out(self, chosen: Iterable[Site]) -> Mask:
        """Sites by number that are not chosen."""
        known = set(chosen)
        return np.array([name not in known for name in self.sites.names], dtype=bool)

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
        return np.asarray((room <= ROOM) | (np.abs(point.duals) > PRICED))

    def columns_of(self, sites: Iterable[Site]) -> int:
        """How many columns are of these sites alone."""
        kept = self.sites.kept(sites)[0] & (self.sites.of_column >= 0)
        return int((kept & self.columns).sum())

    def merit_prices(self, point: Point) -> Floats:
        """What a GW of energy of each source costs the plan (cells, sources), by all rows that are no cuts."""
        reduced = self.program.cost - self.program.matrix.T @ point.duals
        return np.append(reduced, 0.0)[self.cells.energy]

    def duals(self, point: Point, opened: Open) -> Floats:
        """Prices of the whole program's rows: those of its own, and of load in each block what cuts put on it.

        Zero on the rows of running and of what is left out, which are priced by pricing.py.
        """
        cells, duals, cuts = self.cells, point.duals.copy(), opened.content.cuts
        balance = np.zeros(cells.balance_row.shape)
        np.add.at(balance, cuts.cell, cuts.block * point.prices[:, None] * cells.weight)
        duals[cells.balance_row] = balance
        return duals


class Open:
    """An energy form in HiGHS.

    Rows are those of the program, means and cuts, in this order; columns those of the program. `basis` is where it
    stands, once it does.
    """

    def __init__(self, form: EnergyForm, content: Content) -> None:
        self.form, self.content, program = form, content, form.program
        self.basis: Basis | None = None
        columns, rows = form.sites.kept(content.chosen)
        self.columns, self.rows = columns & form.columns, rows & form.rows
        self.of_means = np.flatnonzero(self.columns[form.means.energy])
        self.counts = {"rows": int(self.rows.sum()), "means": len(self.of_means), "cuts": len(content.cuts)}
        matrix = [program.matrix[self.rows], form.means.matrix[self.of_means], self._rows(content.cuts)]
        tops = np.full(len(content.cuts), INFINITY)
        tops[: content.balances] = 0.0
        floors = np.zeros(len(self.of_means) + len(tops))
        idle = content.idle[self.rows]
        lower, upper = program.row_lower[self.rows], program.row_upper[self.rows]
        lower[idle], upper[idle] = -INFINITY, INFINITY
        self.highs = pass_matrices(
            cost=program.cost[self.columns],
            matrix=csr_array(vstack(matrix, format="csr")[:, self.columns]),
            rows=(
                np.append(lower, floors),
                np.concatenate([upper, form.means.top[self.of_means], tops]),
            ),
            columns=(form.lower[self.columns], program.column_upper[self.columns]),
            offset=program.offset,
        )

    def _rows(self, cuts: Cuts) -> csr_array:
        return cuts.rows(self.form.cells, self.form.stores, self.columns)

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

    def limit(self, form: EnergyForm) -> None:
        """Give HiGHS the limits of a form that differs from this one in limits of rows alone."""
        moved = limits_between(self.form.program, form.program).of_rows(self.rows)
        limit(self.highs, moved.rows, moved.now)
        self.form = form

    def point(self) -> Point:
        """Where HiGHS stands."""
        solution, program = self.highs.getSolution(), self.form.program
        values, duals = np.zeros(len(program.cost)), np.zeros(len(program.row_lower))
        values[self.columns] = solution.col_value
        price = np.array(solution.row_dual)
        duals[self.rows] = price[: self.counts["rows"]]
        return Point(values, duals, price[self.counts["rows"] + self.counts["means"] :])
