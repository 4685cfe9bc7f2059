"""Issues, markets and repayment, worked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = Callable[..., Any]


def test_issues_are_placed_in_steps_of_their_market(row: Row) -> None:
    assert row("issues_are_placed_in_steps", "plant_loan", "utility", 3) == {
        "Issue[plant_loan,utility,power,3]": 1,
        "Step[plant_loan,utility,1,3]": -1,
        "Step[plant_loan,utility,2,3]": -1,
        "==": 0,
    }


def test_issues_are_placed_in_steps_on_own_credit_too(row: Row) -> None:
    assert row("issues_are_placed_in_steps", "revolver", "lab", 3) == {
        "Issue[revolver,lab,,3]": 1,
        "Step[revolver,lab,1,3]": -1,
        "==": 0,
    }


def test_commitments_are_placed_in_steps_over_classes(row: Row) -> None:
    assert row("commitments_are_placed_in_steps", "delayed_draw", "lab", 3) == {
        "Committed[delayed_draw,lab,,3]": 1,
        "Committed[delayed_draw,lab,shell,3]": 1,
        "Step[delayed_draw,lab,1,3]": -1,
        "==": 0,
    }


def test_issuance_within_market_limit_over_instruments_and_sponsors(row: Row) -> None:
    assert row("issuance_within_market_limit", "bonds", 1, 3) == {
        "Step[bond,cloud,1,3]": 1,
        "Step[bond,utility,1,3]": 1,
        "Step[plant_loan,utility,1,3]": 1,
        "<=": 40 / 4,
    }


def test_issuance_within_market_limit_of_zero_before_the_first_row_of_a_step(row: Row) -> None:
    placements = {
        "Step[bond,cloud,2,{}]": 1,
        "Step[bond,utility,2,{}]": 1,
        "Step[plant_loan,utility,2,{}]": 1,
    }
    for t, limit in ((2, 0), (3, 20 / 4)):
        assert row("issuance_within_market_limit", "bonds", 2, t) == {
            **{label.format(t): share for label, share in placements.items()},
            "<=": limit,
        }


def owed(i: str, j: str, c: str, t: int, shares: dict[int, float]) -> dict[str, float]:
    issues = {f"Issue[{i},{j},{c},{o}]": -share for o, share in shares.items()}
    return {f"Balance[{i},{j},{c},{t}]": 1, **issues, "==": 0}


def test_balance_follows_schedule_of_a_level_loan_after_its_grace(row: Row) -> None:
    # 3 % a quarter, 6 quarters, the first 2 in grace: an annuity of 4. What was issued in 0 is repaid.
    annuity = 1 - 1.03**-4
    assert row("balance_follows_schedule", "chip_loan", "lab", "chips", 6) == owed(
        *("chip_loan", "lab", "chips", 6),
        {
            6: 1,
            5: 1,
            4: 1,
            3: (1 - 1.03**-3) / annuity,
            2: (1 - 1.03**-2) / annuity,
            1: (1 - 1.03**-1) / annuity,
        },
    )


def test_balance_follows_schedule_of_a_level_loan_whose_interest_is_capitalised(row: Row) -> None:
    # Two quarters of grace make 1.03 ** 2 of a dollar, on which the annuity of 4 is drawn up.
    annuity, grown = 1 - 1.03**-4, 1.03**2
    assert row("balance_follows_schedule", "hall_term", "lab", "shell", 6) == owed(
        *("hall_term", "lab", "shell", 6),
        {
            6: 1,
            5: 1.03,
            4: grown,
            3: grown * (1 - 1.03**-3) / annuity,
            2: grown * (1 - 1.03**-2) / annuity,
            1: grown * (1 - 1.03**-1) / annuity,
        },
    )


def test_balance_follows_schedule_of_a_custom_note_to_its_balloon(row: Row) -> None:
    # All of it for a quarter, then along a line to 0.4 after three, and nothing from the tenor of four on.
    assert row("balance_follows_schedule", "hall_note", "lab", "shell", 6) == owed(
        *("hall_note", "lab", "shell", 6), {6: 1, 5: 1, 4: 0.7, 3: 0.4}
    )


def test_balance_follows_schedule_of_a_straight_lease(row: Row) -> None:
    assert row("balance_follows_schedule", "hall_lease", "cloud", "shell", 4) == owed(
        *("hall_lease", "cloud", "shell", 4), {4: 1, 3: 3 / 4, 2: 2 / 4, 1: 1 / 4}
    )


def test_balance_follows_schedule_of_a_straight_loan_after_its_grace(row: Row) -> None:
    # 4 quarters, the first 2 in grace: one half is owed after 3.
    assert row("balance_follows_schedule", "plant_loan", "utility", "power", 4) == owed(
        *("plant_loan", "utility", "power", 4), {4: 1, 3: 1, 2: 1, 1: 1 / 2}
    )


def test_balance_follows_schedule_of_a_bullet_to_its_tenor(row: Row) -> None:
    assert row("balance_follows_schedule", "chip_note", "cloud", "chips", 4) == owed(
        *("chip_note", "cloud", "chips", 4), {4: 1, 3: 1, 2: 1, 1: 1}
    )


def test_callable_stands_through_its_period_of_issue(row: Row) -> None:
    assert row("callable_stands_through_its_period_of_issue", "hall_bridge", "cloud", "shell", 4) == {
        "Issue[hall_bridge,cloud,shell,4]": 1,
        "Balance[hall_bridge,cloud,shell,4]": -1,
        "<=": 0,
    }


def test_callable_grows_by_issues_alone(row: Row) -> None:
    assert row("callable_grows_by_issues_alone", "hall_bridge", "cloud", "shell", 4) == {
        "Balance[hall_bridge,cloud,shell,4]": 1,
        "Balance[hall_bridge,cloud,shell,3]": -1,
        "Issue[hall_bridge,cloud,shell,4]": -1,
        "<=": 0,
    }


def test_callable_grows_by_issues_alone_from_nothing(row: Row) -> None:
    assert row("callable_grows_by_issues_alone", "revolver", "lab", "", 0) == {
        "Balance[revolver,lab,,0]": 1,
        "Issue[revolver,lab,,0]": -1,
        "<=": 0,
    }


def test_callable_grows_by_issues_alone_and_so_does_a_sculpted_loan(row: Row) -> None:
    assert row("callable_grows_by_issues_alone", "hall_sweep", "lab", "shell", 4) == {
        "Balance[hall_sweep,lab,shell,4]": 1,
        "Balance[hall_sweep,lab,shell,3]": -1,
        "Issue[hall_sweep,lab,shell,4]": -1,
        "<=": 0,
    }


def test_callable_repaid_by_its_tenor_of_three_quarters(row: Row) -> None:
    assert row("callable_repaid_by_its_tenor", "hall_bridge", "cloud", "shell", 4) == {
        "Balance[hall_bridge,cloud,shell,4]": 1,
        "Issue[hall_bridge,cloud,shell,4]": -1,
        "Issue[hall_bridge,cloud,shell,3]": -1,
        "Issue[hall_bridge,cloud,shell,2]": -1,
        "<=": 0,
    }
