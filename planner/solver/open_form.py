"""An energy form in HiGHS: its matrix as it is handed over, and the point where HiGHS stands, told of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import block_array, csc_array, csr_array, hstack

from planner.solver.energy_form import Point
from planner.solver.going_on import limit, limits_between
from planner.solver.hand_over import hand_over_matrices

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.solver.basis import Basis
    from planner.solver.energy_form import Content, EnergyForm

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]

INFINITY = float("inf")


class Open:
    """An energy form in HiGHS.

    Rows are those of the program, ceilings, splits (one a block, then their sums), mixes, cuts, in this order; columns
    those of the program, then profiles, then what each split leaves to others in each block; of folded blocks those of
    the last one, for splits those `beyond` (splits, blocks as one). `profiled` are the profiles that are here, by
    number, and `mixes` the days of stores that they are of. `into @ values` and `out.T @ duals` are what values of the
    program's own columns and of profiles, and prices of its own rows, are there. `basis` is where it stands, once it
    does.
    """

    def __init__(self, form: EnergyForm, content: Content) -> None:
        self.form, self.content, program = form, content, form.program
        self.basis: Basis | None = None
        self.folding = form.folding(content.chosen)
        self.columns, self.rows = self._held()
        self.profiled = np.flatnonzero(self.columns[form.stores.standing[content.profiles.store]])
        profiles = content.profiles[self.profiled]
        running = profiles.columns(form.stores, len(self.columns))
        self.into = csc_array(hstack([self.folding.columns[:, self.columns], running]))
        self.mixes, mix = profiles.mixes(form.stores)
        self.out = csr_array(self.folding.rows[self.rows])
        self.beyond = self.folding.ends[content.splits.cell].ravel()
        self.of_ceilings = np.flatnonzero(self.columns[form.cells.energy[form.cells.there]])
        self.counts = {
            "rows": int(self.rows.sum()),
            "ceilings": len(self.of_ceilings),
            "splits": int(self.beyond.sum()) + len(content.splits),
            "mixes": len(self.mixes),
            "cuts": len(content.cuts),
        }
        floors = np.zeros(sum(self.counts.values()) - self.counts["rows"])
        tops = np.full(len(floors), INFINITY)
        first = len(floors) - len(content.cuts)
        tops[first : first + content.balances] = 0.0
        matrix = self._matrix(profiles.shares(mix))
        more = np.zeros(matrix.shape[1] - int(self.columns.sum()))
        self.highs = hand_over_matrices(
            cost=np.append(program.cost[self.columns], more),
            matrix=matrix,
            rows=(
                np.append(program.row_lower[self.rows], floors),
                np.append(program.row_upper[self.rows], tops),
            ),
            columns=(
                np.append(form.lower[self.columns], more),
                np.append(program.column_upper[self.columns], np.full(len(more), INFINITY)),
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

    def _matrix(self, shares: csr_array) -> csr_array:
        """All rows, given the `shares` that profiles take of each mix (mixes, profiles)."""
        form, content, width = self.form, self.content, len(self.columns)
        cells, splits = form.cells, content.splits
        own, beyond = splits.rows(cells, form.stores, width)
        kept = np.append(self.beyond, np.ones(len(splits), dtype=bool))
        beyond = csr_array(beyond[kept] @ self.folding.onto_ends(splits.cell)[:, self.beyond])
        stands = form.stores.standing[self.mixes // max(1, form.stores.days)]
        standing = csr_array(
            (np.ones(len(stands)), (np.arange(len(stands)), stands)), shape=(len(stands), width)
        )
        left = [
            (self.out @ form.program.matrix) @ self.into,
            form.ceilings[self.of_ceilings] @ self.into,
            own[kept] @ self.into,
            hstack([standing[:, self.columns], -shares]),
            content.cuts.rows(cells, form.stores, width) @ self.into,
        ]
        extra = beyond.shape[1]
        right = [beyond if part is left[2] else csr_array((part.shape[0], extra)) for part in left]
        return csr_array(block_array([[*pair] for pair in zip(left, right, strict=True)], format="csr"))

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
        own, ceiling, split, mix, _ = np.split(price, np.cumsum(list(self.counts.values()))[:-1])
        values, duals = self.into @ column[: self.into.shape[1]], self.out.T @ own
        mixes = np.zeros(len(form.stores) * form.stores.days)
        mixes[self.mixes] = mix
        ceilings = np.zeros(form.ceilings.shape[0])
        ceilings[self.of_ceilings] = ceiling
        count, blocks = len(self.content.splits), self.content.splits.count
        by_block, single = np.zeros(count * blocks), int(self.beyond.sum())
        by_block[self.beyond] = split[:single]
        split_prices = np.hstack([by_block.reshape(count, blocks), split[single:].reshape(count, 1)])
        cuts = price[len(price) - len(self.content.cuts) :]
        return Point(
            values, duals, cuts, ceilings, split_prices, mixes.reshape(len(form.stores), form.stores.days)
        )
