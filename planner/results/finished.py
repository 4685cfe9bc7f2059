"""A finished run: what was asked, what came out, and how; from its folder or from a plan in memory alike."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from planner.errors import CaseError, UserError
from planner.results.write_run import CASE, RECORD, record

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    import pandas as pd

    from planner.case import Case
    from planner.plan import Plan
    from planner.report.plots import Plots

AGAIN = "mend: solve the case again, or restore the folder as the run wrote it"
NUMBERS = {"from_hour", "limit"}
"""Columns of numbers whose names end in no unit."""
UNITS = ("_gw", "_gwh", "_mmbtu", "_tonnes", "usd_billion", "_per_gw", "_per_mwh", "_per_usd", "_per_unit")
"""How the names of columns of numbers end."""


@dataclass(frozen=True)
class Run:
    """A finished run: the case, its tables as DataFrames by name, and the record of how it was solved."""

    name: str
    case: Case
    tables: Mapping[str, pd.DataFrame]
    record: Mapping[str, Any]

    @property
    def objective_usd_billion(self) -> float:
        """Present value of everything the plan costs, USD billion at the start of the horizon."""
        return float(self.record["objective_usd_billion"])

    @property
    def unserved_gw(self) -> dict[str, float]:
        """Load left unserved over all sponsors, GW by period."""
        return dict(self.record["unserved_gw"])

    @property
    def closed_in(self) -> str | None:
        """First period from which no load goes unserved; None where some always does."""
        closed: str | None = self.record["closed_in"]
        return closed

    @property
    def plot(self) -> Plots:
        """The charts of the run, each a method: `run.plot.capacity()`."""
        from planner.report.plots import Plots

        return Plots(self)

    def _repr_html_(self) -> str:
        """The run in a notebook: the answer and its first charts."""
        from planner.report.notebook import shown

        return shown(self)


def run_of(plan: Plan, name: str | None = None) -> Run:
    """A plan in memory as a finished run, under the name of its case unless told otherwise."""
    return Run(name or plan.case.name, plan.case, plan.tables, record(plan))


def read_run(folder: str | Path, only: Collection[str] | None = None) -> Run:
    """The run in a folder that `planner solve` wrote, with all of its tables or `only` some.

    Raises UserError where there is none, or not all of it.
    """
    from pathlib import Path

    from planner.case import read

    folder = Path(folder)
    told = read_record(folder)
    try:
        case = read(folder / CASE)
    except CaseError as problem:
        raise UserError(f"{folder / CASE} cannot be read.\n    {AGAIN}\n\n{problem}") from problem
    tables = {
        name: _table(folder / f"{name}.csv") for name in told["rows_by_table"] if only is None or name in only
    }
    return Run(folder.resolve().name, replace(case, name=str(told.get("case", case.name))), tables, told)


def read_record(folder: Path) -> dict[str, Any]:
    """The record of a run; raises UserError where the folder is no run."""
    mend = "mend: name the folder that planner solve wrote"
    if not folder.is_dir():
        found = "a file" if folder.exists() else "no such folder"
        raise UserError(f"{folder} is not a run: {found}.\n    {mend}")
    try:
        told = json.loads((folder / RECORD).read_text("utf-8"))
    except FileNotFoundError:
        raise UserError(f"{folder} is not a run: it has no {RECORD}.\n    {mend}") from None
    except (OSError, ValueError) as problem:
        raise UserError(f"{folder / RECORD} cannot be read: {problem}.\n    {AGAIN}") from problem
    kinds: dict[str, Any] = {
        "objective_usd_billion": (int, float),
        "unserved_gw": dict,
        "rows_by_table": dict,
    }
    for key, kind in kinds.items():
        if not isinstance(told, dict) or not isinstance(told.get(key), kind) or "closed_in" not in told:
            raise UserError(f"{folder / RECORD} is not the record of a run: it lacks {key}.\n    {AGAIN}")
    return dict(told)


def _table(file: Path) -> pd.DataFrame:
    """One table; whatever is in a column of words stays as written. Raises UserError where it cannot be read."""
    import pandas as pd

    try:
        frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    except FileNotFoundError:
        raise UserError(f"{file} is missing, so the run is not complete.\n    {AGAIN}") from None
    except (OSError, ValueError) as problem:
        raise UserError(f"{file} cannot be read: {problem}.\n    {AGAIN}") from problem
    for column in frame.columns:
        if column in NUMBERS or column.endswith(UNITS):
            try:
                frame[column] = frame[column].astype(float)
            except ValueError:
                row = int(pd.to_numeric(frame[column], errors="coerce").isna().argmax())
                where, found = f"{file}, row {row + 2}, column {column}", frame[column].iloc[row]
                raise UserError(f"{where}: found {found!r}, which is no number.\n    {AGAIN}") from None
    return frame
