"""The planner against an independent program, written from the text of the design without seeing the planner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import reference
from cases.credit import write_sheets
from cases.credit_base import small_case
from cases.edits import without_funding
from cases.oddities import ODDITIES, write_odd
from cases.variants import write_variant

import planner

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SEEDS = range(20)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_cases_cost_what_the_independent_program_says(seed: int, tmp_path: Path) -> None:
    write_variant(tmp_path / "case", seed)
    expected = reference.solve(tmp_path / "case").objective

    plan = planner.solve(planner.read(tmp_path / "case"))

    assert plan.objective_usd_billion == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("seed", SEEDS[:6])
def test_random_cases_without_funding_too(seed: int, tmp_path: Path) -> None:
    write_variant(tmp_path / "case", seed)
    expected = reference.solve(tmp_path / "case", funding=False).objective
    case = planner.read(tmp_path / "case")
    bare = without_funding(case)

    assert planner.solve(bare).objective_usd_billion == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("seed", SEEDS[:6])
def test_the_small_cases_that_credit_layers_are_put_on_cost_the_same(seed: int, tmp_path: Path) -> None:
    write_sheets(tmp_path / "case", *small_case(np.random.default_rng(seed)))
    expected = reference.solve(tmp_path / "case").objective

    plan = planner.solve(planner.read(tmp_path / "case"))

    assert plan.objective_usd_billion == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("seed", SEEDS[:6])
def test_a_case_that_is_read_costs_the_reference_what_its_folder_does(seed: int, tmp_path: Path) -> None:
    write_variant(tmp_path / "case", seed)
    of_folder = reference.solve(tmp_path / "case").objective

    assert reference.solve(planner.read(tmp_path / "case")).objective == pytest.approx(of_folder, rel=1e-9)


@pytest.mark.parametrize("number", range(len(ODDITIES)), ids=lambda number: ODDITIES[number].__name__)
def test_a_case_that_takes_an_unusual_turn_runs_unchanged_and_costs_the_same(
    number: int, tmp_path: Path
) -> None:
    turn: Callable[..., None] = ODDITIES[number]
    write_odd(tmp_path / "case", 100 + 5 * number + number % 3, turn)
    expected = reference.solve(tmp_path / "case").objective

    plan = planner.solve(planner.read(tmp_path / "case"))

    assert plan.objective_usd_billion == pytest.approx(expected, rel=1e-8)
