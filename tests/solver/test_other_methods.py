"""A method of HiGHS that fails is left for another, and the record says so."""

from __future__ import annotations

from typing import Any

import highspy
import pytest
from cases.tiny import tiny_case, tiny_plan

import planner
import planner.solver


@pytest.mark.parametrize("status", ["kSolveError", "kUnknown", "kIterationLimit"])
def test_where_a_method_fails_another_is_tried(status: str, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[str] = []
    run, told = planner.solver.run, highspy.Highs.getModelStatus

    def failing(highs: highspy.Highs, *given: Any) -> None:
        runs.append(highs.getOptionValue("solver")[1])
        run(highs, *given)

    def first_fails(highs: highspy.Highs) -> Any:
        return getattr(highspy.HighsModelStatus, status) if len(runs) == 1 else told(highs)

    monkeypatch.setattr(planner.solver, "run", failing)
    monkeypatch.setattr(highspy.Highs, "getModelStatus", first_fails)
    plan = planner.solve(tiny_case(), planner.Options(plain=True))
    assert runs == ["simplex", "ipx"]
    assert plan.objective_usd_billion == pytest.approx(tiny_plan().objective_usd_billion)
    (left,) = plan.solution.solved.fallbacks
    assert left.left == "simplex"
    assert "goes on by interior point" in left.reason


@pytest.mark.parametrize("size", [1e-9, 1e-6, 1e-4])
def test_a_case_that_is_small_altogether_has_all_of_its_rows(size: float) -> None:
    """What counts as nothing is relative to the case: no row of the tables is lost with its size."""
    words = (
        f"demand.need_gw*={size}",
        f"committed.supply_gw*={size}",
        f"supply_limits.limit_gw_per_year*={size}",
        f"site_limits.limit_gw*={size}",
        f"sponsor_cash.cash_usd_billion_per_year*={size}",
        f"market_limits.issuance_limit_usd_billion_per_year*={size}",
        f"sponsors.corporate_debt_limit_usd_billion*={size}",
    )
    small, usual = planner.solve(planner.edit(tiny_case(), *words)), tiny_plan()
    for name, frame in usual.tables.items():
        if name not in ("bottlenecks", "prices", "covenants"):
            assert len(small.tables[name]) == len(frame), name
    listed = small.tables["costs"]["present_value_usd_billion"].sum()
    assert listed == pytest.approx(size * usual.objective_usd_billion, rel=1e-9)
    assert small.objective_usd_billion == pytest.approx(size * usual.objective_usd_billion, rel=1e-9)
