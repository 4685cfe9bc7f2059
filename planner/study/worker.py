"""One case of a sweep, in whatever process it is solved: from a base case and edits to a result that can travel."""

from __future__ import annotations

import io
import pickle
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from planner.audit.forms import FORMS
from planner.case.editing import edit
from planner.errors import CaseError, NoPlan, PlannerError
from planner.options import Options
from planner.pipeline import solve
from planner.results.run import run_of
from planner.session import Session
from planner.study.measures import PRICES, measures

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from planner.case import Case
    from planner.results.plan import Plan

OPTIMAL, NO_PLAN, INVALID, FAILED = "optimal", "no plan", "invalid", "failed"
STATUSES = (OPTIMAL, NO_PLAN, INVALID, FAILED)
"""What becomes of a case: solved; impossible; not a case at all, for an edit breaks the contract; not solved."""
LONGEST_REASON = 2000
WHOLE = {("dispatch", "from_hour"), ("need_value", "year"), ("placement", "step")}
"""Columns of whole numbers; the other keys are words."""


@dataclass(frozen=True)
class Task:
    """What a worker is asked for: a point of the sweep by number, the hash of what it hangs on, and its edits."""

    number: int
    key: str
    edits: tuple[str, ...]


@dataclass(frozen=True)
class Setup:
    """What all cases of a sweep share: the case that is edited, the tables to keep, how long each may take.

    With `from_cold` each is solved from cold, as if there were no other.
    """

    case: Case
    tables: tuple[str, ...]
    time_limit_seconds: float | None = None
    from_cold: bool = False

    def worker(self) -> Worker:
        """Who solves the cases in a process."""
        return Worker(self)


@dataclass(frozen=True)
class Result:
    """What became of a case: status and why, how it was solved, measures by key, tables in Arrow's format.

    `gap` is how far apart, relative to the cost, the bounds are between which that is proved to be.
    """

    number: int
    key: str
    status: str
    reason: str = ""
    seconds: float = 0.0
    measures: Mapping[str, float | str | None] = field(default_factory=dict)
    tables: Mapping[str, bytes] = field(default_factory=dict)
    gap: float = 0.0
    how_solved: str = ""


class Worker:
    """A process's part in a sweep."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.options = Options(time_limit_seconds=setup.time_limit_seconds, diagnose=False)
        self.session = None if setup.from_cold else Session(setup.case, self.options)

    def result(self, task: Task) -> Result:
        """What becomes of a case, whatever that is."""
        since = time.perf_counter()
        try:
            case = edit(self.setup.case, *task.edits)
        except CaseError as problem:
            return Result(task.number, task.key, INVALID, reason_of(problem))
        try:
            plan = self.plan(case)
        except NoPlan as problem:
            return Result(task.number, task.key, NO_PLAN, reason_of(problem), time.perf_counter() - since)
        except PlannerError as problem:
            return Result(task.number, task.key, FAILED, reason_of(problem), time.perf_counter() - since)
        found = {m.key: m.value for m in measures(run_of(plan)) if m.section not in PRICES}
        tables = {
            name: as_arrow(name, plan.tables[name]) for name in self.setup.tables if name in plan.tables
        }
        seconds, gap = time.perf_counter() - since, float(plan.residuals.get("primal_dual_gap", 0.0))
        how = plan.solution.solved.text
        return Result(task.number, task.key, OPTIMAL, "", seconds, found, tables, gap, how)

    def plan(self, case: Case) -> Plan:
        """The plan of a case, from where the last one stood; raises as `planner.solve` does."""
        if self.session is None:
            return solve(case, self.options)
        self.session.case = case
        return self.session.solve()


def reason_of(problem: Exception) -> str:
    """Why, in one paragraph."""
    text = "; ".join(map(str, problem.faults)) if isinstance(problem, CaseError) else str(problem)
    return " ".join(text.split())[:LONGEST_REASON]


class Works(Protocol):
    """Whoever does the tasks of a process, one after another."""

    def result(self, task: Task) -> Result:
        """What becomes of a task, whatever that is."""


_worker_by_setup: dict[bytes, Works] = {}
"""The worker of this process, by what it was set up with: a cluster's processes may serve one sweep after another."""
_lock = threading.Lock()
"""A process solves one case at a time, however many threads it has."""


def solve_task(setup: bytes, task: Task) -> Result:
    """Do a task in this process, the worker kept from task to task.

    `setup` is a pickled Setup, or whatever else says with `worker()` who does the tasks.
    """
    with _lock:
        if setup not in _worker_by_setup:
            _worker_by_setup.clear()
            _worker_by_setup[setup] = pickle.loads(setup).worker()
        return _worker_by_setup[setup].result(task)


def as_arrow(name: str, frame: pd.DataFrame) -> bytes:
    """A table of a run in Arrow's own format, its columns of the same types in every case.

    It is written and read in a fraction of the time that Parquet takes, and as small where words stand in it once.
    """
    import pyarrow as pa

    schema = schema_of(name, list(frame.columns))
    # A key that is a number, such as a step or a seniority, is a word like any other.
    keys = {column for column in frame.columns if pa.types.is_dictionary(schema.field(column).type)}
    frame = frame.astype(dict.fromkeys(keys & set(frame.select_dtypes("number").columns), str))
    table = pa.Table.from_pandas(frame, schema=schema, preserve_index=False, nthreads=1)
    stream = io.BytesIO()
    options = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
    with pa.ipc.new_file(stream, schema, options=options) as file:
        file.write_table(table)
    return stream.getvalue()


def schema_of(name: str, columns: list[str]) -> Any:
    """The types of a table's columns: figures, whole numbers and words, of which each is stored once."""
    import pyarrow as pa

    numbers, words = set(FORMS[name].numbers), pa.dictionary(pa.int32(), pa.string())
    types = {
        column: pa.float64() if column in numbers else pa.int64() if (name, column) in WHOLE else words
        for column in columns
    }
    return pa.schema(list(types.items()))
