"""The tables of a tree: those of a plan, each row with the future that its period belongs to; and what a tree adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.parameters.timeline import timeline_of
from planner.results import costs
from planner.results.tables import tabulate
from planner.rules.financial import CAPEX
from planner.stochastic.node_plans import node_solution

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.case import Case
    from planner.stochastic.node_plans import TreeOptimum
    from planner.stochastic.tree import Node

    Tables = Mapping[str, pd.DataFrame]

FUTURE = "future"
TIMES = ("ordered", "period")
"""Columns that say when: of orders the period that they are made in."""


def node_tables(found: TreeOptimum) -> dict[str, dict[str, pd.DataFrame]]:
    """The tables of every node, of its own periods alone."""
    tree = found.stacked.tree
    by_node: dict[str, dict[str, pd.DataFrame]] = {}
    for name, node in tree.nodes.items():
        solution = node_solution(found, name)
        whole = tabulate(node.case, solution)
        own = {
            table: of_periods(node.case, frame, node.start, tree.end(name))
            for table, frame in whole.items()
            if set(TIMES) & set(frame.columns)
        }
        if node.parent is not None and node.case.settings.funding:
            way = [by_node[each.name] for each in tree.path(name)[:-1]]
            own["costs"] = _costs_of(node, whole, [*way, own], (tree.end(name), solution.zero))
        by_node[name] = own
    return by_node


def _costs_of(
    node: Node, whole: Tables, way: list[dict[str, pd.DataFrame]], until: tuple[int, float]
) -> pd.DataFrame:
    """The costs of a node's own periods, capital being charged on what the books of the way to it say.

    In its first period it is charged on the books of the period before, which know nothing of what is cancelled.
    `until` is the end of the node, and what counts as nothing.
    """
    (end, zero), case, own = until, node.case, way[-1]["costs"]
    spliced = {table: pd.concat([each[table] for each in way], ignore_index=True) for table in way[-1]}
    amounts = costs.financing_costs(case, spliced)
    items = {item for item, *_ in (*amounts, *costs.financing_costs(case, whole))}
    charged = of_periods(case, costs.costs(case, amounts, zero), node.start, end)
    parts = [part for part in (own[~own["item"].isin(items)], charged) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else own


def of_periods(case: Case, frame: pd.DataFrame, start: int, end: int) -> pd.DataFrame:
    """The rows of a table from one period on until another; a row of no period comes with the last.

    Raises KeyError for a table that has no periods: it is of a whole plan, and no node has one.
    """
    clock = TIMES[0] if TIMES[0] in frame else TIMES[1]
    timeline = timeline_of(case)
    numbers: dict[str, int] = {str(period): t for t, period in enumerate(case.periods)}
    first = case.periods[0].first
    for quarter, period in enumerate(timeline.period_of):
        numbers.setdefault(str(first.plus(quarter)), period)
    at = frame[clock].map(lambda name: numbers.get(str(name), len(case.periods) - 1)).to_numpy(dtype=int)
    return frame[(at >= start) & (at < end)]


def leaf_tables(found: TreeOptimum, by_node: Mapping[str, Tables], leaf: str) -> dict[str, pd.DataFrame]:
    """The tables of the way to a leaf, one after the other: those of a plan over the whole horizon.

    Orders are told as far as no news on the way has cancelled them.
    """
    way = [node.name for node in found.stacked.tree.path(leaf)]
    spliced = {
        table: pd.concat([by_node[name][table] for name in way], ignore_index=True) for table in by_node[leaf]
    }
    case = found.stacked.tree.nodes[leaf].case
    spliced["orders"] = tabulate_orders(case, found, leaf)
    return spliced


def tabulate_orders(case: Case, found: TreeOptimum, leaf: str) -> pd.DataFrame:
    """The orders of the way to a leaf, less what is cancelled on it."""
    from planner.results.physical import orders

    return orders(case, node_solution(found, leaf))


def tree_tables(found: TreeOptimum, by_node: Mapping[str, Tables]) -> dict[str, pd.DataFrame]:
    """Every table over all nodes, each row with its future first."""
    names: dict[str, None] = {}
    for tables in by_node.values():
        names |= dict.fromkeys(tables)
    whole = {}
    for table in names:
        parts = [
            tables[table].assign(**{FUTURE: name})[[FUTURE, *tables[table].columns]]
            for name, tables in by_node.items()
            if table in tables
        ]
        whole[table] = pd.concat(parts, ignore_index=True)
    return whole | {"cancelled": cancelled(found)}


def cancelled(found: TreeOptimum) -> pd.DataFrame:
    """What each future cancels of what was ordered before its news, and what was paid for it by then."""
    tree = found.stacked.tree
    rows = []
    for (name, (asset, sponsor, region, ordered)), gw in found.cancelled().items():
        node = tree.nodes[name]
        paid = gw * paid_before(found, name, (asset, sponsor, ordered))
        period = str(node.case.periods[ordered])
        rows.append((name, asset, sponsor, region, period, str(node.since), gw, paid))
    columns = [
        "future",
        "asset",
        "sponsor",
        "region",
        "ordered",
        "cancelled",
        "cancelled_gw",
        "paid_usd_billion",
    ]
    return pd.DataFrame(rows, columns=columns)


def paid_before(found: TreeOptimum, name: str, order: tuple[str, str, int]) -> float:
    """What a GW of an order has cost by the news of a node, USD billion: its milestones before."""
    part = found.stacked.parts[name]
    column = part.program.columns["National_ordered"]
    capex, rule = part.program.columns["Capex"], part.program.rows[CAPEX.name]
    at = column.start + column.position[order]
    entries = part.program.matrix[rule.slice][:, [at]].tocoo()
    own = part.program.matrix[rule.slice][:, capex.start : capex.stop].diagonal()
    before = part.rows[rule.slice][entries.coords[0]] < part.node.start
    # Capex - sum(...) == 0, or its opposite, as it was compiled.
    return float(np.sum(np.abs(entries.data[before] / own[entries.coords[0][before]])))
