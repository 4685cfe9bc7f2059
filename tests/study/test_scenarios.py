"""Scenarios: named edits, read strictly, made one by one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from cases.scenarios import SCENARIOS, write_scenarios
from cases.tiny import ROOT, TINY, write_tiny
from cases.workbooks import workbook_of

import planner
from planner import cli
from planner.errors import CaseError, UserError
from planner.study.scenarios import check_scenarios, choose, in_scenario, read_scenarios

if TYPE_CHECKING:
    from pathlib import Path

Told = pytest.CaptureFixture[str]


def refused(folder: Path, text: str) -> str:
    with pytest.raises(CaseError) as caught:
        check_scenarios(planner.read(write_scenarios(folder, text)), folder)
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("edits: []", "edit: []", "scenarios!A3, scenario base: found edit"),
        ("  sentence: As shipped.\n", "", "scenarios!A1, scenario base\n"),
        ("*=2", "", "scenarios!A8, scenario more-engines: edit "),
        ("*=2", "=-1", "=-1, supply_limits!C2 (limit_gw_per_year): found -1"),
        ("base:", "base: [", "scenarios!A"),
    ],
)
def test_faults_of_scenarios_in_a_workbook_name_tab_and_cell(
    old: str, new: str, told: str, tmp_path: Path
) -> None:
    book = workbook_of(TINY)
    tab = book.create_sheet("scenarios")
    for row, line in enumerate(SCENARIOS.replace(old, new).splitlines(), 1):
        tab.cell(row, 1, line)
    book.save(tmp_path / "tiny.xlsx")
    with pytest.raises(CaseError) as caught:
        check_scenarios(planner.read(tmp_path / "tiny.xlsx"), tmp_path / "tiny.xlsx")
    assert told in str(caught.value)
    assert "scenarios.yaml" not in str(caught.value)


def test_scenarios_of_a_workbook_without_any_are_asked_for_in_a_tab(tmp_path: Path) -> None:
    workbook_of(TINY).save(tmp_path / "tiny.xlsx")
    with pytest.raises(UserError, match="write them into a tab scenarios there"):
        choose(tmp_path / "tiny.xlsx", "base")


def test_scenarios_are_read_in_order_with_sentence_and_edits(tmp_path: Path) -> None:
    found = read_scenarios(write_scenarios(tmp_path / "case"))
    assert list(found) == ["base", "more-engines"]
    assert found["more-engines"].sentence == "Twice as many engines, and a later target."
    assert [str(edit) for edit in found["more-engines"].edits][1] == "case.target.close_by+=1"
    assert read_scenarios(write_tiny(tmp_path / "other")) == {}


def test_a_case_in_a_scenario_says_so(tmp_path: Path) -> None:
    folder = write_scenarios(tmp_path / "case")
    case = in_scenario(planner.read(folder), choose(folder, "more-engines"))
    assert (case.scenario, len(case.changes), len(case.edits)) == ("more-engines", 2, 2)


def test_an_unknown_scenario_offers_the_nearest(tmp_path: Path) -> None:
    folder = write_scenarios(tmp_path / "case")
    with pytest.raises(UserError, match=r"(?s)it has base, more-engines.*did you mean more-engines\?"):
        choose(folder, "more_engines")
    with pytest.raises(UserError, match="has no scenarios"):
        choose(write_tiny(tmp_path / "other"), "base")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("edits: []", "edit: []", "row 3, scenario base: found edit"),
        ("edits: []", "edit: []", "did you mean edits?"),
        ("sentence: As shipped.", "sentence:", "scenario base, sentence: found blank"),
        ("sentence: As shipped.", "sentence: [a]", "scenario base, sentence: found a list"),
        ("  sentence: As shipped.\n", "", "allowed: the key sentence"),
        ("edits: []", "edits: no", "a list of edits"),
        ("edits: []", "edits: [{a: b}]", "an edit"),
        ("base:", "the base:", "a name of letters, digits, - and _"),
        ("more-engines:", "base:", "2 times 'base'"),
        ("  edits: []", "  edits: []\n  edits: []", "2 times 'edits'"),
        ("base:\n  sentence: As shipped.\n  edits: []", "base: fine", "found 'fine'"),
        ("close_by+=1", "close_bye+=1", "row 9, scenario more-engines: edit case.target.close_bye+=1"),
        ("close_by+=1", "close_bye+=1", "did you mean target.close_by?"),
        ("=engine_makers", "=engine_maker", "row 4, scenario more-engines: edit supply_limits"),
        ("=engine_makers", "=engine_maker", "did you mean engine_makers?"),
        ("target.close_by+=1", "calendar.end=2020Q1", "scenario more-engines: case.yaml"),
        ("edits: []", "edits: !!python/object:os.system []", "a list of edits"),
        ("edits: []", "edits: [", "mend the YAML"),
    ],
)
def test_a_faulty_scenario_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in SCENARIOS
    assert told in refused(tmp_path / "case", SCENARIOS.replace(old, new, 1))


def test_scenarios_whose_names_differ_by_capital_letters_alone_are_refused(tmp_path: Path) -> None:
    assert "scenario BASE: found 'BASE'\n    allowed: another name than base" in refused(
        tmp_path / "case", SCENARIOS.replace("more-engines:", "BASE:")
    )


def test_a_scenario_is_solved_into_a_folder_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Told
) -> None:
    write_scenarios(tmp_path / "case")
    monkeypatch.chdir(tmp_path)
    edit = "case.target.policy=priced"
    assert cli.main(["solve", "case", "--scenario", "more-engines", "--set", edit]) == 0
    assert "Scenario more-engines:\n    supply_limits" in capfd.readouterr().out
    record = json.loads((tmp_path / "runs" / "case-more-engines" / "run.json").read_text())
    assert record["scenario"] == "more-engines"
    assert record["edits"][-1] == edit
    assert len(record["edited_cells"]) == 2


def test_checking_a_case_checks_its_scenarios(tmp_path: Path, capfd: Told) -> None:
    folder = str(write_scenarios(tmp_path / "case"))
    assert cli.main(["check", folder]) == 0
    assert "Scenarios: base, more-engines." in capfd.readouterr().out
    assert cli.main(["check", folder, "--scenario", "more-engines"]) == 0
    assert "(2 cells changed)" in capfd.readouterr().out
    write_scenarios(tmp_path / "broken", SCENARIOS.replace("=engine_makers", "=engine"))
    assert cli.main(["check", str(tmp_path / "broken")]) == 1
    assert "did you mean engine_makers?" in capfd.readouterr().err


def test_every_scenario_of_us_2028_is_sound_and_only_the_first_changes_nothing() -> None:
    folder = ROOT / "inputs" / "us-2028"
    case = planner.read(folder)
    scenarios = check_scenarios(case, folder)
    assert [scenario.name for scenario in scenarios] == [
        "article",
        "turbine-crunch",
        "miners-deliver-half",
        "credit-freeze",
        "ai-labs-pull-back",
        "fear-of-missing-out",
        "amd-closes-the-gap",
        "small-reactors-early",
        "cheap-batteries",
        "labs-cannot-pay",
        "landlords-lenders-retreat",
        "cdo-buyers-vanish",
    ]
    counts = [len(in_scenario(case, scenario).changes) for scenario in scenarios]
    assert counts[0] == 0
    assert min(counts[1:]) > 0
