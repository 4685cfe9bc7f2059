"""What a plan takes, against the hand-worked figures of the teaching case."""

from __future__ import annotations

import math

import pytest
from cases.tiny import tiny_case, tiny_plan

import planner
from planner.results.headline import as_dict, assumed_share, ends_of, headline_figures
from planner.results.write_run import record


def figures(plan: planner.Plan) -> dict[str, float | None]:
    return {figure.name: figure.to_end for figure in headline_figures(plan.case, plan.tables)}


def test_the_figures_of_the_teaching_case_are_those_worked_by_hand() -> None:
    """The guide has capex, issues and equity; equity asks 4 % a quarter, of the power company 3 %, the bond 2 %."""
    found = figures(tiny_plan())
    assert found["capital_expenditure_usd_billion"] == pytest.approx(84.4)
    assert found["debt_issued_usd_billion"] == pytest.approx(15)
    assert found["all_in_cost_usd_billion_per_gw"] == pytest.approx(84.4 / 2)
    assert found["unmet_demand_gw_years"] == pytest.approx((2.0 + 1.2) / 4)
    assert found["assumed_percent"] == pytest.approx(100)
    assert (ends_of(tiny_plan().case)) == ("2026Q3", "2026Q3")
    paid = 0.02 * 10 + 0.04 * 20.72 + 0.03 * (1.0 + 2.5)
    stood = 10 + 20.72 + 1.0 + 2.5
    assert found["cost_of_capital_percent"] == pytest.approx(100 * ((1 + paid / stood) ** 4 - 1), rel=1e-5)


def test_power_is_what_sources_cost_less_what_they_are_worth_at_the_end_over_load() -> None:
    """Without funding: capex 4.4, terminal value 3.95, upkeep 0.04 and energy, over (0.8 + 2 + 2) GW quarters."""
    found = figures(tiny_plan(funding=False))["cost_of_power_usd_per_mwh"]
    cost = 1.5 * 1.6 + 2.0 - 2.0 - 1.95 + 0.01 * 4 + 0.451449
    assert found == pytest.approx(cost * 1e9 / (4.8 * 8766 / 4 * 1000), rel=1e-5)
    capital = 0.22875 + 0.103728
    with_funding = figures(tiny_plan())["cost_of_power_usd_per_mwh"]
    assert with_funding == pytest.approx((cost + capital) * 1e9 / (4.8 * 8766 / 4 * 1000), rel=1e-5)


def test_what_there_is_none_of_is_told_as_none() -> None:
    plan = planner.solve(tiny_case("supply_limits.limit_gw_per_year=0"))
    found = figures(plan)
    assert found["all_in_cost_usd_billion_per_gw"] is None
    assert found["cost_of_power_usd_per_mwh"] is None
    assert "debt_issued_usd_billion" not in figures(tiny_plan(funding=False))


def test_a_target_before_the_end_has_figures_of_its_own() -> None:
    plan = planner.solve(tiny_case("case.calendar.end=2028Q4", "case.calendar.read_to=2028Q4"))
    told = as_dict(plan.case, plan.tables)
    assert (told["target"], told["end"]) == ("2026Q3", "2028Q4")
    capex = told["capital_expenditure_usd_billion"]
    assert capex["to_target"] <= capex["to_end"]
    assert told["cost_of_power_usd_per_mwh"]["to_target"] is None
    assert record(plan)["headline"] == told


def test_the_share_that_rests_on_assumptions_is_that_of_their_rows() -> None:
    plan = tiny_plan()
    assert assumed_share(plan.case, plan.tables["costs"]) == pytest.approx(1)
    read = planner.edit(plan.case, "compute.confidence[asset=chips]=S")
    costs = plan.tables["costs"]
    paid = costs[costs["present_value_usd_billion"] > 0]
    chips = paid[paid["asset_or_instrument"] == "chips"]["present_value_usd_billion"].sum()
    whole = paid["present_value_usd_billion"].sum()
    assert assumed_share(read, costs) == pytest.approx(1 - chips / whole)
    assert math.isnan(assumed_share(read, costs.iloc[:0]))
