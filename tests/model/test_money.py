"""Sources and uses of money, worked by hand: equity asks 4 % a quarter of the cloud, cash yields 0.5 %."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.solver.program import Program

    Row = Callable[..., Any]


def test_receipts_add_up_revenue_and_tariff(row: Row) -> None:
    revenue, tariff = 8 / 4 * 1.1**2, 8766 / 4 * 1e-6 * 60 * 1.1**2
    assert row("receipts_add_up", "cloud", 1) == {
        "Receipts[cloud,1]": 1,
        "Own_load[cloud,1]": -revenue + tariff,
        "Lost_compute[cloud,1]": 1,
        "Net_output[cloud,1]": -tariff,
        "==": 0,
    }


def test_receipts_add_up_to_the_tariff_without_revenue(row: Row) -> None:
    tariff = 8766 / 4 * 1e-6 * 60 * 1.1**2
    assert row("receipts_add_up", "lab", 1) == {
        "Receipts[lab,1]": 1,
        "Own_load[lab,1]": tariff,
        "Lost_compute[lab,1]": 1,
        "Net_output[lab,1]": -tariff,
        "==": 0,
    }


def test_receipts_add_up_to_the_share_of_revenue_that_is_earned(row: Row) -> None:
    # Three quarters of it from 2028 on; what weaker chips lose is of all of it.
    revenue, tariff = 0.75 * 8 / 4 * 1.1**8, 8766 / 4 * 1e-6 * 60 * 1.1**8
    terms = row("receipts_add_up", "cloud", 7).expected
    assert terms["Own_load[cloud,7]"] == pytest.approx(-revenue + tariff)
    assert terms["Lost_compute[cloud,7]"] == 1


def test_sources_equal_uses_with_all_running_costs(row: Row) -> None:
    assert row("sources_equal_uses", "cloud", 1) == {
        "Cash[cloud,0]": 1.005,
        "Equity_in[cloud,1]": 1,
        "Equity_fee[cloud,1]": -1,
        "Issued[cloud,1]": 1,
        "Issue_cost[cloud,1]": -1,
        "Receipts[cloud,1]": 1,
        "Tax_credit[cloud,1]": 1,
        "Premium[cloud,1]": -1,
        "Fixed_cost[cloud,1]": -1,
        "Generation_cost[cloud,1]": -1,
        "Contract_cost[cloud,1]": -1,
        "Emissions_cost[cloud,1]": -1,
        "Transmission_cost[cloud,1]": -1,
        "Capex[cloud,1]": -1,
        "Debt_service[cloud,1]": -1,
        "Paid_out[cloud,1]": -1,
        "Cash[cloud,1]": -1,
        "==": 0,
    }


def test_proceeds_are_used_and_not_paid_out(row: Row) -> None:
    assert row("proceeds_are_used", "cloud", 1) == {
        "Issued[cloud,1]": 1,
        "Issue_cost[cloud,1]": -1,
        "Capex[cloud,1]": -1,
        "Debt_service[cloud,1]": -1,
        "Cash[cloud,1]": -1,
        "<=": 0,
    }


def test_equity_within_sponsor_cash_of_zero_before_the_first_row(row: Row) -> None:
    assert row("equity_within_sponsor_cash", "lab", 2) == {"Equity_in[lab,2]": 1, "<=": 0}
    assert row("equity_within_sponsor_cash", "lab", 3) == {"Equity_in[lab,3]": 1, "<=": 400 / 4}


def test_equity_within_sponsor_cash_of_the_row_in_force(row: Row) -> None:
    assert row("equity_within_sponsor_cash", "utility", 2) == {"Equity_in[utility,2]": 1, "<=": 80 / 4}
    assert row("equity_within_sponsor_cash", "utility", 3) == {"Equity_in[utility,3]": 1, "<=": 120 / 4}


def test_cash_within_limit_of_those_who_have_one(row: Row, worked_program: Program) -> None:
    assert row("cash_within_limit", "cloud", 4) == {"Cash[cloud,4]": 1, "<=": 3}
    assert {j for j, _ in worked_program.rows["cash_within_limit"].indices} == {"cloud"}


def test_equity_is_assets_less_debt(row: Row) -> None:
    assert row("equity_is_assets_less_debt", "lab", 4) == {
        "Equity[lab,4]": 1,
        "Book[lab,4]": -1,
        "Cash[lab,4]": -1,
        "Debt[lab,4]": 1,
        "==": 0,
    }


def test_raising_equity_costs_a_fee(row: Row) -> None:
    assert row("raising_equity_costs_a_fee", "lab", 4) == {
        "Equity_fee[lab,4]": 1,
        "Equity_in[lab,4]": -0.02,
        "==": 0,
    }


def test_capital_is_charged_above_the_benchmark_on_the_period_before(row: Row) -> None:
    assert row("capital_is_charged_above_the_benchmark", "cloud", 4) == {
        "Carrying_cost[cloud,4]": 1,
        "Interest[cloud,4]": -1,
        "Debt[cloud,3]": 0.01,
        "Equity[cloud,3]": -(0.04 - 0.01),
        "Cash[cloud,3]": -(0.01 - 0.005),
        "==": 0,
    }


def test_capital_is_charged_above_the_benchmark_from_the_second_period(row: Row) -> None:
    assert row("capital_is_charged_above_the_benchmark", "cloud", 0) == {
        "Carrying_cost[cloud,0]": 1,
        "Interest[cloud,0]": -1,
        "==": 0,
    }
