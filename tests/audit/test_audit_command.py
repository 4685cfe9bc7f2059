"""`planner audit`: what it prints, and with which exit status."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from audit.audited import copy_of, folder_of, lines_of, rewrite
from cases.tiny import TINY, tiny_plan
from model.rules import required

from planner import cli
from planner.model import concerns_of
from planner.results.write_run import RECORD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Capture = pytest.CaptureFixture[str]


def test_a_proved_run_is_reported_rule_by_rule(capsys: Capture) -> None:
    assert cli.main(["audit", str(folder_of("tiny"))]) == 0
    printed = capsys.readouterr().out
    assert "    sources_equal_uses                                    8" in printed
    assert " ".join(printed.split()).endswith(
        "Proved: tiny keeps every rule, and no plan costs less than USD 31.375663 billion."
    )
    assert all(
        f"    {rule} " in printed for concern in concerns_of(tiny_plan().case) for rule in required(concern)
    )
    assert "FAILS" not in printed


def test_a_tampered_run_ends_with_status_3_and_says_what_is_off(tmp_path: Path, capsys: Capture) -> None:
    run = copy_of("tiny", tmp_path / "run")
    lines = lines_of(run, "debt")
    balance = lines[0].index("balance_usd_billion")
    lines[2][balance] = str(float(lines[2][balance]) + 0.5)
    rewrite(run, "debt", lines)
    assert cli.main(["audit", str(run)]) == 3
    printed = capsys.readouterr().out
    assert "Not proved: " in printed
    assert "    balance_follows_schedule: off by 0.5 (allowed 1e-06) at bond, cloud, , 2" in printed


def test_json_is_one_object(tmp_path: Path, capsys: Capture) -> None:
    assert cli.main(["audit", str(folder_of("tiny off")), "--json"]) == 0
    verdict = json.loads(capsys.readouterr().out)
    assert (verdict["status"], verdict["failed"]) == ("proved", [])
    assert {"name": "shortfall_is_priced", "count": 4}.items() <= {
        k: v for k, v in verdict["findings"]["rules"][4].items() if k in ("name", "count")
    }.items()
    run = copy_of("tiny off", tmp_path / "run")
    lines = lines_of(run, "need_price")
    rewrite(run, "need_price", lines[:-1], sealed=False)
    assert cli.main(["audit", str(run), "--json"]) == 3
    verdict = json.loads(capsys.readouterr().out)
    assert (verdict["status"], verdict["failed"]) == (
        "not proved",
        ["files_are_as_the_run_wrote_them", "need_price"],
    )


def cut(text: str) -> Callable[[Path], None]:
    return lambda file: file.write_text(text)  # type: ignore[return-value]


BROKEN: list[tuple[str, Callable[[Path], object], str]] = [
    (RECORD, lambda file: file.unlink(), "it has no run.json"),
    (RECORD, cut("{"), "run.json cannot be read"),
    (RECORD, cut("[]"), "run.json is not the record of a run that can be audited: it does not tell"),
    (
        RECORD,
        cut(
            json.dumps(
                dict.fromkeys(
                    ("objective_usd_billion", "closed_in", "unserved_gw", "rows_by_table", "files_sha256"), 1
                )
            ),
        ),
        "its unserved_gw is not what a run writes",
    ),
    ("prices.csv", lambda file: file.unlink(), "prices.csv is missing, so the run is not complete"),
    ("costs.csv", cut(""), "costs.csv has other columns than a run writes"),
    ("load.csv", cut("sponsor,region,period,served_gw\na,b\n"), "row 2 has 2 cells, not 4"),
    ("load.csv", cut("sponsor,region,period,served_gw\na,b,c,\n"), "row 2, column served_gw: found ''"),
    ("load.csv", cut("sponsor,region,period,served_gw\na,b,c,nan\n"), "found 'nan', not a number"),
    ("load.csv", cut('sponsor,region,period,served_gw\na,"b'), "load.csv cannot be read"),
    ("load.csv", lambda file: file.write_bytes(b"\xff"), "load.csv cannot be read"),
    ("case/days.csv", lambda file: file.unlink(), "days.csv"),
    ("case/case.yaml", cut("funding: on"), "case cannot be read"),
]


@pytest.mark.parametrize(("file", "harm", "message"), BROKEN, ids=lambda part: str(part)[:20])
def test_a_folder_that_is_no_whole_run_is_the_users_to_mend(
    file: str, harm: Callable[[Path], object], message: str, tmp_path: Path, capsys: Capture
) -> None:
    run = copy_of("tiny", tmp_path / "run")
    harm(run / file)
    assert cli.main(["audit", str(run)]) == 1
    printed = capsys.readouterr()
    assert message in printed.err
    assert printed.out == ""


@pytest.mark.parametrize(
    ("folder", "message"),
    [("nowhere", "no such folder"), ("case.yaml", "a file"), (".", "it has no run.json")],
)
def test_what_is_no_run_is_said_to_be_none(folder: str, message: str, capsys: Capture) -> None:
    assert cli.main(["audit", str(TINY / folder)]) == 1
    assert message in capsys.readouterr().err
