"""A run proved from its folder alone, and no longer once any of its numbers is changed."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import pytest
from audit.audited import copy_of, folder_of, lines_of, reseal, rewrite, run_of, with_number, written
from cases.tiny import tiny_plan

from planner.audit import Verdict, audit, report
from planner.audit.forms import FORMS
from planner.audit.run_folder import read_run
from planner.audit.verdict import hold
from planner.results.write_run import RECORD

if TYPE_CHECKING:
    from pathlib import Path

RUNS = ["tiny", "tiny off", *(str(seed) for seed in range(10)), "0 off", "1 off", "2 off", "3 off"]
RUNS += ["1 years", "4 years", "5 years", "3 years off"]
TABLES = [name for name, form in FORMS.items() if not form.sheet]
"""The tables that every case with funding has."""
MEANT = 1e-9
"""Figures smaller than this are what floating point leaves of zero; only the seal can tell one from another."""


def failures(verdict: Verdict) -> set[str]:
    return {finding.name for finding in verdict.failed}


@pytest.mark.parametrize("name", RUNS)
def test_a_run_is_proved_from_its_folder(name: str) -> None:
    verdict = audit(folder_of(name))
    assert verdict.proved, report(verdict)
    recorded = json.loads((folder_of(name) / RECORD).read_text())
    assert verdict.objective == pytest.approx(recorded["objective_usd_billion"], rel=1e-9)


def test_what_is_proved_has_margin() -> None:
    """What is exact by design comes out exact, so that a change of 0.1 % stands out."""
    for name in ("tiny", "3"):
        parts = audit(folder_of(name)).parts
        found = [finding for findings in parts.values() for finding in findings]
        assert max(finding.worst for finding in found) < 1e-10


# ── One number in a thousand off by one in a thousand ──


def tampered(name: str, most: int) -> list[tuple[str, str, tuple[str, ...]]]:
    """Figures to change: of every column of every table up to `most`, none of them next to nothing."""
    dice, chosen = random.Random(name), []
    for table in run_of(name).tables.values():
        for column in table.form.numbers:
            keys = [key for key, number in table.numbers(column).items() if abs(number) > MEANT]
            chosen += [(table.form.name, column, key) for key in dice.sample(keys, min(most, len(keys)))]
    return chosen


def missed(name: str, most: int, factor: float) -> list[tuple[str, str, tuple[str, ...]]]:
    run = run_of(name)
    return [
        (table, column, key)
        for table, column, key in tampered(name, most)
        if hold(with_number(run, table, key, column, factor), name, *written(name)).proved
    ]


def test_every_figure_of_the_teaching_case_matters() -> None:
    assert len(tampered("tiny", 10_000)) > 600
    assert missed("tiny", 10_000, 1.001) == []


def test_every_figure_of_the_teaching_case_without_funding_matters() -> None:
    assert len(tampered("tiny off", 10_000)) > 200
    assert missed("tiny off", 10_000, 1.001) == []


@pytest.mark.parametrize(("name", "factor"), [("4", 1.001), ("0", 0.999), ("1 years", 1.001)])
def test_figures_of_a_random_case_matter(name: str, factor: float) -> None:
    assert missed(name, 1, factor) == []


def test_prices_matter_where_several_sets_of_them_prove_the_same() -> None:
    """Each is given in two moneys, so that no other optimal price can take its place unnoticed."""
    run, dice = run_of("1"), random.Random(1)
    prices = run.tables["prices"].numbers("dual_usd_billion_per_unit")
    for key in dice.sample([key for key, dual in prices.items() if abs(dual) > MEANT], 40):
        changed = with_number(run, "prices", key, "dual_usd_billion_per_unit", 1.001)
        assert "prices" in failures(hold(changed, "1", *written("1"))), key


def test_the_table_of_prices_has_the_dual_of_every_rule() -> None:
    plan, prices = tiny_plan(), run_of("tiny").tables["prices"]
    assert len(prices.rows) == sum(len(plan.solution.dual(rule)) for rule in plan.solution.rows)
    (key,) = [key for key in prices.rows if key[0] == "deliveries_within_pool_limit" and "2026Q2" in key]
    _, (dual, in_period) = prices.rows[key]
    assert "engine_makers" in key
    assert dual == in_period == pytest.approx(-1.142973, abs=1e-6)


def test_every_kind_of_figure_is_tampered_with() -> None:
    kinds = {(name, column) for name in TABLES for column in FORMS[name].numbers}
    # What is paid out is nothing in the one and something in the other.
    chosen = {(table, column) for name in ("4", "5") for table, column, _ in tampered(name, 1)}
    assert {(table, column) for table, column in chosen if table in TABLES} == kinds


@pytest.mark.parametrize("table", TABLES)
def test_a_figure_edited_by_hand_is_named(table: str, tmp_path: Path) -> None:
    """In the file, with the seal made anew; the largest figure of each column in turn."""
    run = copy_of("tiny", tmp_path / "run")
    before = lines_of(run, table)
    for column in FORMS[table].numbers:
        place = before[0].index(column)
        row = max(range(1, len(before)), key=lambda number: abs(float(before[number][place])))
        if not float(before[row][place]):
            continue
        after = [list(line) for line in before]
        after[row][place] = repr(float(before[row][place]) * 1.001)
        rewrite(run, table, after)
        assert not audit(run).proved, column
    rewrite(run, table, before)
    assert audit(run).proved


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("name", ["tiny", "5"])
def test_a_row_deleted_doubled_or_swapped_is_found(table: str, name: str, tmp_path: Path) -> None:
    run = copy_of(name, tmp_path / "run")
    before = lines_of(run, table)
    places = [before[0].index(column) for column in FORMS[table].keys]
    numbers = [before[0].index(column) for column in FORMS[table].numbers]
    forged = [before[:1] + before[2:], [*before, before[1]]]
    others = [
        k for k in range(2, len(before)) if [before[k][n] for n in numbers] != [before[1][n] for n in numbers]
    ]
    # A table of one row has none to swap it with; only those by year may be so short.
    assert others or table in ("need_value", "emissions")
    if others:
        swapped = [list(line) for line in before]
        for place in places:
            swapped[1][place], swapped[others[0]][place] = before[others[0]][place], before[1][place]
        forged.append(swapped)
    for after in forged:
        rewrite(run, table, after)
        assert failures(hold(read_run(run), name, *written(name))), table
    rewrite(run, table, before)
    assert hold(read_run(run), name, *written(name)).proved


def test_the_words_of_a_row_matter(tmp_path: Path) -> None:
    for table in TABLES:
        for column in FORMS[table].words:
            run = copy_of("tiny", tmp_path / f"{table}-{column}")
            lines = lines_of(run, table)
            lines[1][lines[0].index(column)] = "other"
            rewrite(run, table, lines)
            assert table in failures(audit(run)), column


@pytest.mark.parametrize(
    ("key", "value", "finding"),
    [
        ("objective_usd_billion", 31.4, "objective_is_what_the_tables_cost"),
        ("closed_in", "2026Q2", "target_is_met_when_the_tables_say"),
        ("closed_in", None, "target_is_met_when_the_tables_say"),
        ("unserved_gw", {"2026Q1": 2.002}, "unserved_load_is_that_of_the_tables"),
        ("unserved_gw", {"2026Q1": "two"}, "unserved_load_is_that_of_the_tables"),
        ("rows_by_table", {}, "orders"),
        ("rows_by_table", {"surprise": 1}, "tables_are_those_of_a_run"),
        ("files_sha256", {}, "files_are_as_the_run_wrote_them"),
        ("funding", False, "record_says_what_the_case_does"),
        ("hours_per_block", 1, "record_says_what_the_case_does"),
        ("horizon", ["2026Q1", "2030Q4"], "record_says_what_the_case_does"),
        ("title", "Another case", "record_says_what_the_case_does"),
        ("status", "feasible", "record_says_what_the_case_does"),
        ("vintage", "2020-01", "record_says_what_the_case_does"),
        ("years_from", "2026Q3", "record_says_what_the_case_does"),
    ],
)
def test_the_record_is_held_to_the_tables(key: str, value: object, finding: str, tmp_path: Path) -> None:
    run = copy_of("tiny", tmp_path / "run")
    record = json.loads((run / RECORD).read_text())
    (run / RECORD).write_text(json.dumps(record | {key: value}))
    assert finding in failures(audit(run))


# ── The seal ──


def test_a_change_too_small_to_matter_breaks_the_seal_alone(tmp_path: Path) -> None:
    run = copy_of("tiny", tmp_path / "run")
    lines = lines_of(run, "load")
    place = lines[0].index("served_gw")
    lines[1][place] = repr(float(lines[1][place]) * (1 + 1e-12))
    rewrite(run, "load", lines, sealed=False)
    (found,) = audit(run).failed
    assert (found.name, found.where) == ("files_are_as_the_run_wrote_them", "load.csv")


def change_cell(sheet: Path, old: str, new: str) -> None:
    text = sheet.read_text()
    assert old in text
    sheet.write_text(text.replace(old, new, 1))


def test_a_sheet_edited_afterwards_is_no_longer_that_of_the_plan(tmp_path: Path) -> None:
    run = copy_of("tiny", tmp_path / "run")
    sheet = run / "case" / "sources.csv"
    change_cell(sheet, ",1600,", ",1500,")
    assert "case/sources.csv" in audit(run).failed[0].where
    reseal(run)
    assert {"orders", "costs"} & failures(audit(run))


def test_a_cheaper_plan_hidden_by_wrong_prices_is_not_proved(tmp_path: Path) -> None:
    """Sheets under which the tables still hold, but a cheaper plan exists: only the prices can tell."""
    run = copy_of("tiny off", tmp_path / "run")
    sheet = run / "case" / "supply_limits.csv"
    change_cell(sheet, "engine_makers,2026,4,", "engine_makers,2026,8,")
    reseal(run)
    found = failures(audit(run))
    assert {"prices_have_their_limit", "gap_between_plan_and_prices"} <= found
    assert not found & {"orders", "capacity", "costs", "deliveries_within_pool_limit"}
