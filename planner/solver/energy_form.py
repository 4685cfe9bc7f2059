"""The program with energies instead of dispatch: what HiGHS solves when a program is large.

Output by block is left out, and with it every row that has only that to say; cuts stand for it (see cuts.py). So are
stores on days when they rest (see storage.py), and the sites that are not chosen (see sites.py); hours that are alike
are one (see folding.py). What HiGHS then finds is translated back, values and prices, to the whole program, which alone
decides whether it is the optimum.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import block_array, coo_array, csc_array, csr_array

from planner.solver.cells import cells_of
from planner.solver.cuts import Cuts, Flow, Splits, flow_of
from planner.solver.folding import Folding
from planner.solver.going_on import limit, limits_between
from planner.solver.hand_over import hand_over_matrices
from planner.solver.sites import sites_of
from planner.solver.storage import Stores

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from planner.solver.basis import Basis
    from planner.solver.compile import Program
    from planner.solver.sites import Site

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

INFINITY = float("inf")


@dataclass(frozen=True)
class Content:
    """What an energy form holds: `chosen` sites, stores in `use` (stores, days), cuts, and cuts split by block.

    The first `balances` cuts are equations.
    """

    chosen: frozenset[Site]
    use: Mask
    cuts: Cuts
    splits: Splits
    balances: int

    def has_more_cuts_alone(self, earlier: Content) -> bool:
        """Whether this is another with no more than cuts added, the earlier ones by the same numbers."""
        return (
            self.chosen == earlier.chosen
            and np.array_equal(self.use, earlier.use)
            and self.splits.same_as(earlier.splits)
            and self.cuts[np.arange(min(len(self.cuts), len(earlier.cuts)))].same_as(earlier.cuts)
        )


@dataclass(frozen=True)
class Point:
    """Where HiGHS stands, over the whole program: zero where something was left out.

    Prices are those of cuts (cuts), of energy within mean available capacity (ceilings), and of the rows of splits
    (splits, blocks), whose last column is that of the sum.
    """

    values: Floats
    duals: Floats
    prices: Floats
    ceiling_prices: Floats
    split_prices: Floats


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


class Open:
    """An energy form in HiGHS.

    Rows are those of the program, ceilings, splits (one a block, then their sums), cuts, in this order; columns those
    of the program, then what each split leaves to others in each block; of folded blocks those of the last one, for
    splits those `beyond` (splits, blocks as one). `into @ values` and `out.T @ duals` are what values and prices of the
    program's own columns and rows here are there. `basis` is where it stands, once it does.
    """

    def __init__(self, form: EnergyForm, content: Content) -> None:
        self.form, self.content, program = form, content, form.program
        self.basis: Basis | None = None
        self.folding = form.folding(content.chosen)
        self.columns, self.rows = self._held()
        self.into = csc_array(self.folding.columns[:, self.columns])
        self.out = csr_array(self.folding.rows[self.rows])
        self.beyond = self.folding.ends[content.splits.cell].ravel()
        self.of_ceilings = np.flatnonzero(self.columns[form.cells.energy[form.cells.there]])
        self.counts = {
            "rows": int(self.rows.sum()),
            "ceilings": len(self.of_ceilings),
            "splits": int(self.beyond.sum()) + len(content.splits),
            "cuts": len(content.cuts),
        }
        floors = np.zeros(sum(self.counts.values()) - self.counts["rows"])
        tops = np.full(len(floors), INFINITY)
        first = len(floors) - len(content.cuts)
        tops[first : first + content.balances] = 0.0
        matrix, extra = self._matrix()
        self.highs = hand_over_matrices(
            cost=np.append(program.cost[self.columns], np.zeros(extra)),
            matrix=matrix,
            rows=(
                np.append(program.row_lower[self.rows], floors),
                np.append(program.row_upper[self.rows], tops),
            ),
            columns=(
                np.append(form.lower[self.columns], np.zeros(extra)),
                np.append(program.column_upper[self.columns], np.full(extra, INFINITY)),
            ),
            offset=program.offset,
        )

    def _held(self) -> tuple[Mask, Mask]:
        """Which columns and which rows of the program it holds."""
        form, content = self.form, self.content
        columns, rows = form.sites.kept(content.chosen)
        of_store = columns[form.stores.standing][:, None]
        columns, rows = columns & form.columns, rows & form.rows
        used_columns, used_rows = form.stores.on_days(content.use & of_store)
        columns[used_columns], rows[used_rows] = True, True
        return columns & self.folding.kept_columns, rows & self.folding.kept_rows

    def _matrix(self) -> tuple[csr_array, int]:
        """All rows, and how many columns splits add."""
        form, content, width = self.form, self.content, len(self.columns)
        cells, splits = form.cells, content.splits
        own, beyond = splits.rows(cells, form.stores, width)
        kept = np.append(self.beyond, np.ones(len(splits), dtype=bool))
        beyond = beyond[kept] @ self.folding.onto_ends(splits.cell)[:, self.beyond]
        left = [self.out @ form.program.matrix, form.ceilings[self.of_ceilings], own[kept]]
        left.append(content.cuts.rows(cells, form.stores, width))
        extra = beyond.shape[1]
        if not extra:
            return csr_array(block_array([[part @ self.into] for part in left], format="csr")), 0
        right = [None, None, beyond, csr_array((len(content.cuts), extra))]
        blocks = [[a @ self.into, b] for a, b in zip(left, right, strict=True)]
        return csr_array(block_array(blocks, format="csr")), extra

    def add_cuts_of(self, content: Content) -> bool:
        """Add the cuts that a content has beyond what HiGHS has; False where it has more than cuts beyond that."""
        if not content.has_more_cuts_alone(self.content):
            return False
        cuts = content.cuts[np.arange(len(self.content.cuts), len(content.cuts))]
        rows = csr_array(cuts.rows(self.form.cells, self.form.stores, len(self.columns)) @ self.into)
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
        solution, form = self.highs.getSolution(), self.form
        column, price = np.array(solution.col_value), np.array(solution.row_dual)
        own, ceiling, split, _ = np.split(price, np.cumsum(list(self.counts.values()))[:-1])[:4]
        values, duals = self.into @ column[: int(self.columns.sum())], self.out.T @ own
        ceilings = np.zeros(form.ceilings.shape[0])
        ceilings[self.of_ceilings] = ceiling
        count, blocks = len(self.content.splits), self.content.splits.count
        by_block, single = np.zeros(count * blocks), int(self.beyond.sum())
        by_block[self.beyond] = split[:single]
        split_prices = np.hstack([by_block.reshape(count, blocks), split[single:].reshape(count, 1)])
        return Point(values, duals, price[len(price) - len(self.content.cuts) :], ceilings, split_prices)
