"""The tables of a tree against what they should say, node by node, and what is cancelled against the orders."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planner.audit.finding import Finding
from planner.audit.tables import expected_tables
from planner.audit.tables.expected import Expected, compare
from planner.audit.tables.prices import duals
from planner.audit.tree.nodes import TRUNK
from planner.numbers import number_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.audit.program import Program
    from planner.audit.tree.answer_folder import TreeRun
    from planner.audit.tree.node_facts import NodeFacts


def tables_of(run: TreeRun, facts: Mapping[str, NodeFacts], programs: Mapping[str, Program]) -> list[Finding]:
    """Every table, the worst of all nodes; and tables and rows that the record does not know of."""
    found: dict[str, Finding] = {}
    for node in run.nodes:
        own = facts[node.name]
        spliced = run.on_the_way(node.name, own)
        wanted = expected_tables(spliced, own, duals(spliced, programs[node.name].indices))
        for name, by_node in run.tables.items():
            table = by_node[node.name]
            here = Expected(wanted[name].complete)
            here.rows = {
                key: row for key, row in wanted[name].rows.items() if node.has(own.period_of(table.form, key))
            }
            one = compare(table, here, len(table.rows) + len(table.doubled))
            found[name] = _worse(found.get(name), replace(one, where=f"{node.name}, {one.where}"))
    recorded: dict[str, object] = run.record["rows_by_table"]
    wrong = [f"{name}: {count}" for name, count in run.rows.items() if recorded.get(name) != count]
    return [
        *found.values(),
        Finding("rows_are_as_many_as_recorded", len(run.rows), len(wrong), 0, "".join(wrong[:1])),
    ]


def _worse(one: Finding | None, other: Finding) -> Finding:
    """The worse of two findings of the same table, with the cells of both."""
    if one is None:
        return other
    worse = one if one.worst >= other.worst else other
    return replace(worse, count=one.count + other.count)


def tables_of_trees(run: TreeRun, facts: Mapping[str, NodeFacts]) -> list[Finding]:
    """Every table that a tree has besides those of a run."""
    wanted = {
        "cancelled": _cancelled(run, facts),
        "orders_now": _orders_now(run),
        "leaves": _leaves(run),
        "option_values": _option_values(run),
    }
    if "issues_now" in run.more:
        wanted["issues_now"] = _issues_now(run)
    rows = run.record["rows_by_table"]
    return [compare(run.more[name], expected, rows.get(name)) for name, expected in wanted.items()]


def _cancelled(run: TreeRun, facts: Mapping[str, NodeFacts]) -> Expected:
    """What is cancelled is a decision; it is cancelled when the news comes, and paid until then by its milestones."""
    wanted = Expected()
    for key, gw in run.more["cancelled"].numbers("cancelled_gw").items():
        node, own = run.nodes.by_name.get(key[0]), facts.get(key[0])
        asset = None if own is None else own.assets.get(key[1])
        o = None if own is None else own.calendar.number.get(key[4])
        if node is not None and asset is not None and o in asset.orders:
            paid = gw * sum(asset.spending(o, t) for t in range(o, node.start))
            wanted.add(key, (str(node.since),), (None, paid), gw)
    return wanted


def _orders_now(run: TreeRun) -> Expected:
    """Orders of the trunk as they stand in its own table, with what is cancelled on the way to each leaf."""
    wanted, taken = Expected(complete=True), run.more["cancelled"].numbers("cancelled_gw")
    for key, (words, numbers) in run.tables["orders"][TRUNK].rows.items():
        by_leaf = [
            sum(taken.get((node.name, *key[:4]), 0.0) for node in run.nodes.way(leaf))
            for leaf in run.nodes.leaves
        ]
        wanted.add(key, words, (*numbers, *by_leaf))
    return wanted


def _issues_now(run: TreeRun) -> Expected:
    """Issues of the trunk as they stand in its own table."""
    wanted = Expected(complete=True)
    for key, (words, numbers) in run.tables["issuance"][TRUNK].rows.items():
        wanted.add(key, words, numbers)
    return wanted


def _leaves(run: TreeRun) -> Expected:
    """Every leaf as the record has it, which is held to the other tables."""
    wanted, table = Expected(complete=True), run.more["leaves"]
    for leaf, told in run.record["leaves"].items():
        flat = {**told, **{f"idle_{kind}_gw": gw for kind, gw in (told.get("idle_gw") or {}).items()}}
        words = tuple(str(flat.get(word) or "") for word in table.form.words)
        wanted.add((leaf,), words, tuple(number_of(str(flat.get(name))) for name in table.form.numbers))
    return wanted


def _option_values(run: TreeRun) -> Expected:
    """Bottlenecks before the news, and what their price is above what plans that know would pay."""
    wanted = Expected(complete=True)
    knowing = run.more["option_values"].numbers("price_knowing_usd_billion_per_unit")
    for key, (words, (limit, price)) in run.tables["bottlenecks"][TRUNK].rows.items():
        known = knowing.get(key)
        wanted.add(key, words, (limit, price, known, None if known is None else price - known))
    return wanted
