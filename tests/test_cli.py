"""The command line: what it says, where, and with which exit status."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from cases.tiny import ROOT, TINY, write_tiny
from cases.workbooks import saved, workbook_of
from faults.processes import start

import planner.pipeline
from planner import cli
from planner.case import SHEETS
from planner.case.settings import SETTINGS
from planner.errors import SolverFailed
from planner.explain import rules_of
from planner.model import CONCERNS
from planner.results.write_run import RECORD

if TYPE_CHECKING:
    from pathlib import Path

Told = pytest.CaptureFixture[str]
IMPOSSIBLE = (
    ("case.yaml", "policy: priced", "policy: required"),
    ("case.yaml", "close_by: 2026Q3", "close_by: 2026Q2"),
)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "run"


def run(*arguments: object) -> int:
    """The exit status of a command, whether it is returned or raised."""
    try:
        return cli.main([str(argument) for argument in arguments])
    except SystemExit as stop:
        return int(str(stop.code))


# ── planner solve ──


def test_solving_says_progress_on_one_stream_and_the_answer_on_the_other(out: Path, capfd: Told) -> None:
    assert run("solve", TINY, "--out", out) == 0
    told = capfd.readouterr()
    stages = dict(re.findall(r"^(\w[\w ]+\w) +\d+\.\d s *(.*)$", told.err, flags=re.MULTILINE))
    assert list(stages) == [
        "reading the case",
        "loading libraries",
        "writing the model",
        "compiling to matrices",
        "handing over to HiGHS",
        "solving with HiGHS",
        "proving the optimum",
        "making the tables",
        "closing the books",
        "writing the tables",
    ]
    assert {stage: found for stage, found in stages.items() if found} == {
        "compiling to matrices": "279 rows, coefficients 9e-03 to 3e+01"
    }
    assert told.out.startswith(
        "Two gigawatts short, closed in the third quarter\n\nThe shortfall is closed from 2026Q3"
    )
    assert told.out.endswith(f"\n\nTables: {out}\n")


def test_the_screen_has_80_columns(capfd: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("solve", TINY) == 0
    told = capfd.readouterr()
    assert max(len(line) for line in (told.out + told.err).splitlines()) <= 80


def test_results_go_to_runs_unless_told_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("solve", TINY, "--quiet") == 0
    assert (tmp_path / "runs" / "tiny" / RECORD).is_file()


def test_a_workbook_is_solved_as_the_folder_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Told
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("solve", saved(workbook_of(TINY), tmp_path, "tiny.xlsx"), "--json") == 0
    told = json.loads(capfd.readouterr().out)
    assert (told["folder"], told["closed_in"]) == ("runs/tiny", "2026Q3")
    assert told["objective_usd_billion"] == pytest.approx(31.375663116)
    record = json.loads((tmp_path / "runs" / "tiny" / RECORD).read_text())
    whole = hashlib.sha256((tmp_path / "tiny.xlsx").read_bytes()).hexdigest()
    assert record["inputs_sha256"] == {"tiny.xlsx": whole}
    assert run("audit", "runs/tiny") == 0


def test_an_impossible_workbook_is_mended_in_its_cells(tmp_path: Path, out: Path, capfd: Told) -> None:
    book = workbook_of(write_tiny(tmp_path / "tiny", *IMPOSSIBLE))
    assert run("solve", saved(book, tmp_path), "--out", out, "--json") == 2
    shown = capfd.readouterr()
    assert "case!B15 (target.close_by): from 2026Q2 to 2026Q3" in shown.err
    assert "supply_limits!C" in shown.err
    for told in shown:
        assert ".csv" not in told
        assert ".yaml" not in told
    edits = [edit for repair in json.loads(shown.out)["repairs"] for edit in repair["edits"]]
    mended = {"tab": "case", "cell": "B15", "row": None, "column": "target.close_by"}
    assert {**mended, "from": "2026Q2", "to": "2026Q3"} in edits


def test_the_record_has_the_seconds_of_reading_and_writing_too(out: Path) -> None:
    assert run("solve", TINY, "--out", out, "--quiet") == 0
    told = json.loads((out / RECORD).read_text())
    assert next(iter(told["seconds"])) == "read"
    assert list(told["seconds"])[-1] == "write"
    assert told["seconds"].keys() == told["peak_memory_mb"].keys()


def test_quiet_is_silent(out: Path, capfd: Told) -> None:
    assert run("solve", TINY, "--out", out, "--quiet") == 0
    assert capfd.readouterr() == ("", "")
    assert (out / RECORD).is_file()


def test_quiet_keeps_notes_to_itself(
    out: Path, capfd: Told, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("planner.commands.solve.print_notes", lambda case: print("note", file=sys.stderr))
    assert run("solve", TINY, "--out", out, "--quiet") == 0
    assert run("solve", TINY, "--out", out, "--json") == 0
    assert capfd.readouterr().err == ""
    assert run("solve", TINY, "--out", out) == 0
    assert "note" in capfd.readouterr().err


def test_json_is_one_object_and_nothing_else(out: Path, capfd: Told) -> None:
    assert run("solve", TINY, "--out", out, "--json") == 0
    told = capfd.readouterr()
    assert told.err == ""
    assert told.out.count("\n") == 1
    answer = json.loads(told.out)
    assert answer["status"] == "optimal"
    assert answer["objective_usd_billion"] == pytest.approx(31.375663116)
    assert answer["closed_in"] == "2026Q3"
    assert answer["unserved_gw"] == pytest.approx(
        {"2026Q1": 2.0, "2026Q2": 1.2, "2026Q3": 0.0, "2026Q4": 0.0}, abs=1e-9
    )
    assert answer["folder"] == str(out)


def test_json_of_a_plan_that_never_closes_says_null(tmp_path: Path, out: Path, capfd: Told) -> None:
    folder = write_tiny(tmp_path / "case", ("demand.csv", "cloud,2026,3", "cloud,2026,30"))
    assert run("solve", folder, "--out", out, "--json") == 0
    assert json.loads(capfd.readouterr().out)["closed_in"] is None


@pytest.mark.parametrize(
    ("edits", "status", "word"),
    [
        ([("regions.csv", "home,Home,0,1", "home,Home,0,5")], 1, "mistake"),
        (IMPOSSIBLE, 2, "no plan"),
    ],
)
def test_json_of_what_fails_is_one_object_too(
    edits: list[tuple[str, str, str]], status: int, word: str, tmp_path: Path, out: Path, capfd: Told
) -> None:
    assert run("solve", write_tiny(tmp_path / "case", *edits), "--out", out, "--json") == status
    told = capfd.readouterr()
    answer = json.loads(told.out)
    assert answer["status"] == word
    assert answer["message"] + "\n" == told.err
    assert not out.exists()


def test_a_mistake_in_the_sheets_is_told_with_its_place_and_exits_1(
    tmp_path: Path, out: Path, capfd: Told
) -> None:
    folder = write_tiny(tmp_path / "case", ("regions.csv", "home,Home,0,1", "home,Home,0,5"))
    assert run("solve", folder, "--out", out) == 1
    told = capfd.readouterr()
    assert "regions.csv, row 2, column siting_share_max_fraction: found '5'" in told.err
    assert "Traceback" not in told.err
    assert told.out == ""


def test_a_plan_that_cannot_exist_exits_2_and_says_what_to_do(tmp_path: Path, out: Path, capfd: Told) -> None:
    assert run("solve", write_tiny(tmp_path / "case", *IMPOSSIBLE), "--out", out) == 2
    told = capfd.readouterr()
    assert "\nNo plan satisfies every rule of this case" in told.err
    assert "mend: set target.policy to priced" in told.err
    assert told.out == ""
    assert not out.exists()


def test_a_solver_that_proves_nothing_exits_3(
    out: Path, capfd: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise SolverFailed("HiGHS proved nothing.")

    monkeypatch.setattr(planner.pipeline, "solve", fail)
    assert run("solve", TINY, "--out", out) == 3
    assert capfd.readouterr().err.endswith("HiGHS proved nothing.\n")


def test_a_fault_of_our_own_exits_3_with_its_traceback(
    out: Path, capfd: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(planner.pipeline, "solve", fail)
    assert run("solve", TINY, "--out", out, "--json") == 3
    told = capfd.readouterr()
    assert "ZeroDivisionError: oops" in told.err
    assert "fault of the planner, not of your case" in told.err
    assert json.loads(told.out)["status"] == "fault"


def test_ctrl_c_stops_with_status_130_and_leaves_nothing(
    out: Path, capfd: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("planner.results.write_run.record", interrupt)
    assert run("solve", TINY, "--out", out) == 130
    assert capfd.readouterr().err.endswith("Stopped; nothing was written.\n")
    assert list(out.parent.iterdir()) == []


def test_ctrl_c_is_heard_while_highs_runs(tmp_path: Path) -> None:
    process = start("solve", ROOT / "inputs" / "us-2028", "--out", tmp_path / "run")
    assert process.stderr is not None
    while "compiling" not in process.stderr.readline():
        assert process.poll() is None
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []


# ── where results may go ──


def test_a_file_as_target_is_refused_before_anything_is_solved(tmp_path: Path, capfd: Told) -> None:
    (tmp_path / "file").write_text("mine")
    assert run("solve", TINY, "--out", tmp_path / "file") == 1
    assert "file is a file; results go into a folder" in capfd.readouterr().err
    assert (tmp_path / "file").read_text() == "mine"


def test_a_folder_with_other_things_in_it_is_refused(tmp_path: Path, capfd: Told) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    assert run("solve", TINY, "--out", tmp_path) == 1
    assert "holds what no run of the planner wrote, such as thesis.txt" in capfd.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_case_itself_is_no_place_for_results(tmp_path: Path, capfd: Told) -> None:
    folder = write_tiny(tmp_path / "case")
    assert run("solve", folder, "--out", folder) == 1
    assert (folder / "case.yaml").is_file()
    assert "left alone" in capfd.readouterr().err


def test_a_folder_that_cannot_be_made_is_the_users_to_mend(tmp_path: Path, capfd: Told) -> None:
    (tmp_path / "file").write_text("mine")
    assert run("solve", TINY, "--out", tmp_path / "file" / "run") == 1
    told = capfd.readouterr()
    assert "cannot be written" in told.err
    assert "--out" in told.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_the_users_to_mend(tmp_path: Path, capfd: Told) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    assert run("solve", TINY, "--out", tmp_path / "closed" / "run") == 1
    assert "cannot be written: Permission denied" in capfd.readouterr().err


def test_a_second_run_takes_the_place_of_the_first(tmp_path: Path, out: Path) -> None:
    assert run("solve", TINY, "--out", out, "--quiet") == 0
    bare = write_tiny(tmp_path / "bare", ("case.yaml", "title:", "funding: off\ntitle:"))
    assert run("solve", bare, "--out", out, "--quiet") == 0
    assert json.loads((out / RECORD).read_text())["funding"] is False
    assert not (out / "cash.csv").exists()


# ── options ──


@pytest.mark.parametrize("length", ["0", "-3", "nan", "inf", "soon"])
def test_a_time_limit_is_a_number_of_seconds(length: str, out: Path, capfd: Told) -> None:
    assert run("solve", TINY, "--out", out, f"--time-limit={length}") == 1
    assert f"{length} is not a number of seconds above zero" in capfd.readouterr().err


def test_time_that_runs_out_leaves_no_results(out: Path, capfd: Told) -> None:
    assert run("solve", TINY, "--out", out, "--time-limit", "1e-9") == 3
    assert "time limit" in capfd.readouterr().err
    assert not out.exists()


def test_the_solver_log_is_kept_where_asked(tmp_path: Path, out: Path) -> None:
    assert run("solve", TINY, "--out", out, "--quiet", "--log", tmp_path / "highs.log") == 0
    assert "HiGHS" in (tmp_path / "highs.log").read_text()


def test_a_log_that_cannot_be_kept_is_told_before_anything_is_solved(
    tmp_path: Path, out: Path, capfd: Told
) -> None:
    assert run("solve", TINY, "--out", out, "--log", tmp_path / "nowhere" / "highs.log") == 1
    assert "name a file you may write with --log" in capfd.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "required: COMMAND"),
        (["slove", "x"], "there is no command 'slove'"),
        (["solve"], "required: case"),
        (["solve", "x", "--fast"], "unrecognized arguments: --fast"),
    ],
)
def test_a_command_that_is_none_exits_1(arguments: list[str], told: str, capfd: Told) -> None:
    assert run(*arguments) == 1
    assert told in capfd.readouterr().err


@pytest.mark.parametrize("arguments", [["solve", "--json"], ["solve", "x", "--json", "--fast"], ["--json"]])
def test_json_of_a_command_that_is_none_is_one_object_too(arguments: list[str], capfd: Told) -> None:
    assert run(*arguments) == 1
    told = capfd.readouterr()
    answer = json.loads(told.out)
    assert answer["status"] == "mistake"
    assert told.err.endswith(f"{answer['message']}\n")


# ── planner check, new, explain ──


def test_checking_says_what_is_in_a_case_and_solves_nothing(capfd: Told, tmp_path: Path) -> None:
    assert run("check", TINY) == 0
    assert "is sound: 45 rows in 21 sheets, 2026Q1 to 2026Q4." in capfd.readouterr().out
    assert run("check", tmp_path / "nowhere") == 1
    assert "no such folder" in capfd.readouterr().err


def test_checking_lists_every_fault(tmp_path: Path, capfd: Told) -> None:
    edits = (
        ("regions.csv", "home,Home,0,1", "home,Home,x,5"),
        ("owners.csv", "grid,power_co", "grid,power_inc"),
    )
    assert run("check", write_tiny(tmp_path / "case", *edits)) == 1
    told = capfd.readouterr().err
    assert told.startswith("3 things to mend before planning:")
    assert "power_co" in told


def test_a_new_case_solves_as_it_is(tmp_path: Path, out: Path, capfd: Told) -> None:
    assert run("new", tmp_path / "mine") == 0
    assert f"planner solve {tmp_path / 'mine'}" in capfd.readouterr().out
    assert run("solve", tmp_path / "mine", "--out", out, "--quiet") == 0


def test_a_new_case_replaces_nothing(tmp_path: Path, capfd: Told) -> None:
    (tmp_path / "mine").mkdir()
    assert run("new", tmp_path / "mine") == 1
    assert "is there already" in capfd.readouterr().err
    assert list((tmp_path / "mine").iterdir()) == []


def test_a_new_case_that_cannot_be_made_is_told(tmp_path: Path, capfd: Told) -> None:
    (tmp_path / "file").write_text("mine")
    assert run("new", tmp_path / "file" / "mine") == 1
    assert "cannot be made" in capfd.readouterr().err


def test_explain_prints_every_rule_and_every_sheet(capfd: Told) -> None:
    assert run("explain", "all") == 0
    told = capfd.readouterr().out
    rules = [rule.__name__ for concern in CONCERNS for rule in rules_of(concern)]
    assert len(rules) > 50
    assert [name for name in rules if not re.search(rf"^{name}(\[|$)", told, flags=re.MULTILINE)] == []
    assert set(re.findall(r"^SHEET (\w+)$", told, flags=re.MULTILINE)) == set(SHEETS)


def test_explain_prints_a_rule_by_name(capfd: Told) -> None:
    assert run("explain", "deliveries_within_pool_limit") == 0
    told = capfd.readouterr().out
    assert told.startswith("deliveries_within_pool_limit[p, q]\n")
    assert re.findall(r"^    (\w+):  ", told, flags=re.MULTILINE) == ["Domain", "Equation", "Units", "Dual"]


def test_explain_prints_a_concern_with_its_rules(capfd: Told) -> None:
    assert run("explain", "storage") == 0
    told = capfd.readouterr().out
    assert told.startswith("STORAGE\n")
    assert "\nlevel_within_duration[" in told
    assert "\ndeliveries_within_pool_limit[" not in told


def test_explain_prints_the_columns_of_a_sheet(capfd: Told) -> None:
    assert run("explain", "sources") == 0
    told = capfd.readouterr().out
    assert told.startswith("SHEET sources\n")
    assert (
        "\n    capex_usd_per_kw (terms)\n        overnight cost: a number of at least 0 (USD per kW)\n"
        in told
    )
    assert max(len(line) for line in told.splitlines()) <= 96


def test_explain_says_where_a_name_comes_from_and_what_a_blank_means(capfd: Told) -> None:
    assert run("explain", "sources") == 0
    told = capfd.readouterr().out
    assert "fuel burnt: a name from fuels, or blank\n" in told
    assert "price of energy bought: a number (USD per MWh), or blank, which is read as 0 " in " ".join(
        told.split()
    )


def test_explain_prints_the_keys_of_case_yaml(capfd: Told) -> None:
    assert run("explain", "case.yaml") == 0
    told = capfd.readouterr().out
    assert told.startswith("FILE case.yaml\n")
    assert [name for name in SETTINGS if f"\n    {name} (" not in told] == []
    assert "currency of every amount: USD\n" in told


def test_explain_finds_a_word_anywhere(capfd: Told) -> None:
    assert run("explain", "dscr") == 0
    told = capfd.readouterr().out
    assert "load_covers_scheduled_service[" in told


def test_explain_knows_a_sheet_by_its_file_and_offers_no_name_twice(capfd: Told) -> None:
    assert run("explain", "supply_limits.csv") == 0
    assert capfd.readouterr().out.startswith("SHEET supply_limits\n")
    assert run("explain", "nope") == 1
    assert "the nearest: compute, " in capfd.readouterr().err


def test_explain_offers_what_is_nearest_to_an_unknown_word(capfd: Told) -> None:
    assert run("explain", "marekt_limit") == 1
    assert "nothing is explained under 'marekt_limit'; the nearest: market_limits" in capfd.readouterr().err


# ── the process ──


def test_help_waits_for_no_library() -> None:
    code = (
        "import sys, planner.cli\n"
        "try:\n    planner.cli.main(['--help'])\n"
        "except SystemExit as stop:\n    assert stop.code == 0\n"
        "print(sorted({'pandas', 'pyomo', 'highspy', 'numpy', 'scipy', 'yaml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "solve" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_reader_who_leaves_early_is_no_fault() -> None:
    command = [sys.executable, "-m", "planner", "check", str(TINY)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait() == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_the_bench_tells_every_stage(tmp_path: Path) -> None:
    command = [sys.executable, ROOT / "scripts" / "bench", "--case", TINY, "--hours", "24", "12"]
    done = subprocess.run(
        [*command, "--funding", "off", "--json", tmp_path / "bench.jsonl"],
        capture_output=True,
        text=True,
        check=True,
    )
    runs = [json.loads(line) for line in (tmp_path / "bench.jsonl").read_text().splitlines()]
    assert [run["hours_per_block"] for run in runs] == [24, 12]
    stages = ["read", "check", "build", "compile", "pass", "highs", "load", "tables"]
    assert [stage for stage in stages if stage not in runs[0]["seconds"]] == []
    assert runs[0]["objective_usd_billion"] == pytest.approx(25.821449)
    rest = sum(took for stage, took in runs[0]["seconds"].items() if stage != "highs")
    assert runs[0]["rest_seconds"] == pytest.approx(rest)
    assert done.stdout.count("all but HiGHS takes") == 2


# ── edits ──


def test_edits_are_made_before_solving_recorded_and_audited(out: Path, capfd: Told) -> None:
    words = "supply_limits.limit_gw_per_year[supply_pool=engine_makers]*=1.5"
    assert run("solve", TINY, "--out", out, "--set", words, "--set", "case.target.close_by+=1") == 0
    assert (
        f"Edited:\n    {words}\n    case.target.close_by+=1\n    (2 cells changed)" in capfd.readouterr().out
    )
    record = json.loads((out / RECORD).read_text())
    assert record["edits"] == [words, "case.target.close_by+=1"]
    assert record["edited_cells"] == [
        {"file": "supply_limits.csv", "row": 2, "column": "limit_gw_per_year", "from": 4.0, "to": 6.0},
        {"file": "case.yaml", "row": None, "column": "target.close_by", "from": "2026Q3", "to": "2026Q4"},
    ]
    assert record["objective_usd_billion"] < 31
    assert run("audit", out) == 0
    assert "engine_makers,2026,6," in (out / "case" / "supply_limits.csv").read_text()


def test_checking_takes_edits_too(capfd: Told) -> None:
    assert run("check", TINY, "--set", "sources.lead_months+=1") == 0
    assert "    sources.lead_months+=1\n    (2 cells changed)" in capfd.readouterr().out
    assert run("check", TINY, "--set", "sources.lead_month+=1") == 1
    assert "mend: did you mean lead_months?" in capfd.readouterr().err
