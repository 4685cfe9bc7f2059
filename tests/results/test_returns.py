"""Does it pay: returns, leverage and the worth of need, worked by hand on the teaching case and on made flows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from cases.tiny import tiny_case, tiny_plan

import planner
from planner.results.returns import rate_of_return
from planner.results.returns_text import returns_text, verdict_text
from planner.results.tabular import records

if TYPE_CHECKING:
    from collections.abc import Callable

EARLY, LATE = 20.805192 * 1.024, 40.01298 * 1.024
"""What cloud puts in at the ends of the second and of the third quarter; the plan is read to the third."""
ASKED = 1.04**4 - 1


def test_returns_are_those_of_the_flows_by_hand() -> None:
    found = {(row.sponsor, row.valued_at): row for row in records(tiny_plan().tables["returns"])}
    cloud = found["cloud", "book"]
    assert cloud.asked_per_year == pytest.approx(ASKED, abs=1e-6)
    growth = (60.52 - LATE) / EARLY
    assert cloud.earned_per_year == pytest.approx(growth**4 - 1, abs=1e-6)
    assert cloud.equity_in_usd_billion == pytest.approx(EARLY / 1.04**2 + LATE / 1.04**3)
    assert cloud.paid_out_usd_billion == 0
    assert cloud.equity_at_end_usd_billion == pytest.approx(60.52 / 1.04**3)
    worth = 60.52 / 1.04**3 - EARLY / 1.04**2 - LATE / 1.04**3
    assert cloud.net_present_value_usd_billion == pytest.approx(worth)


def test_what_lenders_count_for_less_leaves_less_equity_at_lender_value() -> None:
    """Of the third quarter chips are 78.75 new, of which lenders are made to count half."""
    plan = planner.solve(tiny_case("lender_value.value_fraction[asset_class=chips]=0.5"))
    orders, sheet = plan.tables["orders"], plan.tables["balance_sheet"]
    chips = orders[orders["asset"] == "chips"].set_index("ordered")["overnight_cost_usd_billion"]
    counted = 0.5 * chips.sum()
    shells = 8 * 0.98 + 12 * 0.99
    (debt,) = sheet[(sheet["sponsor"] == "cloud") & (sheet["period"] == "2026Q3")]["debt_usd_billion"]
    left = {row.valued_at: row for row in records(plan.tables["returns"]) if row.sponsor == "cloud"}
    assert left["lender"].equity_at_end_usd_billion == pytest.approx((counted + shells - debt) / 1.04**3)
    assert left["lender"].earned_per_year < left["book"].earned_per_year


def test_debt_beside_earnings_and_lender_value_and_earnings_beside_interest() -> None:
    ratios = {
        (row.sponsor, row.measure, row.period): row.ratio for row in records(tiny_plan().tables["leverage"])
    }
    tariff = 60 * 8766 / 4 * 1e-3 * 1e-3
    earned = 4.0 - 0.5 - tariff * 2
    assert ratios["cloud", "debt to EBITDA", "2026Q3"] == pytest.approx(15 / (4 * earned))
    assert ratios["cloud", "interest cover", "2026Q3"] == pytest.approx(earned / 0.2)
    assert ("cloud", "interest cover", "2026Q2") not in ratios, "no interest is due yet"
    assert {period for _, _, period in ratios} == {"2026Q2", "2026Q3"}, "the plan is read no further"
    assert ratios["cloud", "debt to lender value", "2026Q3"] == pytest.approx(15 / 75.52)


def test_a_gigawatt_of_need_costs_its_value_of_service_or_its_supply_and_earns_revenue() -> None:
    (row,) = records(tiny_plan().tables["need_value"])
    prices = tiny_plan().tables["need_price"].iloc[:3]["price_usd_billion_per_gw"]
    assert row.cost_usd_billion_per_gw_year == pytest.approx(prices.sum() / 0.75)
    assert row.earned_usd_billion_per_gw_year == pytest.approx(8)


@pytest.mark.parametrize(
    ("worth", "rate"),
    [
        (lambda rate: -100 + 110 / (1 + rate), 0.1),
        (lambda rate: -100 + 60 / (1 + rate) + 60 / (1 + rate) ** 2, 0.1306623863),
        (lambda rate: -1 - 1 / (1 + rate), -1.0),
        (lambda rate: 1 + 1 / (1 + rate), 10.0),
    ],
)
def test_a_rate_of_return_is_where_the_worth_is_nothing(worth: Callable[[float], float], rate: float) -> None:
    assert rate_of_return(worth) == pytest.approx(rate, abs=1e-6)


def test_the_first_screen_says_whom_it_pays() -> None:
    rows = [("a", "book", 0.1, 0.12, 1.0), ("a", "lender", 0.1, -1.0, -5.0), ("b", "book", 0.2, 0.1, -1.0)]
    columns = ["sponsor", "valued_at", "asked_per_year", "earned_per_year", "net_present_value_usd_billion"]
    frame = pd.DataFrame([*rows, ("b", "lender", 0.2, 0.05, -2.0)], columns=columns)
    assert verdict_text(frame) == "It pays a what their equity asks, and not b."
    assert (
        verdict_text(frame[frame["sponsor"] == "a"]) == "It pays: all who put in equity earn what they ask."
    )
    assert (
        verdict_text(frame[frame["sponsor"] == "b"])
        == "It does not pay: b earns less than their equity asks."
    )
    assert verdict_text(frame.iloc[:0]) == "Nobody puts in equity."
    lines = returns_text(tiny_plan().case, frame).splitlines()
    assert lines[0].startswith("Equity, a year to 2026Q3: asks, earns")
    assert lines[1].split() == ["a", "10.0", "%", "12.0", "%", "all", "lost"]
    assert lines[2].split() == ["b", "20.0", "%", "10.0", "%", "5.0", "%"]
