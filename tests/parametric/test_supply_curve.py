"""The supply curve of the teaching case without funding, whose first step is worked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases.tiny import tiny_case, tiny_plan

import planner
from planner.audit import audit
from planner.cli import main
from planner.errors import UserError
from planner.parametric.supply_curve import COLUMNS, supply_curve
from planner.results.read_run import read_run
from planner.results.write_run import SUPPLY_CURVE, add_table, write

if TYPE_CHECKING:
    from pathlib import Path

GRID = 40 * 8766 / 4 * 1e-6
FIRST_STEP = 2 * (3.2 + 2 * 0.25 + 1.25 * 0.05 + 2 * GRID)
"""A GW that is served in the third and fourth quarters, for half a year's value: shells and chips wear by 0.2 and 3.0
and cost 0.25 a quarter to keep, 1.25 GW of the grid wear by 0.05 each, and one gives energy for two quarters."""


def test_serving_stops_paying_below_what_it_costs() -> None:
    """At the target the grid can be had for 0.8 GW, and at the case's own value of service all is served."""
    found = supply_curve(tiny_case("case.funding=off"), points=24)
    assert tuple(found) == COLUMNS
    below = found[found["value_usd_billion_per_gw_year"] < FIRST_STEP]
    above = found[found["value_usd_billion_per_gw_year"] > FIRST_STEP]
    assert below["served_at_target_gw"].max() == pytest.approx(0, abs=1e-9)
    assert above["served_at_target_gw"].min() == pytest.approx(0.8)
    gap = above["value_usd_billion_per_gw_year"].min() - below["value_usd_billion_per_gw_year"].max()
    assert gap <= 20 / 64, "the step is looked into"
    assert found["served_at_target_gw"].is_monotonic_increasing
    last = found.iloc[-1]
    assert (last["value_usd_billion_per_gw_year"], last["served_at_target_gw"]) == (20, pytest.approx(2))
    assert last["unserved_gw_years"] == pytest.approx((2 + 1.2) / 4)


def test_what_a_gigawatt_year_earns_is_looked_at_and_no_more_than_asked_for() -> None:
    found = supply_curve(tiny_case("case.target.policy=required"), points=4)
    assert len(found) == 4
    assert {0, 8, 20} <= set(found["value_usd_billion_per_gw_year"])
    assert found.iloc[0]["served_at_target_gw"] == 0, "the target is priced, whatever the case says"


def test_a_curve_needs_two_points() -> None:
    with pytest.raises(UserError, match="1 points make no curve"):
        supply_curve(tiny_case(), points=1)


def test_the_run_keeps_its_curve_under_its_seal_and_the_report_draws_it(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    write(tiny_plan(), folder)
    assert main(["report", str(folder), "--supply-curve"]) == 0
    run = read_run(folder)
    assert tuple(run.tables[SUPPLY_CURVE]) == COLUMNS
    assert 'data-chart="supply_curve"' in (folder / "report.html").read_text(encoding="utf-8")
    assert audit(folder).proved
    assert main(["workbook", str(folder)]) == 0
    file = folder / f"{SUPPLY_CURVE}.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("20.0,2.0", "20.0,1.0"), encoding="utf-8")
    assert "files_are_as_the_run_wrote_them" in {finding.name for finding in audit(folder).failed}
    write(tiny_plan(), folder)
    assert not file.exists(), "another plan has another curve"
    with pytest.raises(UserError, match="was replaced while supply_curve was made of it"):
        add_table(folder, dict(run.record), SUPPLY_CURVE, run.tables[SUPPLY_CURVE])


def test_a_curve_is_of_one_run(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for name in ("one", "other"):
        write(tiny_plan(), tmp_path / name)
    assert main(["report", str(tmp_path / "one"), str(tmp_path / "other"), "--supply-curve"]) == 1
    assert "A supply curve is of one run." in capfd.readouterr().err


def test_a_case_without_load_of_any_value_is_refused() -> None:
    case = tiny_case("sponsors.value_of_service_usd_billion_per_gw_year=0")
    with pytest.raises(UserError, match="values no load"):
        supply_curve(planner.edit(case))
