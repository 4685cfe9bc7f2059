"""The audit of a tree: everything found, and the verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planner.audit.finding import Finding
from planner.audit.proof import Proof
from planner.audit.rules import program
from planner.audit.tree.answer_folder import ORDER, read_tree
from planner.audit.tree.leaf_figures import answer
from planner.audit.tree.node_facts import NodeFacts
from planner.audit.tree.nodes import TRUNK
from planner.audit.tree.order_limits import with_order_limits
from planner.audit.tree.stacked import CANCELLED, period_of_column, period_of_row, stacked
from planner.audit.tree.tables_by_node import tables_of, tables_of_trees
from planner.audit.values import Reader, values
from planner.audit.verdict import Verdict, prices_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from planner.audit.program import Program
    from planner.audit.tree.answer_folder import TreeRun
    from planner.audit.tree.nodes import Node, Nodes
    from planner.audit.tree.stacked import Stacked

EXPECTED = "expected"
"""The weighing whose optimum the prices prove; of others they prove that the plan is one, not that it is the best."""


def audit_tree(folder: Path) -> Verdict:
    """Read the folder of an answer and prove it again; raises UserError where it is none that can be read."""
    run = read_tree(folder)
    return hold_tree(run, folder.resolve().name, Written(run.nodes))


class Written:
    """The nodes of a tree as the audit has written them down: facts and program of each, and the program of all."""

    def __init__(self, nodes: Nodes) -> None:
        self.facts: dict[str, NodeFacts] = {}
        for node in nodes:
            self.facts[node.name] = NodeFacts(node, None if node.above is None else self.facts[node.above])
        self.programs: dict[str, Program] = {name: program(facts) for name, facts in self.facts.items()}
        cancelling = nodes.by_name[TRUNK].case.settings.target.cancellation == "on"
        self.stack: Stacked = stacked(nodes, self.facts, self.programs, cancelling)


def hold_tree(run: TreeRun, name: str, written: Written) -> Verdict:
    """Hold an answer to its case and its futures, as the audit has written them down."""
    told = _Told(run, written)
    proof = Proof(written.stack.program, told.x, with_order_limits(run.nodes, written.stack, told.y))
    weighed = run.record["weigh"] == EXPECTED
    known, rows = written.facts, sum(run.rows.values())
    parts = {
        "files": [_count("files_are_as_the_run_wrote_them", len(run.record["files_sha256"]), run.changed)],
        "futures": [
            _count("rows_are_of_the_node_of_their_period", rows, _misplaced(run, known)),
            _count("rows_name_what_the_case_has", rows, told.unknown),
        ],
        "rules": proof.rules(),
        "tables": [*tables_of(run, known, written.programs), *tables_of_trees(run, known)],
        "answer": answer(run, known, proof.objective, proof.size),
    }
    if weighed:
        count = len(written.stack.program.rows)
        parts |= {
            "prices": [*proof.prices(), _count("prices_name_what_the_case_has", count, told.unknown_prices)],
            "reduced costs": proof.reduced_costs(),
            "gap": [proof.gap()],
        }
    return Verdict(str(run.record.get("case", name)), proof.objective, parts, least=weighed)


def _count(name: str, count: int, wrong: Sequence[str]) -> Finding:
    """What should not be there at all."""
    return Finding(name, count, len(wrong), 0, wrong[0] if wrong else "")


def _misplaced(run: TreeRun, facts: Mapping[str, NodeFacts]) -> list[str]:
    """Rows of a node whose period is not its own: what is decided before the news is decided by the node above."""
    return [
        f"{table}, {node.name}: {', '.join(part for part in key if part)}"
        for table, by_node in run.tables.items()
        for node in run.nodes
        for key in by_node[node.name].rows
        if not node.has(facts[node.name].period_of(by_node[node.name].form, key))
    ]


class _Told:
    """What the tables say: the value of every column of the tree, the price of every row, and what they cannot mean."""

    def __init__(self, run: TreeRun, written: Written) -> None:
        self.run, self.written = run, written
        p = written.stack.program
        self.x, self.y = [0.0] * len(p.cost), [0.0] * len(p.bound)
        self.unknown: list[str] = list(run.strangers)
        self.unknown_prices: list[str] = []
        for node in run.nodes:
            self._read(node)
        self._read_cancelled()

    def _read(self, node: Node) -> None:
        """The values and prices of a node's own periods."""
        facts, own = self.written.facts[node.name], self.written.programs[node.name]
        p, chance = self.written.stack.program, self.run.nodes.probability(node.name)
        run = self.run.on_the_way(node.name, facts)
        numbers, unknown = values(run, facts, own)
        self.unknown += [f"{node.name}, {each}" for each in unknown]
        for key, number in zip(own.columns, numbers, strict=True):
            if node.has(period_of_column(facts, key)):
                self.x[p.columns[key[0], node.name, *key[1:]]] = number
        # Prices before the news may be of limits that the node words otherwise.
        priced = {**run.tables, "prices": self.run.tables["prices"][node.name]}
        prices, strange = prices_of(replace(run, tables=priced), facts, own)
        self.unknown_prices += [f"{node.name}, {each}" for each in strange]
        for key, row in own.rows.items():
            if node.has(period_of_row(facts, own.indices[key[0]], key)):
                self.y[p.rows[key[0], node.name, *key[1:]]] = prices[row] * chance

    def _read_cancelled(self) -> None:
        """What each node cancels."""
        reader, columns = Reader(self.written.facts[TRUNK]), self.written.stack.program.columns
        for (name, *order), gw in self.run.more["cancelled"].numbers("cancelled_gw").items():
            key = (CANCELLED, name, *reader.index(ORDER, order))
            if key in columns:
                self.x[columns[key]] = gw
            else:
                what = ", ".join(part for part in (name, *order) if part)
                self.unknown.append(f"cancelled: {what} stands by then, or could not be ordered")
