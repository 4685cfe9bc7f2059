"""A finished run, read from its folder."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from planner.disk.folders import put_back
from planner.disk.foreign_files import LARGEST_TABLE, check_file, record_of
from planner.errors import CaseError, UserError, unfit
from planner.numbers import number_of
from planner.results.run import Run
from planner.results.run_record import problems_of
from planner.results.table_set import MAY_BE_BLANK, Tables
from planner.results.write_run import CASE, RECORD, SUPPLY_CURVE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    import pandas as pd

MEND = "mend: solve the case again, or restore the folder as the run wrote it"
NUMBERS = {
    *("from_hour", "limit", "ratio", "year"),
    *(f"{of}_fraction" for of in ("additional", "loaded", "share_of_load", "share_of_sources")),
}
"""Columns of numbers whose names end in no unit."""
UNITS = (
    *(
        "_gw",
        "_gwh",
        "_mmbtu",
        "_tonnes",
        "usd_billion",
        "_per_gw",
        "_per_mwh",
        "_per_usd",
        "_per_unit",
        "_per_kw",
    ),
    *("_per_year", "_per_gw_year", "_gw_years", "_months"),
)
"""How the names of columns of numbers end."""
OF_NUMBERS = set("0123456789+-.eE")
"""What numbers are written with."""


def read_run(folder: str | Path, only: Collection[str] | None = None) -> Run:
    """The run in a folder that `planner solve` wrote, with all of its tables or `only` some.

    Raises UserError where there is none, or not all of it.
    """
    from pathlib import Path

    from planner.case import read

    folder = Path(folder)
    record = read_record(folder)
    try:
        case = read(folder / CASE)
    except CaseError as problem:
        raise UserError(f"{folder / CASE} cannot be read.\n    {MEND}\n\n{problem}") from problem
    tables = Tables(
        {name: _table(folder / f"{name}.csv") for name in _names(record) if only is None or name in only}
    )
    return Run(folder.resolve().name, replace(case, name=str(record.get("case", case.name))), tables, record)


def _names(record: Mapping[str, Any]) -> list[str]:
    """The tables of a run, with that which its report was asked for."""
    more = [SUPPLY_CURVE] if f"{SUPPLY_CURVE}.csv" in record.get("files_sha256", {}) else []
    return [*record["rows_by_table"], *more]


def read_record(folder: Path) -> dict[str, Any]:
    """The record of a run; raises UserError where the folder is no run."""
    mend = "mend: name the folder that planner solve wrote"
    put_back(folder.resolve())
    if not folder.is_dir():
        found = "a file" if folder.exists() else "no such folder"
        raise UserError(f"{folder} is not a run: {found}.\n    {mend}")
    try:
        record = record_of(folder / RECORD)
    except FileNotFoundError:
        raise UserError(f"{folder} is not a run: it has no {RECORD}.\n    {mend}") from None
    except (OSError, ValueError) as problem:
        raise UserError(f"{folder / RECORD} cannot be read: {problem}.\n    {MEND}") from problem
    if not isinstance(record, dict):
        raise UserError(f"{folder / RECORD} is not the record of a run.\n    {MEND}")
    problems = [
        (f"{folder / RECORD} is not the record of a run: {problem}.", MEND.removeprefix("mend: "))
        for problem in problems_of(record)
    ]
    if problems:
        raise unfit(problems)
    return dict(record)


def _table(file: Path) -> pd.DataFrame:
    """One table; columns of text stay as written. Raises UserError where it cannot be read."""
    import pandas as pd

    try:
        check_file(file, LARGEST_TABLE)
        frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    except FileNotFoundError:
        raise UserError(f"{file} is missing, so the run is not complete.\n    {MEND}") from None
    except (OSError, ValueError) as problem:
        raise UserError(f"{file} cannot be read: {problem}.\n    {MEND}") from problem
    for column in frame.columns:
        if column in NUMBERS or column.endswith(UNITS):
            frame[column] = _numbers(file, frame[column], column in MAY_BE_BLANK.get(file.stem, ()))
    return frame


def _numbers(file: Path, column: pd.Series[str], may_be_blank: bool) -> pd.Series[float]:
    """A column as numbers, NaN where a cell that may be blank is; raises UserError where one of them is none."""
    if may_be_blank and (column == "").any():
        return _numbers(file, column[column != ""], False).reindex(column.index)
    if set("".join(column)) <= OF_NUMBERS:
        try:
            numbers = column.astype(float)
        except ValueError:
            pass  # the row is told below
        else:
            if numbers.abs().lt(math.inf).all():
                return numbers
    row, found = next((row, text) for row, text in column.items() if number_of(text) is None)
    where = f"{file}, row {int(str(row)) + 2}, column {column.name}"
    raise UserError(f"{where}: found {found!r}, which is no number.\n    {MEND}")
