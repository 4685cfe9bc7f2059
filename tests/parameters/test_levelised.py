"""How soon a source can stand and what a MWh of it costs, worked by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cases.tiny import tiny_case

from planner.parameters.assets import assets_of
from planner.parameters.levelised import capital_charge, first_orders, levelised_usd_per_mwh, real_rate

ONE_A_QUARTER = 1.01**4 - 1


def test_capital_is_recovered_over_the_life_with_interest_on_the_way_and_less_the_credit() -> None:
    """Half is paid two quarters before the end of the first standing one, half at that end, as the credit is received.

    At the end of the quarter before it stands that is worth 0.5 * 1.01 + 0.5 / 1.01 - 0.3 / 1.01. Of a loan of one over
    eight quarters at 1 % a quarter 0.1306903 is due in each.
    """
    grid = replace(assets_of(tiny_case())["grid"], life_quarters=8, credit_fraction=0.3)
    assert (grid.lead_quarters, dict(grid.spend_fractions)) == (2, {0: 0.5, 2: 0.5})
    worth = 0.5 * 1.01 + 0.2 / 1.01
    assert capital_charge(grid, ONE_A_QUARTER) == pytest.approx(4 * 0.1306903 * worth, rel=1e-6)
    assert capital_charge(grid, 0.0) == pytest.approx(4 * 0.7 / 8)


def test_a_levelised_cost_pays_back_exactly_what_the_source_costs() -> None:
    """A kW that sells every MWh for it, at 1 % a quarter, is left with nothing after its life."""
    grid = replace(assets_of(tiny_case())["grid"], life_quarters=8)
    price = levelised_usd_per_mwh(2.0 * capital_charge(grid, ONE_A_QUARTER), 8766 / 2, 30)
    owed = 0.0
    for age in range(grid.lead_quarters + grid.life_quarters):
        owed = owed * 1.01 + 2.0 * grid.spend_fractions.get(age, 0.0)
        if age >= grid.lead_quarters:
            owed -= (price - 30) * 1e-6 * 8766 / 2 / 4
    assert owed == pytest.approx(0, abs=1e-9)


def test_a_rate_is_real_after_inflation() -> None:
    assert real_rate(tiny_case("case.money.inflation_per_year=0.1"), 0.21) == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("edit", "orders"),
    [
        ("sources.lead_months[source=grid]=6", (0, 2)),
        ("sources.lead_months[source=grid]=7", (0, 3)),
        # It could be ordered in the second quarter, and would still stand when it may first be delivered.
        ("sources.first_delivery[source=grid]=2026Q4", (1, 3)),
        ("sources.first_delivery[source=grid]=2028Q1", None),
        ("sources.lead_months[source=grid]=120", (0, 40)),
        ("supply_limits.limit_gw_per_year[supply_pool=connections]=0", None),
        ("supply_limits.year[supply_pool=connections]=2027", (2, 4)),
    ],
)
def test_the_first_order_waits_for_its_lead_its_first_delivery_and_its_pool(
    edit: str, orders: tuple[int, int] | None
) -> None:
    case = tiny_case(edit)
    found = first_orders(case, assets_of(case)).get("grid")
    assert (None if found is None else (found.ordered, found.stands)) == orders
    if found is not None:
        assert found.months == 3 * found.stands
