"""Regret: what the plan for each future costs more than the best when another comes.

Each leaf's own plan signs what it orders and issues before the first news, and lives through every other leaf; what
does not stand yet may be cancelled. The plan of least regret stands beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.case.case import expect_case
from planner.errors import NoPlan
from planner.options import Options, expect_options
from planner.stochastic.finished import Finished, PartWorker, worked_out
from planner.stochastic.futures import Compiled, compile_tree, compiled_tree, signed, weighed_optimum
from planner.stochastic.leaf_losses import idle_gw, loss_usd_billion
from planner.stochastic.node_plans import TreeOptimum
from planner.stochastic.optima import OpenProgram, failing, fixed
from planner.stochastic.tree_checks import reconcile_tree
from planner.stochastic.tree_tables import leaf_tables, node_tables
from planner.stochastic.weighing import Weighing
from planner.study.fingerprint import fingerprint
from planner.timings import Stages

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from planner.case import Case
    from planner.stochastic.tree import Tree
    from planner.stochastic.tree_program import TreeProgram
    from planner.study.backends import Backend
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
    backend: Backend | None = None,
) -> Regrets:
    """The regret of the plan for each future in every other, and of the plan of least regret.

    With `folder`, finished rows are kept beside it, and a call that was cut off goes on from them. They are worked out
    in this process, or where `backend` says. Raises as `planner.futures` does.
    """
    expect_case(case, "regret")
    expect_options(options)
    known = compile_tree(case, options, Stages(listener))
    parts = Finished(folder, (fingerprint(node.case) for node in known.tree.nodes.values()))
    setup = RegretSetup(case, known.tree, known.options, known if backend is None else None)
    rows = worked_out(setup, known.tree.leaves, parts, known.stages, backend)
    best = {plan: row["best_usd_billion"] for plan, row in rows.items()}
    cells = {
        plan: {future: Cell(**cell) for future, cell in row["cells"].items()} for plan, row in rows.items()
    }
    least = parts.known(LEAST_REGRET)
    if least is None:
        least = _least_regret(known, list(best.values()))
        parts.keep(LEAST_REGRET, least)
    cells[LEAST_REGRET] = {future: Cell(**cell) for future, cell in least.items()}
    parts.clear()
    return Regrets(case, best, cells)


@dataclass(frozen=True)
class RegretSetup:
    """What all rows share; a tree that is not `known` compiled is compiled on the spot."""

    case: Case
    tree: Tree
    options: Options
    known: Compiled | None = None

    def worker(self) -> RegretWorker:
        """Who works rows out in a process."""
        return RegretWorker(self)


class RegretWorker(PartWorker):
    """Rows of the table one after another: each future is lived through from where the last plan stood in it."""

    def __init__(self, setup: RegretSetup) -> None:
        self.known = setup.known or compiled_tree(setup.case, setup.tree, setup.options, Stages())
        self.futures: dict[str, tuple[TreeProgram, OpenProgram]] = {}

    def part(self, name: str) -> dict[str, Any]:
        """What the best plan for a leaf costs there, and the cells of its signatures in every leaf."""
        own = self.known.alone(name)
        cells = {
            future: vars(_cell(own, future) if future == name else self._lived(own, future))
            for future in self.known.tree.leaves
        }
        return {"best_usd_billion": own.solution.objective, "cells": cells}

    def _lived(self, own: TreeOptimum, future: str) -> Cell:
        """The cell of one plan's signatures when a future comes."""
        known = self.known
        if future not in self.futures:
            stacked = known.program(known.tree.alone(future), known.cancelling)
            self.futures[future] = stacked, OpenProgram()
        stacked, opened = self.futures[future]
        program = fixed(stacked.program, *signed(own, stacked))
        try:
            found = opened.optimum(program, known.options, known.stages)
        except NoPlan:
            why = failing(stacked, program, known.options, known.stages)
            return Cell(None, why="; ".join(why))
        return _cell(TreeOptimum(stacked, found, {future: 1.0}), future)


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
