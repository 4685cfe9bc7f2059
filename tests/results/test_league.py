"""The league table of sources and what a GW of need costs all in, by hand on the teaching case."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from cases.tiny import tiny_case, tiny_plan
from cases.worked import write_worked_credit

import planner
from planner.audit import audit
from planner.results.read_run import read_run
from planner.results.tabular import records
from planner.results.write_run import write

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

THREE = 1.03
"""What a dollar of the power company's equity is to become in a quarter; it has no debt."""
QUARTER_HOURS = 8766 / 4


def rows(plan: planner.Plan) -> dict[str, Any]:
    return {row.source: row for row in records(plan.tables["league"])}


def annuity(quarters: int) -> float:
    """What is due in a quarter of one lent at 3 %."""
    return (THREE - 1) / (1 - THREE**-quarters)


def test_a_source_that_runs_at_any_hour_costs_its_capital_its_upkeep_and_its_energy() -> None:
    grid = rows(tiny_plan())["grid"]
    assert (grid.sponsor, grid.time_to_power_months) == ("power_co", 6)
    assert grid.cost_of_capital_per_year == pytest.approx(THREE**4 - 1, abs=1e-6)
    per_quarter = (1.0 * THREE + 1.0 / THREE) * annuity(80)
    assert grid.levelised_usd_per_mwh == pytest.approx(per_quarter / QUARTER_HOURS * 1e6 + 40, rel=1e-6)
    assert grid.levelised_as_run_usd_per_mwh == pytest.approx(grid.levelised_usd_per_mwh), "it always runs"
    assert grid.firm_capacity_usd_per_kw == pytest.approx(2000)
    assert grid.standing_at_target_gw == pytest.approx(1)
    assert grid.use_hours_per_year == pytest.approx(8766)
    assert grid.intensity_kg_per_mwh == pytest.approx(400)


def test_what_stands_idle_for_a_part_costs_more_a_mwh_as_it_runs() -> None:
    """To the target the engine gives 0.8 and 1 of the 1 and 1.5 GW that stand in its two quarters."""
    engine = rows(tiny_plan())["engine"]
    fixed = 1.6 / THREE * annuity(16) + 0.01
    share = 1.8 / 2.5
    assert engine.use_hours_per_year == pytest.approx(share * 8766)
    assert engine.levelised_usd_per_mwh == pytest.approx(fixed / QUARTER_HOURS * 1e6 + 45, rel=1e-6)
    as_run = fixed / (share * QUARTER_HOURS) * 1e6 + 45
    assert engine.levelised_as_run_usd_per_mwh == pytest.approx(as_run, rel=1e-6)


def test_a_minimum_take_is_paid_by_what_is_run() -> None:
    """Three quarters of the grid's 40 dollars are due on all hours; it is dear to run, and engines have few sites."""
    few = "site_limits.limit_gw[asset=engine]=1.25"
    take = "sources.minimum_take_fraction[source=grid]=0.75"
    plan = planner.solve(tiny_case(few, take, "sources.variable_om_usd_per_mwh[source=grid]=60"))
    grid = rows(plan)["grid"]
    used = grid.use_hours_per_year / 8766
    assert 0 < used < 0.75
    running = grid.levelised_as_run_usd_per_mwh - (grid.levelised_usd_per_mwh - 100) / used
    assert running == pytest.approx(60 + 40 * 0.75 / used)


def test_what_is_not_built_has_a_row_with_blanks_for_what_it_does_not_have(tmp_path: Path) -> None:
    no_grid = "supply_limits.limit_gw_per_year[supply_pool=connections]=0"
    plan = planner.solve(tiny_case(no_grid, "sources.firm_credit_fraction[source=grid]=0"))
    grid = rows(plan)["grid"]
    blank = {
        *("time_to_power_months", "levelised_usd_per_mwh", "levelised_as_run_usd_per_mwh"),
        *("firm_capacity_usd_per_kw", "use_hours_per_year"),
    }
    assert {
        name for name, cell in grid._asdict().items() if isinstance(cell, float) and math.isnan(cell)
    } == blank
    assert grid.standing_at_target_gw == 0
    write(plan, tmp_path / "run")
    assert read_run(tmp_path / "run").tables["league"].equals(plan.tables["league"])
    assert audit(tmp_path / "run").proved
    file = tmp_path / "run" / "league.csv"
    file.write_text(file.read_text().replace("grid,power_co,,", "grid,power_co,3,"))
    assert "league" in {finding.name for finding in audit(tmp_path / "run").failed}


def test_where_rates_are_nominal_the_cost_is_in_dollars_of_the_case() -> None:
    """Prices rise as fast as equity asks, so that nothing is charged but what is spent, in the dollars of the case."""
    inflation = f"case.money.inflation_per_year={THREE**4 - 1}"
    case = tiny_case(inflation, "sources.dollar_year=2025", "case.funding=off")
    grid = rows(planner.solve(case))["grid"]
    assert grid.levelised_usd_per_mwh == pytest.approx(2.0 * THREE**4 / 20 / 8766 * 1e6 + 40, rel=1e-6)
    assert grid.firm_capacity_usd_per_kw == pytest.approx(2000 * THREE**4)


def all_in(plan: planner.Plan) -> dict[tuple[str, str], tuple[float, float]]:
    return {
        (row.asset_class, row.item): (row.usd_billion, row.usd_billion_per_gw)
        for row in records(plan.tables["all_in_cost"])
    }


def test_a_gigawatt_of_need_costs_its_source_shell_and_chips_interest_and_fees() -> None:
    """2.5 GW of power carry 2 with the reserve; the grid's deposit waits a quarter at 3 %."""
    found = all_in(tiny_plan())
    assert found["power", "overnight_cost"] == pytest.approx((4.4, 2.2))
    assert found["power", "interest_during_construction"] == pytest.approx((1.0 * 0.03, 0.015), rel=1e-6)
    assert found["shell", "overnight_cost"] == pytest.approx((20, 10))
    assert found["chips", "overnight_cost"] == pytest.approx((60, 30))
    of_power = 0.024 * (1.0 + 1.583702 + 1.7382975)
    of_cloud = 0.01 * 15 + 0.024 * (20.805192 + 40.01298)
    assert found["power", "fees"] == pytest.approx((of_power, of_power / 2), rel=1e-6)
    assert found["chips", "fees"] == pytest.approx((of_cloud * 60 / 80, of_cloud * 30 / 80), rel=1e-6)
    assert sum(per_gw for _, per_gw in found.values()) == pytest.approx(
        42.2 + 0.015 + (of_power + of_cloud) / 2, rel=1e-6
    )


def test_credits_and_premiums_belong_to_the_orders_that_they_are_of(tmp_path: Path) -> None:
    """Few halls can be had without a premium; weak chips ordered in the second year have credits."""
    case = planner.read(write_worked_credit(tmp_path / "case"))
    plan = planner.solve(
        planner.edit(
            case, "supply_limits.limit_gw_per_year[supply_pool=halls]=2", "case.target.policy=priced"
        )
    )
    frame = plan.tables["all_in_cost"]
    premiums = frame[frame["item"] == "supply_premiums"]
    assert set(premiums["asset_class"]) == {"shell"}
    assert premiums["usd_billion"].sum() == pytest.approx(plan.tables["bought"]["premium_usd_billion"].sum())
    credits = frame[frame["item"] == "tax_credits"].set_index(["year", "asset_class"])["usd_billion"]
    received = plan.tables["orders"].groupby("asset_class")["tax_credit_usd_billion"].sum()
    assert -credits.loc[2027, "chips"] == pytest.approx(received["chips"])
