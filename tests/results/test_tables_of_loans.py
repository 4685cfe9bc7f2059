"""Tables of loans as they are written, and what of them must agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases.loans import write_loans

import planner

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from planner import Plan

CAPITALISING = 1
"""A seed in whose plan interest is capitalised."""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    folder: Path = tmp_path_factory.mktemp("loans")
    write_loans(folder, CAPITALISING)
    return planner.solve(planner.read(folder))


def in_grace(plan: Plan) -> pd.DataFrame:
    """Rows of debt in which interest is capitalised."""
    debt = plan.tables["debt"]
    return debt[debt["capitalised_usd_billion"] > 1e-6]


def test_what_is_capitalised_is_interest_added_to_the_balance(plan: Plan) -> None:
    rows = in_grace(plan)
    terms = {row["instrument"]: row["grace_interest"] for row in plan.case.rows("instruments")}
    assert len(rows) >= 1
    assert {terms[name] for name in rows["instrument"]} == {"capitalised"}
    assert (rows["capitalised_usd_billion"] <= rows["interest_usd_billion"] + 1e-9).all()


def test_a_balance_is_what_was_owed_and_issued_and_capitalised_less_what_is_repaid(plan: Plan) -> None:
    debt = plan.tables["debt"]
    for _, rows in debt.groupby(["instrument", "sponsor", "asset_class"]):
        by = {str(row.period): row for row in rows.itertuples()}
        names = [str(period) for period in plan.case.periods]
        before = 0.0
        for name in names:
            if name in by:
                row = by[name]
                grown = before + row.issued_usd_billion + row.capitalised_usd_billion
                assert row.balance_usd_billion == pytest.approx(grown - row.principal_usd_billion, abs=1e-8)
            before = by[name].balance_usd_billion if name in by else 0.0


def test_cash_has_the_interest_that_is_paid(plan: Plan) -> None:
    debt, cash = plan.tables["debt"], plan.tables["cash"]
    for j, t in dict.fromkeys(zip(in_grace(plan)["sponsor"], in_grace(plan)["period"], strict=True)):
        rows = debt[(debt["sponsor"] == j) & (debt["period"] == t)]
        paid = cash[(cash["sponsor"] == j) & (cash["period"] == t) & (cash["line"] == "interest")]
        due = rows["interest_usd_billion"].sum() - rows["capitalised_usd_billion"].sum()
        assert paid["usd_billion"].sum() == pytest.approx(due, abs=1e-8)


def test_debt_has_no_such_column_where_no_loan_capitalises_interest(plan: Plan) -> None:
    case = planner.edit(plan.case, "instruments.grace_interest=paid")
    assert "capitalised_usd_billion" not in planner.solve(case).tables["debt"]
