"""The planner's tables of money against a spreadsheet of the same decisions, to a millionth of a billion."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from cases.tiny import TINY
from cases.variants import write_variant
from cases.worked import write_worked
from rivals.cash import Spreadsheet

import planner

if TYPE_CHECKING:
    from planner.results.plan import Plan

NEAR = 1e-6
SEEDS = range(8)


class Books(NamedTuple):
    """A plan and the spreadsheet of its decisions."""

    plan: Plan
    sheet: Spreadsheet


@pytest.fixture(scope="module", params=["tiny", "worked", *SEEDS])
def books(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Books:
    folder = tmp_path_factory.mktemp("books") / "case"
    if request.param == "tiny":
        folder = TINY
    elif request.param == "worked":
        write_worked(folder)
    else:
        write_variant(folder, request.param)
    plan = planner.solve(planner.read(folder))
    return Books(plan, Spreadsheet(folder, plan.tables))


def told(books: Books, table: str, column: str, *key: str) -> dict[tuple, float]:
    """A column of the plan's table, zeros left out."""
    rows = books.plan.tables[table].to_dict("records")
    number = books.sheet.number
    found = {(*(row[name] for name in key), number[row["period"]]): row[column] for row in rows}
    return without_zeros(found)


def without_zeros(amounts: dict[tuple, float]) -> dict[tuple, float]:
    return {key: amount for key, amount in amounts.items() if abs(amount) > NEAR}


def agree(found: dict[tuple, float], expected: dict[tuple, float]) -> bool:
    """Whether two columns agree; what one leaves out is zero in the other."""
    keys = found.keys() | expected.keys()
    return all(abs(found.get(key, 0.0) - expected.get(key, 0.0)) <= NEAR for key in keys)


@pytest.mark.parametrize("column", ["interest", "principal", "balance"])
def test_every_loan_is_charged_and_repaid_as_its_own_schedule_says(books: Books, column: str) -> None:
    key = ("instrument", "sponsor", "asset_class")
    assert agree(told(books, "debt", f"{column}_usd_billion", *key), books.sheet.debt[column])


def test_every_line_of_sources_and_uses_is_what_the_spreadsheet_has(books: Books) -> None:
    found = told(books, "cash", "usd_billion", "line", "sponsor")
    assert agree(found, books.sheet.lines)
    assert len({line for line, *_ in found}) >= 10


def test_book_value_cash_and_equity_roll_forward_by_hand(books: Books) -> None:
    assert agree(told(books, "balance_sheet", "book_value_usd_billion", "sponsor"), books.sheet.book)
    assert agree(told(books, "balance_sheet", "cash_usd_billion", "sponsor"), books.sheet.cash)
    equity = {key: books.sheet.equity(*key) for key in books.sheet.book}
    assert agree(told(books, "balance_sheet", "equity_usd_billion", "sponsor"), equity)


def test_every_covenant_has_the_limit_and_the_use_that_the_spreadsheet_has(books: Books) -> None:
    number, rows = books.sheet.number, books.plan.tables["covenants"].to_dict("records")
    limit, used = {}, {}
    for row in rows:
        staged = row["covenant"].endswith(" stage")
        name = f"{row['covenant']} of {row['instruments']}" if staged else row["covenant"]
        key = (name, row["sponsor"], row["asset_class"], number[row["period"]])
        limit[key], used[key] = row["limit_usd_billion"], row["used_usd_billion"]
    assert agree(limit, books.sheet.limit)
    assert agree(used, books.sheet.used)


def test_no_covenant_is_broken_in_the_spreadsheet(books: Books) -> None:
    assert max(books.sheet.used[key] - limit for key, limit in books.sheet.limit.items()) <= NEAR
    assert min(books.sheet.cash.values()) >= -NEAR


def test_the_spreadsheet_costs_what_the_plan_costs(books: Books) -> None:
    assert books.sheet.present_value == pytest.approx(books.plan.objective_usd_billion, rel=1e-9, abs=NEAR)


def test_an_edited_decision_does_not_add_up() -> None:
    """The comparison has teeth: one issue a thousandth larger, and cash is no longer what the table says."""
    plan = planner.solve(planner.read(TINY))
    issued = plan.tables["issuance"].copy()
    issued.loc[0, "issued_usd_billion"] *= 1.001
    books = Books(plan, Spreadsheet(TINY, {**plan.tables, "issuance": issued}))

    assert not agree(told(books, "balance_sheet", "cash_usd_billion", "sponsor"), books.sheet.cash)
