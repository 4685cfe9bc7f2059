"""Parts of an answer, worked out here, by processes or on a cluster, and kept on disk until all of it is.

A command that was cut off goes on from the parts that it had finished.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import shutil
import time
from typing import TYPE_CHECKING, Any, Protocol

from planner.disk.single_files import put
from planner.errors import NoPlan, PlannerError, SolverFailed
from planner.study.worker import FAILED, NO_PLAN, OPTIMAL, Result, Task, reason_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from planner.study.backends import Backend
    from planner.timings import Stages

    class Setup(Protocol):
        """What the parts of an answer share, which can travel to where they are worked out."""

        def worker(self) -> PartWorker:
            """Who works them out in a process."""


class PartWorker:
    """Works out the parts of an answer in one process, in any order; what it has learnt from one may help the next."""

    def part(self, name: str) -> dict[str, Any]:
        """A part by its name, as numbers and words that JSON can hold; raises PlannerError."""
        raise NotImplementedError

    def result(self, task: Task) -> Result:
        """A part as the result of a task whose key is its name."""
        since = time.perf_counter()
        try:
            found = self.part(task.key)
        except PlannerError as problem:
            status = NO_PLAN if isinstance(problem, NoPlan) else FAILED
            return Result(task.number, task.key, status, reason_of(problem))
        return Result(task.number, task.key, OPTIMAL, "", time.perf_counter() - since, found)


class Finished:
    """A folder beside the answer's, with a JSON file a part, named by the hash of what the part hangs on."""

    def __init__(self, folder: Path | None, parts: Iterable[str]) -> None:
        self.folder = None if folder is None else folder.with_name(f"{folder.name}.unfinished")
        self._base = "\n".join(parts)

    def known(self, key: str) -> dict[str, Any] | None:
        """A part that is finished; None where it is not."""
        if self.folder is None:
            return None
        try:
            found: dict[str, Any] = json.loads(self._file(key).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found

    def keep(self, key: str, part: Mapping[str, Any]) -> None:
        """Keep a part; raises OSError where that cannot be."""
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            put(self._file(key), json.dumps(part).encode())

    def _file(self, key: str) -> Path:
        assert self.folder is not None
        digest = hashlib.sha256("\n".join([self._base, key]).encode()).hexdigest()
        return self.folder / f"{digest}.json"

    def clear(self) -> None:
        """Remove the parts, once the whole is written."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


def worked_out(
    setup: Setup, names: Iterable[str], finished: Finished, stages: Stages, backend: Backend | None = None
) -> dict[str, dict[str, Any]]:
    """Every part by name: those that are finished as they are, the others worked out, each kept as it comes.

    That is done in this process, or where `backend` says. Raises what a part raises; of one that was worked out
    elsewhere NoPlan or SolverFailed, which says why.
    """
    names = list(names)
    found = {name: part for name in names if (part := finished.known(name)) is not None}
    waiting = [name for name in names if name not in found]
    if not waiting:
        return {name: found[name] for name in names}
    if backend is None:
        worker = setup.worker()
        for name in waiting:
            with stages.stage(name):
                found[name] = worker.part(name)
                finished.keep(name, found[name])
        return {name: found[name] for name in names}
    tasks = [Task(number, name, ()) for number, name in enumerate(waiting)]
    with stages.stage("workers"):
        for result in backend.engine(pickle.dumps(setup), tasks):
            stages.tick(result.key)
            if result.status != OPTIMAL:
                kind = NoPlan if result.status == NO_PLAN else SolverFailed
                raise kind(f"{result.key}: {result.reason}")
            found[result.key] = dict(result.measures)
            finished.keep(result.key, found[result.key])
    return {name: found[name] for name in names}
