"""Programs of unusual size are solved at a usual one, and their optima are those that they have."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest
from cases.tiny import tiny_case
from scipy.sparse import csr_array, diags_array
from solver.programs import at_once

import planner
from planner.audit import audit
from planner.model import build
from planner.results.write_run import write
from planner.solver import Program, compile_model
from planner.solver.scaling import scaling_of

POOL = "supply_pool=engine_makers"


if TYPE_CHECKING:
    from pathlib import Path


def program() -> Program:
    return compile_model(build(tiny_case()))


def test_an_ordinary_program_is_left_as_it_is() -> None:
    assert scaling_of(program()) is None


@pytest.mark.parametrize("size", [1e-9, 1e-7, 1e-5, 1e-2, 1.0, 1e2])
def test_a_pool_in_other_units_limits_as_much(size: float) -> None:
    case = planner.edit(
        tiny_case(),
        f"supply_use.use_per_gw[{POOL}]={size}",
        f"supply_limits.limit_gw_per_year[{POOL}]*={size}",
    )
    plan, usual = planner.solve(case), planner.solve(tiny_case())
    assert plan.objective_usd_billion == pytest.approx(usual.objective_usd_billion, rel=1e-9)
    prices, usual_prices = (
        one.dual("deliveries_within_pool_limit").loc["engine_makers"].to_numpy() for one in (plan, usual)
    )
    assert prices * size == pytest.approx(usual_prices, abs=1e-9)


def test_a_site_counted_in_small_units_is_kept() -> None:
    """A relative of the pool: a row of a market whose whole depth is tiny is no row without a limit."""
    case = planner.edit(tiny_case(), "market_limits.issuance_limit_usd_billion_per_year*=1e-9")
    plan = planner.solve(case)
    assert plan.tables["issuance"]["issued_usd_billion"].sum() <= 1e-6


@pytest.mark.parametrize("size", [1e-8, 1e-5, 1e-3, 1e8])
def test_a_plan_a_thousand_times_smaller_costs_a_thousandth(size: float) -> None:
    """All limits of a program alike: what HiGHS keeps to 1e-7 is no more than rounding of what is to be met."""
    usual = program()
    other = dataclasses.replace(
        usual,
        offset=usual.offset * size,
        **{
            name: getattr(usual, name) * size
            for name in ("row_lower", "row_upper", "column_lower", "column_upper")
        },
    )
    scaling = scaling_of(other)
    assert scaling is not None
    found = scaling.undone(at_once(scaling.applied(other)), other)
    assert found.objective == pytest.approx(size * at_once(usual).objective, rel=1e-9)
    assert found.duals == pytest.approx(at_once(usual).duals, abs=1e-7)


@pytest.mark.parametrize("money", [1e-7, 1e7])
def test_costs_in_another_currency_cost_as_many_times_as_much(money: float) -> None:
    usual = program()
    other = dataclasses.replace(usual, cost=usual.cost * money, offset=usual.offset * money)
    scaling = scaling_of(other)
    assert scaling is not None
    found = scaling.undone(at_once(scaling.applied(other)), other)
    assert found.objective == pytest.approx(money * at_once(usual).objective, rel=1e-9)


def test_rows_of_small_numbers_lose_no_digit() -> None:
    usual = program()
    factors = np.where(np.arange(len(usual.row_lower)) % 3 == 0, 3e-8, 1.0)
    matrix = csr_array(diags_array(factors) @ usual.matrix)
    other = dataclasses.replace(
        usual, matrix=matrix, row_lower=usual.row_lower * factors, row_upper=usual.row_upper * factors
    )
    scaling = scaling_of(other)
    assert scaling is not None
    assert (np.log2(scaling.rows) % 1 == 0).all()
    found = scaling.undone(at_once(scaling.applied(other)), other)
    assert found.objective == pytest.approx(at_once(usual).objective, rel=1e-9)
    assert found.duals * factors == pytest.approx(at_once(usual).duals, abs=1e-6)


def test_a_run_of_a_small_pool_is_proved_by_its_audit(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    case = planner.edit(
        tiny_case(),
        f"supply_use.use_per_gw[{POOL}]=1e-9",
        f"supply_limits.limit_gw_per_year[{POOL}]*=1e-9",
    )
    write(planner.solve(case), folder)
    assert audit(folder).proved
