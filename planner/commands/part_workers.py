"""Options of commands that solve many cases: the processes, or the cluster, that do it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from planner.errors import UserError, every, unfit
from planner.numbers import whole_number

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from planner.study.backends import Backend


def add_workers(command: argparse.ArgumentParser) -> None:
    """Let a command say who works its parts out."""
    command.add_argument("--workers", metavar="N", help="processes (default: this one)")
    command.add_argument(
        "--cluster", metavar="ADDRESS", help="work on the workers of this Dask scheduler instead"
    )


def check_workers_of(options: argparse.Namespace) -> None:
    """Raise UserError where no such processes or cluster can be had, with all that will not do."""
    from planner.study.cluster import check_address

    def apart() -> None:
        if options.cluster is not None and options.workers is not None:
            raise UserError("A cluster has workers of its own.\n    mend: leave out --workers, or --cluster")

    def address() -> None:
        if options.cluster is not None:
            check_address(options.cluster)

    every(apart, address, lambda: workers_of(options))


def workers_of(options: argparse.Namespace) -> int | None:
    """How many processes are asked for, None where that is not said; raises UserError."""
    from planner.study.backends import check_workers
    from planner.study.sweep_limits import MOST_WORKERS, text_problems

    if options.workers is None:
        return None
    problems = list(text_problems("--workers", options.workers, 1, MOST_WORKERS))
    workers = whole_number(options.workers)
    if problems and (workers is None or workers > 0):
        raise unfit(problems)
    check_workers(workers)
    return workers


@contextmanager
def backend_for_parts(options: argparse.Namespace) -> Iterator[Backend | None]:
    """Who works the parts out: processes, a cluster, or None for this process itself; raises UserError."""
    from planner.study.backends import cluster_backend, local_backend

    if options.cluster is not None:
        with cluster_backend(options.cluster) as backend:
            yield backend
    elif options.workers is not None:
        with local_backend(workers_of(options)) as backend:
            yield backend
    else:
        yield None
