"""Cases solved on this machine, in as many processes as asked for; a process that dies takes no more than its case.

The processes are those of `concurrent.futures`. They end with the one that started them, however that ends.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING

from planner.signals import SIGNALS
from planner.study.worker import FAILED, Result, solve_task

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from multiprocessing.connection import Connection

    from planner.study.worker import Task

GENERATION = 250
"""Cases that a process solves before it makes way for a fresh one, so that memory stays flat."""
AHEAD = 2
"""Tasks for each process that are handed out at a time."""
DIED = "the process that solved it died, most likely for want of memory"


def cores() -> int:
    """How many processes this one may keep busy."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def solve_in_processes(setup: bytes, tasks: Iterable[Task], workers: int) -> Iterator[Result]:
    """The results of tasks as they come, `setup` being a pickled Setup or another that says who does them.

    Where a process dies, the tasks that were under way are tried again one by one; the one that kills its process again
    has failed.
    """
    waiting = deque(tasks)
    while waiting:
        workers = min(workers, len(waiting))
        suspects = deque((yield from _generation(setup, waiting, workers, AHEAD * workers)))
        while suspects:
            for guilty in (yield from _generation(setup, suspects, 1, 1)):
                yield Result(guilty.number, guilty.key, FAILED, DIED)


def _generation(
    setup: bytes, waiting: deque[Task], workers: int, ahead: int
) -> Generator[Result, None, list[Task]]:
    """Results of as many tasks as one generation of processes solves; returns those under way where one died."""
    left = GENERATION * workers
    under_way: dict[Future[Result], Task] = {}
    with _pool(workers) as pool:
        try:
            while under_way or (waiting and left):
                while waiting and left and len(under_way) < ahead:
                    under_way[pool.submit(solve_task, setup, waiting[0])] = waiting[0]
                    waiting.popleft()
                    left -= 1
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for future in done:
                    result = future.result()
                    del under_way[future]
                    yield result
        except BrokenProcessPool:
            return list(under_way.values())
    return []


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that end when this one lets go of them, or ends."""
    context = multiprocessing.get_context("spawn")
    reader, writer = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(reader,))
    try:
        yield pool
        pool.shutdown()
    finally:
        writer.close()
        pool.shutdown(wait=False, cancel_futures=True)
        reader.close()


def _begin(reader: Connection) -> None:
    """Leave Ctrl-C to the process that started this one, and end when it lets go."""
    for number in set(SIGNALS) - {signal.SIGTERM}:
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(reader,), daemon=True).start()


def _end_with(reader: Connection) -> None:
    """Wait until the other end is closed, and end at once: what is under way is of no use to anybody."""
    try:
        reader.recv_bytes()
    except (EOFError, OSError):
        os._exit(1)
