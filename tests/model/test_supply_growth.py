"""How fast supply pools may grow, worked by hand: halls delivered 1 GW a quarter before the start, turbines none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import planner

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.case import Case

    Row = Callable[..., Any]


def test_deliveries_add_up_in_units_of_the_pool(row: Row) -> None:
    # A GW of battery is half a unit; gas of periods 4 and 5 comes together.
    assert row("deliveries_add_up", "turbines", 7) == {
        "Delivered[turbines,7]": 1,
        "National_ordered[gas,utility,4]": -1,
        "National_ordered[gas,utility,5]": -1,
        "National_ordered[battery,cloud,6]": -0.5,
        "==": 0,
    }


def test_deliveries_within_growth_of_what_was_delivered_before_the_start(row: Row) -> None:
    # Of the four quarters to period 2 one is before the start, of the four before all: 1.5 * 4 - 1, and a seed of 3.
    assert row("deliveries_within_growth", "halls", 2) == {"Delivered[halls,2]": 1, "<=": 3 + 1.5 * 4 - 1}


def test_deliveries_within_growth_of_the_year_before(row: Row) -> None:
    # The four quarters before 3 to 6 are -1 to 2: shells come from 2 on, and one quarter is before the start.
    assert row("deliveries_within_growth", "halls", 6) == {
        "Delivered[halls,3]": 1,
        "Delivered[halls,4]": 1,
        "Delivered[halls,5]": 1,
        "Delivered[halls,6]": 1,
        "Delivered[halls,2]": -1.5,
        "<=": 3 + 1.5,
    }


def test_deliveries_within_growth_from_nothing_are_the_seed(row: Row) -> None:
    assert row("deliveries_within_growth", "turbines", 1) == {"Delivered[turbines,1]": 1, "<=": 6}


def test_growth_that_binds_is_kept_and_has_a_price(worked_case: Case) -> None:
    case = planner.edit(
        worked_case,
        "supply_growth.seed_gw_per_year[supply_pool=halls]=0.5",
        "supply_growth.delivered_before_gw_per_year[supply_pool=halls]=0",
        "case.target.policy=priced",
    )
    plan = planner.solve(case)
    found = plan.tables["bottlenecks"]
    growth = found[found["kind"] == "supply_growth"]
    assert set(growth["bottleneck"]) == {"halls"}
    assert (growth["price_usd_billion_per_unit"] > 0).all()
    orders = plan.tables["orders"]
    shells = orders[orders["asset"] == "shell"].groupby("arrives")["ordered_gw"].sum()
    quarters = [f"{year}Q{quarter}" for year in (2026, 2027, 2028) for quarter in (1, 2, 3, 4)][1:9]
    out = [float(shells.get(quarter, 0.0)) for quarter in quarters]
    first, second = sum(out[:4]), sum(out[4:])
    # The binding row says what is allowed: the year's seed, then half as much again and the seed.
    assert first == pytest.approx(0.5)
    assert second <= 1.5 * first + 0.5 + 1e-6
