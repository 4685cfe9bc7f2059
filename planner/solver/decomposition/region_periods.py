"""A region in a period, where sources run to meet its load block by block: what Benders subproblems are made of.

All that dispatch there consists of, as arrays over (region periods, sources, blocks): which columns and rows of the
program, and which numbers. A source that stores is kept apart (see storage_columns.py) from the plain ones, whose
output in a block is tied to no other block.
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
"""Where a region period has fewer sources than the one with most."""

RUN_COLUMNS, RUN_ROWS = ("Output",), (rules.AVAILABLE.name,)
"""What every source has in every block, in the order of Energy."""
STORE_COLUMNS = ("Charge", "Level")
STORE_ROWS = (rules.CHARGE.name, rules.DURATION.name, rules.LEVEL.name)
"""What every store has in every block, in the order of Charging."""


@dataclass(frozen=True)
class RegionPeriods:
    """Columns, rows and numbers of dispatch in every region and period; NONE where there is no such source.

    `load` (region periods), `energy` and `standing` (region periods, sources), `output` (region periods, sources,
    blocks) are columns, `mean_row` (region periods, sources), `capacity_row` (region periods, sources, blocks) and
    `balance_row` (region periods, blocks) rows. `available` is the share of standing capacity that can run, `weight`
    the share of the period's hours in a block.
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

    def __len__(self) -> int:
        return len(self.load)

    @property
    def exists(self) -> NDArray[np.bool_]:
        """Which (region period, source) there are."""
        return np.not_equal(self.energy, NONE)


def region_periods_of(program: Program) -> RegionPeriods:
    """The region periods of a program, in the order of its loads; raises ValueError for blocks in another order."""
    blocks = len(expect_block_order(program))
    load, runs = program.columns["Load"], program.columns["Energy"]
    run, stands = _plain_sources(program)
    capacity = _blocks(program.rows[rules.AVAILABLE.name].start, run, blocks)
    column = _from(program.columns["Standing"].start, stands)
    weight = np.zeros(blocks)
    if runs.indices:
        first = program.columns["Output"].start + np.arange(blocks)
        weight = -entries_of(program, np.full(blocks, program.rows[rules.MEAN_OUTPUT.name].start), first)
    every = np.arange(len(load.indices) * blocks).reshape(-1, blocks)
    return RegionPeriods(
        load=load.start + np.arange(len(load.indices)),
        energy=_from(runs.start, run),
        standing=column,
        output=_blocks(program.columns["Output"].start, run, blocks),
        mean_row=_from(program.rows[rules.MEAN_OUTPUT.name].start, run),
        capacity_row=capacity,
        balance_row=program.rows[rules.MEETS_LOAD.name].start + every,
        available=_available(program, capacity, column),
        weight=weight,
    )


def expect_block_order(program: Program) -> list[tuple[Any, Any]]:
    """The (day, block) of dispatch; raises ValueError where a variable or a rule does not have them in that order.

    Columns and rows of dispatch are found by counting: those of each place follow one another, day by day and block
    by block, and places are in one order throughout, as `set_of_blocks` of the model's ledger makes them.
    """
    columns, rows = program.columns, program.rows
    loads, runs, stores = (columns[name].indices for name in ("Load", "Energy", "Charging"))
    balance = rows[rules.MEETS_LOAD.name].indices
    within = [index[2:] for index in balance[: len(balance) // max(1, len(loads))]]
    per_day = len(within) // max(1, len({day for day, _ in within}))
    days = [day for day, _ in within[:: max(1, per_day)]]
    expected = {
        "one day after another": [(day, block) for day in days for _, block in within[:per_day]] == within,
        rules.MEETS_LOAD.name: balance == _by_block(loads, within),
        rules.MEAN_OUTPUT.name: rows[rules.MEAN_OUTPUT.name].indices == runs,
        rules.MEAN_CHARGE.name: rows[rules.MEAN_CHARGE.name].indices == stores,
    }
    for places, of_columns, of_rows in ((runs, RUN_COLUMNS, RUN_ROWS), (stores, STORE_COLUMNS, STORE_ROWS)):
        wanted = _by_block(places, within)
        found = {name: columns[name].indices for name in of_columns} | {
            name: rows[name].indices for name in of_rows
        }
        # Those over one set are one tuple, which is compared once.
        same = {id(indices): indices == wanted for indices in {id(x): x for x in found.values()}.values()}
        expected |= {name: same[id(indices)] for name, indices in found.items()}
    wrong = [name for name, holds in expected.items() if not holds]
    if wrong:
        raise ValueError(f"the blocks of dispatch are not in the order of set_of_blocks: {', '.join(wrong)}")
    return within


def _by_block(places: tuple[Any, ...], within: list[tuple[Any, Any]]) -> tuple[Any, ...]:
    """Every block of every place, the blocks of a place one after another."""
    return tuple([place + block for place in places for block in within])


def _plain_sources(program: Program) -> tuple[Ints, Ints]:
    """Of every region period, the numbers of its plain sources among Energy, and among Standing."""
    number, runs = program.columns["Load"].position, program.columns["Energy"]
    standing = {(a, r, t): k for k, (a, _, r, t) in enumerate(program.columns["Standing"].indices)}
    stores = set(program.columns["Charging"].indices)
    plain: list[list[tuple[int, int]]] = [[] for _ in number]
    for k, (s, r, t) in enumerate(runs.indices):
        if (s, r, t) not in stores:
            plain[number[r, t]].append((k, standing[s, r, t]))
    return _padded(plain)


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
    exists = capacity != NONE
    available = np.zeros(capacity.shape)
    columns = np.broadcast_to(standing[..., None], capacity.shape)
    available[exists] = -entries_of(program, capacity[exists], columns[exists])
    return available


def entries_of(program: Program, rows: Ints, columns: Ints) -> Floats:
    """Entries of the matrix, one for each pair of row and column."""
    if not len(rows):
        return np.zeros(0)
    found: Any = program.matrix[rows, columns]
    return np.asarray(found.todense() if hasattr(found, "todense") else found, dtype=float).ravel()


def members_by_group(group: Ints, count: int) -> Ints:
    """Which things belong to each of `count` groups, given the group of each; NONE where one has fewer than another."""
    order = np.argsort(group, kind="stable")
    sizes = np.bincount(group, minlength=count)
    table = np.full((count, int(sizes.max(initial=0))), NONE)
    table[np.arange(table.shape[1]) < sizes[:, None]] = order
    return table
