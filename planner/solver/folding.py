"""Blocks that are alike, as one: hours in a row in which what runs in a cell can give the same.

Load is the same in all blocks of a period. Blocks in a row in which no source can give more or less than before are
therefore each other's equals: a plan in which they differ is as good where each of them does what they do in the mean,
and what storage holds moves on a straight line. So it is at night wherever there is sun and no wind. Such a segment
needs one output and one charge of each store, and one level at its end; told one by one, its blocks are ties.

A site that joins late may tell a segment's blocks apart again, and HiGHS then has to go on from a basis that knows
them as one. Where a day has few blocks that costs more than the few ties do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import coo_array, csc_array, csr_array

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.solver.cells import Cells
    from planner.solver.compile import Program
    from planner.solver.storage import Stores

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

FEWEST_BLOCKS = 8
"""Blocks of a day from which on they are folded: at us-2028 three take longer so, six as long, and 24 much shorter."""


class Folding:
    """The segments of every cell where of its plain sources none but the `present` (cells, sources) are there.

    A program with matrix A is `rows @ A @ columns` when it is folded: of the columns and rows of storage in a segment
    those of its last block are `kept`, and stand for all. Output and charge are the same in each block, and so are
    their limits, whose mean is left; what rolls from block to block is added up; the level has its limit at the end.
    Values and prices of the program itself are `columns @ values` and `rows.T @ duals`. `ends` (cells, blocks) are the
    last blocks of segments.
    """

    def __init__(self, program: Program, cells: Cells, stores: Stores, present: Mask) -> None:
        number = np.arange(len(cells.weight))
        day = max(1, len(number) // max(1, stores.days))
        first, self.last = _segments(_begins(cells, stores, present, day))
        self.size = self.last - first + 1
        self.ends = self.last == number
        place = number - first + 1
        end = self.last[stores.cell]
        before = _before(first, day)[stores.cell]
        share = (place / self.size)[stores.cell]
        self.columns = csc_array(_columns(len(program.cost), stores, end, before, share))
        self.rows = _rows(len(program.row_lower), stores, end, 1.0 / self.size[stores.cell])
        self.kept_columns = np.diff(self.columns.indptr) > 0
        self.kept_rows = np.diff(self.rows.indptr) > 0

    def onto_ends(self, cell: Ints) -> csr_array:
        """What carries every block of many things, each in a `cell`, to the last one of its segment, as a matrix.

        Its rows and columns are (things, blocks), one thing after the other.
        """
        end = self.last[cell] + self.last.shape[1] * np.arange(len(cell))[:, None]
        return csr_array((np.ones(end.size), (np.arange(end.size), end.ravel())), shape=(end.size, end.size))

    def mean(self, prices: Floats) -> Floats:
        """Prices by cell and block (cells, ..., blocks): in each block the mean of its segment.

        A price of one block of a segment is one of every other as well, for folded they are the same rows.
        """
        cell = np.repeat(np.arange(len(self.last)), prices.size // max(1, self.last.size))
        onto = self.onto_ends(cell)
        total = onto @ (onto.T @ prices.ravel())
        return np.asarray((total / self.size[cell].ravel()).reshape(prices.shape))


def _before(block: Ints, day: int) -> Ints:
    """The block before each, the last of a day before its first."""
    return np.asarray(block - block % day + (block - 1) % day)


def _begins(cells: Cells, stores: Stores, present: Mask, day: int) -> Mask:
    """Blocks in which something can give more or less than in the one before (cells, blocks).

    The first of a day always begins a segment, so that where more sources are there segments are but cut in two: a
    basis knows all that stood for a segment before.
    """
    if day < FEWEST_BLOCKS:
        return np.ones((len(cells.load), len(cells.weight)), dtype=bool)
    before = _before(np.arange(len(cells.weight)), day)
    moves = (cells.available != cells.available[:, :, before]) & present[:, :, None]
    begins = moves.any(1)
    begins[:, ::day] = True
    np.logical_or.at(begins, stores.cell, (stores.most != stores.most[:, :, before]).any(0))
    return np.asarray(begins)


def _segments(begins: Mask) -> tuple[Ints, Ints]:
    """The first and the last block of every block's segment (cells, blocks), given where segments begin."""
    number = np.arange(begins.shape[1])
    first = np.maximum.accumulate(np.where(begins, number, 0), axis=1)
    ends = np.roll(begins, -1, axis=1)
    last = np.minimum.accumulate(np.where(ends, number, len(number))[:, ::-1], axis=1)[:, ::-1]
    return first, last


def _columns(size: int, stores: Stores, end: Ints, before: Ints, share: Floats) -> csr_array:
    """Every column by those that stand for it: `end` and `before` (stores, blocks) end its segment, and the last one.

    `share` is how much of the segment is over when the block is.
    """
    output, charge, level = stores.columns
    entries = [
        (output, _at(output, end), np.ones(end.shape)),
        (charge, _at(charge, end), np.ones(end.shape)),
        (level, _at(level, end), share),
        (level, _at(level, before), 1.0 - share),
    ]
    return _but(size, stores.columns, entries)


def _rows(size: int, stores: Stores, end: Ints, mean: Floats) -> csr_array:
    """The rows that stand for a segment, at its `end` (stores, blocks), by those that they are made of."""
    output, charge, level = stores.limits
    entries = [
        (_at(output, end), output, mean),
        (_at(charge, end), charge, mean),
        (level, level, np.equal(end, np.arange(end.shape[1])).astype(float)),
        (_at(stores.rolls, end), stores.rolls, np.ones(end.shape)),
    ]
    return _but(size, np.append(stores.limits, stores.rolls[None], axis=0), entries)


def _at(table: Ints, blocks: Ints) -> Ints:
    """A table (stores, blocks) at other blocks."""
    return np.take_along_axis(table, blocks, axis=1)


def _but(size: int, these: Ints, entries: list[tuple[Ints, Ints, Floats]]) -> csr_array:
    """The identity, but for `these` numbers, which have entries (row, column, value) of their own."""
    rest = np.ones(size, dtype=bool)
    rest[these.ravel()] = False
    same = np.flatnonzero(rest)
    row, column, value = (np.concatenate([entry[k].ravel() for entry in entries]) for k in range(3))
    row, column = np.append(same, row), np.append(same, column)
    matrix: Any = csr_array(
        coo_array((np.append(np.ones(len(same)), value), (row, column)), shape=(size, size))
    )
    matrix.eliminate_zeros()
    return csr_array(matrix)
