"""How a sweep is carried out: by processes of this machine, or by the workers of a cluster."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from planner.audit.forms import FORMS
from planner.errors import UserError, unfit
from planner.study.sweep_limits import MOST_WORKERS, count_problems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from planner.study.worker import Result, Task

    Engine = Callable[[bytes, Iterable[Task]], Iterator[Result]]
    """Solves tasks somewhere, and gives their results as they come."""

ALL_TABLES = tuple(FORMS)


@dataclass(frozen=True)
class Backend:
    """An engine, how many cases it solves at a time, the tables that are kept, a limit of time a case."""

    engine: Engine
    workers: int
    tables: tuple[str, ...] = ALL_TABLES
    time_limit_seconds: float | None = None


@contextmanager
def local_backend(
    workers: int | None = None, tables: tuple[str, ...] = ALL_TABLES, seconds: float | None = None
) -> Iterator[Backend]:
    """Processes of this machine, as many as cores unless another number is asked for; raises UserError."""
    from planner.study.processes import cores, solve_in_processes

    count = min(cores(), MOST_WORKERS) if workers is None else workers
    check_workers(count)
    yield Backend(partial(solve_in_processes, workers=count), count, tables, seconds)


def check_workers(count: object) -> None:
    """Raise UserError where so many processes cannot be had."""
    if isinstance(count, int) and count < 1:
        raise UserError("A sweep needs a process to work in.\n    mend: ask for 1 worker or more")
    problems = list(count_problems("The number of workers", count, 1, MOST_WORKERS))
    if problems:
        raise unfit(problems)


@contextmanager
def cluster_backend(
    address: str, tables: tuple[str, ...] = ALL_TABLES, seconds: float | None = None
) -> Iterator[Backend]:
    """The workers of the Dask scheduler at an address; raises UserError where there are none."""
    from planner.study.cluster import connected, solve_on_cluster

    with connected(address) as (client, threads):
        yield Backend(partial(solve_on_cluster, client=client, threads=threads), threads, tables, seconds)
