"""The program of a tree: one column for a decision that futures share, one row for what holds in all of them.

Every node has the compiled program of its own case, of which it gives the rows and columns of its own periods: from its
news on until the next. A row of a node meets the decisions of earlier periods in the columns of the nodes on its way
from the trunk. So no two columns need be made equal, and what is alike in all futures is written once.

CANCELLING
    Cancelled[n, a, j, r, o] >= 0       of an order of o that does not stand yet when the news of n comes
    National_cancelled[n, a, j, o]      over all places
    cancelled_within_orders[n, ...]     over the nodes on the way to n, cancelled <= Ordered[a, j, r, o]
    national_cancelled_adds_up[n, ...]  National_cancelled == sum over r of Cancelled
    In every row of a period from the news on, what is cancelled stands beside the order with the opposite sign, as if
    it had not been ordered. What was paid before is in the rows of periods before, and is lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array

from planner.rules import RULES, financial, physical
from planner.solver.program import INFINITY, Block, Program
from planner.stochastic.program_periods import TIMELESS, column_periods, row_periods
from planner.stochastic.weighing import Costs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from numpy.typing import NDArray
    from scipy.sparse import csc_array

    from planner.stochastic.tree import Node, Tree

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

ORDERED, NATIONAL = "Ordered", "National_ordered"
"""The columns of orders: by place, and over all places."""
CANCELLED = {ORDERED: "Cancelled", NATIONAL: "National_cancelled"}
"""The columns of what is cancelled of them."""
DELIVERY_SHEETS = ("supply_limits", "supply_steps", "supply_growth", "site_limits")
"""Sheets of limits on what arrives, which in the period of the news was made before it."""
PAID_THEN = financial.UNEXPIRED.name
"""The rule that tells at the end of what was paid at issue, on the conditions of that period."""
ABSENT = -1
"""The column of a decision that does not exist."""


@dataclass
class NodePart:
    """What one node gives to the program of a tree.

    `program` is that of its own case. `column_at` and `row_at` say where its columns and rows stand in the tree's,
    those of earlier periods with the nodes on the way; ABSENT where there is none, as for periods after its own.
    """

    node: Node
    end: int
    program: Program
    columns: Ints
    rows: Ints
    column_at: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    row_at: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    @property
    def owned_columns(self) -> Ints:
        """The columns of its own periods."""
        return np.flatnonzero(_within(self.columns, self.node.start, self.end, self.is_leaf))

    @property
    def owned_rows(self) -> Ints:
        """The rows of its own periods."""
        return np.flatnonzero(_within(self.rows, self.node.start, self.end, self.is_leaf))

    @property
    def is_leaf(self) -> bool:
        """Whether the horizon ends with it."""
        return self.end == len(self.node.case.periods)


@dataclass(frozen=True)
class Cancellation:
    """An order that a node may cancel: its index and where its columns stand in the tree's program."""

    node: str
    index: tuple[str, str, str, int]
    ordered: int
    cancelled: int


@dataclass(frozen=True)
class TreeProgram:
    """The linear program of a tree at the cost of each node: its cost is that of expectation.

    `parts` are the nodes' by name; `cancellations` what may be cancelled; `node_costs` the costs of each node's own
    columns, one row a node in the order of the tree, and `node_offsets` what is paid whatever one does.
    """

    tree: Tree
    program: Program
    parts: Mapping[str, NodePart]
    cancellations: tuple[Cancellation, ...]
    node_costs: csr_array
    node_offsets: Floats

    def leaf_costs(self) -> Costs:
        """What each leaf costs, over the columns of the nodes on its way."""
        nodes = list(self.tree.nodes)
        on_way = np.zeros((len(self.tree.leaves), len(nodes)))
        for k, leaf in enumerate(self.tree.leaves):
            on_way[k, [nodes.index(node.name) for node in self.tree.path(leaf)]] = 1.0
        chances = np.array([self.tree.probability(leaf) for leaf in self.tree.leaves])
        return Costs(csr_array(csr_array(on_way) @ self.node_costs), on_way @ self.node_offsets, chances)


def _within(periods: Ints, start: int, end: int, leaf: bool) -> Any:
    """Which of the periods lie from start to end; what is of no period is of a leaf."""
    return ((periods >= start) & (periods < end)) | (leaf & (periods == TIMELESS))


def tree_program(tree: Tree, programs: Mapping[str, Program], cancelling: bool = True) -> TreeProgram:
    """The program of a tree whose nodes' cases are compiled; see the head of this file."""
    parts: dict[str, NodePart] = {}
    width = height = 0
    for node in tree.nodes.values():
        program = programs[node.name]
        columns, rows = column_periods(node.case, program), row_periods(node.case, program)
        part = NodePart(node, tree.end(node.name), program, columns, rows)
        above = None if node.parent is None else parts[node.parent]
        part.column_at = _placed(part, above, "columns", width)
        part.row_at = _placed(part, above, "rows", height)
        width, height = width + len(part.owned_columns), height + len(part.owned_rows)
        parts[node.name] = part
    stack = Stack(tree, parts, width, height)
    for part in parts.values():
        stack.add_node(part)
    if cancelling:
        stack.add_cancellations()
    return stack.whole()


def _placed(part: NodePart, above: NodePart | None, side: str, used: int) -> Ints:
    """Where a node's columns or rows stand: its own after those `used`, those of earlier periods with its parent."""
    own = part.owned_columns if side == "columns" else part.owned_rows
    at = np.full(len(getattr(part, side)), ABSENT)
    at[own] = used + np.arange(len(own))
    if above is not None:
        there = above.column_at if side == "columns" else above.row_at
        earlier = (getattr(part, side) != TIMELESS) & (getattr(part, side) < part.node.start)
        same = same_places(getattr(part.program, side), getattr(above.program, side), len(at))
        found = np.where(same == ABSENT, ABSENT, there[same])
        at[earlier] = found[earlier]
    return at


def same_places(blocks: Mapping[str, Block], others: Mapping[str, Block], count: int) -> Ints:
    """Where each column or row of a program stands in another; ABSENT where that has none of its name and index."""
    at = np.full(count, ABSENT)
    for name, block in blocks.items():
        if name not in others or not block.indices:
            continue
        other = others[name]
        if block.indices == other.indices:
            at[block.slice] = other.start + np.arange(len(block.indices))
        else:
            found = (other.position.get(index, ABSENT) for index in block.indices)
            place = np.fromiter(found, np.int64, len(block.indices))
            at[block.slice] = np.where(place == ABSENT, ABSENT, other.start + place)
    return at


class Stack:
    """The rows and columns of a tree's program as far as they are written."""

    def __init__(self, tree: Tree, parts: Mapping[str, NodePart], width: int, height: int) -> None:
        self.tree, self.parts = tree, parts
        self.width, self.height = width, height
        self.entries: list[tuple[Ints, Ints, Floats]] = []
        self.cost, self.column_lower = np.zeros(width), np.zeros(width)
        self.row_lower, self.row_upper = np.full(height, -INFINITY), np.full(height, INFINITY)
        self.node_costs: list[tuple[Ints, Ints, Floats]] = []
        self.columns: dict[str, Block] = {}
        self.rows: dict[str, Block] = {}
        self.cancellations: list[Cancellation] = []

    def add_node(self, part: NodePart) -> None:
        """Write the rows and columns of a node's own periods."""
        columns, number = part.owned_columns, list(self.parts).index(part.node.name)
        there = part.column_at[columns]
        cost = part.program.cost[columns]
        self.cost[there] = self.tree.probability(part.node.name) * cost
        self.column_lower[there] = part.program.column_lower[columns]
        self.node_costs.append((np.full(len(there), number), there, cost))
        rows = part.owned_rows
        of_parent = self._as_before(part)
        timeless = rows[part.rows[rows] == TIMELESS]
        ordinary = rows[(part.rows[rows] != TIMELESS) & ~of_parent[rows]]
        self._write(part.program, ordinary, part.column_at, part.row_at[ordinary])
        if of_parent.any():
            self._write_as_before(part, np.flatnonzero(of_parent))
        self._write_timeless(part, timeless)
        self._name(part)

    def _as_before(self, part: NodePart) -> Any:
        """Which rows hold what arrives in the period of the news to limits: those of what the node follows."""
        chosen = np.zeros(len(part.rows), dtype=bool)
        if part.node.parent is not None:
            for name, block in part.program.rows.items():
                rhs = RULES[name].rhs if name in RULES else None
                if rhs is not None and rhs.sheet in DELIVERY_SHEETS:
                    chosen[block.slice] = part.rows[block.slice] == part.node.start
            above = self.parts[str(part.node.parent)].program
            chosen &= same_places(part.program.rows, above.rows, len(chosen)) != ABSENT
        return chosen

    def _write_as_before(self, part: NodePart, rows: Ints) -> None:
        """Rows of a node as the program of its parent has them."""
        above = self.parts[str(part.node.parent)].program
        there = same_places(part.program.rows, above.rows, len(part.rows))[rows]
        mine = same_places(above.columns, part.program.columns, len(above.cost))
        self._write(above, there, np.where(mine == ABSENT, ABSENT, part.column_at[mine]), part.row_at[rows])

    def _write_timeless(self, part: NodePart, rows: Ints) -> None:
        """Rows of no period: of the end, but for what was paid when a decision was taken, which its own node says."""
        paid = part.program.rows.get(PAID_THEN)
        then = (
            np.isin(rows, np.arange(paid.start, paid.stop)) if paid is not None else np.zeros(len(rows), bool)
        )
        self._write(part.program, rows[~then], part.column_at, part.row_at[rows[~then]])
        for node in self.tree.path(part.node.name):
            other = self.parts[node.name]
            there = same_places(part.program.rows, other.program.rows, len(part.rows))[rows[then]]
            own = np.full(len(other.columns), ABSENT)
            own[other.owned_columns] = other.column_at[other.owned_columns]
            known = there != ABSENT
            self._write(other.program, there[known], own, part.row_at[rows[then][known]])

    def _write(self, program: Program, rows: Ints, column_at: Ints, row_at: Ints) -> None:
        """Write rows of a program, its columns being at `column_at`; what stands at none is left out."""
        part = coo_array(program.matrix[rows])
        at, columns = row_at[part.coords[0]], column_at[part.coords[1]]
        kept = columns != ABSENT
        self.entries.append((at[kept], columns[kept], part.data[kept]))
        self.row_lower[row_at], self.row_upper[row_at] = program.row_lower[rows], program.row_upper[rows]

    def _name(self, part: NodePart) -> None:
        """Name the blocks of a node's own columns and rows."""
        for side, at, own in (
            ("columns", part.column_at, part.owned_columns),
            ("rows", part.row_at, part.owned_rows),
        ):
            mine = np.zeros(len(at), dtype=bool)
            mine[own] = True
            for name, block in getattr(part.program, side).items():
                here = np.flatnonzero(mine[block.slice])
                if len(here):
                    indices = tuple(block.indices[k] for k in here)
                    start = int(at[block.start + here[0]])
                    getattr(self, side)[f"{part.node.name}.{name}"] = Block(block.dims, indices, start)

    def add_cancellations(self) -> None:
        """Let every node that has a parent cancel what does not stand yet when its news comes."""
        written = self._matrix().tocsc()
        owner = np.concatenate([np.full(len(p.owned_rows), k) for k, p in enumerate(self.parts.values())])
        for part in self.parts.values():
            if part.node.parent is not None:
                under = [k for k, name in enumerate(self.parts) if self._leads_to(part.node.name, name)]
                self._add_cancellations_of(part, written, np.isin(owner, under))
        self._limit_cancellations()

    def _leads_to(self, name: str, other: str) -> bool:
        return any(node.name == name for node in self.tree.path(other))

    def _add_cancellations_of(self, part: NodePart, written: csc_array, after: Any) -> None:
        """Columns of what a node cancels, beside the order's in every row `after` its news."""
        block = part.program.columns[ORDERED]
        arrivals = _first_arrivals(part)
        open_orders = [
            index
            for k, index in enumerate(block.indices)
            if index[-1] < part.node.start < arrivals[k] and part.column_at[block.start + k] != ABSENT
        ]
        national = list(dict.fromkeys((a, j, o) for a, j, _, o in open_orders))
        for name, dims, indices in ((ORDERED, "ajro", open_orders), (NATIONAL, "ajo", national)):
            source = part.program.columns[name]
            at = part.column_at[[source.start + source.position[index] for index in indices]].astype(np.int64)
            new = self._new_columns(
                f"{part.node.name}.{CANCELLED[name]}", dims, tuple(indices), name == ORDERED
            )
            beside = coo_array(written[:, at])
            kept = after[beside.coords[0]]
            self.entries.append((beside.coords[0][kept], new[beside.coords[1][kept]], -beside.data[kept]))
            if name == ORDERED:
                self.cancellations += [
                    Cancellation(part.node.name, index, int(ordered), int(cancelled))
                    for index, ordered, cancelled in zip(indices, at, new, strict=True)
                ]
        self._add_up(part.node.name, open_orders, national)

    def _add_up(self, node: str, open_orders: list[Any], national: list[Any]) -> None:
        """What is cancelled over all places is the sum of what is cancelled in each."""
        rows = self._new_rows(f"{node}.national_cancelled_adds_up", "ajo", tuple(national), 0.0)
        total, each = (self.columns[f"{node}.{CANCELLED[name]}"] for name in (NATIONAL, ORDERED))
        row_of = {index: int(row) for index, row in zip(national, rows, strict=True)}
        self.entries.append((rows, total.start + np.arange(len(national)), np.ones(len(national))))
        at = np.array([row_of[a, j, o] for a, j, _, o in open_orders], dtype=np.int64)
        self.entries.append((at, each.start + np.arange(len(open_orders)), -np.ones(len(open_orders))))

    def _limit_cancellations(self) -> None:
        """No order is cancelled twice, or beyond what was ordered."""
        by_order: dict[tuple[str, int], int] = {(c.node, c.ordered): c.cancelled for c in self.cancellations}
        for name in self.parts:
            mine = [c for c in self.cancellations if c.node == name]
            rows = self._new_rows(
                f"{name}.cancelled_within_orders", "ajro", tuple(c.index for c in mine), -INFINITY
            )
            for cancellation, row in zip(mine, rows, strict=True):
                way = [by_order.get((node.name, cancellation.ordered)) for node in self.tree.path(name)]
                columns = [column for column in way if column is not None]
                at = np.full(len(columns) + 1, row)
                signs = np.append(np.ones(len(columns)), -1.0)
                self.entries.append((at, np.array([*columns, cancellation.ordered]), signs))

    def _new_columns(self, name: str, dims: str, indices: tuple[Any, ...], bounded: bool) -> Ints:
        """Columns without a cost of their own."""
        at = self.width + np.arange(len(indices))
        self.columns[name] = Block(dims, indices, self.width)
        self.width += len(indices)
        lower = np.full(len(indices), 0.0 if bounded else -INFINITY)
        self.cost = np.append(self.cost, np.zeros(len(indices)))
        self.column_lower = np.append(self.column_lower, lower)
        return at

    def _new_rows(self, name: str, dims: str, indices: tuple[Any, ...], lower: float) -> Ints:
        """Rows whose right-hand side is zero."""
        at = self.height + np.arange(len(indices))
        self.rows[name] = Block(dims, indices, self.height)
        self.height += len(indices)
        self.row_lower = np.append(self.row_lower, np.full(len(indices), lower))
        self.row_upper = np.append(self.row_upper, np.zeros(len(indices)))
        return at

    def _matrix(self) -> csr_array:
        rows, columns, values = (np.concatenate(parts) for parts in zip(*self.entries, strict=True))
        shape = (self.height, self.width)
        at = rows.astype(np.int32), columns.astype(np.int32)
        return csr_array((values, at), shape=shape)

    def whole(self) -> TreeProgram:
        """The program as written."""
        offsets = np.array([part.program.offset if part.is_leaf else 0.0 for part in self.parts.values()])
        chances = np.array([self.tree.probability(name) for name in self.parts])
        matrix = self._matrix()
        matrix.sort_indices()
        program = Program(
            cost=self.cost,
            offset=float(chances @ offsets),
            matrix=matrix,
            row_lower=self.row_lower,
            row_upper=self.row_upper,
            column_lower=self.column_lower,
            column_upper=np.full(self.width, INFINITY),
            columns=self.columns,
            rows=self.rows,
        )
        numbers, columns, values = (np.concatenate(parts) for parts in zip(*self.node_costs, strict=True))
        costs = csr_array((values, (numbers, columns)), shape=(len(self.parts), self.width))
        return TreeProgram(self.tree, program, self.parts, tuple(self.cancellations), costs, offsets)


def _first_arrivals(part: NodePart) -> Ints:
    """The period in which each order of a node's program first stands."""
    block, rows = part.program.columns[ORDERED], part.program.rows[physical.STANDING.name]
    standing = coo_array(part.program.matrix[rows.slice])
    mine = (standing.coords[1] >= block.start) & (standing.coords[1] < block.stop)
    first = np.full(len(block.indices), len(part.node.case.periods))
    periods = part.rows[rows.slice][standing.coords[0][mine]]
    np.minimum.at(first, standing.coords[1][mine] - block.start, periods)
    return first
