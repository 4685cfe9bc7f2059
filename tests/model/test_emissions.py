"""Emissions, worked by hand: 50 USD a tonne, gas at 8 * 0.05 + 0.1 tonnes a MWh, at most 5 million tonnes a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = Callable[..., Any]


GW = 8766 / 4 * 1e-6


def test_emissions_are_paid_on_fuel_and_otherwise(row: Row) -> None:
    price = GW * 50 * 1.1**4
    assert row("emissions_are_paid", "utility", 3) == {
        "Emissions_cost[utility,3]": 1,
        "Energy[gas,east,3]": -price * (8 * 0.05 + 0.1),
        "Energy[gas,west,3]": -price * (8 * 0.05 + 0.1),
        "==": 0,
    }


def test_emissions_are_paid_by_nobody_for_a_battery(row: Row) -> None:
    assert row("emissions_are_paid", "cloud", 3) == {"Emissions_cost[cloud,3]": 1, "==": 0}


def test_emissions_within_cap_in_a_quarter(row: Row) -> None:
    tonnes = 8766 / 4 / 1000 * (8 * 0.05 + 0.1)
    assert row("emissions_within_cap", 3) == {
        "Energy[gas,east,3]": tonnes,
        "Energy[gas,west,3]": tonnes,
        "<=": 5 / 4,
    }
