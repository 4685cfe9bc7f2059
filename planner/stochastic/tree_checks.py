"""Reconciliation of a tree: every leaf's tables add up as those of a plan do, along the whole way to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.errors import Unreconciled
from planner.results import reconciliation as checks
from planner.tolerances import RECONCILIATION

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from planner.stochastic.tree import Tree

    Tables = Mapping[str, pd.DataFrame]

ALONG_THE_WAY = (
    checks.every_figure_is_a_number,
    checks.capacity_rolls_forward,
    checks.need_is_served_or_unserved,
    checks.energy_balances_in_every_block,
    checks.energy_is_dispatch,
)
"""Checks that a leaf's case knows enough for: its levels and its terms are those of every node on the way."""
MONEY_ALONG_THE_WAY = (checks.sources_equal_uses, checks.loans_repay_what_was_lent, checks.covenants_hold)
WITHIN_A_NODE = (checks.output_is_available,)
"""Checks against conditions of periods, which each node's own case has."""
MONEY_WITHIN_A_NODE = (checks.issues_are_placed,)


def reconcile_tree(
    tree: Tree,
    by_node: Mapping[str, Tables],
    by_leaf: Mapping[str, Tables],
    costs: Mapping[str, float],
) -> dict[str, float]:
    """The worst residual of every check over all nodes and leaves; raises Unreconciled, which names the future."""
    worst: dict[str, float] = {}
    failed = []
    for leaf, tables in by_leaf.items():
        case = tree.nodes[leaf].case
        along = (*ALONG_THE_WAY, *(MONEY_ALONG_THE_WAY if case.settings.funding else ()))
        found = {check.__name__: check(case, tables) for check in along}
        counted = float(tables["costs"]["present_value_usd_billion"].sum())
        found["costs_add_up_to_the_objective"] = abs(counted - costs[leaf]) / max(1.0, abs(costs[leaf]))
        failed += _failed(leaf, found, worst)
    for name, tables in by_node.items():
        case = tree.nodes[name].case
        within = (*WITHIN_A_NODE, *(MONEY_WITHIN_A_NODE if case.settings.funding else ()))
        failed += _failed(name, {check.__name__: check(case, tables) for check in within}, worst)
    if failed:
        lines = "\n".join(failed)
        raise Unreconciled(f"The tables of the tree do not reconcile (allowed {RECONCILIATION:g}):\n{lines}")
    return worst


def _failed(name: str, found: Mapping[str, float], worst: dict[str, float]) -> list[str]:
    """Lines on the checks that failed in a future; the worst of each is kept."""
    for check, residual in found.items():
        worst[check] = max(worst.get(check, 0.0), residual)
    return [
        f"    {name}, {check}: off by {residual:.3g}"
        for check, residual in found.items()
        if not residual <= RECONCILIATION
    ]
