"""Prices of the limit on what is cancelled, which no table tells: they follow from those of all other rows.

With S the prices of a limit's row at a node and below, what a node cancels asks for S <= z, its reduced cost by all
other rows, and every price is at most zero. The largest such prices leave an order the most room, and cost nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.audit.tree.stacked import CANCELLED

if TYPE_CHECKING:
    from planner.audit.program import Key
    from planner.audit.tree.nodes import Nodes
    from planner.audit.tree.stacked import Stacked


def with_order_limits(nodes: Nodes, stack: Stacked, y: list[float]) -> list[float]:
    """The prices of all rows, those of the limits on what is cancelled worked out."""
    found, reduced = list(y), _reduced_costs(stack, y)
    orders = dict.fromkeys(key[2:] for key in stack.cancelled)
    for order in orders:

        def priced(name: str, order: Key = order) -> float:
            """The sum of prices at a node and below; those are set on the way."""
            below = sum(priced(after) for after in nodes.after(name))
            row = stack.cancelled.get((CANCELLED, name, *order))
            if row is None:
                return below
            whole = min(reduced[CANCELLED, name, *order], below)
            found[row] = whole - below
            return whole

        for node in nodes:
            if node.above is None:
                priced(node.name)
    return found


def _reduced_costs(stack: Stacked, y: list[float]) -> dict[Key, float]:
    """What a unit more of each cancelled order costs by the prices of all other rows."""
    p = stack.program
    at = {p.columns[key]: key for key in stack.cancelled}
    limits = set(stack.cancelled.values())
    found = dict.fromkeys(stack.cancelled, 0.0)
    for row, column, coefficient in zip(*p.entries, strict=True):
        if column in at and row not in limits:
            found[at[column]] -= coefficient * y[row]
    return found
