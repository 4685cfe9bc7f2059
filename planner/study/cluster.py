"""Cases solved on other machines, by the workers of a Dask scheduler; one that dies has its cases done by another.

`dask.distributed` hands out the tasks, keeps count of its workers and starts a lost task again; what is finished is
kept here, as with processes of our own.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from planner.disk.file_names import shortened
from planner.errors import UserError, not_installed
from planner.study.fingerprint import planner_version
from planner.study.worker import FAILED, Result, reason_of, solve_task

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from planner.study.worker import Task

AHEAD = 2
"""Tasks for each thread of the workers that are handed out at a time."""
SCHEMES = ("tcp", "tls", "ws", "wss", "ucx")
"""How a scheduler may be reached."""
_ADDRESS = re.compile(
    rf"(?:(?:{'|'.join(SCHEMES)})://)?(?:[\w.-]+|\[[0-9a-fA-F:.%]+\])(?::\d{{1,5}})?", re.ASCII
)
SECONDS = 20
"""How long a scheduler may take to answer, or to find its first worker."""


def check_address(address: str) -> None:
    """Raise UserError where no Dask scheduler can be at an address, before anybody waits for one."""
    if not _ADDRESS.fullmatch(address):
        raise UserError(
            f"{shortened(address)} is no address of a Dask scheduler.\n"
            f"    mend: name the one that it prints, such as tcp://10.0.0.5:8786 ({', '.join(SCHEMES)})"
        )


@contextmanager
def connected(address: str) -> Iterator[tuple[Any, int]]:
    """A client of the scheduler at an address, and how many threads its workers have.

    Whoever can reach the scheduler can run what they like on its workers, and send it here: both are to be trusted.

    Raises UserError where there is no scheduler, it has no worker, or a worker has another planner.
    """
    check_address(address)
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise not_installed("Sweeps on a cluster need", "cluster") from None
    try:
        client = Client(address, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as problem:
        raise UserError(
            f"No Dask scheduler answers at {address}: {problem or 'no answer'}.\n"
            "    mend: start one with `dask scheduler`, and name the address that it prints"
        ) from problem
    try:
        yield client, _threads(client, address)
    finally:
        client.close(timeout=SECONDS)


def _threads(client: Any, address: str) -> int:
    """How many tasks the workers can do at a time; raises UserError where they are none, or not like this planner."""
    try:
        client.wait_for_workers(1, timeout=SECONDS)
        versions = client.run(planner_version, on_error="return")
    except (TimeoutError, OSError) as problem:
        raise UserError(
            f"The scheduler at {address} has no worker.\n    mend: start some with `dask worker {address} --nthreads 1`"
        ) from problem
    for worker, version in versions.items():
        if version != planner_version():
            raise UserError(
                f"The worker {worker} has {version!r}, and not {planner_version()!r}.\n"
                "    mend: install the same planner and libraries on every machine"
            )
    threads: int = sum(client.ncores().values())
    return max(1, threads)


def solve_on_cluster(setup: bytes, tasks: Iterable[Task], client: Any, threads: int) -> Iterator[Result]:
    """The results of tasks as they come, `setup` being a pickled Setup; raises UserError without a scheduler."""
    from distributed import as_completed

    waiting, under_way = iter(tasks), {}

    def hand_out() -> Any:
        """One more task, None where there is none."""
        task = next(waiting, None)
        if task is None:
            return None
        # The setup travels with each task: data that is only scattered is lost with the worker that holds it.
        future = client.submit(solve_task, setup, task, pure=False)
        under_way[future.key] = task
        return future

    first = [future for future in (hand_out() for _ in range(AHEAD * threads)) if future is not None]
    done = as_completed(first, loop=client.loop)
    for future in done:
        task = under_way.pop(future.key)
        yield _result(future, task)
        following = hand_out()
        if following is not None:
            done.add(following)


def _result(future: Any, task: Task) -> Result:
    """What became of a task; raises UserError where nobody knows."""
    if future.status == "finished":
        result: Result = future.result()
        return result
    if future.status == "cancelled":
        raise UserError(
            "The Dask scheduler went away; the cases that are finished are kept.\n"
            "    mend: start it and its workers, and give the same command again"
        )
    problem = future.exception()
    return Result(task.number, task.key, FAILED, reason_of(problem) or type(problem).__name__)
