"""Cells: a region in a period, where sources run to meet its load block by block.

All that a cell's dispatch is made of, as arrays over (cells, sources, blocks): which columns and rows of the program,
and which numbers. A source that stores is kept apart from the plain ones, whose output in a block is tied to no
other block.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.rules import physical as rules

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.solver.program import Program

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

NONE = -1
"""Where a cell has fewer sources than the widest."""


@dataclass(frozen=True)
class Cells:
    """Columns, rows and numbers of every cell's dispatch; NONE where a cell has no such source.

    `load` (cells), `energy` and `standing` (cells, sources), `output` (cells, sources, blocks) are columns,
    `mean_row` (cells, sources), `capacity_row` (cells, sources, blocks) and `balance_row` (cells, blocks) rows.
    `available` is the share of standing capacity that can run, `weight` the share of the period's hours in a block.
    """

    load: Ints
    energy: Ints
    standing: Ints
    output: Ints
    mean_row: Ints
    capacity_row: Ints
    balance_row: Ints
    available: Floats
    weight: Floats

    @property
    def there(self) -> NDArray[np.bool_]:
        """Which (cell, source) there are."""
        return np.not_equal(self.energy, NONE)


def cells_of(program: Program) -> Cells:
    """The cells of a program, in the order of its loads."""
    load, runs = program.columns["Load"], program.columns["Energy"]
    number = load.position
    blocks = len(program.rows[rules.MEETS_LOAD.name].indices) // max(1, len(number))
    standing = {(a, r, t): k for k, (a, _, r, t) in enumerate(program.columns["Standing"].indices)}
    stores = set(program.columns["Charging"].indices)
    plain: list[list[tuple[int, int]]] = [[] for _ in number]
    for k, (s, r, t) in enumerate(runs.indices):
        if (s, r, t) not in stores:
            plain[number[r, t]].append((k, standing[s, r, t]))
    run, stands = _padded(plain)
    output = _blocks(program.columns["Output"].start, run, blocks)
    capacity = _blocks(program.rows[rules.AVAILABLE.name].start, run, blocks)
    column = _from(program.columns["Standing"].start, stands)
    weight = np.zeros(blocks)
    if runs.indices:
        first = program.columns["Output"].start + np.arange(blocks)
        weight = -entries_of(program, np.full(blocks, program.rows[rules.MEAN_OUTPUT.name].start), first)
    return Cells(
        load=load.start + np.arange(len(number)),
        energy=_from(runs.start, run),
        standing=column,
        output=output,
        mean_row=_from(program.rows[rules.MEAN_OUTPUT.name].start, run),
        capacity_row=capacity,
        balance_row=program.rows[rules.MEETS_LOAD.name].start
        + np.arange(len(number) * blocks).reshape(-1, blocks),
        available=_available(program, capacity, column),
        weight=weight,
    )


def _padded(found: list[list[tuple[int, int]]]) -> tuple[Ints, Ints]:
    """Lists of pairs as two tables, a row for each list, NONE where one is shorter than the longest."""
    widest = max(map(len, found), default=0)
    table = np.full((2, len(found), widest), NONE)
    for row, pairs in enumerate(found):
        table[:, row, : len(pairs)] = np.array(pairs, dtype=int).reshape(-1, 2).T
    return table[0], table[1]


def _from(start: int, numbers: Ints) -> Ints:
    """Numbers counted from `start` on, NONE as it is."""
    return np.where(numbers == NONE, NONE, start + numbers)


def _blocks(start: int, numbers: Ints, blocks: int) -> Ints:
    """The columns or rows of every block, of which each number has as many in a row."""
    every = start + blocks * numbers[..., None] + np.arange(blocks)
    return np.where(numbers[..., None] == NONE, NONE, every)


def _available(program: Program, capacity: Ints, standing: Ints) -> Floats:
    """What of a standing GW can run in each block."""
    there = capacity != NONE
    available = np.zeros(capacity.shape)
    columns = np.broadcast_to(standing[..., None], capacity.shape)
    available[there] = -entries_of(program, capacity[there], columns[there])
    return available


def entries_of(program: Program, rows: Ints, columns: Ints) -> Floats:
    """Entries of the matrix, one for each pair of row and column."""
    if not len(rows):
        return np.zeros(0)
    found: Any = program.matrix[rows, columns]
    return np.asarray(found.todense() if hasattr(found, "todense") else found, dtype=float).ravel()


def members_of(cell: Ints, count: int) -> Ints:
    """Which things belong to each of `count` cells, given the cell of each; NONE where one has fewer than another."""
    order = np.argsort(cell, kind="stable")
    sizes = np.bincount(cell, minlength=count)
    table = np.full((count, int(sizes.max(initial=0))), NONE)
    table[np.arange(table.shape[1]) < sizes[:, None]] = order
    return table
