"""Terms by date of order and of issue, worked by hand: which row holds when, in quarters and in a year of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases.worked import write_worked_credit

from planner.case import read
from planner.case.editing import edit
from planner.parameters.assets import assets_of
from planner.parameters.instruments import instruments_of
from planner.parameters.schedules import (
    booked_fractions,
    capex_by_order,
    coupons,
    credited_fractions,
    fees_by_issue,
    interest_fractions,
    owed_fractions,
    paid_fractions,
    standing_fractions,
)
from planner.parameters.timeline import by_periods, timeline_of

if TYPE_CHECKING:
    from pathlib import Path

    from planner.case import Case


@pytest.fixture(scope="module")
def years(worked_case: Case) -> Case:
    """The worked case to 2028Q4, with 2027 (quarters 3 to 6) and 2028 (7 to 10) as years: periods 3 and 4."""
    return edit(worked_case, "case.calendar.end=2028Q4", "case.calendar.years_from=2027Q1")


def test_a_cell_holds_until_the_next_row_that_fills_it(worked_case: Case) -> None:
    gas = assets_of(worked_case)["gas"]
    terms = [gas.ordered_in(q) for q in range(8)]
    assert [x.capex_usd_billion_per_gw for x in terms] == pytest.approx(
        [1.6] * 5 + [2.0] + [1.8 * 1.1**4] * 2
    )
    assert [x.lead_quarters for x in terms] == [3] * 5 + [2] * 3
    assert [x.life_quarters for x in terms] == [4] * 5 + [2] * 3
    assert [max(x.spend_fractions.values()) for x in terms] == [0.5] * 6 + [1.0] * 2
    assert {x.fixed_om_usd_billion_per_gw_year for x in terms} == {0.04}


def test_a_row_from_before_the_start_holds_from_the_start(worked_case: Case, tmp_path: Path) -> None:
    early = "gas,2020Q1,900,2026,0,2,on_delivery\ngas,2027Q4"
    case = read(write_worked_credit(tmp_path, ("source_vintages.csv", "gas,2027Q4", early)))
    gas = assets_of(case)["gas"]
    assert (gas.capex_usd_billion_per_gw, gas.lead_quarters, gas.first_arrival_quarter) == (0.9, 0, 0)
    assert assets_of(worked_case)["gas"].first_arrival_quarter == 3


def test_a_later_order_may_be_the_first_to_arrive(tmp_path: Path) -> None:
    quick = ("source_vintages.csv", "gas,2027Q3,2000,,6,0.5,", "gas,2026Q3,2000,,0,0.5,")
    gas = assets_of(read(write_worked_credit(tmp_path, quick)))["gas"]
    assert gas.first_arrival_quarter == 1


def test_first_delivery_counts_when_an_order_arrives_whatever_its_lead(tmp_path: Path) -> None:
    slow = ("source_vintages.csv", "sun,2024Q1,,,,,thirds", "sun,2026Q3,,,4,,thirds")
    case = read(write_worked_credit(tmp_path, slow))
    sun = assets_of(case)["sun"]
    # First delivered in 2026Q4, quarter 2: an order of 0 would stand in 0, one of 1 takes two quarters and stands in 3.
    assert sun.first_arrival_quarter == 3
    assert min(sun.order_quarters(timeline_of(case))) == 1


def test_the_orders_of_a_year_are_of_the_vintages_of_their_quarters(years: Case) -> None:
    timeline, weak = timeline_of(years), assets_of(years)["weak"]
    # 10 of 2025 in the quarters 3 and 4, 8 of 2026 in 5 and 6, which is 8 / 1.4641 of 2025.
    late = 8 / 1.1**4
    assert capex_by_order(weak, timeline)[3] == pytest.approx((10 + late) / 2)
    # Quarters in which what is ordered in each quarter stands: two of them, a quarter on; then four, two quarters on.
    stands = {3: (4, 5), 4: (5, 6), 5: (7, 8, 9, 10), 6: (8, 9, 10, 11)}
    for t, span in ((3, range(3, 7)), (4, range(7, 11))):
        by_hand = sum(q in span for quarters in stands.values() for q in quarters) / 4 / 4
        assert standing_fractions(weak, timeline)[3, t] == pytest.approx(by_hand)


def test_shares_of_the_cost_of_a_years_orders_go_by_what_each_quarter_costs(years: Case) -> None:
    timeline, weak = timeline_of(years), assets_of(years)["weak"]
    late = 8 / 1.1**4
    whole = 2 * (10 + late)
    # The first two are paid within the year; of the others half with the order and half two quarters on, in the next.
    assert paid_fractions(weak, timeline)[3, 3] == pytest.approx((2 * 10 + 2 * late / 2) / whole)
    assert paid_fractions(weak, timeline)[3, 4] == pytest.approx(2 * late / 2 / whole)
    assert paid_fractions(weak, timeline)[3].sum() == pytest.approx(1)
    # A credit of 0.1 on those from quarter 5 on, which stand from 7 and 8.
    assert by_periods(credited_fractions(weak, timeline))[3, 4] == pytest.approx(0.1 * 2 * late / whole)
    # At the end of the year those of 4 have stood two quarters of two; of the others half is paid.
    assert booked_fractions(weak, timeline)[3, 3] == pytest.approx(2 * late / 2 / whole)
    # At the end of the next the last two have stood four and three of four, and the credit is off.
    assert booked_fractions(weak, timeline)[3, 4] == pytest.approx(0.9 * late * (0 + 1 / 4) / whole)


def test_a_loan_keeps_the_rate_of_its_quarter_of_issue_and_floats_if_it_is_repaid_at_will(
    years: Case,
) -> None:
    timeline, loans = timeline_of(years), instruments_of(years)
    assert [loans[i].keeps_rates for i in ("bond", "chip_loan", "hall_bridge", "plant_loan")] == [
        *(True, True),
        *(False, False),
    ]
    # 3 % in 2026 and in the quarters 3 to 5, 4 % from 6 on.
    assert coupons(loans["hall_bridge"], timeline) == pytest.approx([0.03] * 3 + [3 * 0.03 + 0.04, 4 * 0.04])
    assert fees_by_issue(loans["bond"], timeline) == pytest.approx([0.01] * 3 + [0.015, 0.02])
    # Bonds of the year: 2 % for half of them, 5 % for the other; 3/8 of a year's balance bears interest in it.
    assert interest_fractions(loans["bond"], timeline)[3, 3] == pytest.approx(4 * 3 / 8 * (0.02 + 0.05) / 2)
    assert interest_fractions(loans["bond"], timeline)[3, 4] == pytest.approx(4 * (0.02 + 0.05) / 2)


def test_an_annuity_is_drawn_up_at_the_rate_of_its_issue(worked_case: Case) -> None:
    owed = owed_fractions(instruments_of(worked_case)["chip_loan"], timeline_of(worked_case))
    assert owed[3, 6] == pytest.approx((1 - 1.03**-3) / (1 - 1.03**-4))
    assert owed[4, 7] == pytest.approx((1 - 1.05**-3) / (1 - 1.05**-4))
