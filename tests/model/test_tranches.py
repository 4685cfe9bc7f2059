"""Notes, worked by hand: a CLO of three tranches, which asks 1, 2 and 3 % a quarter, and a CDO of one, at 2 %.

The CLO's senior tranche runs 4 quarters and may not be called for 2, its junior 6 and 1, its equity 2 and none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.solver.program import Program

    Row = Callable[..., Any]


def test_notes_pay_for_the_pool_all_tranches_together(row: Row) -> None:
    assert row("notes_pay_for_the_pool", "clo", 3) == {
        "Note[clo,senior,3]": 1,
        "Note[clo,junior,3]": 1,
        "Note[clo,equity,3]": 1,
        "Pool[clo,3]": -1,
        "==": 0,
    }


def test_notes_are_over_collateralised_with_those_senior_to_them(row: Row) -> None:
    assert row("notes_are_over_collateralised", "clo", "senior", 3) == {
        "Note[clo,senior,3]": 1,
        "Pool[clo,3]": -0.7,
        "<=": 0,
    }
    assert row("notes_are_over_collateralised", "clo", "junior", 3) == {
        "Note[clo,senior,3]": 1,
        "Note[clo,junior,3]": 1,
        "Pool[clo,3]": -0.9,
        "<=": 0,
    }


def test_interest_covers_coupons_of_a_tranche_and_those_senior_to_it(row: Row) -> None:
    # Chip loans ask 3 % a quarter, and 5 % from 2027Q2, period 4, on; the manager takes half a percent.
    for t, rate in ((3, 0.03), (4, 0.05)):
        pooled = {
            f"Pooled[clo,chip_loan,{t}]": -rate,
            f"Pooled[clo,plant_bridge,{t}]": -0.03,
            f"Pooled[clo,plant_loan,{t}]": -0.02,
            f"Pool[clo,{t}]": 0.005,
        }
        assert row("interest_covers_coupons", "clo", "equity", t) == {
            **pooled,
            f"Note[clo,senior,{t}]": 0.01,
            f"Note[clo,junior,{t}]": 0.02,
            f"Note[clo,equity,{t}]": 0.03,
            "<=": 0,
        }
        assert row("interest_covers_coupons", "clo", "senior", t) == {
            **pooled,
            f"Note[clo,senior,{t}]": 1.25 * 0.01,
            "<=": 0,
        }


def test_interest_covers_coupons_where_it_is_asked(worked_program: Program) -> None:
    asked = {index[:2] for index in worked_program.rows["interest_covers_coupons"].indices}
    assert asked == {("clo", "senior"), ("clo", "equity"), ("cdo", "equity")}


def test_notes_grow_by_sales_alone(row: Row) -> None:
    assert row("notes_grow_by_sales_alone", "clo", "equity", 0) == {
        "Note[clo,equity,0]": 1,
        "Sold[clo,equity,0]": -1,
        "<=": 0,
    }
    assert row("notes_grow_by_sales_alone", "clo", "equity", 1) == {
        "Note[clo,equity,1]": 1,
        "Note[clo,equity,0]": -1,
        "Sold[clo,equity,1]": -1,
        "<=": 0,
    }


def test_notes_repaid_by_their_tenor_of_which_the_first_period_is_one(row: Row) -> None:
    assert row("notes_repaid_by_their_tenor", "clo", "equity", 5) == {
        "Note[clo,equity,5]": 1,
        "Sold[clo,equity,4]": -1,
        "Sold[clo,equity,5]": -1,
        "<=": 0,
    }


def test_notes_stand_until_they_may_be_called_of_which_the_first_period_is_one(
    row: Row, worked_program: Program
) -> None:
    assert row("notes_stand_until_they_may_be_called", "clo", "senior", 5) == {
        "Note[clo,senior,5]": -1,
        "Sold[clo,senior,4]": 1,
        "Sold[clo,senior,5]": 1,
        "<=": 0,
    }
    kept = {index[:2] for index in worked_program.rows["notes_stand_until_they_may_be_called"].indices}
    assert kept == {("clo", "senior"), ("clo", "junior")}


def test_notes_are_placed_in_steps_without_a_concession(row: Row) -> None:
    # The second step, of no depth before, concedes a percent from 2027, period 3, on.
    sold = {"Sold[clo,junior,{}]": 1, "Note_step[clo,junior,1,{}]": -1}
    for t, more in ((2, {"Note_step[clo,junior,2,{}]": -1}), (3, {})):
        assert row("notes_are_placed_in_steps", "clo", "junior", t) == {
            **{label.format(t): share for label, share in (sold | more).items()},
            "==": 0,
        }


def test_notes_of_all_vehicles_share_the_depth_of_a_step(row: Row) -> None:
    assert row("issuance_within_market_limit", "notes", 1, 3) == {
        "Note_step[clo,senior,1,3]": 1,
        "Note_step[clo,junior,1,3]": 1,
        "Note_step[cdo,equity,1,3]": 1,
        "<=": 16 / 4,
    }


def test_a_structuring_fee_is_a_cost_of_the_plan_and_of_no_sponsor(worked_program: Program) -> None:
    block = worked_program.columns["Sold"]
    costs = dict(zip(block.indices, worked_program.cost[block.slice].tolist(), strict=True))
    assert costs["clo", "equity", 3] == pytest.approx(0.02 * 1.01**-4)
    assert costs["cdo", "equity", 3] == 0
    rows = {rule for rule in worked_program.rows if "sources_equal_uses" in rule}
    assert rows
    for rule in rows:
        at = worked_program.rows[rule].slice
        columns = worked_program.matrix[at].indices
        assert not any(block.start <= column < block.stop for column in columns.tolist())
