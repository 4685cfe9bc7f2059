"""Numbers that a second program, written from the same text, agrees on: us-2028, 24-hour blocks, to 2029Q4."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import pytest
from cases.us_2028 import write_bare
from stochastic.test_weighing import optimum

import planner
from planner.model import build
from planner.solver import compile_model
from planner.stochastic.futures_file import read_futures
from planner.stochastic.made import make_tree
from planner.stochastic.tree_program import tree_program
from planner.stochastic.weighing import Weighing, weighed

if TYPE_CHECKING:
    from planner.solver import Program
    from planner.stochastic.tree import Tree

FUTURES = """\
steady: {from: 2027Q1, probability: 0.50, sentence: As foreseen., edits: []}
bust:
  from: 2027Q1
  probability: 0.25
  sentence: Laboratories need half.
  edits:
    - demand.need_gw[sponsor=ai_lab, year=2027]*=0.6
    - demand.need_gw[sponsor=ai_lab, year>=2028]*=0.5
    - demand.need_gw[sponsor=neocloud, year>=2027]*=0.7
    - demand.need_gw[sponsor=hyperscaler, year=2027]-=2.25
    - demand.need_gw[sponsor=hyperscaler, year>=2028]-=4.5
    - sponsor_cash.cash_usd_billion_per_year[sponsor=ai_lab, year>=2027]*=0.5
boom:
  from: 2027Q1
  probability: 0.25
  sentence: All need more.
  edits:
    - demand.need_gw[year=2027]*=1.22
    - demand.need_gw[year=2028|2029]*=1.25
    - demand.need_gw[year>=2030]*=1.3
    - sponsor_cash.cash_usd_billion_per_year[sponsor=hyperscaler, year>=2027]*=1.25
boom-goes-on: {after: boom, from: 2028Q1, probability: 0.6, sentence: It lasts., edits: []}
boom-ends:
  after: boom
  from: 2028Q1
  probability: 0.4
  sentence: It does not.
  edits: ["demand.need_gw[year>=2028]*=0.6"]
"""
ALONE = {
    "steady": 1743.155292173,
    "bust": 1358.184015961,
    "boom-goes-on": 2406.179746954,
    "boom-ends": 1662.843695858,
}

pytestmark = pytest.mark.slow


@cache
def tree() -> tuple[Tree, dict[str, Program]]:
    with TemporaryDirectory() as place:
        folder = write_bare(Path(place) / "us-2028")
        (folder / "futures.yaml").write_text(FUTURES)
        case = planner.read(folder)
        edits = ("case.operations.hours_per_block=24", "case.calendar.end=2029Q4")
        made = make_tree(planner.edit(case, *edits), read_futures(case.origin))
    return made, {name: compile_model(build(node.case)) for name, node in made.nodes.items()}


@pytest.mark.parametrize("leaf", ALONE)
def test_the_best_plan_of_each_leaf_alone(leaf: str) -> None:
    made, programs = tree()
    found = optimum(tree_program(made.alone(leaf), programs, cancelling=False).program)
    assert found.objective == pytest.approx(ALONE[leaf], abs=1e-6)


@pytest.mark.parametrize(("cancelling", "cost"), [(True, 1759.479329561), (False, 1768.845692271)])
def test_the_least_expected_cost(cancelling: bool, cost: float) -> None:
    assert optimum(tree_program(*tree(), cancelling).program).objective == pytest.approx(cost, abs=1e-6)


@pytest.mark.parametrize(
    ("weighing", "value"),
    [(Weighing("cvar", 0.25, 0.5), 1972.288258219), (Weighing("regret"), 91.419243315)],
    ids=["cvar", "regret"],
)
def test_the_least_weighing(weighing: Weighing, value: float) -> None:
    stacked = tree_program(*tree())
    found = optimum(weighed(stacked.program, stacked.leaf_costs(), weighing, list(ALONE.values())))
    assert found.objective == pytest.approx(value, abs=1e-6)
    assert np.all(stacked.leaf_costs().at(found.values) >= np.array(list(ALONE.values())) - 1e-6)
