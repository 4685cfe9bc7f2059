"""Dispatch, worked by hand: 1 USD/MWh on a GW is 8766 / 4 * 1e-6 USD billion a quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyomo.environ import ConcreteModel

    Row = Callable[..., Any]


GW = 8766 / 4 * 1e-6


def available(source: str, owner: str, r: str, t: int, d: str, b: int, share: float) -> dict[str, float]:
    return {f"Output[{source},{r},{t},{d},{b}]": 1, f"Standing[{source},{owner},{r},{t}]": -share, "<=": 0}


def test_whatever_runs_or_stores_may_do_so_in_every_block_of_every_day(worked_model: ConcreteModel) -> None:
    m = worked_model
    assert list(m.RUN_BLOCKS) == list(m.RUNS * m.DAYS * m.BLOCKS)
    assert list(m.STORE_BLOCKS) == list(m.STORES * m.DAYS * m.BLOCKS)


def test_output_within_available_capacity_without_a_profile(row: Row) -> None:
    assert row("output_within_available_capacity", "gas", "east", 3, "dull", 2) == available(
        "gas", "utility", "east", 3, "dull", 2, 0.95
    )


@pytest.mark.parametrize(
    ("r", "t", "d", "b", "mean"),
    [
        pytest.param("east", 3, "typical", 0, (0.5 + 0.5) / 8, id="two of eight hours"),
        pytest.param("east", 3, "typical", 1, 0.8, id="all hours"),
        pytest.param("east", 3, "typical", 2, 0.4 / 8, id="one hour"),
        pytest.param("east", 3, "dull", 0, 0.1, id="another day"),
        pytest.param("west", 3, "typical", 1, 0.8 / 2, id="another region"),
        pytest.param("east", 2, "typical", 1, 0.8 / 2, id="period 2 is a fourth quarter"),
        pytest.param("east", 6, "typical", 1, 0.8 / 2, id="period 6 is the next"),
    ],
)
def test_output_within_available_capacity_is_of_mean_hours(
    row: Row, r: str, t: int, d: str, b: int, mean: float
) -> None:
    assert row("output_within_available_capacity", "sun", r, t, d, b) == available(
        "sun", "utility", r, t, d, b, 0.9 * mean
    )


def test_output_meets_load_and_what_storage_takes(row: Row) -> None:
    assert row("output_meets_load", "east", 2, "typical", 1) == {
        "Output[sun,east,2,typical,1]": 1,
        "Output[battery,east,2,typical,1]": 1,
        "Charge[battery,east,2,typical,1]": -1,
        "Flow[west,east,2,typical,1]": 1,
        "Flow[east,west,2,typical,1]": -1,
        "Load[east,2]": -1,
        "==": 0,
    }


def test_output_meets_load_of_none_before_a_source_can_stand(row: Row) -> None:
    assert row("output_meets_load", "west", 0, "dull", 0) == {
        "Load[west,0]": -1,
        "Flow[east,west,0,dull,0]": 0.95,
        "Flow[west,east,0,dull,0]": -1,
        "==": 0,
    }


def test_energy_is_mean_output_weighed_by_days(row: Row) -> None:
    typical, dull = 0.75 * 8 / 24, 0.25 * 8 / 24
    assert row("energy_is_mean_output", "sun", "east", 2) == {
        "Energy[sun,east,2]": 1,
        **{f"Output[sun,east,2,typical,{b}]": -typical for b in range(3)},
        **{f"Output[sun,east,2,dull,{b}]": -dull for b in range(3)},
        "==": 0,
    }


def test_generation_is_paid_at_its_fuel_and_variable_cost(row: Row) -> None:
    # Gas: 8 MMBtu at 6 (east) or 4 (west), and 5. The sun: 2 of the case's dollars, and 1 of its own of 2025.
    assert row("generation_is_paid", "utility", 3) == {
        "Generation_cost[utility,3]": 1,
        "Energy[gas,east,3]": -GW * (8 * 6 + 5) * 1.1**4,
        "Energy[gas,west,3]": -GW * (8 * 4 + 5) * 1.1**4,
        "Energy[sun,east,3]": -GW * (2 * 1.1**4 + 1 * 1.1**8),
        "Energy[sun,west,3]": -GW * (2 * 1.1**4 + 1 * 1.1**8),
        "==": 0,
    }


def test_generation_is_paid_by_the_owner_of_the_battery_too(row: Row) -> None:
    assert row("generation_is_paid", "cloud", 1) == {
        "Generation_cost[cloud,1]": 1,
        "Energy[battery,east,1]": -GW * 1 * 1.1**2,
        "Energy[battery,west,1]": -GW * 1 * 1.1**2,
        "==": 0,
    }


def test_net_output_adds_up_less_charging(row: Row) -> None:
    assert row("net_output_adds_up", "cloud", 1) == {
        "Net_output[cloud,1]": 1,
        "Energy[battery,east,1]": -1,
        "Energy[battery,west,1]": -1,
        "Charging[battery,east,1]": 1,
        "Charging[battery,west,1]": 1,
        "Sent[east,west,1]": 0.05,
        "==": 0,
    }
