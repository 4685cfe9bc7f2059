"""Tables of lenders and vehicles, and the waterfall replayed from them, which agrees until a figure is altered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from cases import credit
from cases.credit_single import random_part

import planner
from planner.parameters.vehicles import Tranche
from planner.results.waterfall import (
    Sales,
    lenders_keep_to_their_room,
    vehicles_hold_what_is_owed,
    waterfall,
    waterfalls_agree,
)
from planner.tolerances import RECONCILIATION

if TYPE_CHECKING:
    from planner.plotted import Plan

SEED = 3


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return planner.solve(
        planner.read(random_part(tmp_path_factory.mktemp("layer") / "case", SEED, credit.lenders))
    )


def with_cells(plan: Plan, table: str, column: str, factor: float) -> dict[str, pd.DataFrame]:
    """The tables with the largest cell of a column multiplied."""
    frame = plan.tables[table].copy()
    assert frame[column].max() > 0
    frame.loc[frame[column].idxmax(), column] *= factor
    return plan.tables | {table: frame}


def test_vehicles_hold_loans_and_sell_notes(plan: Plan) -> None:
    pools, notes, room = (plan.tables[name] for name in ("pools", "notes", "lender_room"))
    held = pools.groupby(["vehicle", "period"])["pooled_usd_billion"].sum()
    sold = notes.groupby(["vehicle", "period"])["outstanding_usd_billion"].sum()
    assert held.max() > 0.01
    pd.testing.assert_series_equal(held[held > 1e-9], sold[sold > 1e-9], check_names=False, rtol=1e-6)
    assert room["held_by_vehicles_usd_billion"].max() > 0.01
    over = room["owed_usd_billion"] - room["held_by_vehicles_usd_billion"] - room["room_usd_billion"]
    assert over.max() < 1e-6


def test_notes_are_told_where_they_are_placed_and_their_fees_among_the_costs(plan: Plan) -> None:
    placement, notes, costs = (plan.tables[name] for name in ("placement", "notes", "costs"))
    placed = placement[placement["tranche"] != ""]
    assert set(placed["instrument"]) == set(placed["sponsor"]) == {""}
    assert set(placed["concession_usd_billion"]) == {0.0}
    assert placed["placed_usd_billion"].sum() == pytest.approx(notes["sold_usd_billion"].sum())
    fees = costs[costs["item"] == "structuring_fees"]
    assert set(fees["sponsor"]) <= {""}
    assert fees["usd_billion"].sum() == pytest.approx(notes["structuring_fee_usd_billion"].sum())


def test_the_waterfall_pays_every_coupon_and_leaves_something_or_nothing(plan: Plan) -> None:
    replayed = waterfall(plan.case, plan.tables)
    assert replayed["due_usd_billion"].max() > 0
    assert (replayed["due_usd_billion"] - replayed["paid_usd_billion"]).abs().max() < 1e-9
    assert replayed["left_usd_billion"].min() > -1e-9
    assert replayed["lacking_usd_billion"].max() < 1e-6
    sold = plan.tables["notes"]["sold_usd_billion"].sum()
    end = plan.case.periods[-1]
    notes = plan.tables["notes"]
    left = notes.loc[notes["period"] == str(end), "outstanding_usd_billion"].sum()
    repaid = replayed["redeemed_usd_billion"].sum() + replayed["called_usd_billion"].sum()
    assert sold - repaid == pytest.approx(left, abs=1e-6)


@pytest.mark.parametrize(
    ("table", "column", "factor"),
    [
        ("notes", "coupon_usd_billion", 1.01),
        ("notes", "outstanding_usd_billion", 1.01),
        ("notes", "sold_usd_billion", 0.9),
        ("pools", "pooled_usd_billion", 0.9),
    ],
)
def test_a_waterfall_does_not_agree_with_tables_that_are_altered(
    plan: Plan, table: str, column: str, factor: float
) -> None:
    assert waterfalls_agree(plan.case, plan.tables) < RECONCILIATION
    assert waterfalls_agree(plan.case, with_cells(plan, table, column, factor)) > RECONCILIATION


def test_a_table_of_the_waterfall_that_is_altered_is_noticed(plan: Plan) -> None:
    assert waterfall(plan.case, plan.tables).equals(plan.tables["waterfall"])
    altered = with_cells(plan, "waterfall", "left_usd_billion", 1.01)
    assert waterfalls_agree(plan.case, altered) > RECONCILIATION
    fewer = plan.tables | {"waterfall": plan.tables["waterfall"].iloc[1:]}
    assert waterfalls_agree(plan.case, fewer) > RECONCILIATION


def test_pools_that_are_altered_are_noticed(plan: Plan) -> None:
    assert vehicles_hold_what_is_owed(plan.case, plan.tables) < RECONCILIATION
    for altered in (
        with_cells(plan, "pools", "pooled_usd_billion", 1.05),
        with_cells(plan, "notes", "outstanding_usd_billion", 1.05),
        with_cells(plan, "pools", "owed_usd_billion", 1.05),
    ):
        assert vehicles_hold_what_is_owed(plan.case, altered) > RECONCILIATION


def test_a_lender_beyond_its_room_is_noticed(plan: Plan) -> None:
    assert lenders_keep_to_their_room(plan.case, plan.tables) < RECONCILIATION
    altered = with_cells(plan, "lender_room", "owed_usd_billion", 100)
    assert lenders_keep_to_their_room(plan.case, altered) > RECONCILIATION


def test_sales_mature_and_are_called_the_oldest_first() -> None:
    sales = Sales(Tranche("clo", "aaa", "bonds", 0.05, 0.0, 1.0, 3, 0.0, 2))
    assert sales.pass_period(range(0, 1), 5.0, 5.0) == (0, 0, 0)
    assert sales.pass_period(range(1, 2), 2.0, 7.0) == (0, 0, 0)
    assert sales.pass_period(range(2, 3), 0.0, 4.0) == (0, 3.0, 0)
    # What is left of the first sale matures; of the second, which may be called, one is.
    assert sales.pass_period(range(3, 4), 0.0, 1.0) == (2.0, 1.0, 0)
    assert sales.lots == [[1.0, 1.0]]


def test_sales_cannot_be_called_early_nor_outlive_their_tenor() -> None:
    sales = Sales(Tranche("clo", "aaa", "bonds", 0.05, 0.0, 1.0, 3, 0.0, 2))
    assert sales.pass_period(range(0, 1), 5.0, 4.0) == (0, 1.0, 1.0)
    sales.pass_period(range(1, 2), 0.0, 4.0)
    sales.pass_period(range(2, 3), 0.0, 4.0)
    assert sales.pass_period(range(3, 4), 0.0, 4.0) == (4.0, 0, 4.0)
    assert np.isclose(sum(amount for _, amount in sales.lots), 0)
