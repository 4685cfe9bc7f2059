"""The record of a run: whatever of it is forged, taken away or added is found, and named."""

from __future__ import annotations

import copy
import dataclasses
import json
from typing import TYPE_CHECKING, Any

import pytest
from audit.audited import copy_of, folder_of, run_of, written
from cases.tiny import TINY, tiny_case

import planner
from planner import cli
from planner.audit import Verdict, audit
from planner.audit.facts import Facts
from planner.audit.record import claims
from planner.audit.run_folder import read_run
from planner.audit.verdict import examine, hold
from planner.disk.seals import SEAL, sealed
from planner.results.answer_text import headline
from planner.results.run_record import NEEDED, USED
from planner.results.write_run import RECORD, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Record = dict[str, Any]

FIELDS = (*NEEDED, *USED)
FOLLOW = {
    *(
        "objective_usd_billion",
        "closed_in",
        "unserved_gw",
        "headline",
        "status",
        "title",
        "vintage",
        "horizon",
    ),
    *("years_from", "approximation", "hours_per_block", "funding", "rows_by_table", "edited_cells"),
}
"""Fields that follow from sheets and tables, so that no seal made anew hides what is forged in them."""
RUNS = ["tiny", "tiny off", "1 years"]


def forged(value: Any) -> Iterator[tuple[str, Any]]:
    """Values like one that a record has, each altered in one place, with what was done."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from ((f"{key} {what}", {**value, key: other}) for what, other in forged(part))
            yield f"{key} taken away", {name: part for name, part in value.items() if name != key}
        yield "a key added", {**value, "another": next(iter(value.values()), 1)}
    elif isinstance(value, list):
        yield "longer", [*value, *(value[:1] or ["more"])]
        for number, part in enumerate(value):
            yield f"without {number}", value[:number] + value[number + 1 :]
            for what, other in forged(part):
                yield f"{number} {what}", [*value[:number], other, *value[number + 1 :]]
    elif isinstance(value, bool):
        yield "turned", not value
    elif isinstance(value, int | float):
        yield "larger", value * 1.001 + 1
        yield "of another kind", str(value)
    else:
        yield "another", f"{value or ''}x"
        yield "none" if value else "a number", None if value else 1


def forgeries(record: Record, field: str) -> Iterator[tuple[str, Any]]:
    """Those of a field that are read at all: without a number for an objective there is nothing to prove."""
    for what, other in forged(record[field]):
        if field != "objective_usd_billion" or what == "larger":
            yield what, other


def held(name: str, record: Record) -> Verdict:
    return hold(dataclasses.replace(run_of(name), record=record), name, *written(name))


def test_every_field_of_a_record_is_told_to_readers() -> None:
    assert set(FIELDS) == set(json.loads((folder_of("tiny") / RECORD).read_text()))


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("field", FIELDS)
def test_a_field_that_is_forged_is_named(field: str, name: str) -> None:
    record = json.loads((folder_of(name) / RECORD).read_text())
    tried = 0
    for what, other in forgeries(record, field):
        found = [finding.where for finding in held(name, {**record, field: other}).failed]
        assert found, what
        assert any(field in where for where in found) or field == SEAL, (what, found)
        tried += 1
    assert tried


@pytest.mark.parametrize("name", RUNS)
def test_what_follows_from_tables_is_held_to_them_whatever_the_seal_says(name: str) -> None:
    record = json.loads((folder_of(name) / RECORD).read_text())
    for field in sorted(FOLLOW & set(record)):
        for what, other in forgeries(record, field):
            if field == "edited_cells" and what == "longer":
                continue
            assert not held(name, sealed({**record, field: other})).proved, (field, what)


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_taken_away_is_named(field: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = copy_of("tiny", tmp_path / "run")
    record = json.loads((run / RECORD).read_text())
    del record[field]
    (run / RECORD).write_text(json.dumps(record))
    assert cli.main(["audit", str(run)]) in (1, 3)
    printed = capsys.readouterr()
    assert field in printed.out + printed.err


def test_a_field_added_is_named() -> None:
    record = json.loads((folder_of("tiny") / RECORD).read_text())
    (found,) = held("tiny", {**record, "approved_by": "the board"}).failed
    assert found.where == "run.json, approved_by: not as the run wrote it"


def test_a_record_without_a_seal_is_not_proved_and_says_why() -> None:
    """Of an earlier version, or with the seal taken out: nobody can tell which."""
    record = json.loads((folder_of("tiny") / RECORD).read_text())
    del record[SEAL]
    (found,) = held("tiny", record).failed
    assert found.name == "record_is_as_the_run_wrote_it"
    assert found.where.startswith(
        "run.json has no record_sha256, for an earlier version of the planner wrote it"
    )
    assert found.where.endswith("solve the case again")


def test_a_key_given_twice_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Some readers would take the first, and some the last."""
    run = copy_of("tiny", tmp_path / "run")
    text = (run / RECORD).read_text()
    (run / RECORD).write_text(text.replace('"title"', '"title": "Another",\n  "title"', 1))
    for command in ("audit", "report", "workbook"):
        assert cli.main([command, str(run)]) == 1
        assert "the key title given twice" in capsys.readouterr().err


def test_edited_cells_are_held_to_the_sheets(tmp_path: Path) -> None:
    case = tiny_case(
        "demand.need_gw*=0.9",
        "sources.additional_fraction[source=grid]=0.4",
        "case.target.close_by=2026Q4",
        "sources.confidence[source=grid]=S",
    )
    write(planner.solve(case), tmp_path / "run")
    assert audit(tmp_path / "run").proved
    record = json.loads((tmp_path / "run" / RECORD).read_text())
    assert "additional_percent" in record["headline"]
    run = read_run(tmp_path / "run")
    for number, cell in enumerate(record["edited_cells"]):
        for key, other in (("to", "7"), ("column", "none"), ("file", "none.csv")):
            edited = copy.deepcopy(record["edited_cells"])
            edited[number] = cell | {key: other}
            changed = dataclasses.replace(run, record=sealed({**record, "edited_cells": edited}))
            (found,) = claims(changed, Facts(run.case))[2:]
            assert found.where == f"edited_cells[{number}]"


def test_load_that_is_small_is_served_no_sooner(tmp_path: Path) -> None:
    """All of the need of a case of 2e-7 GW is less than what counts as nothing beside a GW."""
    sheets = (
        "demand.need_gw",
        "committed.supply_gw",
        "supply_limits.limit_gw_per_year",
        "site_limits.limit_gw",
    )
    plan = planner.solve(tiny_case(*(f"{column}*=1e-7" for column in sheets)))
    assert plan.closed_in == "2026Q3"
    assert "The shortfall is closed from 2026Q3 on" in headline(plan)
    write(plan, tmp_path / "run")
    assert audit(tmp_path / "run").proved
    run = read_run(tmp_path / "run")
    changed = dataclasses.replace(run, record=sealed({**run.record, "closed_in": "2026Q1"}))
    failed = {finding.name for finding in examine(changed, "tiny").failed}
    assert "target_is_met_when_the_tables_say" in failed


def test_tables_as_parquet_are_sealed(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    run = tmp_path / "run"
    assert cli.main(["solve", str(TINY), "--out", str(run), "--parquet", "--quiet"]) == 0
    assert audit(run).proved
    other = (run / "debt.parquet").read_bytes()
    (run / "costs.parquet").write_bytes(other)
    (found,) = audit(run).failed
    assert found.where == "costs.parquet"
    (run / "costs.parquet").unlink()
    assert audit(run).failed[0].where == "costs.parquet"
    (run / "costs.parquet").write_bytes(b"")
    assert not audit(run).proved


def test_a_parquet_table_that_the_run_did_not_write_is_found(tmp_path: Path) -> None:
    run = copy_of("tiny", tmp_path / "run")
    (run / "costs.parquet").write_bytes(b"PAR1")
    assert audit(run).failed[0].where == "costs.parquet"
