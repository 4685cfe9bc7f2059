"""Regret: what the plan for each future costs more than the best when another comes.

Each leaf's own plan signs what it orders and issues before the first news, and lives through every other leaf; what
does not stand yet may be cancelled. The plan of least regret stands beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.case.case import expect_case
from planner.errors import NoPlan
from planner.options import Options, expect_options
from planner.stochastic.finished import Finished
from planner.stochastic.futures import Compiled, compile_tree, signed, weighed_optimum
from planner.stochastic.leaf_losses import idle_gw, loss_usd_billion
from planner.stochastic.node_plans import TreeOptimum
from planner.stochastic.optima import failing, fixed, optimum
from planner.stochastic.tree_checks import reconcile_tree
from planner.stochastic.tree_tables import leaf_tables, node_tables
from planner.stochastic.weighing import Weighing
from planner.study.fingerprint import fingerprint
from planner.timings import Stages

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from planner.case import Case
    from planner.timings import Listener

LEAST_REGRET = "least regret"
"""The plan that is made for no future alone."""


@dataclass(frozen=True)
class Cell:
    """What comes of signing for one future when one comes; all but `why` is None where no plan is left.

    `unserved_gw` and `idle_gw` (of chips) are the most of any period after the first news; `loss_usd_billion` what
    lenders lose in the worst; `why` says what would have to give for there to be a plan.
    """

    cost_usd_billion: float | None
    unserved_gw: float | None = None
    idle_gw: float | None = None
    loss_usd_billion: float | None = None
    why: str = ""


@dataclass(frozen=True)
class Regrets:
    """Cells by plan and future, and the cost of the best plan for each future."""

    case: Case
    best_usd_billion: Mapping[str, float]
    cells: Mapping[str, Mapping[str, Cell]]

    def regret(self, plan: str, future: str) -> float | None:
        """What a plan costs more than the best when a future comes; None where no plan is left."""
        cost = self.cells[plan][future].cost_usd_billion
        return None if cost is None else cost - self.best_usd_billion[future]

    def largest(self, plan: str) -> float | None:
        """The largest regret of a plan; None where some future leaves none."""
        found = [self.regret(plan, future) for future in self.best_usd_billion]
        known = [each for each in found if each is not None]
        return max(known) if len(known) == len(found) else None

    @property
    def frame(self) -> pd.DataFrame:
        """One row a cell."""
        rows = [
            {"plan": plan, "future": future, "regret_usd_billion": self.regret(plan, future), **vars(cell)}
            for plan, cells in self.cells.items()
            for future, cell in cells.items()
        ]
        return pd.DataFrame(rows)

    def as_dict(self) -> dict[str, Any]:
        """The table for JSON."""
        by_plan = {
            plan: {future: self.regret(plan, future) for future in cells}
            for plan, cells in self.cells.items()
        }
        return {
            "status": "optimal",
            "case": self.case.name,
            "best_usd_billion": dict(self.best_usd_billion),
            "regret_usd_billion": by_plan,
            "largest_regret_usd_billion": {plan: self.largest(plan) for plan in self.cells},
            "cells": {
                plan: {f: vars(cell) for f, cell in cells.items()} for plan, cells in self.cells.items()
            },
        }


def regret(
    case: Case,
    options: Options | None = None,
    listener: Listener | None = None,
    folder: Path | None = None,
) -> Regrets:
    """The regret of the plan for each future in every other, and of the plan of least regret.

    With `folder`, finished cells are kept beside it, and a call that was cut off goes on from them. Raises as
    `planner.futures` does.
    """
    expect_case(case, "regret")
    expect_options(options)
    known = compile_tree(case, options, Stages(listener))
    parts = Finished(folder, (fingerprint(node.case) for node in known.tree.nodes.values()))
    alone = {leaf: known.alone(leaf) for leaf in known.tree.leaves}
    best = {leaf: plan.solution.objective for leaf, plan in alone.items()}
    cells: dict[str, dict[str, Cell]] = {}
    for plan, own in alone.items():
        cells[plan] = {}
        for future in known.tree.leaves:
            work = partial(_lived, known, own, future)
            cells[plan][future] = Cell(**parts.get(f"{plan}/{future}", work))
    least = parts.get(LEAST_REGRET, partial(_least_regret, known, list(best.values())))
    cells[LEAST_REGRET] = {future: Cell(**cell) for future, cell in least.items()}
    parts.clear()
    return Regrets(case, best, cells)


def _lived(known: Compiled, own: TreeOptimum, future: str) -> dict[str, Any]:
    """The cell of one plan's signatures when a future comes."""
    if own.stacked.tree.leaves == [future]:
        return vars(_cell(own, future))
    stacked = known.program(known.tree.alone(future), known.cancelling)
    program = fixed(stacked.program, *signed(own, stacked))
    try:
        with known.stages.stage(f"{own.stacked.tree.leaves[0]} in {future}"):
            found = optimum(program, known.options, known.stages)
    except NoPlan:
        return vars(Cell(None, why="; ".join(failing(stacked, program, known.options, known.stages))))
    return vars(_cell(TreeOptimum(stacked, found, {future: 1.0}), future))


def _least_regret(known: Compiled, best: list[float]) -> dict[str, Any]:
    """The cells of the plan of least regret."""
    stacked = known.program(known.tree, known.cancelling)
    found, _ = weighed_optimum(known, stacked, Weighing("regret"), best)
    return {leaf: vars(_cell(found, leaf)) for leaf in known.tree.leaves}


def _cell(found: TreeOptimum, leaf: str) -> Cell:
    """What a plan comes to in one leaf; raises Unreconciled where its tables do not add up."""
    tree, costs = found.stacked.tree, found.costs()
    by_node = node_tables(found)
    tables = leaf_tables(found, by_node, leaf)
    way = {node.name: by_node[node.name] for node in tree.path(leaf)}
    reconcile_tree(tree.alone(leaf), way, {leaf: tables}, costs)
    node, start = tree.nodes[leaf], tree.path(leaf)[1].start
    periods = [str(period) for period in node.case.periods[start:]]
    short = tables["shortfall"]
    unserved = short[short["period"].isin(periods)].groupby("period")["unserved_gw"].sum()
    loss = loss_usd_billion(node.case, tables, start)
    idle = idle_gw(node.case, tables, start).get("chips", 0.0)
    return Cell(costs[leaf], float(unserved.max()) if len(unserved) else 0.0, idle, loss)


def regret_text(found: Regrets) -> str:
    """The table on a terminal."""
    from planner.stochastic.text_tables import amount, text_table

    futures = list(found.best_usd_billion)
    parts = []
    columns = (
        ("Cost above the best, USD billion: who signs for ... when ... comes", found.regret),
        ("Unserved, GW", lambda plan, future: found.cells[plan][future].unserved_gw),
        ("Idle chips, GW", lambda plan, future: found.cells[plan][future].idle_gw),
        ("Lenders lose, USD billion", lambda plan, future: found.cells[plan][future].loss_usd_billion),
    )
    for title, of in columns:
        rows = [
            [
                plan,
                *("no plan" if cells[f].cost_usd_billion is None else amount(of(plan, f)) for f in futures),
            ]
            for plan, cells in found.cells.items()
        ]
        parts.append(text_table(title, ["", *futures], rows))
    whys = [
        f"{plan} in {future}: {cell.why}"
        for plan, cells in found.cells.items()
        for future, cell in cells.items()
        if cell.why
    ]
    if whys:
        parts.append("No plan is left; what would have to give:\n  " + "\n  ".join(whys))
    return "\n\n".join(parts)
