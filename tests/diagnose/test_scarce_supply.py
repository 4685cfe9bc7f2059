"""What is said where a pool may not grow as fast as load needs, or delivers too little beyond its limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases.tiny import write_tiny

import planner
from planner.diagnose import apply, impossible
from planner.errors import NoPlan

if TYPE_CHECKING:
    from pathlib import Path

REQUIRED = ("case.yaml", "policy: priced", "policy: required")
NO_LINES = ("supply_limits.csv", "connections,2026,4", "connections,2026,0")
NO_ENGINES = ("supply_limits.csv", "engine_makers,2026,4", "engine_makers,2026,0")
STEPS = "supply_pool,step,year,limit_gw_per_year,premium_usd_per_kw\nengine_makers,1,2026,{0},500\n"
GROWTH = "supply_pool,growth_fraction_per_year,seed_gw_per_year\nengine_makers,0.5,{0}\n"


def told(folder: Path) -> NoPlan:
    with pytest.raises(NoPlan) as caught:
        planner.solve(planner.read(folder))
    return caught.value


def test_growth_that_is_too_slow_is_told_and_mended(tmp_path: Path) -> None:
    folder = write_tiny(tmp_path / "case", REQUIRED, NO_LINES)
    (folder / "supply_growth.csv").write_text(GROWTH.format(1))

    problem = told(folder)

    assert {rule.rule for rule in problem.conflicting_rules} >= {"deliveries_within_growth"}
    assert "supply_growth.csv, row 2, column seed_gw_per_year" in str(problem)
    words = [repair.words for repair in problem.repairs]
    assert any("GW of yearly growth of engine_makers" in text for text in words), words
    repair = next(repair for repair in problem.repairs if "yearly growth" in repair.words)
    assert repair.proved
    assert planner.solve(apply(planner.read(folder), repair)).objective_usd_billion > 0


def test_steps_count_in_what_arithmetic_allows(tmp_path: Path) -> None:
    folder = write_tiny(tmp_path / "case", REQUIRED, NO_LINES, NO_ENGINES)
    assert impossible(planner.read(folder))

    (folder / "supply_steps.csv").write_text(STEPS.format(8))

    case = planner.read(folder)
    assert not impossible(case)
    tables = planner.solve(case).tables
    engines = tables["orders"].query("asset == 'engine'")["ordered_gw"].sum()
    assert tables["bought"]["bought_gw"].sum() == pytest.approx(engines)
    assert engines >= 2.5  # two GW of load and a quarter of reserve


def test_steps_that_are_too_small_are_told_and_mended(tmp_path: Path) -> None:
    folder = write_tiny(tmp_path / "case", REQUIRED, NO_LINES, NO_ENGINES)
    (folder / "supply_steps.csv").write_text(STEPS.format(1))

    problem = told(folder)

    assert any("of engine_makers step 1" in repair.words for repair in problem.repairs)
    repair = next(repair for repair in problem.repairs if "step 1" in repair.words)
    assert {(change.sheet, change.column) for change in repair.changes} == {
        ("supply_steps", "limit_gw_per_year")
    }
    assert planner.solve(apply(planner.read(folder), repair)).objective_usd_billion > 0
