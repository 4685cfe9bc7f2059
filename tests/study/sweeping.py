"""What tests of sweeps share: specs of the teaching case, and an engine that works in this very process."""

from __future__ import annotations

import pickle
from functools import cache
from typing import TYPE_CHECKING

from results.tiny import TINY

import planner
from planner.study.factors import varied
from planner.study.means import Means
from planner.study.solving import Worker
from planner.study.spec import Spec
from planner.study.sweep import Sweep, carry_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from planner.case import Case
    from planner.study.solving import Result, Task

ENGINES = "engines: supply_limits.limit_gw_per_year[supply_pool=engine_makers]*="
RATE = "rate: case.money.benchmark_rate_per_year="
NEED = "need: demand.need_gw*="
FUNDING = "funding: case.funding="
SHARE = "share: sources.availability_fraction[source=engine]*="


@cache
def tiny() -> Case:
    """The teaching case as read."""
    return planner.read(TINY)


def spec(*varies: str, design: str = "grid", **more: object) -> Spec:
    """A sweep over factors, each as an option words it."""
    return Spec(design, tuple(varied(text) for text in varies), **more)  # type: ignore[arg-type]


class Here:
    """An engine that solves in this process, and counts; after `stop` tasks it is interrupted."""

    def __init__(self, stop: int | None = None) -> None:
        self.solved: list[Task] = []
        self.stop = stop

    def __call__(self, setup: bytes, tasks: Iterable[Task]) -> Iterator[Result]:
        worker = Worker(pickle.loads(setup))
        for task in tasks:
            if len(self.solved) == self.stop:
                raise KeyboardInterrupt
            self.solved.append(task)
            yield worker.result(task)


def swept(asked: Spec, folder: Path, engine: Here | None = None, **more: object) -> Sweep:
    """A sweep of the teaching case, done here."""
    return carry_out(tiny(), asked, folder, Means(engine or Here(), 1), **more)  # type: ignore[arg-type]
