"""Every check of the books fails when the table that it reads is tampered with."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from cases.loans import write_loans
from cases.tiny import tiny_plan, write_tiny
from cases.worked import write_worked_credit

import planner
from planner.errors import Unreconciled
from planner.results.reconciliation import FINANCIAL, PHYSICAL, reconcile

CHECKS = [check.__name__ for check in PHYSICAL + FINANCIAL] + ["costs_add_up_to_the_objective"]

TAMPERED = {
    "every_figure_is_a_number": ("power_price", "load_gw", float("inf")),
    "capacity_rolls_forward": ("capacity", "standing_gw", 0.1),
    "deliveries_stay_within_pools": ("orders", "ordered_gw", 0.1),
    "bought_is_offered": ("bought", "bought_gw", 2.0),
    "deliveries_grow_as_they_may": ("orders", "ordered_gw", 100.0),
    "need_is_served_or_unserved": ("shortfall", "unserved_gw", -0.1),
    "energy_balances_in_every_block": ("dispatch", "output_gw", 0.01),
    "output_is_available": ("dispatch", "output_gw", 0.3),
    "energy_is_dispatch": ("energy", "output_gwh", 10.0),
    "emissions_follow_dispatch": ("emissions", "emissions_million_tonnes", 0.1),
    "load_is_told_by_owner": ("load_by_owner", "load_gw", 0.1),
    "all_in_cost_is_what_is_paid": ("all_in_cost", "usd_billion", 0.1),
    "sources_equal_uses": ("cash", "usd_billion", 0.01),
    "loans_repay_what_was_lent": ("debt", "balance_usd_billion", 0.01),
    "issues_are_placed": ("placement", "placed_usd_billion", -0.01),
    "draws_were_committed": ("commitments", "undrawn_usd_billion", 20.0),
    "covenants_hold": ("covenants", "used_usd_billion", 20.0),
    "costs_add_up_to_the_objective": ("costs", "present_value_usd_billion", 0.001),
}
"""What makes each check fail: a table, a column, and what is added to its first row."""


@cache
def credit_plan() -> planner.Plan:
    """A plan of the worked case with its credit layer, in which few halls can be had without a premium."""
    with tempfile.TemporaryDirectory() as folder:
        case = planner.read(write_worked_credit(Path(folder) / "case"))
    return planner.solve(
        planner.edit(
            case, "supply_limits.limit_gw_per_year[supply_pool=halls]=2", "case.target.policy=priced"
        )
    )


@cache
def loans_plan() -> planner.Plan:
    """A plan in which what is committed waits to be drawn."""
    with tempfile.TemporaryDirectory() as folder:
        write_loans(Path(folder) / "case", seed=3)
        return planner.solve(planner.read(Path(folder) / "case"))


OF_THE_CREDIT_LAYER = {
    "bought_is_offered": credit_plan,
    "deliveries_grow_as_they_may": credit_plan,
    "draws_were_committed": loans_plan,
}
"""Checks of what the teaching case does not have, with a plan that has it."""


def plan_for(check: str) -> planner.Plan:
    return OF_THE_CREDIT_LAYER.get(check, tiny_plan)()


def tampered(
    table: str, column: str, amount: float, row: int = 0, plan: planner.Plan | None = None
) -> dict[str, pd.DataFrame]:
    """The tables of a plan, of the teaching case where none is given, with one figure wrong."""
    tables = {name: frame.copy() for name, frame in (plan or tiny_plan()).tables.items()}
    tables[table].loc[row, column] += amount
    return tables


def closed(tables: dict[str, pd.DataFrame], plan: planner.Plan | None = None) -> dict[str, float]:
    plan = plan or tiny_plan()
    return reconcile(plan.case, tables, plan.objective_usd_billion)


def test_every_check_is_put_to_the_test() -> None:
    assert set(TAMPERED) == set(CHECKS)


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_fails_on_a_wrong_figure(check: str) -> None:
    with pytest.raises(Unreconciled, match=rf"{check}: off by"):
        closed(tampered(*TAMPERED[check], plan=plan_for(check)), plan_for(check))


@pytest.mark.parametrize("check", CHECKS)
def test_a_figure_that_is_no_number_is_seen(check: str) -> None:
    table, column, _ = TAMPERED[check]
    with pytest.raises(Unreconciled, match="every_figure_is_a_number: off by 1"):
        closed(tampered(table, column, float("nan"), plan=plan_for(check)), plan_for(check))


@pytest.mark.parametrize("column", ["arriving_gw", "retiring_gw"])
def test_what_comes_and_goes_is_checked_by_what_stands(column: str) -> None:
    with pytest.raises(Unreconciled, match=r"capacity_rolls_forward: off by 0\.1"):
        closed(tampered("capacity", column, 0.15))


def test_shares_of_days_that_are_rounded_do_not_open_the_books(tmp_path: Path) -> None:
    rounded = ("days.csv", "average,1", "average,0.9999985")
    assert planner.solve(planner.read(write_tiny(tmp_path / "case", rounded))).closed_in == "2026Q3"


@pytest.mark.parametrize("column", ["issued", "interest", "principal", "balance"])
def test_each_column_of_debt_is_checked(column: str) -> None:
    with pytest.raises(Unreconciled, match="loans_repay_what_was_lent"):
        closed(tampered("debt", f"{column}_usd_billion", 0.01, row=1))


def test_more_placed_than_the_market_takes_is_seen() -> None:
    tables = tampered("placement", "placed_usd_billion", 1.0)
    tables["issuance"].loc[0, "issued_usd_billion"] += 1.0
    with pytest.raises(Unreconciled, match=r"issues_are_placed: off by 0\.09"):
        closed(tables)


def test_cash_that_appears_overnight_is_seen() -> None:
    tables = dict(tiny_plan().tables)
    conjured = [
        ("cloud", "2026Q4", "source", "cash_brought_forward", 5.0),
        ("cloud", "2026Q4", "use", "paid_out", 5.0),
    ]
    tables["cash"] = pd.concat([tables["cash"], pd.DataFrame(conjured, columns=tables["cash"].columns)])
    with pytest.raises(Unreconciled, match="sources_equal_uses: off by"):
        closed(tables)


def test_a_loan_repaid_at_will_is_checked_by_what_may_stand(tmp_path: Path) -> None:
    callable_bond = ("instruments.csv", "bullet", "callable")
    plan = planner.solve(planner.read(write_tiny(tmp_path / "case", callable_bond)))
    debt = plan.tables["debt"].copy()
    # Repaying before it is lent leaves less than nothing owed, and a repayment below zero after it.
    debt.loc[0, ["principal_usd_billion", "balance_usd_billion"]] += [-20.0, 20.0]
    with pytest.raises(Unreconciled, match="loans_repay_what_was_lent"):
        reconcile(plan.case, {**plan.tables, "debt": debt}, plan.objective_usd_billion)


def test_all_that_fails_is_told_at_once() -> None:
    tables = tampered("shortfall", "unserved_gw", 0.5) | {"costs": tiny_plan().tables["costs"].iloc[1:]}
    with pytest.raises(Unreconciled) as told:
        closed(tables)
    assert "need_is_served_or_unserved: off by 0.2" in str(told.value)
    assert "costs_add_up_to_the_objective" in str(told.value)


def test_a_plan_keeps_the_residual_of_every_check() -> None:
    assert set(CHECKS) < set(tiny_plan().residuals)
    assert max(tiny_plan().residuals.values()) < 1e-9
