"""The linear program of a tree, written anew: rows and columns of every node's own periods, and what may be cancelled.

A row of a node meets decisions of earlier periods in the columns of the node that those periods belong to. From the
news on, an order counts less what is cancelled of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.audit.program import Program

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from planner.audit.facts import Facts
    from planner.audit.program import Key, Terms
    from planner.audit.tree.nodes import Node, Nodes

TIMELESS = ("Unexpired", "Lender_value_at_end")
"""Columns of no period: worth at the end."""
BY_QUARTER = ("Bought", "Delivered")
"""Columns whose index ends with a quarter; that of all others ends with a period, but of those within days."""
WITHIN_DAYS = ("Output", "Charge", "Level", "Flow")
PERIOD_OF_BLOCK = 3
"""Where the period of a block stands in a key."""
ON_DELIVERY = (
    "deliveries_within_pool_limit",
    "bought_within_step_limit",
    "deliveries_within_growth",
    "standing_within_site_limit",
    "standing_within_national_site_limit",
)
"""Limits that what arrives in the period of the news meets as they were before it."""
PAID_AT_ISSUE = "unexpired_issue_cost_has_worth"
"""The row whose terms are each of the period of an issue."""
CANCELLED, WITHIN_ORDERS = "Cancelled", "cancelled_within_orders"


@dataclass(frozen=True)
class Stacked:
    """The program of the tree; `cancelled` pairs every column of what a node cancels with its row."""

    program: Program
    cancelled: Mapping[Key, int]


def period_of_column(facts: Facts, key: Key) -> int | None:
    """The period of a column; None where it has none."""
    if key[0] in TIMELESS:
        return None
    if key[0] in BY_QUARTER:
        return facts.calendar.period_of_quarter[key[-1]]
    return int(key[PERIOD_OF_BLOCK] if key[0] in WITHIN_DAYS else key[-1])


def period_of_row(facts: Facts, letters: str, key: Key) -> int | None:
    """The period of a row, by the letters of its index; None where it has none."""
    if "q" in letters:
        return facts.calendar.period_of_quarter[key[1 + letters.index("q")]]
    return int(key[1 + letters.index("t")]) if "t" in letters else None


class _Writer:
    """The program of a tree as far as it is written."""

    def __init__(self, nodes: Nodes, facts: Mapping[str, Facts], programs: Mapping[str, Program]) -> None:
        self.nodes, self.facts, self.programs = nodes, facts, programs
        self.names = {name: list(p.columns) for name, p in programs.items()}
        self.program = Program()
        self.cancelled: dict[Key, int] = {}
        self.orders: dict[Key, list[tuple[str, Key]]] = {}

    def owner(self, name: str, key: Key) -> str:
        """The node that a column belongs to, as a node meets it."""
        return self.nodes.owner(name, period_of_column(self.facts[name], key))

    def columns(self, node: Node) -> None:
        """The columns of a node's own periods, at what they cost times how likely the node is."""
        p, chance = self.programs[node.name], self.nodes.probability(node.name)
        for key, k in p.columns.items():
            if node.has(period_of_column(self.facts[node.name], key)):
                cost = chance * p.cost[k]
                self.program.column(key[0], node.name, *key[1:], cost=cost, free=p.free[k])

    def cancellations(self, node: Node) -> None:
        """What a node may cancel: orders that were made before its news and do not stand yet in the period of it."""
        for key in self.programs[node.name].columns:
            if key[0] != "Ordered" or not key[-1] < node.start:
                continue
            asset, o = self.facts[node.name].assets[key[1]], key[-1]
            arrives = min(t for t in asset.periods if asset.arriving(o, t))
            at = ("Ordered", self.owner(node.name, key), *key[1:])
            if arrives > node.start and at in self.program.columns:
                self.program.column(CANCELLED, node.name, *key[1:])
                self.orders.setdefault(key, []).append((node.name, at))

    def rows(self, node: Node) -> None:
        """The rows of a node's own periods; of what arrives with the news as the node above has them."""
        p = self.programs[node.name]
        for key, row in p.rows.items():
            t = period_of_row(self.facts[node.name], p.indices[key[0]], key)
            if not node.has(t):
                continue
            source, number = node.name, row
            if node.above is not None and t == node.start and key[0] in ON_DELIVERY:
                above = self.programs[node.above].rows.get(key)
                if above is not None:
                    source, number = node.above, above
            terms = self._terms(node.name, source, number)
            if key[0] == PAID_AT_ISSUE:
                terms = self._paid_at_issue(node.name, key)
            of = self.programs[source]
            write = self.program.equation if of.equal[number] else self.program.ceiling
            write(key[0], (node.name, *key[1:]), terms, of.bound[number])

    def _entries(self, name: str, row: int) -> Iterator[tuple[float, Key]]:
        """The terms of a row of a node's program, without those that say nothing."""
        p, names = self.programs[name], self.names[name]
        _, columns, coefficients = p.entries
        cut = range(p.ends[row], p.ends[row + 1])
        return ((coefficients[k], names[columns[k]]) for k in cut if coefficients[k])

    def _terms(self, name: str, source: str, row: int) -> Terms:
        """The terms of a row for a node, in the columns of the tree."""
        terms: Terms = []
        for coefficient, key in self._entries(source, row):
            at = (key[0], self.owner(name, key), *key[1:])
            if at in self.program.columns:
                terms.append((coefficient, at))
            terms += self._taken_off(name, coefficient, key)
        return terms

    def _paid_at_issue(self, name: str, key: Key) -> Terms:
        """The terms of what fees are worth at the end, each by the node in which they were paid."""
        return [
            (coefficient, (column[0], node.name, *column[1:]))
            for node in self.nodes.way(name)
            for coefficient, column in self._entries(node.name, self.programs[node.name].rows[key])
            if self.owner(name, column) == node.name
        ]

    def _taken_off(self, name: str, coefficient: float, key: Key) -> Terms:
        """What is cancelled beside an order, by the nodes on the way to one."""
        way = {node.name for node in self.nodes.way(name)}
        if key[0] == "Ordered":
            taken = self.orders.get(key, [])
            return [(-coefficient, (CANCELLED, by, *key[1:])) for by, _ in taken if by in way]
        if key[0] == "National_ordered":
            regions = self.facts[name].assets[key[1]].regions
            orders = [("Ordered", key[1], key[2], r, key[3]) for r in regions]
            return [
                (-coefficient, (CANCELLED, by, *order[1:]))
                for order in orders
                for by, _ in self.orders.get(order, [])
                if by in way
            ]
        return []

    def limits(self) -> None:
        """No more is cancelled, on the way to any node, than was ordered."""
        self.program.announce({WITHIN_ORDERS: "ajrt"})
        for key, taken in self.orders.items():
            for name, at in taken:
                way = {node.name for node in self.nodes.way(name)}
                terms: Terms = [(1.0, (CANCELLED, by, *key[1:])) for by, _ in taken if by in way]
                column = (CANCELLED, name, *key[1:])
                self.cancelled[column] = self.program.ceiling(
                    WITHIN_ORDERS, (name, *key[1:]), [*terms, (-1.0, at)]
                )


def stacked(
    nodes: Nodes, facts: Mapping[str, Facts], programs: Mapping[str, Program], cancelling: bool
) -> Stacked:
    """The program of a tree whose nodes' programs are written."""
    writer = _Writer(nodes, facts, programs)
    for node in nodes:
        writer.columns(node)
        writer.program.announce(programs[node.name].indices)
    for node in nodes if cancelling else ():
        if node.above is not None:
            writer.cancellations(node)
    for node in nodes:
        writer.rows(node)
    if cancelling:
        writer.limits()
    return Stacked(writer.program, writer.cancelled)
