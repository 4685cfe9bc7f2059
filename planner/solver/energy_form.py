"""The program with energies instead of dispatch: what HiGHS solves when a program is large.

Output by block is left out, and with it every row that has only that to say; cuts stand for it (see cuts.py). So are
stores on days when they rest (see storage.py), and the sites that are not chosen (see sites.py); days of stores that
matter little run by profiles (see profiles.py), and hours that are alike are one (see folding.py). What HiGHS then
finds is translated back, values and prices, to the whole program, which alone decides whether it is the optimum.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array

from planner.solver.cells import cells_of
from planner.solver.cuts import Cuts, Flow, Splits, flow_of
from planner.solver.folding import Folding
from planner.solver.sites import sites_of
from planner.solver.storage import Stores

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from planner.solver.compile import Program
    from planner.solver.open_form import Open
    from planner.solver.profiles import Profiles
    from planner.solver.sites import Site

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Content:
    """What an energy form holds: `chosen` sites, cuts, cuts split by block, and days of stores.

    Days in `use` (stores, days) run block by block, others that have any by `profiles`. The first `balances` cuts are
    equations.
    """

    chosen: frozenset[Site]
    use: Mask
    cuts: Cuts
    splits: Splits
    balances: int
    profiles: Profiles

    def has_more_cuts_alone(self, earlier: Content) -> bool:
        """Whether this is another with no more than cuts added, the earlier ones by the same numbers."""
        return (
            self.chosen == earlier.chosen
            and np.array_equal(self.use, earlier.use)
            and self.profiles.same_as(earlier.profiles)
            and self.splits.same_as(earlier.splits)
            and self.cuts[np.arange(min(len(self.cuts), len(earlier.cuts)))].same_as(earlier.cuts)
        )


@dataclass(frozen=True)
class Point:
    """Where HiGHS stands, over the whole program: zero where something was left out.

    Prices are those of cuts (cuts), of energy within mean available capacity (ceilings), of the rows of splits (splits,
    blocks), whose last column is that of the sum, and of the mixes of profiles (stores, days).
    """

    values: Floats
    duals: Floats
    prices: Floats
    ceiling_prices: Floats
    split_prices: Floats
    mix_prices: Floats


class EnergyForm:
    """Everything about a program's energy form that does not change while it is solved."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.cells, self.sites = cells_of(program), sites_of(program)
        self.stores = Stores(program, self.sites, self.cells.weight)
        cells, stores, there = self.cells, self.stores, self.cells.there
        self.columns = np.ones(len(program.cost), dtype=bool)
        for name in ("Output", "Charge", "Level"):
            self.columns[program.columns[name].cut] = False
        self.rows = np.ones(len(program.row_lower), dtype=bool)
        plain = (cells.balance_row, cells.capacity_row[there], cells.mean_row[there])
        for gone in (*plain, stores.limits, stores.rolls):
            self.rows[gone.ravel()] = False
        self.lower = program.column_lower.copy()
        self.lower[cells.energy[there]] = 0.0
        self.folded: tuple[frozenset[Site], Folding] | None = None

    def limited(self, program: Program) -> EnergyForm:
        """The form of a program that differs from this one's in limits of rows alone."""
        form = copy.copy(self)
        form.program = program
        return form

    @cached_property
    def ceilings(self) -> csr_array:
        """Energy within mean available capacity, a floor at zero for each plain source of each cell."""
        cells, there = self.cells, self.cells.there
        mean = (cells.available @ cells.weight)[there]
        value = np.concatenate([mean, -np.ones(len(mean))])
        column = np.concatenate([cells.standing[there], cells.energy[there]])
        row = np.tile(np.arange(len(mean)), 2)
        return coo_array((value, (row, column)), shape=(len(mean), len(self.program.cost))).tocsr()

    def folding(self, chosen: frozenset[Site]) -> Folding:
        """Which blocks are alike where these sites are chosen."""
        if self.folded is None or self.folded[0] != chosen:
            columns, _ = self.sites.kept(chosen)
            present = self.cells.there & columns[self.cells.energy]
            self.folded = (chosen, Folding(self.program, self.cells, self.stores, present))
        return self.folded[1]

    def left_out(self, chosen: Iterable[Site]) -> Mask:
        """Sites by number that are not chosen."""
        known = set(chosen)
        return np.array([name not in known for name in self.sites.names], dtype=bool)

    def merit_prices(self, point: Point) -> Floats:
        """What a GW of energy of each source costs the plan (cells, sources), by all rows that are no cuts."""
        reduced = self.program.cost - self.program.matrix.T @ point.duals
        return np.append(reduced, 0.0)[self.cells.energy]

    def flow(self, point: Point) -> Flow:
        """What the point has in every cell."""
        return flow_of(self.cells, self.stores, point.values)

    def duals(self, point: Point, opened: Open) -> Floats:
        """The prices of the whole program's rows: a cut's belongs to each row that it is a sum of.

        Zero on the rows of what is left out, and of stores that rest, which are priced by pricing.py.
        """
        cells, duals, content = self.cells, point.duals.copy(), opened.content
        there = cells.there & opened.columns[cells.energy]
        duals[cells.mean_row[there]] = self.merit_prices(point)[there]
        balance, capacity = np.zeros(cells.balance_row.shape), np.zeros(cells.capacity_row.shape)
        cuts, splits = content.cuts, content.splits
        for cell, inner, shared in (
            (cuts.cell, cuts.inner, cuts.blocks * point.prices[:, None] * cells.weight),
            (splits.cell, splits.inner, point.split_prices[:, :-1] * cells.weight),
        ):
            np.add.at(balance, cell, shared)
            np.add.at(capacity, cell, inner[:, :, None] * shared[:, None, :])
        balance, capacity = opened.folding.mean(balance), opened.folding.mean(capacity)
        capacity[cells.there] += point.ceiling_prices[:, None] * cells.weight
        duals[cells.balance_row] = balance
        duals[cells.capacity_row[there]] = -capacity[there]
        return duals

    def values(self, point: Point, output: Floats) -> Floats:
        """The values of the whole program's columns, given the `output` of plain sources (cells, sources, blocks)."""
        values, there = point.values.copy(), self.cells.there
        values[self.cells.output[there]] = output[there]
        return values
