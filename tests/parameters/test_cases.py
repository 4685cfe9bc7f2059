"""Cases that are valid by the contract, and once were not planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.worked import sun, write_worked

from planner.case import read
from planner.model import build
from planner.parameters.instruments import instruments_of
from planner.parameters.limits import yearly_limits, yearly_prices
from planner.parameters.need import deadline_period
from planner.parameters.running import availability, emissions_t_per_mwh

if TYPE_CHECKING:
    from pathlib import Path

    from planner.case import Case


def test_a_profile_needs_only_the_calendar_quarters_planned(tmp_path: Path) -> None:
    first = f"sun,east,1,typical,{sun('east', 1, 'typical')}\n"
    case = read(write_worked(tmp_path, ("case.yaml", "2028Q1", "2026Q4"), ("profiles.csv", first, "")))
    assert {quarter for _, _, quarter, _, _ in availability(case)} == {2, 3, 4}
    assert len(build(case).PERIODS) == 3


def test_a_fuel_that_nothing_burns_may_be_priced_late(tmp_path: Path) -> None:
    oil = "fuels.csv", "gas,0.05\n", "gas,0.05\noil,0.07\n"
    price = "fuel_prices.csv", "gas,west,2026,4\n", "gas,west,2026,4\noil,east,2027,9\n"
    case = read(write_worked(tmp_path, oil, price))
    prices = yearly_prices(case, "fuel_prices", ("fuel", "region"), "price_usd_per_mmbtu")
    assert [t for fuel, _, t in prices if fuel == "oil"] == [3, 4, 5, 6, 7]
    assert len(build(case).PERIODS) == 8


def test_a_least_coverage_of_zero_asks_for_none(tmp_path: Path) -> None:
    case = read(
        write_worked(tmp_path, ("instruments.csv", "bullet,,unsecured,,any,,,", "bullet,,unsecured,,any,,,0"))
    )
    assert instruments_of(case)["bond"].min_dscr is None
    assert ("cloud", "") not in build(case).COVERED


def test_a_limit_is_zero_before_its_first_row(worked_case: Case) -> None:
    limits = yearly_limits(worked_case, "supply_limits", ("supply_pool",), "limit_gw_per_year")
    assert [limits["turbines", t] for t in range(8)] == [0, 0, 0, 8, 8, 8, 8, 8]


def test_a_source_emits_what_its_fuel_does_and_what_it_does_otherwise(worked_case: Case) -> None:
    assert emissions_t_per_mwh(worked_case) == {
        "gas": 8 * 0.05 + 0.1,
        "sun": 0,
        "battery": 0,
        "contract": 0.3,
    }


def test_a_priced_target_has_no_deadline(worked_case: Case, tmp_path: Path) -> None:
    priced = read(write_worked(tmp_path, ("case.yaml", "policy: required", "policy: priced")))
    assert (deadline_period(worked_case), deadline_period(priced)) == (6, None)
