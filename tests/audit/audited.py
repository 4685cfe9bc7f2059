"""Runs to audit: each written once, copied for whoever tampers with it, and sealed anew afterwards."""

from __future__ import annotations

import csv
import dataclasses
import json
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from audit.known_cases import write_known, write_known_worked
from cases.edits import without_funding
from cases.tiny import tiny_plan
from cases.variants import write_variant

import planner
from planner.audit.facts import Facts
from planner.audit.rules import program
from planner.audit.run_folder import read_run
from planner.disk.seals import sealed
from planner.results.write_run import RECORD, file_hashes, write

if TYPE_CHECKING:
    from planner.audit.program import Program
    from planner.audit.run_folder import Run, Table

SCRATCH = Path(tempfile.mkdtemp(prefix="planner-audit-"))
Lines = list[list[str]]


@cache
def folder_of(name: str) -> Path:
    """A finished run by name, not to be changed, with years or off or not.

    It is tiny, worked, the seed of a variant, or credit and the seed of a case with a credit layer.
    """
    folder = SCRATCH / "runs" / name.replace(" ", "_")
    seed, off = name.split()[0], name.endswith("off")
    if seed == "tiny":
        write(tiny_plan(funding=not off), folder)
        return folder
    place = SCRATCH / "cases" / name.replace(" ", "_")
    if seed == "worked":
        write_known_worked(place)
    elif seed == "credit":
        write_known(place, int(name.split()[1]), years="years" in name)
    else:
        write_variant(place, int(seed), years="years" in name)
    case = planner.read(place)
    write(planner.solve(without_funding(case) if off else case), folder)
    return folder


@cache
def run_of(name: str) -> Run:
    """The same, read."""
    return read_run(folder_of(name))


@cache
def written(name: str) -> tuple[Facts, Program]:
    """Its case as the audit writes it down, which no change of a figure alters."""
    facts = Facts(run_of(name).case)
    return facts, program(facts)


def copy_of(name: str, folder: Path) -> Path:
    """A copy of a run, to be tampered with."""
    return Path(shutil.copytree(folder_of(name), folder))


def lines_of(folder: Path, table: str) -> Lines:
    """A table as lines of cells, its header first."""
    with (folder / f"{table}.csv").open(newline="") as stream:
        return list(csv.reader(stream))


def rewrite(folder: Path, table: str, lines: Lines, sealed: bool = True) -> None:
    """Write a table again, and the seal, so that only the mathematics can tell."""
    with (folder / f"{table}.csv").open("w", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(lines)
    if sealed:
        reseal(folder)


def reseal(folder: Path) -> None:
    """Make the record say that the files and itself are as the run wrote them."""
    record = json.loads((folder / RECORD).read_text())
    (folder / RECORD).write_text(json.dumps(sealed(record | {"files_sha256": file_hashes(folder)})))


def with_number(run: Run, table: str, key: tuple[str, ...], column: str, factor: float) -> Run:
    """The run with one figure multiplied, everything else and the seal as they were."""
    whole = run.tables[table]
    words, numbers = whole.rows[key]
    place = whole.form.numbers.index(column)
    changed = (*numbers[:place], numbers[place] * factor, *numbers[place + 1 :])
    return _with(run, dataclasses.replace(whole, rows={**whole.rows, key: (words, changed)}))


def _with(run: Run, table: Table) -> Run:
    return dataclasses.replace(run, tables={**run.tables, table.form.name: table})
