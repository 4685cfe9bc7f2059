"""A sweep: many cases of one, each solved once and kept, then one dataset of them all."""

from __future__ import annotations

import dataclasses
import json
import math
import pickle
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.case.case import expect_case
from planner.case.editing import edit, edited_draft
from planner.disk.file_names import check_path
from planner.disk.folders import staged
from planner.disk.steps import write
from planner.errors import CaseError, UserError, every
from planner.study.dataset import check_parquet, summarise, write_indices, write_summary, write_tables
from planner.study.design import nearest_neighbour_order, points_of
from planner.study.fingerprint import fingerprint, planner_version
from planner.study.measures import CLOSED_IN, figure_columns
from planner.study.sensitivity import indices_of, measure_of
from planner.study.spec import EVERY, check
from planner.study.step_sizes import step_sizes
from planner.study.store import Store
from planner.study.sweep_folder import CASES, RECORD, foreign_files, locked, unwritable
from planner.study.worker import INVALID, Result, Setup, Task, reason_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Protocol

    import pandas as pd

    from planner.case import Case
    from planner.errors import Fault
    from planner.study.backends import Backend
    from planner.study.design import Point
    from planner.study.scenarios import Scenario
    from planner.study.sensitivity import Indices
    from planner.study.spec import Spec

    class Progress(Protocol):
        """Whoever shows how far a sweep is."""

        def start(self, total: int, kept: int, workers: int) -> None:
            """So many cases, so many of them finished before."""

        def advance(self, status: str) -> None:
            """One more is finished."""


MOST_TRIED = 1_000
"""Values of a factor that are looked at to see whether its edits mean anything."""


@dataclass(frozen=True)
class Sweep:
    """A finished sweep: `summary` has a row a case; `folder` the dataset, its tables named in `rows`.

    `indices` are those of `measure`, a column of the summary; None for a grid. `solved` cases were solved just now;
    `notes` say what else is to be known of them.
    """

    spec: Spec
    points: Sequence[Point]
    summary: pd.DataFrame
    folder: Path
    rows: Mapping[str, int]
    solved: int
    measure: str
    indices: Indices | None
    notes: tuple[str, ...] = ()

    def table(self, name: str) -> pd.DataFrame:
        """A table of all the runs, each row with its case and factors; raises KeyError where there is none."""
        import pandas as pd

        if name not in self.rows:
            raise KeyError(f"the sweep has no table {name!r}; it has {', '.join(self.rows)}")
        return pd.read_parquet(self.folder / "tables" / f"{name}.parquet")


def sweep(
    case: Case,
    spec: Spec | str | Path,
    folder: str | Path,
    workers: int | None = None,
    scenarios: Mapping[str, Scenario] | None = None,
    measure: str | None = None,
    cluster: str | None = None,
) -> Sweep:
    """Solve many cases of one, in as many processes as `workers` or cores, and gather their results in a folder.

    `spec` is a Spec, or a YAML file of one; `scenarios` are those of `read_scenarios`, where the spec names some;
    `measure` is the column of the summary whose swings or indices are analysed, the cost unless another is named;
    `cluster` the address of a Dask scheduler whose workers are to solve instead. Cases that are finished in the folder
    are not solved again. Raises UserError or CaseError where the spec cannot be carried out.
    """
    from planner.study.backends import cluster_backend, local_backend
    from planner.study.spec_file import read_spec

    expect_case(case, "sweep")
    asked = read_spec(Path(spec)) if isinstance(spec, str | Path) else spec
    with local_backend(workers) if cluster is None else cluster_backend(cluster) as backend:
        return run_sweep(case, asked, Path(folder), backend, scenarios, None, measure)


def run_sweep(
    case: Case,
    spec: Spec,
    folder: Path,
    backend: Backend,
    scenarios: Mapping[str, Scenario] | None = None,
    progress: Progress | None = None,
    measure: str | None = None,
    pictures: Callable[[Sweep], Mapping[str, bytes]] | None = None,
) -> Sweep:
    """Solve every case that the spec asks for and that is not finished already, and write the dataset.

    `pictures` makes what is written with it, by name. Raises UserError or CaseError where the spec cannot be carried
    out, or the folder not be written to. Whatever ends it, the cases that are finished are kept, and the same call goes
    on from there; the dataset of an earlier sweep stays until the new one is whole.
    """
    check_parquet()
    check_path(folder)
    known, notes, since = scenarios or {}, list[str](), time.monotonic()
    spec = checked(case, spec, known)
    points = points_of(spec, known, notes)
    measure = measured(case, spec, points, measure)
    with locked(folder):
        store = Store(folder)
        tasks, results = _tasks(case, nearest_neighbour_order(spec, points, step_sizes(case, spec)))
        try:
            solved = _solve(case, tasks, store, backend, progress)
            results |= {x.number: dataclasses.replace(store.result(x.key), number=x.number) for x in tasks}
            summary = summarise(spec, points, results)
            gap = max((result.gap for result in results.values()), default=0.0)
            indices = indices_of(spec, points, summary, measure, gap)
            with _put_in_place(folder) as stage:
                rows = write_tables(spec, points, results, store, stage)
                notes += store.notes()
                found = Sweep(spec, points, summary, folder, rows, solved, measure, indices, tuple(notes))
                _write(case, found, stage, time.monotonic() - since)
                _draw({} if pictures is None else pictures(found), stage)
        except OSError as problem:
            raise unwritable(folder, problem) from problem
    return found


def checked(case: Case, spec: Spec, scenarios: Mapping[str, Scenario]) -> Spec:
    """The spec with every scenario named, where it can be carried out; raises UserError with all that cannot be."""
    columns = [*figure_columns(case), CLOSED_IN]
    checks = (
        lambda: check(spec, columns),
        lambda: check_factors(case, spec, scenarios),
    )
    named: Spec
    named, *_ = every(lambda: _expanded(spec, scenarios), *checks)
    return check(named, columns)


def _expanded(spec: Spec, scenarios: Mapping[str, Scenario]) -> Spec:
    """The spec with every scenario named; raises UserError where one is unknown."""
    from planner.case.cells import listed, suggest

    names = tuple(scenarios) if spec.scenarios == (EVERY,) else tuple(dict.fromkeys(spec.scenarios))
    for name in names or spec.scenarios:
        if name not in scenarios:
            if not scenarios:
                raise UserError(
                    "The case has no scenarios.\n    mend: write them into scenarios.yaml there, or leave them out"
                )
            known = listed(scenarios, len(scenarios))
            mend = suggest(name, scenarios, "name one of these, or all")
            raise UserError(f"The case has no scenario {name!r}: it has {known}.\n    mend: {mend}")
    return dataclasses.replace(spec, scenarios=names)


def check_factors(case: Case, spec: Spec, scenarios: Mapping[str, Scenario]) -> None:
    """Raise CaseError where edits mean nothing: those of all cases, of a scenario, or a factor's at all its values."""
    from planner.study.scenarios import in_scenario

    base = edit(case, *spec.edits)
    faults: list[Fault] = []
    for name in scenarios if spec.scenarios == (EVERY,) else spec.scenarios:
        if name not in scenarios:
            continue  # which is a fault of its own
        try:
            in_scenario(case, scenarios[name])
        except CaseError as problem:
            faults += problem.faults
    for factor in spec.factors:
        # One value that can be is enough, and of very many some are looked at.
        tried = factor.values[:: math.ceil(len(factor.values) / MOST_TRIED) or 1]
        if tried and all(_problem(base, factor.words(value)) for value in tried):
            faults += _problem(base, factor.words(factor.low)) or ()
    if faults:
        raise CaseError(faults)


def measured(case: Case, spec: Spec, points: Sequence[Point], name: str | None) -> str:
    """The column of the summary that is analysed; raises UserError where no case could have such figures."""
    known: dict[str, None] = {}
    for point in points if name is not None else ():
        try:
            known |= dict.fromkeys(figure_columns(edited_draft(case, point.edits)[0]))
        except CaseError:
            continue  # which is the reason this point is given
        if name in known:
            break
    numbers = (factor.name for factor in spec.factors if factor.numbers is not None)
    return measure_of([*known, *numbers], name)


def _problem(case: Case, edits: Iterable[str]) -> tuple[Fault, ...] | None:
    """What is wrong with edits of a case, before it is checked across its sheets; None where nothing is."""
    try:
        edited_draft(case, edits)
    except CaseError as problem:
        return problem.faults
    return None


def _tasks(case: Case, points: Sequence[Point]) -> tuple[list[Task], dict[int, Result]]:
    """What is to be solved, and the results of points that are no case at all."""
    tasks, results = [], {}
    for point in points:
        try:
            draft, _, _ = edited_draft(case, point.edits)
            tasks.append(Task(point.number, fingerprint(draft), point.edits))
        except CaseError as problem:
            results[point.number] = Result(point.number, "", INVALID, reason_of(problem))
    return tasks, results


def _solve(
    case: Case, tasks: Sequence[Task], store: Store, backend: Backend, progress: Progress | None
) -> int:
    """Solve what is not finished yet, each case once, and keep every result as it comes; how many there were."""
    once = {task.key: task for task in tasks}
    waiting = [task for task in once.values() if not store.is_finished(task.key, backend.tables)]
    if progress is not None:
        progress.start(len(once), len(once) - len(waiting), min(backend.workers, max(1, len(waiting))))
    if waiting:
        setup = pickle.dumps(Setup(case, backend.tables, backend.time_limit_seconds))
        for result in backend.engine(setup, waiting):
            store.save(result, backend.tables)
            if progress is not None:
                progress.advance(result.status)
    return len(waiting)


@contextmanager
def _put_in_place(folder: Path) -> Iterator[Path]:
    """A folder to write a dataset into, that takes the place of the one before at the end.

    So it does where only its pictures fail, which are drawn last: its record is there by then, and data are worth
    keeping without pictures.
    """
    with staged(folder.resolve(), foreign_files, (CASES,)) as stage:
        try:
            yield stage.folder
        except Exception:
            if (stage.folder / RECORD).exists():
                stage.swap("dataset")
            raise
        stage.swap("dataset")


def _draw(made: Mapping[str, bytes], folder: Path) -> None:
    """Write pictures by name; raises OSError."""
    for name, content in made.items():
        (folder / name).parent.mkdir(exist_ok=True)
        write(folder / name, content)


def _write(case: Case, found: Sweep, folder: Path, seconds: float) -> None:
    """Write what a sweep found beside its tables, its record last; raises OSError."""
    write_summary(found.summary, folder)
    write_indices(found.indices, folder)
    counts = found.summary["status"].value_counts()
    record: dict[str, Any] = {
        "case": case.name,
        "inputs_sha256": dict(case.hashes),
        "planner": planner_version(),
        "spec": found.spec.as_dict(),
        "cases": len(found.summary),
        "status": {str(status): int(count) for status, count in counts.items()},
        "rows_by_table": dict(found.rows),
        "measure": None if found.indices is None else found.indices.measure,
        "left_out_of_indices": [] if found.indices is None else list(found.indices.notes),
        "cautions": [] if found.indices is None else list(found.indices.cautions),
        "solved": found.solved,
        "notes": list(found.notes),
        "seconds": round(seconds, 3),
    }
    write(folder / RECORD, (json.dumps(record, indent=2) + "\n").encode())
