"""What a sponsor owes and pays, worked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = Callable[..., Any]


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
        "Balance[hall_term,lab,shell,5]": -1,
        "Balance[hall_sweep,lab,shell,5]": -1,
        "Balance[hall_note,lab,shell,5]": -1,
        "Balance[delayed_draw,lab,,5]": -1,
        "Balance[delayed_draw,lab,shell,5]": -1,
        "Balance[best_money,lab,,5]": -1,
        "==": 0,
    }


def test_interest_adds_up_on_what_was_owed_before(row: Row) -> None:
    # A bond bears 5 % a quarter if issued from 2027Q3, period 5, on, and those of before keep their 2 %.
    assert row("interest_adds_up", "utility", 5) == {
        "Interest[utility,5]": 1,
        **{f"Issue[bond,utility,,{o}]": -0.02 for o in range(5)},
        "Balance[plant_loan,utility,power,4]": -0.02,
        "Balance[plant_bridge,utility,power,4]": -0.03,
        "==": 0,
    }


def test_interest_adds_up_at_the_rate_of_each_issue_but_of_a_callable_at_that_in_force(row: Row) -> None:
    # The bridge asks 4 % from 2027Q4, period 6, on all that is owed. Of the chip loan, which runs 6 quarters and rests
    # for 2, an annuity is left; those from 2027Q2, period 4, bear 5 %. Notes and leases run 4.
    left = {2: 1 - 1.03**-2, 3: 1 - 1.03**-3, 1: 1 - 1.03**-1}
    assert row("interest_adds_up", "cloud", 7) == {
        "Interest[cloud,7]": 1,
        **{f"Issue[bond,cloud,,{o}]": -0.02 if o < 5 else -0.05 for o in range(7)},
        **{f"Issue[chip_loan,cloud,chips,{o}]": -0.03 * x / (1 - 1.03**-4) for o, x in left.items()},
        **{f"Issue[chip_loan,cloud,chips,{o}]": -0.05 for o in (4, 5, 6)},
        "Balance[chip_note,cloud,chips,6]": -0.03,
        "Balance[hall_lease,cloud,shell,6]": -0.02,
        "Balance[hall_bridge,cloud,shell,6]": -0.04,
        "==": 0,
    }


def test_interest_adds_up_to_nothing_in_the_first_period(row: Row) -> None:
    assert row("interest_adds_up", "utility", 0) == {"Interest[utility,0]": 1, "==": 0}


def test_debt_service_is_interest_and_principal(row: Row) -> None:
    assert row("debt_service_is_interest_and_principal", "lab", 5) == {
        "Debt_service[lab,5]": 1,
        "Interest[lab,5]": -1,
        "Commitment_fee[lab,5]": -1,
        "Debt[lab,4]": -1,
        "Issued[lab,5]": -1,
        "Debt[lab,5]": 1,
        "==": 0,
    }


def test_issue_cost_is_fees_and_concessions_in_force(row: Row) -> None:
    # Loans concede 0.4 % in 2026 and 0.6 % in 2027; the second step of bonds concedes 1 % and opens in 2027.
    fees = {"Issue[bond,utility,,{}]": -0.01, "Issue[plant_loan,utility,power,{}]": -0.01}
    fees |= {"Issue[plant_bridge,utility,power,{}]": -0.01}
    late = {"Step[bond,utility,2,{}]": -0.01, "Step[plant_loan,utility,2,{}]": -0.01}
    for t, more in (
        (2, {"Step[plant_bridge,utility,1,{}]": -0.004}),
        (3, {"Step[plant_bridge,utility,1,{}]": -0.006} | late),
    ):
        assert row("issue_cost_is_fees_and_concessions", "utility", t) == {
            f"Issue_cost[utility,{t}]": 1,
            **{label.format(t): share for label, share in (fees | more).items()},
            "==": 0,
        }


def test_issue_cost_is_fees_and_concessions_of_what_is_committed_and_not_of_what_is_drawn(row: Row) -> None:
    steps = {
        "hall_term": 0.002,
        "hall_sweep": 0.002,
        "hall_note": 0.002,
        "delayed_draw": 0.002,
        "best_money": 0.002,
    }
    assert row("issue_cost_is_fees_and_concessions", "lab", 5) == {
        "Issue_cost[lab,5]": 1,
        "Issue[revolver,lab,,5]": -0.005,
        "Issue[chip_loan,lab,chips,5]": -0.02,
        "Issue[hall_term,lab,shell,5]": -0.02,
        "Issue[hall_sweep,lab,shell,5]": -0.01,
        "Issue[hall_note,lab,shell,5]": -0.01,
        "Committed[delayed_draw,lab,,5]": -0.03,
        "Committed[delayed_draw,lab,shell,5]": -0.03,
        "Step[revolver,lab,1,5]": -0.006,
        "Step[chip_loan,lab,1,5]": -0.006,
        **{f"Step[{i},lab,1,5]": -off for i, off in steps.items()},
        "==": 0,
    }


def test_issue_cost_is_fees_and_concessions_of_the_vintage(row: Row) -> None:
    assert row("issue_cost_is_fees_and_concessions", "utility", 5) == {
        "Issue_cost[utility,5]": 1,
        "Issue[bond,utility,,5]": -0.02,
        "Issue[plant_loan,utility,power,5]": -0.01,
        "Issue[plant_bridge,utility,power,5]": -0.01,
        "Step[plant_bridge,utility,1,5]": -0.006,
        "Step[bond,utility,2,5]": -0.01,
        "Step[plant_loan,utility,2,5]": -0.01,
        "==": 0,
    }


def test_unexpired_issue_cost_has_worth_but_none_of_a_callables(row: Row) -> None:
    # The chip loan runs 6 quarters: of what was paid in 2 a sixth lies ahead at the end of 7, of 1 nothing.
    ahead = {2: 1 / 6, 3: 2 / 6, 4: 3 / 6, 5: 4 / 6, 6: 5 / 6, 7: 6 / 6}
    concession = {2: 0.004, 3: 0.006, 4: 0.006, 5: 0.006, 6: 0.006, 7: 0.006}
    # A commitment is amortised over its tenor of 4 whether or not it is drawn.
    draws = {
        f"Committed[delayed_draw,lab,{c},{o}]": -0.03 * (1 - (7 - o) / 4)
        for c in ("", "shell")
        for o in (4, 5, 6, 7)
    }
    draws |= {
        f"Step[{i},lab,1,{o}]": -0.002 * max(0, 1 - (7 - o) / tenor)
        for i, tenor in (("delayed_draw", 4), ("best_money", 2))
        for o in range(8 - tenor, 8)
    }
    halls = {
        f"{what}[{i},lab,{more},{o}]": -cost * max(0, 1 - (7 - o) / tenor)
        for i, tenor, fee in (("hall_term", 6, 0.02), ("hall_note", 4, 0.01))
        for o in range(8 - tenor, 8)
        for what, more, cost in (("Issue", "shell", fee), ("Step", "1", 0.002))
    }
    assert row("unexpired_issue_cost_has_worth", "lab") == {
        "Unexpired[lab]": 1,
        **halls,
        **draws,
        **{f"Issue[chip_loan,lab,chips,{o}]": -0.02 * share for o, share in ahead.items()},
        **{f"Step[chip_loan,lab,1,{o}]": -concession[o] * share for o, share in ahead.items()},
        "==": 0,
    }
