"""Problems of textbooks, at the level of programs: what is known of their values, and what must hold of any."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from stochastic.textbook import farmer, lands, reservation, tree_of

from planner.errors import UserError
from planner.options import Options
from planner.solver import Program, answer, pass_model, run
from planner.stochastic.tree_program import TreeProgram, tree_program
from planner.stochastic.weighing import Weighing, expected_at_least, weighed, weighed_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.solver import Solution

YIELDS, THIRDS = (1.2, 1.0, 0.8), (1 / 3, 1 / 3, 1 / 3)
DEMANDS, CHANCES = (3, 5, 7), (0.3, 0.4, 0.3)


def optimum(program: Program) -> Solution:
    highs = pass_model(program, Options())
    run(highs)
    return answer(highs, program)


def stacked(
    programs: Sequence[Program], chances: Sequence[float], first: Program | None = None
) -> TreeProgram:
    tree = tree_of(chances)
    by_node = dict(zip(tree.nodes, [first or programs[0], *programs], strict=True))
    return tree_program(tree, by_node, cancelling=False)


def planted(tree: TreeProgram, values: np.ndarray) -> list[float]:
    return [float(values[tree.program.columns[f"trunk.{crop}"].start]) for crop in ("wheat", "corn", "beets")]


FARMER = stacked([farmer(each) for each in YIELDS], THIRDS)
ALONE = [optimum(farmer(each)).objective for each in YIELDS]


def test_the_farmer_before_the_weather():
    found = optimum(FARMER.program)
    assert found.objective == pytest.approx(-108_390)
    assert planted(FARMER, found.values) == pytest.approx([170, 80, 250])
    assert np.mean(ALONE) == pytest.approx(-115_405.56, abs=0.005)


def test_the_plan_for_the_mean_yield_earns_less():
    mean = optimum(farmer(1.0)).values[:3]
    program = FARMER.program
    lower, upper = program.column_lower.copy(), program.column_upper.copy()
    for crop, acres in zip(("wheat", "corn", "beets"), mean, strict=True):
        at = program.columns[f"trunk.{crop}"].start
        lower[at] = upper[at] = acres
    fixed = Program(**{**vars(program), "column_lower": lower, "column_upper": upper})
    assert optimum(fixed).objective == pytest.approx(-107_240)


def test_the_farmer_who_minds_the_tail():
    weighing = Weighing("cvar", tail=0.2, weight=2 / 3)
    found = optimum(weighed(FARMER.program, FARMER.leaf_costs(), weighing))
    assert 3 * found.objective == pytest.approx(-220_700)
    costs = dict(zip("012", FARMER.leaf_costs().at(found.values), strict=True))
    assert weighed_value(costs, dict(zip("012", THIRDS, strict=True)), weighing) == pytest.approx(
        found.objective
    )


def test_the_farmer_of_least_regret():
    found = optimum(weighed(FARMER.program, FARMER.leaf_costs(), Weighing("regret"), ALONE))
    assert found.objective == pytest.approx(7511.86, abs=0.005)
    assert planted(FARMER, found.values) == pytest.approx([134.62, 100, 265.38], abs=0.005)
    stochastic = FARMER.leaf_costs().at(optimum(FARMER.program).values)
    assert max(stochastic - ALONE) == pytest.approx(11_130)


def test_lands():
    programs = [lands(demand) for demand in DEMANDS]
    assert optimum(stacked(programs, CHANCES).program).objective == pytest.approx(381.853333)
    alone = [optimum(program).objective for program in programs]
    assert np.dot(CHANCES, alone) == pytest.approx(380.1667, abs=5e-5)


@pytest.mark.parametrize(("reserving", "cost"), [(False, 20), (True, 18)])
def test_a_reservation_is_worth_what_the_cost_without_it_is_more(reserving: bool, cost: float):
    programs = [reservation(need, reserving) for need in (10, 20)]
    assert optimum(stacked(programs, (0.5, 0.5)).program).objective == pytest.approx(cost)


def test_a_weight_of_zero_is_the_expected_plan():
    found = optimum(weighed(FARMER.program, FARMER.leaf_costs(), Weighing("cvar", weight=0.0)))
    assert found.objective == pytest.approx(optimum(FARMER.program).objective)


def test_a_weight_of_one_and_a_tail_as_small_as_the_least_likely_leaf_is_the_worst_case():
    costs = FARMER.leaf_costs()
    found = optimum(weighed(FARMER.program, costs, Weighing("cvar", tail=1 / 3, weight=1.0)))
    worst = optimum(weighed(FARMER.program, costs, Weighing("regret"), [0.0, 0.0, 0.0]))
    assert found.objective == pytest.approx(worst.objective)
    assert max(costs.at(found.values)) == pytest.approx(found.objective)


def test_the_second_solve_keeps_the_weighing_and_takes_what_is_cheapest_then():
    costs = FARMER.leaf_costs()
    program = weighed(FARMER.program, costs, Weighing("regret"), ALONE)
    least = optimum(program).objective
    second = optimum(expected_at_least(program, least, FARMER.program.cost, FARMER.program.offset))
    assert max(costs.at(second.values) - ALONE) == pytest.approx(least)
    assert second.objective <= np.dot(THIRDS, costs.at(optimum(program).values)) + 1e-6
    assert second.objective == pytest.approx(np.dot(THIRDS, costs.at(second.values)))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"measure": "mean"}, "There is no measure 'mean'"),
        ({"tail": 0.0}, "The tail is 0"),
        ({"tail": 1.5}, "The tail is 1.5"),
        ({"weight": -0.1}, "The weight is -0.1"),
        ({"weight": float("nan")}, "The weight is nan"),
    ],
)
def test_a_weighing_that_is_none_is_told(given: dict[str, object], told: str):
    with pytest.raises(UserError, match=told):
        Weighing(**given)
