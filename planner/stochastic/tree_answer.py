"""From a tree's optimum to its answer: the tables of every node, reconciled, and what each leaf comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.results.plan import closed_in
from planner.results.tables import tabulate
from planner.stochastic.leaf_losses import idle_gw, loss_usd_billion
from planner.stochastic.node_plans import node_solution
from planner.stochastic.tree import TRUNK
from planner.stochastic.tree_checks import reconcile_tree
from planner.stochastic.tree_notes import notes_on
from planner.stochastic.tree_plan import Leaf, TreePlan
from planner.stochastic.tree_tables import leaf_tables, node_tables, of_periods, tree_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.case import Case
    from planner.stochastic.node_plans import TreeOptimum
    from planner.stochastic.weighing import Weighing
    from planner.timings import Stages

    Tables = Mapping[str, pd.DataFrame]


def answered(
    case: Case,
    found: TreeOptimum,
    alone: Mapping[str, TreeOptimum],
    weighing: Weighing,
    value: float,
    hedging: Mapping[str, float | None],
    stages: Stages,
) -> TreePlan:
    """The answer of an optimum; raises Unreconciled where its tables do not add up."""
    tree, costs = found.stacked.tree, found.costs()
    with stages.stage("tables"):
        by_node = node_tables(found)
        by_leaf = {leaf: leaf_tables(found, by_node, leaf) for leaf in tree.leaves}
        tables = tree_tables(found, by_node)
        leaves = {leaf: _leaf(found, alone[leaf], by_leaf[leaf], leaf, cost) for leaf, cost in costs.items()}
        tables |= {"leaves": _leaf_table(leaves), **_signed_now(found, tables)}
        tables["option_values"] = option_values(found, alone)
    with stages.stage("reconcile"):
        residuals = dict(found.solution.residuals) | reconcile_tree(tree, by_node, by_leaf, costs)
    expected = sum(tree.probability(leaf) * cost for leaf, cost in costs.items())
    return TreePlan(
        case=case,
        tree=tree,
        weighing=weighing,
        objective_usd_billion=value,
        leaves=leaves,
        hedging_usd_billion={
            name: None if cost is None else cost - expected for name, cost in hedging.items()
        },
        tables=tables,
        residuals=residuals,
        notes=tuple(notes_on(found)),
        solved=found.solution.solved,
        stages=stages,
    )


def _leaf(found: TreeOptimum, alone: TreeOptimum, tables: Tables, leaf: str, cost: float) -> Leaf:
    """What comes of the plan in one leaf."""
    tree = found.stacked.tree
    node = tree.nodes[leaf]
    way = {each.name for each in tree.path(leaf)}
    start = tree.path(leaf)[1].start
    return Leaf(
        probability=tree.probability(leaf),
        cost_usd_billion=cost,
        cost_knowing_usd_billion=alone.solution.objective,
        closed_in=closed_in(tables["shortfall"]),
        closed_in_knowing=closed_in(_shortfall_alone(alone, leaf)),
        cancelled_gw=sum(gw for (name, _), gw in found.cancelled().items() if name in way),
        idle_gw=idle_gw(node.case, tables, start),
        loss_usd_billion=loss_usd_billion(node.case, tables, start),
    )


def _shortfall_alone(alone: TreeOptimum, leaf: str) -> pd.DataFrame:
    """What goes unserved in the plan of who knows that the leaf will come."""
    from planner.results.physical import load, shortfall

    case, solution = alone.stacked.tree.nodes[leaf].case, node_solution(alone, leaf)
    return shortfall(case, solution, load(case, solution))


def _leaf_table(leaves: Mapping[str, Leaf]) -> pd.DataFrame:
    """One row a leaf."""
    rows = []
    for name, leaf in leaves.items():
        row: dict[str, Any] = {"future": name, **leaf.as_dict()}
        idle = row.pop("idle_gw")
        rows.append(row | {f"idle_{kind}_gw": gw for kind, gw in idle.items()})
    frame = pd.DataFrame(rows)
    # Nothing is idle of a class that stands in other leaves alone.
    return frame.fillna(dict.fromkeys(frame.columns[frame.columns.str.startswith("idle_")], 0.0))


def _signed_now(found: TreeOptimum, tables: Tables) -> dict[str, pd.DataFrame]:
    """Orders and issues before the first news, orders with what is cancelled of them on the way to each leaf."""
    tree = found.stacked.tree
    orders = tables["orders"]
    now = orders[orders["future"] == TRUNK].drop(columns="future").reset_index(drop=True)
    cancelled = tables["cancelled"]
    keys = ["asset", "sponsor", "region", "ordered"]
    for leaf in tree.leaves:
        way = cancelled[cancelled["future"].isin([node.name for node in tree.path(leaf)])]
        gw = way.groupby(keys)["cancelled_gw"].sum().to_dict()
        cells = zip(*(now[key].fillna("") for key in keys), strict=True)
        now[f"cancelled_in_{leaf}_gw"] = [gw.get(cell, 0.0) for cell in cells]
    found_tables = {"orders_now": now}
    if "issuance" in tables:
        issues = tables["issuance"]
        found_tables["issues_now"] = (
            issues[issues["future"] == TRUNK].drop(columns="future").reset_index(drop=True)
        )
    return found_tables


def option_values(found: TreeOptimum, alone: Mapping[str, TreeOptimum]) -> pd.DataFrame:
    """What one more unit of each limit before the first news saves in the tree, and what plans that know would pay.

    The latter is the mean over the leaves' own plans, by their probability; what the price is above it is the worth of
    an option, which the plan for one future does not see.
    """
    tree = found.stacked.tree
    ours = bottlenecks_now(found)
    keys = ["kind", "bottleneck", "detail", "period"]
    price = "price_usd_billion_per_unit"
    knowing: dict[Any, float] = {}
    for leaf, plan in alone.items():
        theirs = bottlenecks_now(plan)
        for *key, value in zip(*(theirs[key].fillna("") for key in keys), theirs[price], strict=True):
            knowing[tuple(key)] = knowing.get(tuple(key), 0.0) + tree.probability(leaf) * value
    cells = list(zip(*(ours[key].fillna("") for key in keys), strict=True))
    ours = ours.assign(price_knowing_usd_billion_per_unit=[knowing.get(cell, 0.0) for cell in cells])
    ours["option_value_usd_billion_per_unit"] = ours[price] - ours["price_knowing_usd_billion_per_unit"]
    return ours.sort_values("option_value_usd_billion_per_unit", ascending=False, ignore_index=True)


def bottlenecks_now(found: TreeOptimum) -> pd.DataFrame:
    """The bottlenecks of the periods before the first news."""
    node = found.stacked.tree.trunk
    tables = tabulate(node.case, node_solution(found, TRUNK))
    return of_periods(node.case, tables["bottlenecks"], node.start, found.stacked.tree.end(TRUNK))
