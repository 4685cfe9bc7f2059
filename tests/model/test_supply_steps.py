"""Supply beyond the limits of pools, worked by hand: two steps of halls from 2027 on, which is period 3."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest

import planner
from planner.model import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.case import Case
    from planner.solver.program import Program

    Row = Callable[..., Any]

FEW_HALLS = (
    "supply_limits.limit_gw_per_year[supply_pool=halls]=0.4",
    "sponsors.value_of_service_usd_billion_per_gw_year*=3",
    "case.target.policy=priced",
)


def test_bought_within_step_limit_by_all_sponsors_for_a_quarter(row: Row) -> None:
    assert row("bought_within_step_limit", "halls", 1, 3) == {
        "Bought[halls,1,cloud,3]": 1,
        "Bought[halls,1,lab,3]": 1,
        "<=": 4 / 4,
    }
    assert row("bought_within_step_limit", "halls", 1, 7) == {
        "Bought[halls,1,cloud,7]": 1,
        "Bought[halls,1,lab,7]": 1,
        "<=": 6 / 4,
    }


def test_nothing_is_bought_before_the_first_row_of_a_step(worked_program: Program) -> None:
    offered = worked_program.rows["bought_within_step_limit"].indices
    assert min(q for p, _, q in offered if p == "halls") == 3
    assert [index for index in offered if index[0] == "turbines"] == [("turbines", 1, 7)]


def test_what_is_bought_relieves_the_limit_of_the_pool(row: Row) -> None:
    # Two steps, two owners of shells.
    assert row("deliveries_within_pool_limit", "halls", 3) == {
        "National_ordered[shell,cloud,1]": 1,
        "National_ordered[shell,lab,1]": 1,
        "Bought[halls,1,cloud,3]": -1,
        "Bought[halls,1,lab,3]": -1,
        "Bought[halls,2,cloud,3]": -1,
        "Bought[halls,2,lab,3]": -1,
        "<=": 0.5 / 4,
    }


def test_bought_within_own_deliveries_in_units_of_the_pool(row: Row) -> None:
    # A battery takes half a slot.
    assert row("bought_within_own_deliveries", "turbines", "cloud", 7) == {
        "Bought[turbines,1,cloud,7]": 1,
        "National_ordered[battery,cloud,6]": -0.5,
        "<=": 0,
    }


def test_premiums_are_paid_at_the_price_level_of_delivery(row: Row) -> None:
    # USD 900 and 500 a kW of 2026 are 0.9 and 0.5 billion a GW; the price level of period 3 is 1.1 ** 4.
    assert row("premiums_are_paid", "lab", 3) == {
        "Premium[lab,3]": 1,
        "Bought[halls,2,lab,3]": -0.9 * 1.1**4,
        "Bought[halls,1,lab,3]": -0.5 * 1.1**4,
        "==": 0,
    }
    # From 2028 on step 1 costs 400; the utility buys turbines alone.
    assert row("premiums_are_paid", "lab", 7) == {
        "Premium[lab,7]": 1,
        "Bought[halls,2,lab,7]": -0.9 * 1.1**8,
        "Bought[halls,1,lab,7]": -0.4 * 1.1**8,
        "==": 0,
    }
    assert row("premiums_are_paid", "utility", 7) == {
        "Premium[utility,7]": 1,
        "Bought[turbines,1,utility,7]": -0.3 * 1.1**8,
        "==": 0,
    }


def test_a_premium_costs_what_is_paid_and_nothing_is_borrowed_for_it(worked_program: Program) -> None:
    block = worked_program.columns["Premium"]
    column = block.start + block.indices.index(("lab", 3))
    assert worked_program.cost[column] == pytest.approx(1.01**-4)
    rows = set(worked_program.matrix.tocsc()[:, [column]].tocoo().row.tolist())
    names = {name for name, of in worked_program.rows.items() if rows & set(range(of.start, of.stop))}
    # Out of cash: neither a use of proceeds nor a cost of running, which covenants would see.
    assert names == {"premiums_are_paid", "sources_equal_uses"}


def test_what_is_bought_is_told_in_a_table_in_cash_and_among_the_costs(worked_case: Case) -> None:
    plan = planner.solve(planner.edit(worked_case, *FEW_HALLS))
    bought, cash, costs = (plan.tables[name] for name in ("bought", "cash", "costs"))
    assert bought.columns.tolist() == [
        *("supply_pool", "step", "sponsor", "period"),
        *("bought_gw", "premium_usd_billion"),
    ]
    # The dearer step is taken once the other is full.
    of_quarter = bought[bought["period"] == "2027Q1"]
    by_step = of_quarter.groupby("step")["bought_gw"].sum()
    assert by_step[1] == pytest.approx(1)
    assert by_step[2] > 0
    premium = {1: 0.5, 2: 0.9}
    assert of_quarter["premium_usd_billion"].tolist() == pytest.approx(
        [premium[row.step] * 1.1**4 * row.bought_gw for row in of_quarter.itertuples()]
    )
    paid = cash[cash["line"] == "supply_premiums"]
    assert set(paid["side"]) == {"use"}
    assert paid["usd_billion"].sum() == pytest.approx(bought["premium_usd_billion"].sum())
    cost = costs[costs["item"] == "supply_premiums"]
    assert set(cost["asset_or_instrument"]) == {"halls"}
    assert cost["usd_billion"].sum() == pytest.approx(bought["premium_usd_billion"].sum())


def test_a_full_step_is_a_bottleneck(worked_case: Case) -> None:
    found = planner.solve(planner.edit(worked_case, *FEW_HALLS)).tables["bottlenecks"]
    step = found[(found["kind"] == "supply_step") & (found["detail"] == "step 1")].set_index("period")
    assert set(step["bottleneck"]) == {"halls"}
    assert step.loc["2027Q1", "limit"] == 1
    assert step.loc["2027Q1", "price_usd_billion_per_unit"] > 0


@pytest.mark.parametrize("sheet", ["supply_steps", "supply_growth"])
def test_a_case_without_the_sheet_has_none_of_its_rules(worked_case: Case, sheet: str) -> None:
    case = dataclasses.replace(worked_case, sheets={**worked_case.sheets, sheet: ()})
    m = build(case)
    assert m.component("Bought" if sheet == "supply_steps" else "Delivered") is None
    assert m.component("Delivered" if sheet == "supply_steps" else "Bought") is not None
