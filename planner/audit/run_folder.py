"""Reading a run's folder: its record, its case and its tables; every complaint names the file."""

from __future__ import annotations

import csv
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planner.audit.forms import FORMS, forms_of
from planner.audit.known import refuse_purchases_by_the_year, refuse_unknown
from planner.case import read
from planner.disk.folders import put_back
from planner.disk.foreign_files import LARGEST_TABLE, UnfitFileError, check_file, record_of, sha256_of
from planner.errors import CaseError, UserError
from planner.numbers import number_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from planner.audit.forms import Form
    from planner.case import Case

RECORD, TREE_RECORD, CASE = "run.json", "futures.json", "case"
TABLE_ENDINGS = (".csv", ".parquet")
"""How the files of tables end, of which the audit reads the first."""
MEND = "mend: solve the case again, or restore the folder as the run wrote it"
RECORD_KEYS = ("objective_usd_billion", "closed_in", "unserved_gw", "rows_by_table", "files_sha256")
"""What of the record the audit needs."""
LONGEST_CELL = 10_000_000
"""Most characters in a cell: a covenant may list many instruments."""

Cells = tuple[tuple[str, ...], tuple[float, ...]]
"""The words and the numbers of a row, in the order of its form."""


@dataclass(frozen=True)
class Table:
    """A table as read: rows by key, in the order written; `doubled` are keys that more than one row has."""

    form: Form
    rows: Mapping[tuple[str, ...], Cells]
    doubled: tuple[tuple[str, ...], ...]

    def numbers(self, column: str) -> dict[tuple[str, ...], float]:
        """One column of numbers by key; empty where a table of this case has no such column."""
        if column not in self.form.numbers:
            return {}
        position = self.form.numbers.index(column)
        return {key: numbers[position] for key, (_, numbers) in self.rows.items()}


@dataclass(frozen=True)
class Run:
    """A finished run as its folder has it; `changed` are files that are not as the run wrote them."""

    case: Case
    record: Mapping[str, Any]
    tables: Mapping[str, Table]
    changed: tuple[str, ...]

    def numbers(self, table: str, column: str) -> dict[tuple[str, ...], float]:
        """One column of numbers by key; empty where the run has no such table."""
        return self.tables[table].numbers(column) if table in self.tables else {}


def read_run(folder: Path) -> Run:
    """The run in a folder; raises UserError where it is none, or incomplete, or cannot be read."""
    record = read_record(folder)
    try:
        case = read(folder / CASE)
    except CaseError as problem:
        raise UserError(f"{folder / CASE} cannot be read.\n    {MEND}\n\n{problem}") from problem
    refuse_unknown(case, folder)
    tables = {name: read_table(folder / f"{name}.csv", form) for name, form in forms_of(case).items()}
    refuse_purchases_by_the_year(tables["bought"].rows if "bought" in tables else (), folder)
    return Run(case, record, tables, changed_files(folder, record["files_sha256"]))


def read_record(
    folder: Path, name: str = RECORD, keys: tuple[str, ...] = RECORD_KEYS, command: str = "solve"
) -> dict[str, Any]:
    """The record of a command; raises UserError where there is none, or one without the keys that the audit needs."""
    put_back(folder.resolve())
    if not folder.is_dir():
        found = "a file" if folder.exists() else "no such folder"
        raise UserError(
            f"{folder} is not a run: {found}.\n    mend: name the folder that planner {command} wrote"
        )
    try:
        record = record_of(folder / name)
    except FileNotFoundError:
        raise UserError(
            f"{folder} is not a run: it has no {name}.\n    mend: name the folder that planner {command} wrote"
        ) from None
    except (OSError, ValueError) as problem:
        raise UserError(f"{folder / name} cannot be read: {problem}.\n    {MEND}") from problem
    missing = [key for key in keys if not isinstance(record, dict) or key not in record]
    kinds: dict[str, type | tuple[type, ...]] = {
        "unserved_gw": dict,
        "rows_by_table": dict,
        "files_sha256": dict,
        "objective_usd_billion": (int, float),
        "leaves": dict,
    }
    wrong = [
        key
        for key, kind in kinds.items()
        if key in keys and key not in missing and not isinstance(record[key], kind)
    ]
    if missing or wrong:
        what = f"it does not tell {missing[0]}" if missing else f"its {wrong[0]} is not what a run writes"
        raise UserError(
            f"{folder / name} is not the record of a run that can be audited: {what}.\n    {MEND}"
        )
    return dict(record)


def read_table(file: Path, form: Form) -> Table:
    """One table; raises UserError where it is missing or its columns or numbers are not what a run writes."""
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        check_file(file, LARGEST_TABLE)
        with file.open(encoding="utf-8", newline="") as stream:
            lines = list(csv.reader(stream, strict=True))
    except FileNotFoundError:
        raise UserError(f"{file} is missing, so the run is not complete.\n    {MEND}") from None
    except (OSError, ValueError, csv.Error) as problem:
        raise UserError(f"{file} cannot be read: {problem}.\n    {MEND}") from problem
    finally:
        csv.field_size_limit(before)
    header = lines[0] if lines else []
    lacking = form.may_lack - set(header)
    if Counter(header) != Counter(form.columns - lacking):
        wanted = ", ".join((*form.keys, *form.words, *form.numbers))
        raise UserError(f"{file} has other columns than a run writes: {wanted}.\n    {MEND}")
    # A column that is not there is one of blank cells after the last.
    positions = {name: position for position, name in enumerate(header)} | dict.fromkeys(lacking, len(header))
    keys, words, numbers = ([positions[name] for name in of] for of in (form.keys, form.words, form.numbers))
    rows: dict[tuple[str, ...], Cells] = {}
    doubled = []
    for line, cells in enumerate(lines[1:], 2):
        if len(cells) != len(header):
            found = f"row {line} has {len(cells)} cells, not {len(header)}"
            raise UserError(f"{file} cannot be read: {found}.\n    {MEND}")
        key = tuple([*cells, ""][k] for k in keys)
        if key in rows:
            doubled.append(key)
        figures = tuple(
            math.nan
            if cells[k] == "" and header[k] in form.at_times
            else _number(file, line, header[k], cells[k])
            for k in numbers
        )
        rows[key] = tuple(cells[k] for k in words), figures
    return Table(form, rows, tuple(doubled))


def _number(file: Path, line: int, column: str, text: str) -> float:
    """A figure; raises UserError where the text is none, or not finite."""
    number = number_of(text)
    if number is None:
        raise UserError(f"{file}, row {line}, column {column}: found {text!r}, not a number.\n    {MEND}")
    return number


def changed_files(folder: Path, recorded: Mapping[str, Any]) -> tuple[str, ...]:
    """Files of the run that are not, byte by byte, as its record says, and tables it does not know."""
    files = (f"{name}{ending}" for name in FORMS for ending in TABLE_ENDINGS)
    names = {name for name in files if (folder / name).exists()}
    names |= {f"{CASE}/{path.name}" for path in (folder / CASE).iterdir() if path.suffix in (".csv", ".yaml")}
    changed = [name for name in sorted(names | set(recorded)) if _hash(folder / name) != recorded.get(name)]
    return tuple(changed)


def _hash(file: Path) -> str | None:
    """sha256 of a file; None where it cannot be read, or is no ordinary one."""
    try:
        return sha256_of(file)
    except (OSError, UnfitFileError):
        return None
