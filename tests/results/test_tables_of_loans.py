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


# ── Delayed draw and vendor money ──

DRAWING = 3
"""A seed in whose plan something committed waits to be drawn, at a fee, and a vendor lends all it may."""
USE = ["instrument", "sponsor", "asset_class", "period"]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    folder: Path = tmp_path_factory.mktemp("draws")
    write_loans(folder, DRAWING)
    return planner.solve(planner.read(folder))


def figures(plan: Plan, table: str, column: str) -> dict[tuple[str, str, str, str], float]:
    """A column of a table by instrument, sponsor, class and period."""
    return dict(plan.tables[table].set_index(USE)[column])


def per_quarter(rate: float) -> float:
    return (1 + rate) ** 0.25 - 1


def test_what_is_undrawn_was_committed_and_costs_its_fee_a_quarter_later(drawn: Plan) -> None:
    committed, undrawn, fee = (
        figures(drawn, "commitments", f"{name}_usd_billion")
        for name in ("committed", "undrawn", "commitment_fee")
    )
    issued = figures(drawn, "issuance", "issued_usd_billion")
    rates = {row["instrument"]: row["commitment_fee_per_year"] for row in drawn.case.rows("instruments")}
    names = [str(period) for period in drawn.case.periods]
    assert max(fee.values()) > 1e-4
    for use in dict.fromkeys(key[:3] for key in committed):
        before = 0.0
        for name in names:
            key = (*use, name)
            most = before + committed.get(key, 0.0) - issued.get(key, 0.0)
            assert undrawn.get(key, 0.0) <= most + 1e-9
            assert fee.get(key, 0.0) == pytest.approx(per_quarter(rates[use[0]]) * before, abs=1e-9)
            before = undrawn.get(key, 0.0)


def test_fees_and_steps_of_markets_are_on_what_is_committed(drawn: Plan) -> None:
    committed = drawn.tables["commitments"].groupby("instrument")["committed_usd_billion"].sum()
    placed = drawn.tables["placement"].groupby("instrument")["placed_usd_billion"].sum()
    fees = drawn.tables["issuance"].groupby("instrument")["fee_usd_billion"].sum()
    at_signing = {row["instrument"]: row["fee_fraction"] for row in drawn.case.rows("instruments")}
    assert len(committed) >= 1
    for name, amount in committed.items():
        assert placed[name] == pytest.approx(amount, abs=1e-9)
        assert fees[name] == pytest.approx(at_signing[name] * amount, abs=1e-9)


def test_fees_on_what_is_undrawn_are_a_line_of_cash_and_of_costs(drawn: Plan) -> None:
    paid = drawn.tables["commitments"]["commitment_fee_usd_billion"].sum()
    cash, costs = drawn.tables["cash"], drawn.tables["costs"]
    line, item = cash[cash["line"] == "commitment_fees"], costs[costs["item"] == "commitment_fees"]
    assert set(line["side"]) == {"use"}
    assert line["usd_billion"].sum() == pytest.approx(paid, abs=1e-9)
    assert item["usd_billion"].sum() == pytest.approx(paid, abs=1e-9)


def test_a_vendor_lends_up_to_its_share_of_what_is_spent_on_its_chips(drawn: Plan) -> None:
    case, covenants = drawn.case, drawn.tables["covenants"]
    lines = covenants[(covenants["covenant"] == "vendor share") & (covenants["used_usd_billion"] > 1e-6)]
    issued = figures(drawn, "issuance", "issued_usd_billion")
    vendors = {
        row["instrument"]: (row["vendor"], row["vendor_share_fraction"]) for row in case.rows("instruments")
    }
    costs = drawn.tables["costs"]
    assert len(lines) >= 1
    for line in lines.itertuples():
        vendor, share = vendors[str(line.instruments)]
        made = {row["asset"] for row in case.rows("compute") if row["vendor"] == vendor}
        spent = costs[
            (costs["item"] == "capex")
            & costs["asset_or_instrument"].isin(made)
            & (costs["sponsor"] == line.sponsor)
            & (costs["period"] == line.period)
        ]["usd_billion"].sum()
        of_all_classes = sum(
            amount
            for (i, j, _, t), amount in issued.items()
            if (i, j, t) == (line.instruments, line.sponsor, line.period)
        )
        assert line.limit_usd_billion == pytest.approx(share * spent, abs=1e-8)
        assert line.used_usd_billion == pytest.approx(of_all_classes, abs=1e-9)
        assert line.used_usd_billion <= line.limit_usd_billion + 1e-8


def test_there_is_no_table_of_commitments_where_all_is_drawn_at_once(drawn: Plan) -> None:
    plain = planner.edit(drawn.case, "instruments.availability_years=blank")
    plan = planner.solve(plain)
    assert "commitments" not in plan.tables
    assert "commitment_fees" not in set(plan.tables["cash"]["line"])
    # A choice less, which the plan had before at no fee at all, or at one.
    assert plan.objective_usd_billion != pytest.approx(drawn.objective_usd_billion, rel=1e-6)
