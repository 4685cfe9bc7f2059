"""Every table of the teaching case against its solution by hand, which the guide prints."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from cases.tiny import tiny_plan, write_tiny

import planner
from planner.results import physical
from planner.results.tables import tabulate

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

Q1, Q2, Q3, Q4 = "2026Q1", "2026Q2", "2026Q3", "2026Q4"

HOURS = 8766 / 4
USD_BILLION_PER_GW_OF_USD_PER_MWH = HOURS * 1e-6
ENGINE = 45 * USD_BILLION_PER_GW_OF_USD_PER_MWH
GRID = 40 * USD_BILLION_PER_GW_OF_USD_PER_MWH
TARIFF = 60 * USD_BILLION_PER_GW_OF_USD_PER_MWH


def by(table: str, keys: list[str], column: str, funding: bool = True) -> dict[Any, float]:
    """A column of a table by key; no key may stand twice."""
    frame: pd.DataFrame = tiny_plan(funding).tables[table]
    series = frame.set_index(keys)[column]
    assert series.index.is_unique
    return series.to_dict()


def close(expected: dict[Any, float]) -> Any:
    return pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("funding", [True, False])
def test_orders_come_as_early_as_the_pools_allow(funding: bool) -> None:
    keys = ["asset", "sponsor", "region", "ordered", "arrives"]
    assert by("orders", keys, "ordered_gw", funding) == close(
        {
            ("engine", "power_co", "home", Q1, Q2): 1.0,
            ("engine", "power_co", "home", Q2, Q3): 0.5,
            ("grid", "power_co", "home", Q1, Q3): 1.0,
            ("shell", "cloud", "home", Q1, Q2): 1.0 / 1.25,
            ("shell", "cloud", "home", Q2, Q3): 2.0 - 0.8,
            ("chips", "cloud", "", Q1, Q2): 0.8,
            ("chips", "cloud", "", Q2, Q3): 1.2,
        }
    )


def test_an_order_costs_its_gigawatts_times_its_overnight_cost() -> None:
    assert by("orders", ["asset", "ordered"], "overnight_cost_usd_billion") == close(
        {
            ("engine", Q1): 1.0 * 1.6,
            ("engine", Q2): 0.5 * 1.6,
            ("grid", Q1): 1.0 * 2.0,
            ("shell", Q1): 0.8 * 10,
            ("shell", Q2): 1.2 * 10,
            ("chips", Q1): 0.8 * 30,
            ("chips", Q2): 1.2 * 30,
        }
    )


def test_what_stands_is_what_has_arrived() -> None:
    assert by("capacity", ["asset", "period"], "standing_gw") == close(
        {
            ("engine", Q2): 1.0,
            ("engine", Q3): 1.5,
            ("engine", Q4): 1.5,
            ("grid", Q3): 1.0,
            ("grid", Q4): 1.0,
            **{(a, t): gw for a in ("shell", "chips") for t, gw in ((Q2, 0.8), (Q3, 2.0), (Q4, 2.0))},
        }
    )
    arriving = by("capacity", ["asset", "period"], "arriving_gw")
    assert {key: gw for key, gw in arriving.items() if key[0] in ("engine", "grid")} == close(
        {("engine", Q2): 1.0, ("engine", Q3): 0.5, ("engine", Q4): 0, ("grid", Q3): 1.0, ("grid", Q4): 0}
    )
    assert set(by("capacity", ["asset", "period"], "retiring_gw").values()) == {0.0}


def test_a_fleet_that_reaches_zero_keeps_the_row_in_which_it_does(tmp_path: Path) -> None:
    short_lived = ("sources.csv", "gas,,,4,3", "gas,,,0.5,3")
    case = planner.read(write_tiny(tmp_path / "case", short_lived))
    fleet = ("engine", "power_co", "home")
    values = {"Ordered": {(*fleet, 0): 1.0}, "Standing": {(*fleet, 1): 1.0, (*fleet, 2): 1.0}}
    table = physical.capacity(case, SimpleNamespace(value=lambda name, least=0.0: values[name], zero=1e-9))
    columns = ["period", "arriving_gw", "retiring_gw", "standing_gw"]
    assert table[columns].to_numpy().tolist() == [[Q2, 1, 0, 1], [Q3, 0, 0, 1], [Q4, 0, 1, 0]]


def test_a_heat_rate_without_fuel_burns_nothing(tmp_path: Path) -> None:
    case = planner.read(write_tiny(tmp_path / "case", ("sources.csv", ",0,,,40,", ",0,9,,40,")))
    assert "heat_rate_mmbtu_per_mwh is 9 and does nothing" in " ".join(case.notes)
    fuel = planner.solve(case).tables["fuel"]
    assert set(fuel[fuel["source"] == "grid"]["fuel_million_mmbtu"]) == {0.0}


def test_need_is_served_from_the_second_quarter_and_whole_from_the_third() -> None:
    assert by("shortfall", ["period"], "need_gw") == close(dict.fromkeys((Q1, Q2, Q3, Q4), 3.0 - 1.0))
    assert by("shortfall", ["period"], "served_gw") == close({Q1: 0, Q2: 0.8, Q3: 2.0, Q4: 2.0})
    assert by("shortfall", ["period"], "unserved_gw") == close({Q1: 2.0, Q2: 1.2, Q3: 0, Q4: 0})
    assert by("load", ["sponsor", "region", "period"], "served_gw") == close(
        {("cloud", "home", Q2): 0.8, ("cloud", "home", Q3): 2.0, ("cloud", "home", Q4): 2.0}
    )
    assert tiny_plan().closed_in == Q3


def test_the_cheap_source_runs_first() -> None:
    run = {
        ("engine", Q2): 0.8,
        ("engine", Q3): 1.0,
        ("engine", Q4): 1.0,
        ("grid", Q3): 1.0,
        ("grid", Q4): 1.0,
    }
    assert by("dispatch", ["source", "period"], "output_gw") == close(run)
    assert by("energy", ["source", "period"], "mean_output_gw") == close(run)
    assert by("energy", ["source", "period"], "output_gwh") == close(
        {key: gw * HOURS for key, gw in run.items()}
    )


def test_fuel_and_emissions_follow_output() -> None:
    burnt = by("fuel", ["source", "period"], "fuel_million_mmbtu")
    assert burnt["engine", Q2] == pytest.approx(0.8 * HOURS * 8 / 1000)
    assert burnt["grid", Q3] == 0.0
    emitted = by("fuel", ["source", "period"], "emissions_million_tonnes")
    assert emitted["engine", Q2] == pytest.approx(0.8 * HOURS * 8 * 0.05 / 1000)
    assert emitted["grid", Q3] == pytest.approx(1.0 * HOURS * 0.4 / 1000)


def test_the_bond_is_sold_up_to_its_market_and_then_to_the_debt_limit() -> None:
    assert by("issuance", ["period"], "issued_usd_billion") == close({Q2: 10.0, Q3: 5.0})
    assert by("issuance", ["period"], "fee_usd_billion") == close({Q2: 0.10, Q3: 0.05})
    assert by("placement", ["market", "step", "period"], "placed_usd_billion") == close(
        {("bonds", 1, Q2): 10.0, ("bonds", 1, Q3): 5.0}
    )
    assert by("debt", ["period"], "balance_usd_billion") == close({Q2: 10.0, Q3: 15.0, Q4: 15.0})
    assert by("debt", ["period"], "interest_usd_billion") == close({Q2: 0, Q3: 0.2, Q4: 0.3})
    assert by("debt", ["period"], "principal_usd_billion") == close({Q2: 0, Q3: 0, Q4: 0})


def test_every_line_of_cash_is_that_of_the_hand_solution() -> None:
    lines = by("cash", ["sponsor", "period", "side", "line"], "usd_billion")
    cloud = {key[1:]: amount for key, amount in lines.items() if key[0] == "cloud"}
    assert cloud == close(
        {
            (Q2, "source", "equity_in"): 20.805192 * 1.024,
            (Q2, "source", "debt_issued"): 10.0,
            (Q2, "source", "revenue"): 0.8 * 2,
            (Q2, "use", "capex"): 8.0 + 24.0,
            (Q2, "use", "fixed_om"): 0.25 * 0.8,
            (Q2, "use", "tariff_paid"): TARIFF * 0.8,
            (Q2, "use", "issue_fees"): 0.1,
            (Q2, "use", "equity_fees"): 20.805192 * 0.024,
            (Q3, "source", "equity_in"): 40.01298 * 1.024,
            (Q3, "source", "debt_issued"): 5.0,
            (Q3, "source", "revenue"): 4.0,
            (Q3, "use", "capex"): 12.0 + 36.0,
            (Q3, "use", "fixed_om"): 0.5,
            (Q3, "use", "tariff_paid"): TARIFF * 2,
            (Q3, "use", "interest"): 0.2,
            (Q3, "use", "issue_fees"): 0.05,
            (Q3, "use", "equity_fees"): 40.01298 * 0.024,
            (Q4, "source", "revenue"): 4.0,
            (Q4, "use", "fixed_om"): 0.5,
            (Q4, "use", "tariff_paid"): TARIFF * 2,
            (Q4, "use", "interest"): 0.3,
            (Q4, "use", "paid_out"): 2.93702,
        }
    )
    assert lines["power_co", Q1, "source", "equity_in"] == pytest.approx(1.0 * 1.024)
    assert lines["power_co", Q2, "source", "equity_in"] == pytest.approx(1.583702 * 1.024)
    assert lines["power_co", Q3, "source", "tariff_received"] == pytest.approx(TARIFF * 2)
    assert lines["power_co", Q4, "use", "paid_out"] == pytest.approx(0.0617025)
    assert lines["power_co", Q3, "use", "energy"] == pytest.approx(GRID)
    assert lines["power_co", Q3, "use", "fuel"] == pytest.approx(40 / 45 * ENGINE)
    assert lines["power_co", Q3, "use", "variable_om"] == pytest.approx(5 / 45 * ENGINE)


def test_book_value_wears_and_equity_is_what_debt_leaves() -> None:
    keys = ["sponsor", "period"]
    assert by("balance_sheet", keys, "book_value_usd_billion") == close(
        {
            ("cloud", Q1): 0,
            ("cloud", Q2): 8 * 0.99 + 24 * 0.95,
            ("cloud", Q3): 8 * 0.98 + 12 * 0.99 + 24 * 0.90 + 36 * 0.95,
            ("cloud", Q4): 8 * 0.97 + 12 * 0.98 + 24 * 0.85 + 36 * 0.90,
            ("power_co", Q1): 1.0,
            ("power_co", Q2): 1.0 + 1.6 * 15 / 16,
            ("power_co", Q3): 2.0 * 79 / 80 + 1.6 * 14 / 16 + 0.8 * 15 / 16,
            ("power_co", Q4): 2.0 * 78 / 80 + 1.6 * 13 / 16 + 0.8 * 14 / 16,
        }
    )
    equity = by("balance_sheet", keys, "equity_usd_billion")
    assert equity["cloud", Q3] == pytest.approx(75.52 - 15)
    assert equity["power_co", Q4] == pytest.approx(3.95)


def test_covenants_say_what_is_left_of_them() -> None:
    keys = ["covenant", "sponsor", "period"]
    slack = by("covenants", keys, "slack_usd_billion")
    assert slack["corporate debt", "cloud", Q2] == pytest.approx(15 - 10)
    assert slack["corporate debt", "cloud", Q4] == pytest.approx(0)
    assert slack["equity floor", "cloud", Q2] == pytest.approx((1 - 0.2) * 30.72 - 10)
    # The limit binds in Q3 and Q4: only the sum of its prices is unique.
    price = by("covenants", keys, "price_usd_per_usd")
    both = price["corporate debt", "cloud", Q3] + price["corporate debt", "cloud", Q4]
    assert both == pytest.approx(0.02 - 0.0005 + 0.024 * 0.99)


COSTS_WITHOUT_FUNDING = {
    "capex": 1.5 * 1.6 + 1 * 2.0 + 2 * 10 + 2 * 30,
    "fixed_om": 0.01 * (1 + 1.5 + 1.5) + 0.25 * (0.8 + 2 + 2),
    "energy": 2 * GRID,
    "fuel": 2.8 * 40 / 45 * ENGINE,
    "variable_om": 2.8 * 5 / 45 * ENGINE,
    "unserved": 5 * (2.0 + 1.2),
    "book_value_at_end": -(2.0 + 1.95 + 19.52 + 52.8),
}
COSTS_OF_FUNDING = {
    "issue_fees": 0.01 * 15,
    "unexpired_fees_at_end": -(0.10 * 18 / 20 + 0.05 * 19 / 20),
    "equity_fees": 0.024 * (20.805192 + 40.01298 + 1.0 + 1.583702 + 1.7382975),
    "debt_above_benchmark": 0.02 * (10 + 15),
    "equity_charge": 0.04 * (20.72 + 60.52) + 0.03 * (1.0 + 2.5 + 4.125),
}


@pytest.mark.parametrize(
    ("funding", "expected", "objective"),
    [
        (False, COSTS_WITHOUT_FUNDING, 25.821449),
        (True, COSTS_WITHOUT_FUNDING | COSTS_OF_FUNDING, 31.375663116),
    ],
)
def test_costs_are_those_of_the_hand_solution(
    funding: bool, expected: dict[str, float], objective: float
) -> None:
    costs = tiny_plan(funding).tables["costs"]
    assert costs.groupby("item")["present_value_usd_billion"].sum().to_dict() == close(expected)
    assert sum(expected.values()) == pytest.approx(objective, abs=1e-6)
    assert tiny_plan(funding).objective_usd_billion == pytest.approx(objective, abs=1e-6)


def test_bottlenecks_without_funding_are_those_of_the_hand_solution() -> None:
    earlier = 0.8 * 5 - 0.11 - 0.8 * (1.60 + 0.25 + ENGINE)
    cheaper = 2 * (0.11 - 0.025 + ENGINE - GRID)
    assert by("bottlenecks", ["bottleneck", "period"], "price_usd_billion_per_unit", funding=False) == close(
        {("engine_makers", Q2): earlier, ("connections", Q3): cheaper}
    )


def test_bottlenecks_with_funding_are_those_of_the_hand_solution() -> None:
    prices = by("bottlenecks", ["kind", "bottleneck", "period"], "price_usd_billion_per_unit")
    assert prices["supply_pool", "engine_makers", Q2] == pytest.approx(1.142972544)
    assert prices["supply_pool", "connections", Q3] == pytest.approx(0.10856798)
    assert prices["market", "bonds", Q2] == pytest.approx(0.02 - 0.0005 - 0.024 * 0.02)
    limits = by("bottlenecks", ["kind", "bottleneck", "period"], "limit")
    assert limits["supply_pool", "engine_makers", Q2] == 4 / 4
    assert limits["market", "bonds", Q2] == 40 / 4


def test_the_price_of_power_is_energy_and_what_firm_capacity_is_worth() -> None:
    """In Q2 one more GW of load saves 5 and asks for shell and chips (1.85), energy and firm capacity."""
    keys = ["region", "period"]
    firm = by("power_price", keys, "firm_capacity_usd_per_mwh", funding=False)
    energy = by("power_price", keys, "energy_usd_per_mwh", funding=False)
    total = by("power_price", keys, "power_price_usd_per_mwh", funding=False)
    worth = 5 - 1.60 - 0.25 - ENGINE
    assert firm["home", Q2] == pytest.approx(worth / USD_BILLION_PER_GW_OF_USD_PER_MWH)
    assert energy["home", Q2] == pytest.approx(45)
    assert total["home", Q2] == pytest.approx(45 + firm["home", Q2])
    assert min(firm.values()) >= 0
    assert [period for _, period in total] == [Q2, Q3, Q4]  # where load is served


def test_prices_of_power_that_are_rounding_are_zero() -> None:
    for funding in (True, False):
        prices = tiny_plan(funding).tables["power_price"].filter(like="usd_per_mwh").to_numpy()
        assert not ((prices != 0) & (abs(prices) < 1e-9)).any()


def test_one_more_gigawatt_of_need_costs_its_value_of_service_while_load_goes_unserved() -> None:
    price = by("need_price", ["sponsor", "period"], "price_usd_billion_per_gw")
    assert price["cloud", Q1] == pytest.approx(5)
    assert price["cloud", Q2] == pytest.approx(5)
    assert price["cloud", Q3] < 5


def test_without_funding_no_table_speaks_of_money_raised() -> None:
    money = {"issuance", "placement", "debt", "balance_sheet", "cash", "covenants"}
    money |= {"returns", "leverage", "need_value"}
    assert set(tiny_plan().tables) - set(tiny_plan(funding=False).tables) == money


DECISIONS = ("Ordered", "Standing", "Served", "Output", "Issue", "Step", "Balance", "Cash", "Equity_in")


def test_what_highs_leaves_below_zero_by_its_tolerance_is_nothing() -> None:
    """Every decision that is zero a little less: the tables are the same, and nobody reads of -1e-8 GW."""
    plan = tiny_plan()
    values = plan.solution.values.copy()
    for name in DECISIONS:
        cut = plan.solution.columns[name].slice
        values[cut] = np.where(values[cut] == 0, -1e-8, values[cut])
    tables = tabulate(plan.case, dataclasses.replace(plan.solution, values=values))
    for name, frame in plan.tables.items():
        assert len(tables[name]) == len(frame), name
        for column in frame.select_dtypes("number"):
            assert list(tables[name][column]) == pytest.approx(list(frame[column]), abs=1e-12), (name, column)
