"""The sign that every rule's `Dual:` gives its price, held to solved cases.

A total that is a sum of what cannot be negative is bounded at zero twice, by its rule and by its variable;
where it is zero, either may carry the price. The variables' bounds are lifted here, so that the rules do.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from cases.variants import write_variant
from cases.worked import write_worked
from model.rules import RULES
from solver.programs import at_once

from planner.case import read
from planner.model import build
from planner.solver import Program, Solution, compile_model
from planner.solver.program import INFINITY

if TYPE_CHECKING:
    from pathlib import Path

TOLERANCE = 1e-7
TOTALS = {
    found[1]
    for rule in RULES.values()
    if (found := re.search(r"Equation:  (\w+)\[[^\]]*\] ==", inspect.getdoc(rule) or ""))
} - {"Level"}  # what a battery holds is no sum of what cannot be negative


def price_of(rule: str) -> str:
    """What the docstring says of a rule's price."""
    return (inspect.getdoc(RULES[rule]) or "").split("Dual:")[1].strip()


def solved(program: Program) -> Solution:
    lower = program.column_lower.copy()
    for name in TOTALS & set(program.columns):
        lower[program.columns[name].slice] = -INFINITY
    return at_once(replace(program, column_lower=lower))


@pytest.fixture(scope="module")
def solutions(tmp_path_factory: pytest.TempPathFactory) -> list[Solution]:
    """The worked case, one with cash so scarce that it has a price, and two random ones."""
    folders: list[Path] = [tmp_path_factory.mktemp(f"priced{n}") for n in range(4)]
    write_worked(folders[0])
    write_worked(
        folders[1],
        ("sponsor_cash.csv", "2026,800", "2026,60"),
        ("case.yaml", "policy: required", "policy: priced"),
    )
    write_variant(folders[2], 0)
    write_variant(folders[3], 1)
    return [solved(compile_model(build(read(folder)))) for folder in folders]


@pytest.mark.parametrize("rule", RULES)
def test_a_price_has_the_sign_that_its_rule_prints(solutions: list[Solution], rule: str) -> None:
    duals = np.concatenate(
        [x.duals[x.rows[rule].slice] for x in solutions if rule in x.rows] or [np.zeros(0)]
    )
    said = price_of(rule)
    if said.startswith("minus "):
        assert duals.max(initial=0) <= TOLERANCE
    elif said.startswith(("what ", "the ")):
        assert duals.min(initial=0) >= -TOLERANCE
    else:
        assert said.startswith("either sign: ")


def test_the_price_of_every_limit_is_minus_what_room_would_save() -> None:
    for rule in RULES:
        printed = (inspect.getdoc(RULES[rule]) or "").split("Equation:")[1].split("Units:")[0]
        if "==" not in printed:
            assert price_of(rule).startswith("minus "), rule


@pytest.mark.parametrize("rule", ["shortfall_is_priced", "capital_is_charged_above_the_benchmark"])
def test_a_dollar_that_the_objective_counts_alone_costs_its_discount_factor(
    solutions: list[Solution], rule: str
) -> None:
    duals = solutions[0].dual(rule)
    assert duals
    for (_, t), dual in duals.items():
        assert dual == pytest.approx(1.01 ** -(t + 1), rel=1e-6)


def test_unexpired_fees_are_worth_the_last_discount_factor(solutions: list[Solution]) -> None:
    duals = list(solutions[0].dual("unexpired_issue_cost_has_worth").values())
    assert duals == pytest.approx([-(1.01**-8)] * 3, rel=1e-6)
