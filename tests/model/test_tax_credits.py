"""Tax credits, worked by hand: 0.3 sold at 0.9 on the sun of 2027Q2 and Q3, 0.2 at 0.5 on weak chips from 2027Q3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import planner

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.case import Case
    from planner.solver.program import Program

    Row = Callable[..., Any]


def test_tax_credits_are_received_when_an_order_first_stands(row: Row) -> None:
    # Weak chips of period 5 cost 8 of 2026 and stand from 7 on.
    assert row("tax_credits_are_received", "cloud", 7) == {
        "Tax_credit[cloud,7]": 1,
        "National_ordered[weak,cloud,5]": -0.2 * 0.5 * 8 * 1.1**6,
        "==": 0,
    }
    assert row("tax_credits_are_received", "cloud", 6) == {"Tax_credit[cloud,6]": 1, "==": 0}


def test_tax_credits_are_received_at_once_on_what_stands_at_once_until_its_date(row: Row) -> None:
    assert row("tax_credits_are_received", "utility", 5) == {
        "Tax_credit[utility,5]": 1,
        "National_ordered[sun,utility,5]": -0.3 * 0.9 * 1.2 * 1.1**10,
        "==": 0,
    }
    assert row("tax_credits_are_received", "utility", 6) == {"Tax_credit[utility,6]": 1, "==": 0}


def test_a_tax_credit_is_minus_a_cost_in_the_period_in_which_it_is_received(worked_program: Program) -> None:
    block = worked_program.columns["Tax_credit"]
    costs = dict(zip(block.indices, worked_program.cost[block.slice].tolist(), strict=True))
    assert costs["cloud", 5] == pytest.approx(-(1.01**-6))


def test_a_tax_credit_is_told_with_its_order_in_cash_and_among_the_costs(worked_case: Case) -> None:
    plan = planner.solve(planner.edit(worked_case, "tax_credits.credit_fraction[asset=sun]=0.9"))
    orders, cash, costs = (plan.tables[name] for name in ("orders", "cash", "costs"))
    sun = orders[(orders["asset"] == "sun") & orders["ordered"].isin(["2027Q2", "2027Q3"])]
    assert len(sun) > 0
    assert (sun["tax_credit_usd_billion"] / sun["overnight_cost_usd_billion"]).tolist() == pytest.approx(
        [0.81] * len(sun)
    )
    total = orders["tax_credit_usd_billion"].sum()
    received = cash[cash["line"] == "tax_credits"]
    assert set(received["side"]) == {"source"}
    assert received["usd_billion"].sum() == pytest.approx(total)
    assert costs[costs["item"] == "tax_credits"]["usd_billion"].sum() == pytest.approx(-total)
