"""Contracts for power, worked by hand: 0.6 of what could be given in all hours, at 70 USD a MWh of 2026."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest

import planner
from planner.model import build
from planner.solver import compile_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.case import Case

    Row = Callable[..., Any]


def test_paid_energy_covers_output_all_of_it(row: Row) -> None:
    assert row("paid_energy_covers_output", "contract", "east", 5) == {
        "Energy[contract,east,5]": 1,
        "Paid_energy[contract,east,5]": -1,
        "<=": 0,
    }


def test_paid_energy_covers_minimum_take_of_what_stands_in_all_hours(row: Row) -> None:
    # Of a GW 0.6 is due, not 0.6 of the 0.95 that are available.
    assert row("paid_energy_covers_minimum_take", "contract", "west", 6) == {
        "Standing[contract,lab,west,6]": 0.6,
        "Paid_energy[contract,west,6]": -1,
        "<=": 0,
    }


def test_contracts_are_paid_for_all_hours_of_the_period(row: Row) -> None:
    price = 70 * 1.1**6 * 8766 / 4 * 1e-6
    assert row("contracts_are_paid", "lab", 5) == {
        "Contract_cost[lab,5]": 1,
        "Paid_energy[contract,east,5]": -price,
        "Paid_energy[contract,west,5]": -price,
        "==": 0,
    }
    assert row("contracts_are_paid", "cloud", 5) == {"Contract_cost[cloud,5]": 1, "==": 0}


def test_generation_is_paid_without_the_price_of_what_is_under_contract(worked_case: Case) -> None:
    program = compile_model(build(worked_case))
    block = program.rows["generation_is_paid"]
    number = block.start + block.indices.index(("lab", 5))
    energy = program.columns["Energy"]
    column = energy.start + energy.indices.index(("contract", "east", 5))
    # Variable cost alone, USD 2 a MWh.
    assert program.matrix[number, column] == pytest.approx(-2 * 1.1**6 * 8766 / 4 * 1e-6)


def test_a_case_without_a_minimum_take_pays_on_output_as_it_did(worked_case: Case) -> None:
    case = planner.edit(worked_case, "sources.minimum_take_fraction=0")
    m = build(case)
    assert m.component("Paid_energy") is None
    blank = dataclasses.replace(
        case,
        sheets={
            **case.sheets,
            "sources": planner.edit(worked_case, "sources.minimum_take_fraction=blank").rows("sources"),
        },
    )
    one, other = compile_model(m), compile_model(build(blank))
    assert (one.matrix != other.matrix).nnz == 0
    assert (one.cost == other.cost).all()


def test_what_is_not_taken_is_paid_for_all_the_same(worked_case: Case) -> None:
    """A plan that wants capacity, and hardly its energy, pays the minimum."""
    case = planner.edit(worked_case, "sources.variable_om_usd_per_mwh[source=contract]=300")
    tables = planner.solve(case).tables
    taken, costs = tables["minimum_take"], tables["costs"]
    assert taken.columns.tolist() == ["source", "region", "period", "standing_gw", "output_gwh", "paid_gwh"]
    assert len(taken) > 0
    for row in taken.itertuples():
        least = 0.6 * row.standing_gw * 8766 / 4
        assert row.paid_gwh == pytest.approx(max(row.output_gwh, least))
    assert (taken["paid_gwh"] > taken["output_gwh"] + 1).any()
    last = taken[taken["period"] == "2028Q1"]
    paid = costs[(costs["asset_or_instrument"] == "contract") & (costs["item"] == "energy")]
    assert paid[paid["period"] == "2028Q1"]["usd_billion"].sum() == pytest.approx(
        70 * 1.1**8 * last["paid_gwh"].sum() * 1e-6
    )
