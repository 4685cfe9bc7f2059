"""Impossible cases: the culprit is named, and the first repair makes the case solvable."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from shlex import quote
from tempfile import mkdtemp

import pytest
from cases.files import read_rows, write_rows
from cases.impossible import CASES, SMALL, Impossible
from cases.variants import write_variant
from metamorphic.costs import cost

import planner
from planner.diagnose import apply, impossible
from planner.diagnose.words import MOST_EDITS
from planner.errors import NoPlan
from planner.results.plan import Plan

ALL = (*CASES, *SMALL)
REQUIRED_SEEDS = (0, 2, 3)
cases = pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)


@cache
def told(case: Impossible) -> NoPlan:
    """What the planner says of a case that cannot be planned."""
    folder = case.write(Path(mkdtemp()) / "case")
    with pytest.raises(NoPlan) as caught:
        planner.solve(planner.read(folder))
    return caught.value


def line(problem: NoPlan) -> str:
    """What is said, however its lines are broken."""
    return " ".join(str(problem).split())


def test_there_are_enough_of_them_to_mean_something() -> None:
    assert len({case.name for case in ALL}) == len(ALL) >= 25


@cases
def test_the_culprit_and_its_cells_are_named(case: Impossible) -> None:
    problem = told(case)
    assert case.about in {repair.about for repair in problem.repairs}
    assert case.period in {shortfall.period for shortfall in problem.shortfalls}
    assert [place for place in case.places if place not in line(problem)] == []
    assert problem.conflicting_rules


@cases
def test_want_of_money_is_told_from_want_of_things(case: Impossible) -> None:
    of_money = ("sponsor_cash.csv", "sponsors.csv", "market_limits.csv", "instruments.csv", "lenders.csv")
    of_money += ("credit_steps.csv",)
    assert ("for want of money" in line(told(case))) == any(
        place.startswith(of_money) for place in case.places
    )


@cases
def test_the_first_repair_makes_the_case_solvable(case: Impossible, tmp_path: Path) -> None:
    problem = told(case)
    read = planner.read(case.write(tmp_path / "case"))
    first = problem.repairs[0]
    assert first.proved
    assert cost(apply(read, first)) < math.inf


@cases
def test_repairs_come_cheapest_first_giving_up_among_them(case: Impossible) -> None:
    repairs = told(case).repairs
    worth = [repair.cost_usd_billion for repair in repairs]
    assert worth == sorted(worth)
    assert [repair.about for repair in repairs].count("policy") == 1
    assert all(repair.proved for repair in repairs)


@cases
def test_a_repair_is_made_by_the_edits_that_it_prints(case: Impossible, tmp_path: Path) -> None:
    read = planner.read(case.write(tmp_path / "case"))
    for repair in told(case).repairs:
        adds = any(change.adds_a_row for change in repair.changes)
        assert bool(repair.edits) != adds
        if repair.edits:
            edited, applied = planner.edit(read, *repair.edits), apply(read, repair)
            assert (edited.sheets, edited.settings) == (applied.sheets, applied.settings)
            if len(repair.edits) <= MOST_EDITS:
                assert [
                    edit for edit in repair.edits if f"\n       --set {quote(edit)}\n" not in str(told(case))
                ] == []


@cases
def test_arithmetic_never_says_more_than_the_solver(case: Impossible, tmp_path: Path) -> None:
    """What it finds short, less the margin where it counts that, is short of load in every plan."""
    read = planner.read(case.write(tmp_path / "case"))
    margin = 1 + read.settings.reliability.planning_reserve_margin_fraction
    unserved = sum(found.short for found in told(case).shortfalls if found.what.startswith("load of"))
    assert unserved > 0
    for found in impossible(read):
        assert 0 < found.short / (margin if "firm" in found.what else 1) <= unserved + 1e-6, found.words


@pytest.mark.parametrize("seed", range(8))
def test_arithmetic_finds_nothing_in_cases_that_solve(seed: int, tmp_path: Path) -> None:
    write_variant(tmp_path / "case", seed)
    assert impossible(planner.read(tmp_path / "case")) == []


def scaled(folder: Path, sheet: str, column: str, factor: float) -> None:
    """Multiply a column of a sheet."""
    file = folder / f"{sheet}.csv"
    rows = read_rows(file)
    for row in rows:
        row[column] = str(float(row[column]) * factor)
    write_rows(file, rows, list(rows[0]))


@pytest.mark.slow
@pytest.mark.parametrize("seed", REQUIRED_SEEDS)
@pytest.mark.parametrize(
    ("sheet", "column"),
    [("sponsor_cash", "cash_usd_billion_per_year"), ("supply_limits", "limit_gw_per_year")],
)
def test_random_cases_are_mended_by_their_first_repair(
    seed: int, sheet: str, column: str, tmp_path: Path
) -> None:
    write_variant(tmp_path / "case", seed)
    scaled(tmp_path / "case", sheet, column, 0.02)
    case = planner.read(tmp_path / "case")
    with pytest.raises(NoPlan) as caught:
        planner.solve(case)
    problem = caught.value
    assert f"{sheet}.csv" in str(problem)
    assert isinstance(planner.solve(apply(case, problem.repairs[0])), Plan)
