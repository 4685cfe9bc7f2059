"""Ratings, worked by hand: cloud has steps to 1.5, 2.5 and 4 times Ebitda, at 0, 1 and 2 % a quarter; utility has one.

Cloud earns 60 a year besides in 2026 and 80 from 2027 on, lab 20 from 2027 on, utility nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.solver.program import Program

    Row = Callable[..., Any]


def test_ebitda_adds_up_without_tax_credits_and_premiums(row: Row) -> None:
    # Nothing is added that is received in cash alone: a tax credit of cloud is not there.
    for t, besides in ((2, 60), (3, 80)):
        found = row("ebitda_adds_up", "cloud", t).expected
        assert found[f"Ebitda[cloud,{t}]"] == pytest.approx(0.25)
        assert found[f"Receipts[cloud,{t}]"] == -1
        assert {
            found[f"{name}[cloud,{t}]"] for name in ("Fixed_cost", "Generation_cost", "Emissions_cost")
        } == {1}
        assert not any(label.startswith(("Tax_credit", "Premium")) for label in found)
        assert found["=="] == pytest.approx(besides / 4)


def test_ebitda_adds_up_to_what_is_earned_by_the_plan_alone_before_the_first_row(row: Row) -> None:
    assert row("ebitda_adds_up", "lab", 2).expected["=="] == 0
    assert row("ebitda_adds_up", "utility", 6).expected["=="] == 0


def test_ebitda_is_not_negative(row: Row) -> None:
    assert row("ebitda_is_not_negative", "lab", 3) == {"Ebitda[lab,3]": -1, "<=": 0}


def test_rated_debt_is_split_into_steps_by_weight(row: Row) -> None:
    # A bond counts half; what agencies count nothing of is not there.
    assert row("rated_debt_is_split_into_steps", "utility", 5) == {
        "Balance[bond,utility,,5]": 0.5,
        "Balance[plant_loan,utility,power,5]": 1,
        "Balance[plant_bridge,utility,power,5]": 1,
        "Rated_debt[utility,10.0,5]": -1,
        "==": 0,
    }


def test_rated_debt_is_split_into_steps_with_rents_of_some_years(row: Row) -> None:
    found = row("rated_debt_is_split_into_steps", "cloud", 5).expected
    steps = {label: share for label, share in found.items() if label.startswith("Rated_debt")}
    assert steps == {f"Rated_debt[cloud,{y},5]": -1 for y in (1.5, 2.5, 4.0)}
    rents = [share for label, share in found.items() if label.startswith("Rent[cloud,")]
    assert set(rents) <= {3 * 4}


def test_rated_debt_within_its_step(row: Row) -> None:
    for y, width in ((1.5, 1.5), (2.5, 1), (4.0, 1.5)):
        assert row("rated_debt_within_its_step", "cloud", y, 5) == {
            f"Rated_debt[cloud,{y},5]": 1,
            "Ebitda[cloud,5]": -width,
            "<=": 0,
        }


def test_spreads_are_paid_on_rated_debt_of_the_period_before(row: Row) -> None:
    assert row("spreads_are_paid_on_rated_debt", "cloud", 5) == {
        "Rating_spread[cloud,5]": 1,
        "Rated_debt[cloud,2.5,4]": -0.01,
        "Rated_debt[cloud,4.0,4]": -0.02,
        "==": 0,
    }
    assert row("spreads_are_paid_on_rated_debt", "cloud", 0) == {"Rating_spread[cloud,0]": 1, "==": 0}


def test_ebitda_covers_interest_and_spreads(row: Row) -> None:
    cloud = row("ebitda_covers_interest", "cloud", 5).expected
    assert cloud["Ebitda[cloud,5]"] == pytest.approx(-0.25)
    assert cloud["Interest[cloud,5]"] == cloud["Rating_spread[cloud,5]"] == 1.5
    lab = row("ebitda_covers_interest", "lab", 5).expected
    assert lab["Interest[lab,5]"] == 2
    assert "Rating_spread[lab,5]" not in lab


def test_spreads_are_debt_service_and_a_cost(row: Row, worked_program: Program) -> None:
    assert (
        row("debt_service_is_interest_and_principal", "utility", 5).expected["Rating_spread[utility,5]"] == -1
    )
    block = worked_program.columns["Rating_spread"]
    costs = dict(zip(block.indices, worked_program.cost[block.slice].tolist(), strict=True))
    assert costs["cloud", 5] == pytest.approx(1.01**-6)
