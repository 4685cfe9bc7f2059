"""Covenants, worked by hand; an order's cost is at the price level of its period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.solver.program import Program

    Row = Callable[..., Any]


def chips(o: int) -> float:
    return 30 * 1.1 ** (o + 1)


def shell(o: int) -> float:
    return 10 * 1.1 ** (o + 1)


def test_collateral_adds_up_to_the_lower_of_book_and_curve(row: Row) -> None:
    # Chips fall to half in a year: 0.875 after a quarter, when the books still say 0.95.
    assert row("collateral_adds_up", "lab", "chips", 3) == {
        "Collateral[lab,chips,3]": 1,
        "National_ordered[best,lab,2]": -(1 - 0.5 * 0.25) * chips(2),
        "National_ordered[best,lab,1]": -(1 - 0.5 * 0.5) * chips(1),
        "National_ordered[best,lab,0]": -(1 - 0.5 * 0.75) * chips(0),
        "==": 0,
    }


def test_collateral_adds_up_to_spending_while_building(row: Row) -> None:
    assert row("collateral_adds_up", "cloud", "shell", 3) == {
        "Collateral[cloud,shell,3]": 1,
        "National_ordered[shell,cloud,3]": -0.5 * shell(3),
        "National_ordered[shell,cloud,2]": -0.5 * shell(2),
        "National_ordered[shell,cloud,1]": -(0.9 - 0.6 * 0.25 / 20) * shell(1),
        "National_ordered[shell,cloud,0]": -(0.9 - 0.6 * 0.5 / 20) * shell(0),
        "==": 0,
    }


def test_collateral_adds_up_to_the_books_near_the_end_of_a_life(row: Row) -> None:
    # At the end of 6 gas has stood 1 to 4 of its 4 quarters: the books are below a curve of 0.9 to 0.6.
    # A year-old sun is worth the 0.6 of the curve; the sun of period 6 its 0.9, and it costs 1000.
    # Of the sun of 4 and 5 a tax credit of 0.3 * 0.9 of its cost is taken off, whichever of the two counts.
    assert row("collateral_adds_up", "utility", "power", 6) == {
        "Collateral[utility,power,6]": 1,
        "National_ordered[gas,utility,5]": -(0.2 + 0.3) * 2.0 * 1.1**6,
        "National_ordered[gas,utility,4]": -(0.2 + 0.3) * 1.6 * 1.1**5,
        "National_ordered[gas,utility,3]": -(1 - 1 / 4) * 1.6 * 1.1**4,
        "National_ordered[gas,utility,2]": -(1 - 2 / 4) * 1.6 * 1.1**3,
        "National_ordered[gas,utility,1]": -(1 - 3 / 4) * 1.6 * 1.1**2,
        "National_ordered[sun,utility,6]": -(1 - 0.4 * 0.25) * 1.0 * 1.1**11,
        "National_ordered[sun,utility,5]": -(1 - 0.4 * 0.5) * 0.73 * 1.2 * 1.1**10,
        "National_ordered[sun,utility,4]": -(1 - 0.4 * 0.75) * 0.73 * 1.2 * 1.1**9,
        "National_ordered[sun,utility,3]": -0.6 * 1.2 * 1.1**8,
        "National_ordered[sun,utility,2]": -0.6 * 1.2 * 1.1**7,
        "==": 0,
    }


def test_balances_within_advance_ladder_rung_by_rung(row: Row, worked_program: Program) -> None:
    assert row("balances_within_advance_ladder", "cloud", "chips", 0.6, 4) == {
        "Balance[chip_loan,cloud,chips,4]": 1,
        "Collateral[cloud,chips,4]": -0.6,
        "<=": 0,
    }
    assert row("balances_within_advance_ladder", "cloud", "chips", 0.8, 4) == {
        "Balance[chip_loan,cloud,chips,4]": 1,
        "Balance[chip_note,cloud,chips,4]": 1,
        "Collateral[cloud,chips,4]": -0.8,
        "<=": 0,
    }


def test_balances_within_advance_ladder_share_a_rung_at_the_same_advance(
    row: Row, worked_program: Program
) -> None:
    assert row("balances_within_advance_ladder", "utility", "power", 0.5, 4) == {
        "Balance[plant_loan,utility,power,4]": 1,
        "Balance[plant_bridge,utility,power,4]": 1,
        "Collateral[utility,power,4]": -0.5,
        "<=": 0,
    }
    levels = {index[:3] for index in worked_program.rows["balances_within_advance_ladder"].indices}
    assert levels == {
        ("cloud", "chips", 0.6),
        ("lab", "chips", 0.6),
        ("cloud", "chips", 0.8),
        ("cloud", "shell", 0.6),
        ("cloud", "shell", 0.7),
        ("lab", "shell", 0.4),
        ("lab", "shell", 0.5),
        ("lab", "shell", 0.6),
        ("utility", "power", 0.5),
    }


def test_staged_balance_within_its_stage_at_exactly_its_seasoning(row: Row) -> None:
    # Half a year of seasoning: at the end of 3, chips of order 1 stood two quarters and count; 2 is late.
    # Weak chips have no book value left at that age.
    assert row("staged_balance_within_its_stage", "chip_note", "cloud", "chips", 3) == {
        "Balance[chip_note,cloud,chips,3]": 1,
        "National_ordered[best,cloud,1]": -0.8 * 0.75 * chips(1),
        "National_ordered[best,cloud,0]": -0.8 * 0.625 * chips(0),
        "<=": 0,
    }


def test_staged_balance_within_its_stage_up_to_exactly_its_takeout(row: Row) -> None:
    # A quarter of takeout: at the end of 3, shells of order 1 have stood one quarter and count, of 0 do not.
    assert row("staged_balance_within_its_stage", "hall_bridge", "cloud", "shell", 3) == {
        "Balance[hall_bridge,cloud,shell,3]": 1,
        "National_ordered[shell,cloud,3]": -0.7 * 0.5 * shell(3),
        "National_ordered[shell,cloud,2]": -0.7 * 0.5 * shell(2),
        "National_ordered[shell,cloud,1]": -0.7 * (0.9 - 0.6 * 0.25 / 20) * shell(1),
        "<=": 0,
    }


def test_staged_balance_within_its_stage_is_zero_before_anything_is_seasoned(row: Row) -> None:
    assert row("staged_balance_within_its_stage", "chip_note", "cloud", "chips", 1) == {
        "Balance[chip_note,cloud,chips,1]": 1,
        "<=": 0,
    }


def test_callable_beyond_its_grace_is_due(row: Row) -> None:
    # A quarter of grace: what was issued in the period before counts nothing yet.
    assert row("callable_beyond_its_grace_is_due", "hall_bridge", "cloud", "shell", 3) == {
        "Balance[hall_bridge,cloud,shell,2]": 1,
        "Issue[hall_bridge,cloud,shell,2]": -1,
        "Due_balance[hall_bridge,cloud,shell,3]": -1,
        "<=": 0,
    }


def test_callable_beyond_its_grace_is_due_at_once_without_grace(row: Row) -> None:
    assert row("callable_beyond_its_grace_is_due", "plant_bridge", "utility", "power", 3) == {
        "Balance[plant_bridge,utility,power,2]": 1,
        "Due_balance[plant_bridge,utility,power,3]": -1,
        "<=": 0,
    }


def test_load_covers_scheduled_service_of_level_loans_and_bullets(row: Row) -> None:
    # The loan pays an annuity of 4 after 2 quarters of grace; the note interest alone after 1, up to 4.
    annuity = 0.03 / (1 - 1.03**-4)
    assert row("load_covers_scheduled_service", "cloud", "chips", 4) == {
        "Issue[chip_loan,cloud,chips,1]": 1.25 * annuity,
        "Issue[chip_loan,cloud,chips,0]": 1.25 * annuity,
        "Issue[chip_note,cloud,chips,2]": 1.5 * 0.03,
        "Issue[chip_note,cloud,chips,1]": 1.5 * 0.03,
        "Issue[chip_note,cloud,chips,0]": 1.5 * 0.03,
        "Own_load[cloud,4]": -6 / 4 * 1.1**5,
        "<=": 0,
    }


def test_load_covers_scheduled_service_by_what_the_host_earns_on_all_that_its_assets_carry(row: Row) -> None:
    # From 2028 on cloud earns three quarters, and houses the lab in compute.
    terms = row("load_covers_scheduled_service", "cloud", "chips", 7).expected
    assert {name: number for name, number in terms.items() if name[:2] in ("Ow", "Ho")} == pytest.approx(
        dict.fromkeys(
            (
                "Own_load[cloud,7]",
                "Hosted[lab,cloud,compute,east,7]",
                "Hosted[lab,cloud,compute,west,7]",
            ),
            -0.75 * 6 / 4 * 1.1**8,
        )
    )


def test_load_covers_scheduled_service_of_straight_leases_and_callables(row: Row) -> None:
    assert row("load_covers_scheduled_service", "cloud", "shell", 4) == {
        "Issue[hall_lease,cloud,shell,3]": 1.2 * (1 / 4 + 0.02 * 4 / 4),
        "Issue[hall_lease,cloud,shell,2]": 1.2 * (1 / 4 + 0.02 * 3 / 4),
        "Issue[hall_lease,cloud,shell,1]": 1.2 * (1 / 4 + 0.02 * 2 / 4),
        "Issue[hall_lease,cloud,shell,0]": 1.2 * (1 / 4 + 0.02 * 1 / 4),
        "Due_balance[hall_bridge,cloud,shell,4]": 1.1 * 0.03,
        "Own_load[cloud,4]": -1.5 / 4 * 1.1**5,
        "<=": 0,
    }


def test_load_covers_scheduled_service_of_capitalised_custom_and_sculpted_loans(row: Row) -> None:
    # Interest of the grace counts nothing, and makes the annuity larger; the balloon of the note is principal.
    annuity = 1.03**2 * 0.03 / (1 - 1.03**-4)
    assert row("load_covers_scheduled_service", "lab", "shell", 6) == {
        **{f"Issue[hall_term,lab,shell,{o}]": 1.2 * annuity for o in (0, 1, 2, 3)},
        # Of a sculpted loan all that is paid counts, which is what is owed no longer, and interest.
        "Balance[hall_sweep,lab,shell,5]": 1.3 * (1 + 0.02),
        "Issue[hall_sweep,lab,shell,6]": 1.3,
        "Balance[hall_sweep,lab,shell,6]": -1.3,
        "Issue[hall_note,lab,shell,5]": 1.5 * 0.03,
        "Issue[hall_note,lab,shell,4]": 1.5 * (0.03 + 0.3),
        "Issue[hall_note,lab,shell,3]": 1.5 * (0.03 * 0.7 + 0.3),
        "Issue[hall_note,lab,shell,2]": 1.5 * (0.03 * 0.4 + 0.4),
        "Own_load[lab,6]": -1.5 / 4 * 1.1**7,
        "<=": 0,
    }


def test_power_covers_scheduled_service_out_of_net_output(row: Row) -> None:
    # The loan is repaid in two halves, after two quarters of grace that count nothing.
    assert row("power_covers_scheduled_service", "utility", "power", 4) == {
        "Issue[plant_loan,utility,power,1]": 1.4 * (1 / 2 + 0.02),
        "Issue[plant_loan,utility,power,0]": 1.4 * (1 / 2 + 0.02 / 2),
        "Due_balance[plant_bridge,utility,power,4]": 1.3 * 0.03,
        "Net_output[utility,4]": -0.3 / 4 * 1.1**5,
        "<=": 0,
    }


def test_unsecured_debt_within_corporate_limit_callable_or_not(row: Row) -> None:
    assert row("unsecured_debt_within_corporate_limit", "cloud", 4) == {"Balance[bond,cloud,,4]": 1, "<=": 50}
    assert row("unsecured_debt_within_corporate_limit", "lab", 4) == {
        "Balance[revolver,lab,,4]": 1,
        "Balance[delayed_draw,lab,,4]": 1,
        "Balance[delayed_draw,lab,shell,4]": 1,
        "Balance[best_money,lab,,4]": 1,
        "<=": 5,
    }


def test_equity_above_floor_of_books_and_cash(row: Row) -> None:
    assert row("equity_above_floor", "lab", 4) == {
        "Book[lab,4]": 0.3,
        "Cash[lab,4]": 0.3,
        "Equity[lab,4]": -1,
        "<=": 0,
    }
