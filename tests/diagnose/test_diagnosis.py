"""The diagnosis in its parts: repairs as data, conflicts, time, and models without a bottom or with odd numbers."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from cases.impossible import CASES, REQUIRED
from cases.small import write_small
from cases.tiny import TINY, write_tiny

import planner
from planner import cli
from planner.case.change import Change
from planner.diagnose import Repair, apply, diagnose, impossible
from planner.diagnose.elastic import Clock, has_plan, without_money
from planner.diagnose.iis import _filtered, irreducible, restricted
from planner.diagnose.rhs_repairs import rhs_repairs
from planner.diagnose.search import Search
from planner.diagnose.unbounded import far_apart_numbers, stand_outs
from planner.errors import CaseError, NoBottom, NoPlan
from planner.model import build
from planner.solver import compile_model

if TYPE_CHECKING:
    from pathlib import Path

    from planner.case import Case
    from planner.solver import Program

EARLY = (REQUIRED, ("case.yaml", "close_by: 2026Q3", "close_by: 2026Q2"))


@pytest.fixture
def early(tmp_path: Path) -> tuple[Case, Program]:
    """Tiny, a quarter too early."""
    case = planner.read(write_tiny(tmp_path / "case", *EARLY))
    return case, compile_model(build(case))


# ── repairs as data ──


def test_a_repair_changes_a_cell_a_setting_and_adds_a_row() -> None:
    case = planner.read(TINY)
    changes = (
        Change("supply_limits", "limit_gw_per_year", 9.0, 4.0, 2),
        Change("supply_limits", "limit_gw_per_year", 7.0, cells={"supply_pool": "connections", "year": 2027}),
        Change("case.yaml", "reliability.planning_reserve_margin_fraction", 0.1, 0.25),
    )
    mended = apply(case, Repair("three", "three changes", changes, 0.0))
    rows = {
        (row["supply_pool"], row["year"]): row["limit_gw_per_year"] for row in mended.rows("supply_limits")
    }
    assert rows == {("engine_makers", 2026): 9.0, ("connections", 2026): 4.0, ("connections", 2027): 7.0}
    assert mended.settings.reliability.planning_reserve_margin_fraction == 0.1
    assert case.rows("supply_limits")[0]["limit_gw_per_year"] == 4


def test_a_repair_that_breaks_the_contract_is_refused() -> None:
    change = Change("regions", "siting_share_max_fraction", 0.5, 1.0, 2)
    with pytest.raises(CaseError, match="siting_share_max_fraction"):
        apply(planner.read(TINY), Repair("home", "too small a share", (change,), 0.0))


def test_a_limit_raised_in_one_year_is_as_before_in_the_next(tmp_path: Path) -> None:
    """The row of 2026 holds for 2027 too: raising it adds a row that keeps 2027 at what it was."""
    folder = write_small(
        tmp_path / "case",
        REQUIRED,
        ("case.yaml", "close_by: 2027Q4", "close_by: 2026Q4"),
        ("supply_limits.csv", "turbines,2026,2\nturbines,2027,3", "turbines,2026,0.1"),
        ("site_limits.csv", "chips,,9\n", "chips,,9\nsun,,0\nbattery,,0\n"),
    )
    case = planner.read(folder)
    with pytest.raises(NoPlan) as caught:
        planner.solve(case)
    repair = next(repair for repair in caught.value.repairs if repair.about == "turbines")
    mended = {row["year"]: row["limit_gw_per_year"] for row in apply(case, repair).rows("supply_limits")}
    assert mended[2026] > 0.1
    assert set(mended) == {2026, 2027}


# ── conflicts ──


def test_a_conflict_is_impossible_and_no_row_of_it_can_be_spared(early: tuple[Case, Program]) -> None:
    _, program = early
    rows = irreducible(program, np.arange(len(program.row_lower)), 10.0)
    assert rows is not None
    assert not has_plan(restricted(program, rows), 10.0)
    for spared in rows:
        assert has_plan(restricted(program, rows[rows != spared]), 10.0)


def test_without_highs_rules_are_dropped_until_none_can_be(early: tuple[Case, Program]) -> None:
    _, program = early
    rows = _filtered(program, np.arange(len(program.row_lower)), Clock(60.0))
    assert not has_plan(restricted(program, rows), 10.0)
    kept = [
        name for name, block in program.rows.items() if ((rows >= block.start) & (rows < block.stop)).any()
    ]
    assert "deliveries_within_pool_limit" in kept
    assert "equity_above_floor" not in kept


# ── money apart, and time ──


def test_power_alone_is_impossible_too_where_power_is_what_lacks(early: tuple[Case, Program]) -> None:
    case, program = early
    short = Search(case, without_money(program), Clock(60.0)).least_unserved()
    assert short is not None
    assert sum(short.amounts.values()) == pytest.approx(1.2)


def test_money_apart_a_case_short_of_cash_has_a_plan(tmp_path: Path) -> None:
    case = planner.read(next(c for c in CASES if c.name == "no sponsor cash").write(tmp_path / "case"))
    assert has_plan(without_money(compile_model(build(case))), 10.0)


def test_a_large_case_is_looked_at_without_its_money_first(
    early: tuple[Case, Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.diagnose.diagnosis.LARGE", 10)
    problem = diagnose(*early)
    assert problem is not None
    assert "engine_makers" in {repair.about for repair in problem.repairs}
    assert all(repair.proved for repair in problem.repairs)


def test_where_simplex_loses_its_way_the_answer_is_the_same(
    early: tuple[Case, Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = diagnose(*early)
    monkeypatch.setattr("planner.diagnose.elastic.SIMPLEX_SECONDS", 1e-9)
    problem = diagnose(*early)
    assert problem is not None
    assert known is not None
    assert {repair.words for repair in problem.repairs} == {repair.words for repair in known.repairs}
    assert all(repair.proved for repair in problem.repairs)


def test_no_later_deadline_helps_who_has_no_money_at_all(tmp_path: Path) -> None:
    case = planner.read(next(c for c in CASES if c.name == "no sponsor cash").write(tmp_path / "case"))
    problem = diagnose(case, compile_model(build(case)))
    assert problem is not None
    assert "close_by" not in {repair.about for repair in problem.repairs}


def test_a_later_deadline_is_the_earliest_that_can_be_kept(tmp_path: Path) -> None:
    """Shells of 27 months stand from the tenth quarter of twelve on: seven quarters too late."""
    folder = write_small(
        tmp_path / "case",
        REQUIRED,
        ("case.yaml", "close_by: 2027Q4", "close_by: 2026Q3"),
        ("case.yaml", "end: 2027Q4", "end: 2028Q4"),
        ("compute.csv", "25,9,even", "25,27,even"),
    )
    case = planner.read(folder)
    problem = diagnose(case, compile_model(build(case)))
    assert problem is not None
    later = next(repair for repair in problem.repairs if repair.about == "close_by")
    assert "seven quarters later: 2028Q2" in later.words


def test_with_little_time_one_repair_is_sought_and_the_others_are_counted(tmp_path: Path) -> None:
    case = planner.read(next(c for c in CASES if c.name == "turbine slots missing").write(tmp_path / "case"))
    search = Search(case, compile_model(build(case)), Clock(60.0))
    short = search.least_unserved()
    assert short is not None
    assert {repair.about for repair in rhs_repairs(search, short.duals, 0.0)} == {
        "engine_makers",
        "connections",
    }
    assert search.untried == 0
    assert [repair.about for repair in rhs_repairs(search, short.duals, 1e6)] == ["engine_makers"]
    assert search.untried == 1


def test_out_of_time_the_arithmetic_and_the_last_resort_are_still_told(early: tuple[Case, Program]) -> None:
    problem = diagnose(*early, seconds=1e-9)
    assert problem is not None
    assert "firm power: 2026Q2 needs 2.5 GW, and at most 1 GW can be had by then" in str(problem)
    assert "time ran out" in str(problem)
    assert [repair.about for repair in problem.repairs] == ["policy"]


def test_a_case_with_a_plan_is_not_diagnosed() -> None:
    case = planner.read(TINY)
    assert impossible(case) == []
    assert diagnose(case, compile_model(build(case))) is None
    target = dataclasses.replace(case.settings.target, policy="required")
    required = dataclasses.replace(case, settings=dataclasses.replace(case.settings, target=target))
    assert diagnose(required, compile_model(build(required))) is None


# ── the command line ──


def test_json_has_shortfalls_and_repairs(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = write_tiny(tmp_path / "case", *EARLY)
    assert cli.main(["solve", str(folder), "--out", str(tmp_path / "run"), "--json"]) == 2
    told = json.loads(capfd.readouterr().out)
    assert told["status"] == "no plan"
    assert {"what", "period", "short", "unit", "shortfall", "places"} <= set(told["shortfalls"][0])
    by_name = {repair["about"]: repair for repair in told["repairs"]}
    place = {"file": "supply_limits.csv", "row": 2, "column": "limit_gw_per_year", "from": 4.0, "to": 10.0}
    assert by_name["engine_makers"]["edits"] == [place]
    assert by_name["close_by"]["edits"][0]["to"] == "2026Q3"
    assert "deliveries_within_pool_limit" in {conflicting["rule"] for conflicting in told["conflict"]}
    assert not (tmp_path / "run").exists()


def test_the_message_tells_shortfall_then_repairs_then_rules(early: tuple[Case, Program]) -> None:
    text = str(diagnose(*early))
    heads = ("What falls short", "Repairs, cheapest first", "Rules in conflict")
    assert [text.index(head) for head in heads] == sorted(text.index(head) for head in heads)
    assert "close_by one quarter later: 2026Q3" in text
    assert "+6 GW of engine_makers in 2026" in text
    words = "What is delivered out of a pool in a quarter is at most its yearly limit for so long"
    assert words in " ".join(text.split())


# ── no bottom, and odd numbers ──


def test_earning_without_limit_names_the_decision_and_the_cell(tmp_path: Path) -> None:
    """Paid to burn gas, and a battery without limit to lose its power in."""
    folder = write_small(
        tmp_path / "case",
        ("case.yaml", "reliability:", "funding: off\nreliability:"),
        ("fuel_prices.csv", "gas,south,2026,-0.5", "gas,south,2026,-50000"),
        ("site_limits.csv", "gas,,5\n", ""),
        ("supply_use.csv", "turbines,gas,1\n", ""),
    )
    with pytest.raises(NoBottom, match="earns money without limit") as caught:
        planner.solve(planner.read(folder))
    assert "battery" in str(caught.value)
    assert "fuel_prices.csv, row 3, column price_usd_per_mmbtu: -50000" in str(caught.value)


def test_cells_that_stand_out_are_named(tmp_path: Path) -> None:
    folder = write_small(tmp_path / "case", ("sources.csv", "sun,power,1200,", "sun,power,99000000,"))
    case = planner.read(folder)
    found = {str(place): value for place, value, _ in stand_outs(case)}
    assert found == {"sources.csv, row 3, column capex_usd_per_kw": 99_000_000}
    assert "sources.csv, row 3, column capex_usd_per_kw" in far_apart_numbers(
        case, compile_model(build(case))
    )


def test_nothing_stands_out_in_the_teaching_case() -> None:
    case = planner.read(TINY)
    assert far_apart_numbers(case, compile_model(build(case))) == ""
