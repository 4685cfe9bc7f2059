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


def test_issuance_within_market_limit_over_instruments_and_sponsors(row: Row) -> None:
    assert row("issuance_within_market_limit", "bonds", 1, 3) == {
        "Step[bond,cloud,1,3]": 1,
        "Step[bond,utility,1,3]": 1,
        "Step[plant_loan,utility,1,3]": 1,
        "<=": 40 / 4,
    }


def test_issuance_within_market_limit_of_zero_before_the_first_row_of_a_step(row: Row) -> None:
    tapped = {"Step[bond,cloud,2,{}]": 1, "Step[bond,utility,2,{}]": 1, "Step[plant_loan,utility,2,{}]": 1}
    for t, limit in ((2, 0), (3, 20 / 4)):
        assert row("issuance_within_market_limit", "bonds", 2, t) == {
            **{label.format(t): share for label, share in tapped.items()},
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


def test_callable_repaid_by_its_tenor_of_three_quarters(row: Row) -> None:
    assert row("callable_repaid_by_its_tenor", "hall_bridge", "cloud", "shell", 4) == {
        "Balance[hall_bridge,cloud,shell,4]": 1,
        "Issue[hall_bridge,cloud,shell,4]": -1,
        "Issue[hall_bridge,cloud,shell,3]": -1,
        "Issue[hall_bridge,cloud,shell,2]": -1,
        "<=": 0,
    }


def test_issues_add_up_over_instruments_and_classes(row: Row) -> None:
    assert row("issues_add_up", "cloud", 5) == {
        "Issued[cloud,5]": 1,
        "Issue[bond,cloud,,5]": -1,
        "Issue[chip_loan,cloud,chips,5]": -1,
        "Issue[chip_note,cloud,chips,5]": -1,
        "Issue[hall_lease,cloud,shell,5]": -1,
        "Issue[hall_bridge,cloud,shell,5]": -1,
        "==": 0,
    }


def test_debt_adds_up_scheduled_or_callable(row: Row) -> None:
    assert row("debt_adds_up", "lab", 5) == {
        "Debt[lab,5]": 1,
        "Balance[revolver,lab,,5]": -1,
        "Balance[chip_loan,lab,chips,5]": -1,
        "==": 0,
    }


def test_interest_adds_up_on_what_was_owed_before(row: Row) -> None:
    assert row("interest_adds_up", "utility", 5) == {
        "Interest[utility,5]": 1,
        "Balance[bond,utility,,4]": -0.02,
        "Balance[plant_loan,utility,power,4]": -0.02,
        "Balance[plant_bridge,utility,power,4]": -0.03,
        "==": 0,
    }


def test_interest_adds_up_to_nothing_in_the_first_period(row: Row) -> None:
    assert row("interest_adds_up", "utility", 0) == {"Interest[utility,0]": 1, "==": 0}


def test_debt_service_is_interest_and_principal(row: Row) -> None:
    assert row("debt_service_is_interest_and_principal", "lab", 5) == {
        "Debt_service[lab,5]": 1,
        "Interest[lab,5]": -1,
        "Debt[lab,4]": -1,
        "Issued[lab,5]": -1,
        "Debt[lab,5]": 1,
        "==": 0,
    }


def test_issue_cost_is_fees_and_concessions_in_force(row: Row) -> None:
    # Loans give way 0.4 % in 2026 and 0.6 % in 2027; the second step of bonds gives way 1 % and opens in 2027.
    fees = {"Issue[bond,utility,,{}]": -0.01, "Issue[plant_loan,utility,power,{}]": -0.01}
    fees |= {"Issue[plant_bridge,utility,power,{}]": -0.01}
    late = {"Step[bond,utility,2,{}]": -0.01, "Step[plant_loan,utility,2,{}]": -0.01}
    for t, more in ((2, {"Step[plant_bridge,utility,1,{}]": -0.004}), (3, {"Step[plant_bridge,utility,1,{}]": -0.006} | late)):
        assert row("issue_cost_is_fees_and_concessions", "utility", t) == {
            f"Issue_cost[utility,{t}]": 1,
            **{label.format(t): share for label, share in (fees | more).items()},
            "==": 0,
        }


def test_unexpired_issue_cost_has_worth_but_none_of_a_callables(row: Row) -> None:
    # The chip loan runs 6 quarters: of what was paid in 2 a sixth lies ahead at the end of 7, of 1 nothing.
    ahead = {2: 1 / 6, 3: 2 / 6, 4: 3 / 6, 5: 4 / 6, 6: 5 / 6, 7: 6 / 6}
    concession = {2: 0.004, 3: 0.006, 4: 0.006, 5: 0.006, 6: 0.006, 7: 0.006}
    assert row("unexpired_issue_cost_has_worth", "lab") == {
        "Unexpired[lab]": 1,
        **{f"Issue[chip_loan,lab,chips,{o}]": -0.02 * share for o, share in ahead.items()},
        **{f"Step[chip_loan,lab,1,{o}]": -concession[o] * share for o, share in ahead.items()},
        "==": 0,
    }
