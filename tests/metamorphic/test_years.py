"""Years after quarters are an approximation: close where little changes within a year, exact where nothing does."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest
from cases.tiny import TINY
from cases.variants import write_variant

import planner
from planner.case.calendar import Period, Quarter
from planner.parameters.assets import assets_of
from planner.report import report
from planner.report.bottlenecks import bottleneck_sentences
from planner.report.vega import axis_over
from planner.results.run import run_of
from planner.study.compare import compare, comparison_text
from planner.study.comparison_page import comparison
from planner.study.measures import QUARTERS_TO_CLOSE, period_at
from planner.workbook.run_workbook import run_workbook

if TYPE_CHECKING:
    from pathlib import Path


@cache
def plan_from(years_from: str | None, funding: str = "on") -> planner.Plan:
    """The teaching case on to the end of 2029, its last years planned as such."""
    edits = ["case.calendar.end=2029Q4", f"case.funding={funding}"]
    edits += [f"case.calendar.years_from={years_from}"] if years_from else []
    return planner.solve(planner.edit(planner.read(TINY), *edits))


@pytest.mark.parametrize("funding", ["on", "off"])
@pytest.mark.parametrize("years_from", ["2028Q1", "2029Q1"])
def test_years_in_which_nothing_happens_cost_what_their_quarters_do(years_from: str, funding: str) -> None:
    exact, years = plan_from(None, funding), plan_from(years_from, funding)
    assert years.objective_usd_billion == pytest.approx(exact.objective_usd_billion, rel=1e-6)
    assert years.unserved_gw["2026Q1"] == pytest.approx(exact.unserved_gw["2026Q1"], abs=1e-6)


def test_years_soon_after_the_start_are_off_by_little() -> None:
    exact, years = plan_from(None), plan_from("2027Q1")
    assert years.objective_usd_billion == pytest.approx(exact.objective_usd_billion, rel=0.01)
    assert years.objective_usd_billion != pytest.approx(exact.objective_usd_billion, rel=1e-6)


@pytest.mark.parametrize("seed", [1, 8, 11, 12])
def test_a_pool_does_not_deliver_all_of_a_year_in_its_first_quarter(seed: int, tmp_path: Path) -> None:
    """What is ordered by the quarter just before would come at once and stand all year: 3 to 11 % of the cost."""
    write_variant(tmp_path / "case", seed, years=True)
    case = planner.edit(
        planner.read(tmp_path / "case"), "case.funding=off", "case.operations.hours_per_block=24"
    )
    years, exact = planner.solve(case), planner.solve(planner.edit(case, "case.calendar.years_from=blank"))
    assert years.objective_usd_billion == pytest.approx(exact.objective_usd_billion, rel=0.005)


def test_a_pool_is_priced_by_the_quarter_within_a_year_too() -> None:
    """Pools of one GW a year are short in 2027 too, and give a quarter of a GW in each of its quarters."""
    plan = planner.solve(
        planner.edit(
            planner.read(TINY),
            *("case.calendar.end=2028Q4", "case.calendar.years_from=2027Q1", "case.funding=off"),
            *("supply_limits.limit_gw_per_year=1", "sources.life_years[source=engine]=20"),
        )
    )
    prices = plan.dual("deliveries_within_pool_limit")["engine_makers"]
    quarters = [f"{year}Q{quarter}" for year in (2026, 2027, 2028) for quarter in (1, 2, 3, 4)]
    assert list(prices.index) == quarters[1:]
    found = plan.tables["bottlenecks"]
    found = found[(found["bottleneck"] == "engine_makers") & found["period"].str.startswith("2027")]
    assert found["period"].tolist() == [quarter for quarter in quarters[4:8] if prices[quarter]]
    assert found["limit"].tolist() == [0.25] * len(found)
    assert found["price_usd_billion_per_unit"].tolist() == pytest.approx((-prices[found["period"]]).tolist())
    assert len(found) > 1
    engines = next(
        words for name, words in bottleneck_sentences(run_of(plan)) if name.startswith("engine makers")
    )
    # The sentence tells of what is read: to the third quarter of 2026, by which the gap is to be closed.
    binding = (prices.loc[:"2026Q3"] < -1e-9).sum()
    assert f"The limit is 0.25 GW a quarter; it binds in {binding} of 3 quarters." in engines


@pytest.mark.parametrize("tenor", [0.25, 0.5, 1])
def test_a_callable_loan_of_less_than_a_year_is_sold_anew_within_it(tenor: float) -> None:
    """The corporate limit of 15 stands throughout, so that 15 are sold as often as a year has tenors."""
    plan = planner.solve(
        planner.edit(
            planner.read(TINY),
            "case.calendar.end=2029Q4",
            "case.calendar.years_from=2027Q1",
            "instruments.repayment=callable",
            f"instruments.tenor_years={tenor}",
            "market_limits.issuance_limit_usd_billion_per_year=200",
        )
    )
    issued = plan.tables["issuance"].groupby("period")["issued_usd_billion"].sum()
    assert issued["2028"] == pytest.approx(15 / tenor)


def test_the_periods_of_a_plan_with_years_are_named_by_them() -> None:
    periods = ["2026Q1", "2026Q2", "2026Q3", "2026Q4", "2027", "2028", "2029"]
    plan = plan_from("2027Q1")
    assert list(plan.unserved_gw) == periods
    assert set(plan.tables["load"]["period"]) <= set(periods)


def test_the_energy_of_a_year_is_that_of_all_its_hours() -> None:
    energy = plan_from("2028Q1").tables["energy"]
    year = energy[energy["period"] == "2029"]
    assert year["output_gwh"].sum() == pytest.approx(8766 * year["mean_output_gw"].sum())
    assert year["mean_output_gw"].sum() == pytest.approx(2.0)


def test_a_plan_with_years_says_that_it_is_an_approximation() -> None:
    from planner.results.answer_text import answer_text
    from planner.results.write_run import record

    told = "From 2028 on the plan is by the year, which is an approximation"
    plan = plan_from("2028Q1")
    assert told in answer_text(plan)
    assert "Installed capacity in GW at year end, from 2028 on the year's mean" in answer_text(plan)
    assert record(plan)["approximation"].startswith(told)
    assert record(plan)["years_from"] == "2028Q1"
    assert "approximation" not in answer_text(plan_from(None))
    assert (record(plan_from(None))["approximation"], record(plan_from(None))["years_from"]) == (None, None)


def test_a_case_with_years_is_written_back_as_it_was(tmp_path: Path) -> None:
    from planner.case.write_case import write

    case = plan_from("2028Q1").case
    write(case, tmp_path / "case")
    assert planner.read(tmp_path / "case").settings == case.settings


def test_the_orders_of_a_year_have_a_row_for_each_period_they_arrive_in(tmp_path: Path) -> None:
    """With a lead of L quarters, L of four parts arrive in the year after."""
    write_variant(tmp_path / "case", 1, years=True)
    case = planner.read(tmp_path / "case")
    orders = planner.solve(case).tables["orders"]
    leads = {a: asset.lead_quarters for a, asset in assets_of(case).items()}
    found = 0
    for (a, _, _), rows in orders[orders["ordered"] == "2027"].groupby(["asset", "sponsor", "region"]):
        share = dict(zip(rows["arrives"], rows["ordered_gw"] / rows["ordered_gw"].sum(), strict=True))
        later = leads[a] / 4
        assert share == pytest.approx({"2027": 1 - later, "2028": later} if later else {"2027": 1.0})
        found += 0 < later < 1
    assert found


def test_a_report_and_a_workbook_of_a_plan_with_years_can_be_made() -> None:
    run = run_of(plan_from("2027Q1"), "tail")
    page = report(run)
    assert "From 2027 on the plan is by the year, which is an approximation" in page
    assert '"period": "2028"' in page or '"period":"2028"' in page
    book = openpyxl.load_workbook(BytesIO(run_workbook(run)))
    assert "2028" in {str(cell.value) for cell in book["capacity_by_quarter"]["A"]}
    words = {str(cell.value) for row in book["summary"].iter_rows(max_row=8, max_col=1) for cell in row}
    assert any("an approximation" in word for word in words)


def test_a_report_of_a_plan_with_years_calls_no_year_a_quarter() -> None:
    page = report(run_of(plan_from("2027Q1"), "tail"))
    by_quarter = (
        '"title":"quarter"',
        "quarters in which it binds",
        "dearest quarter",
        "money of the quarter",
    )
    assert [words for words in (*by_quarter, "end of the quarter", ">Quarter: <") if words in page] == []
    for words in (
        "GW of load at the end of each quarter, from 2027 on the year&#x27;s mean",
        "GW standing at the end of each year, from 2027 on the year&#x27;s mean",
        "in the last quarter of the year, from 2027 on the mean of its four",
        "On the mean of 2029 ",
        "of one more for all of it, up to four times that of a quarter",
        ">Period: <",
    ):
        assert words in page
    quarters = report(run_of(plan_from(None), "fine"))
    assert all(words in quarters for words in (*by_quarter, "At the end of 2029 "))


def test_the_axis_of_plans_by_the_quarter_and_by_the_year_names_years() -> None:
    """A year stands over four quarters, so that their names would fall on each other."""
    quarters = [Period(Quarter(2026, n)) for n in (1, 2, 3, 4)]
    assert "2026Q3" in str(axis_over(quarters)["axis"]["labelExpr"])
    both = axis_over(sorted([*quarters, Period(Quarter(2026, 1), 4)]))["axis"]
    assert (both["values"], both["labelExpr"].partition("[indexof")[0]) == ([2026.5], '["2026"]')


def test_a_workbook_of_a_plan_with_years_calls_them_periods() -> None:
    book = openpyxl.load_workbook(BytesIO(run_workbook(run_of(plan_from("2027Q1"), "tail"))))
    assert book["capacity_by_quarter"]["A1"].value == "period, GW"
    # "2028" as a criterion of SUMIFS is a number, and periods are text.
    assert "EXACT(shortfall!$B$2" in book["load_by_quarter"]["B2"].value
    assert "SUMIFS" not in book["sources_and_uses"]["C2"].value
    book = openpyxl.load_workbook(BytesIO(run_workbook(run_of(plan_from(None), "fine"))))
    assert book["capacity_by_quarter"]["A1"].value == "quarter, GW"
    assert "SUMIFS" in book["load_by_quarter"]["B2"].value


def test_plans_with_and_without_years_are_compared() -> None:
    runs = [run_of(plan_from(years_from), str(years_from)) for years_from in (None, "2027Q1", "2028Q1")]
    found = compare(runs)
    assert found.notes == ("not all have the same years planned as such: none, from 2027, from 2028",)
    waited = next(line for line in found.lines if line.item == QUARTERS_TO_CLOSE)
    assert waited.values == [2.0, 4.0, 2.0]
    assert "unserved" in comparison(runs)


def test_capacity_is_compared_in_the_period_that_each_plan_has_then() -> None:
    runs = [run_of(plan_from(years_from), str(years_from)) for years_from in (None, "2027Q1")]
    for at, quarter in (("2028Q2", "2028Q2"), ("2028", "2028Q4")):
        found = compare(runs, at)
        engines = next(line for line in found.lines if line.item == "engine")
        assert [cell.when for cell in engines.cells if cell] == [quarter, "2028"]
        assert min(value for value in engines.values if isinstance(value, float)) > 1
        assert f"GW standing at the end of {quarter}, or on the mean of 2028" in comparison_text(found)


def test_capacity_is_not_told_of_a_plan_that_ends_before() -> None:
    short = planner.solve(planner.read(TINY))
    runs = [run_of(plan_from("2027Q1"), "long"), run_of(short, "short")]
    engines = next(line for line in compare(runs, "2028").lines if line.item == "engine")
    assert engines.values[1] is None
    assert "GW standing on the mean of 2028" in comparison_text(compare(runs, "2028"))


@pytest.mark.parametrize(
    ("at", "period"),
    [("2026", "2026Q4"), ("2027Q3", "2027"), ("2029", "2029"), ("2025Q4", None), ("2030", None)],
)
def test_a_quarter_or_a_year_lies_in_a_period_of_the_horizon(at: str, period: str | None) -> None:
    assert period_at(plan_from("2027Q1").case, at) == period
