"""The objective, worked by hand: a benchmark of 1 % a quarter over eight quarters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from cases.edits import with_settings
from model.rows import label_of

from planner.model import build
from planner.solver.compile import compile_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.case import Case
    from planner.solver.program import Program

    Row = Callable[..., Any]


def costs(program: Program) -> dict[str, float]:
    return {label_of(program, k): float(cost) for k, cost in enumerate(program.cost) if cost}


def test_what_is_paid_in_a_period_is_discounted_through_it(worked_program: Program) -> None:
    priced = costs(worked_program)
    for name in ("Fixed_cost", "Generation_cost", "Emissions_cost", "Capex", "Issue_cost", "Carrying_cost"):
        assert priced[f"{name}[cloud,0]"] == pytest.approx(1 / 1.01)
        assert priced[f"{name}[cloud,7]"] == pytest.approx(1 / 1.01**8)


def test_what_has_worth_at_the_end_is_discounted_through_the_last_period(worked_program: Program) -> None:
    priced = costs(worked_program)
    assert priced["Lender_value_at_end[cloud]"] == priced["Unexpired[cloud]"] == pytest.approx(-1 / 1.01**8)
    assert not any(label.startswith("Book[") for label in priced)


def test_where_it_is_asked_book_value_has_worth_at_the_end_and_nothing_else_is(worked_case: Case) -> None:
    priced = costs(compile_model(build(with_settings(worked_case, money={"end_value": "book"}))))
    assert priced["Book[cloud,7]"] == priced["Unexpired[cloud]"] == pytest.approx(-1 / 1.01**8)
    assert not any(label.startswith("Book[") and not label.endswith(",7]") for label in priced)
    assert not any(label.startswith("Lender_value") for label in priced)


def test_nothing_else_is_priced(worked_program: Program) -> None:
    names = {label.split("[")[0] for label in costs(worked_program)}
    assert names == {
        *("Fixed_cost", "Generation_cost", "Emissions_cost", "Shortfall_cost", "Lost_compute", "Capex"),
        *(
            "Issue_cost",
            "Equity_fee",
            "Carrying_cost",
            "Lender_value_at_end",
            "Unexpired",
            "Tax_credit",
            "Premium",
            "Contract_cost",
            "Sold",
            "Commitment_fee",
            "Rating_spread",
            "Transmission_cost",
        ),
    }
    assert worked_program.offset == 0
