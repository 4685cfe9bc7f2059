"""What must hold of the program of any tree, on the teaching case."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cases.tiny import tiny_case, tiny_plan
from stochastic.futures import FUTURES, tree_of
from stochastic.test_weighing import optimum

from planner.model import build
from planner.solver import compile_model
from planner.stochastic.tree_program import TreeProgram, tree_program

EQUAL = FUTURES.replace("*=0.5", "*=1").replace("*=2", "*=1")
ONE = EQUAL.partition("high:")[0].replace("0.75", "1")


@cache
def program_of(text: str = FUTURES, cancelling: bool = True, *edits: str) -> TreeProgram:
    with TemporaryDirectory() as folder:
        tree = tree_of(Path(folder) / "tiny", text, *edits)
    programs = {node.name: compile_model(build(node.case)) for node in tree.nodes.values()}
    return tree_program(tree, programs, cancelling)


@cache
def cost_of(text: str = FUTURES, cancelling: bool = True, *edits: str) -> float:
    return optimum(program_of(text, cancelling, *edits).program).objective


@pytest.mark.parametrize("text", [ONE, EQUAL], ids=["one", "equal"])
@pytest.mark.parametrize("cancelling", [True, False])
def test_a_tree_without_news_is_the_plan_of_its_case(text: str, cancelling: bool) -> None:
    assert cost_of(text, cancelling) == pytest.approx(tiny_plan().objective_usd_billion, rel=1e-9)


def test_the_order_of_futures_does_not_matter() -> None:
    low, high = (f"{part}" for part in FUTURES.split("high:"))
    assert cost_of(f"high:{high}{low}") == pytest.approx(cost_of(), rel=1e-9)


def test_later_news_never_costs_less_and_some_costs_more() -> None:
    # What is known later moves need along the same line: the level at the end of the year.
    edits = FUTURES.replace("demand.need_gw[year=2026]", "sponsors.value_of_service_usd_billion_per_gw_year")
    costs = [cost_of(edits.replace("2026Q3", quarter)) for quarter in ("2026Q2", "2026Q3")]
    assert costs[0] <= costs[1] + 1e-9


def test_cancelling_never_costs_more_and_here_less() -> None:
    assert cost_of() <= cost_of(cancelling=False) + 1e-9
    # Chips that take half a year and are paid on delivery are ordered for the case that they are needed.
    slow = "compute.lead_months[asset=chips]=6"
    assert cost_of(FUTURES, True, slow) < cost_of(FUTURES, False, slow) - 1e-6


def test_a_tree_costs_at_least_what_its_leaves_cost_alone() -> None:
    tree = program_of()
    costs = dict(zip(tree.tree.leaves, tree.leaf_costs().at(optimum(tree.program).values), strict=True))
    for leaf, cost in costs.items():
        alone = tree_program(tree.tree.alone(leaf), {n: p.program for n, p in tree.parts.items()}, False)
        assert optimum(alone.program).objective <= cost + 1e-9


def test_the_rows_of_periods_before_the_news_are_written_once() -> None:
    tree, whole = program_of(cancelling=False), compile_model(build(tiny_case()))
    parts = tree.parts
    assert len(parts["trunk"].owned_rows) < len(whole.row_lower)
    assert tree.program.matrix.shape[0] == sum(len(part.owned_rows) for part in parts.values())
    for leaf in tree.tree.leaves:
        assert len(parts["trunk"].owned_rows) + len(parts[leaf].owned_rows) == len(whole.row_lower)


def test_what_is_cancelled_stands_beside_the_order_from_the_news_on() -> None:
    tree = program_of()
    at = {(c.node, c.index): c for c in tree.cancellations}
    # The news comes in period 2. The grid takes two quarters: an order of period 0 arrives with the news, of 1 after.
    assert {index[-1] for _, index in at if index[0] == "grid"} == {1}
    assert not any(index[0] == "engine" for _, index in at)
    one = at["low", ("grid", "power_co", "home", 1)]
    column = tree.program.matrix[:, [one.cancelled]].tocoo()
    rows = {
        name: value
        for row, value in zip(column.coords[0], column.data, strict=True)
        for name, block in tree.program.rows.items()
        if block.start <= row < block.stop
    }
    assert rows == {
        "low.standing_rolls_forward": 1.0,  # Standing - Ordered == ..., and what is cancelled does not arrive
        "low.national_cancelled_adds_up": -1.0,
        "low.cancelled_within_orders": 1.0,
    }
    order = tree.program.matrix[:, [one.ordered]].tocoo()
    standing = tree.program.rows["low.standing_rolls_forward"]
    met = zip(order.coords[0], order.data, strict=True)
    beside = [value for row, value in met if standing.start <= row < standing.stop]
    assert beside == [-1.0]


def test_no_order_is_cancelled_beyond_what_was_ordered() -> None:
    tree = program_of()
    values = optimum(tree.program).values
    assert all(0 <= values[c.cancelled] + 1e-9 <= values[c.ordered] + 2e-9 for c in tree.cancellations)
