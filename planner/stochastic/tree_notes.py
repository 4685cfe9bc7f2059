"""What is worth knowing of a tree's plan: orders that count on being cancelled, and cancelling that costs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.rules import RULES
from planner.stochastic.tree import TRUNK
from planner.stochastic.tree_program import DELIVERY_SHEETS, NATIONAL
from planner.stochastic.tree_tables import paid_before
from planner.tolerances import NEGLIGIBLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.stochastic.node_plans import TreeOptimum


def notes_on(found: TreeOptimum) -> Iterator[str]:
    """Notes, one a pool and one on all assets whose orders are cancelled for nothing."""
    yield from _overbooked(found)
    free = sorted(
        {
            asset
            for (name, (asset, sponsor, _, ordered)), gw in found.cancelled().items()
            if gw > NEGLIGIBLE and paid_before(found, name, (asset, sponsor, ordered)) <= 0
        }
    )
    if free:
        yield (
            f"Cancelling is free for {', '.join(free)}: nothing is paid for them before the news comes, "
            "so that the plan orders for the best of futures; an early milestone would say what a slot costs"
        )


def _overbooked(found: TreeOptimum) -> Iterator[str]:
    """Pools of which the trunk orders more than they could deliver if nothing were cancelled."""
    part = found.stacked.parts[TRUNK]
    program, orders = part.program, part.program.columns[NATIONAL]
    values = np.zeros(len(program.cost))
    at = part.column_at[orders.slice]
    values[orders.slice] = np.where(at >= 0, found.solution.values[at], 0.0)
    drawn = program.matrix @ values
    worst: dict[str, tuple[float, str]] = {}
    for name, rule in RULES.items():
        if name not in program.rows or rule.rhs is None or rule.rhs.sheet != DELIVERY_SHEETS[0]:
            continue
        block = program.rows[name]
        for k, index in enumerate(block.indices):
            over = float(drawn[block.start + k] - program.row_upper[block.start + k])
            pool = rule.named(rule.noun, index)
            if over > NEGLIGIBLE and over > worst.get(pool, (0.0, ""))[0]:
                quarter = part.node.case.periods[0].first.plus(rule.time(index))
                worst[pool] = over, str(quarter)
    for pool, (over, when) in worst.items():
        yield (
            f"More is ordered now from {pool} than it could deliver if nothing were cancelled: "
            f"by {over:.3g} GW in {when}"
        )
