"""Loans as they are written, against an independent program: schedules of their own, capitalised interest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import reference
from cases.credit_variants import BASE, CREDIT
from cases.loans import write_loans, write_loans_of_2028

import planner

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = range(10)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_loans_cost_what_the_independent_program_says(seed: int, tmp_path: Path) -> None:
    write_loans(tmp_path / "case", seed)
    expected = reference.solve(tmp_path / "case").objective

    plan = planner.solve(planner.read(tmp_path / "case"))

    assert plan.objective_usd_billion == pytest.approx(expected, rel=1e-8)


@pytest.mark.skipif(
    not (BASE.exists() and CREDIT.exists()), reason="the cases beside the checkout are not there"
)
def test_us_2028_with_these_loans_costs_what_the_independent_program_says(tmp_path: Path) -> None:
    write_loans_of_2028(tmp_path / "case")
    expected = reference.solve(tmp_path / "case").objective

    plan = planner.solve(planner.read(tmp_path / "case"))

    assert plan.objective_usd_billion == pytest.approx(expected, rel=1e-8)
