"""The planner against an independent program, written from the text of the design without seeing the planner."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
import reference
from variants import write_variant

import planner

if TYPE_CHECKING:
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
    bare = dataclasses.replace(case, settings=dataclasses.replace(case.settings, funding=False))

    assert planner.solve(bare).objective_usd_billion == pytest.approx(expected, rel=1e-8)
