"""What tests of sweeps share: specs of the teaching case, and an engine that works in this very process."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from cases.tiny import tiny_case

from planner.study.backends import Backend
from planner.study.design import points_of
from planner.study.factors import factor_from_option
from planner.study.sensitivity import indices_of
from planner.study.spec import Spec
from planner.study.sweep import Sweep, run_sweep
from planner.study.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from planner.study.design import Point
    from planner.study.worker import Result, Task

ENGINES = "engines: supply_limits.limit_gw_per_year[supply_pool=engine_makers]*="
RATE = "rate: case.money.benchmark_rate_per_year="
NEED = "need: demand.need_gw*="
FUNDING = "funding: case.funding="
COST = "objective_usd_billion"
SHARE = "share: sources.availability_fraction[source=engine]*="


def spec(*varies: str, design: str = "grid", **more: object) -> Spec:
    """A sweep over factors, each as an option words it."""
    return Spec(design, tuple(factor_from_option(text) for text in varies), **more)  # type: ignore[arg-type]


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


def part(point: Point, factor: str) -> float:
    """A factor's value, or one half where it is left as it is."""
    return float(point.values.get(factor) or 0.5)


def made_up(asked: Spec, folder: Path, failed: tuple[int, ...] = ()) -> Sweep:
    """A sweep whose cost is 10 engines + 2 rate, some cases without a plan."""
    points = points_of(asked, {})
    values = np.array([10 * part(p, "engines") + 2 * part(p, "rate") for p in points])
    values[list(failed)] = np.nan
    summary = pd.DataFrame(
        {
            "case": range(len(points)),
            "name": [point.name for point in points],
            **{name: [point.values[name] for point in points] for name in points[0].values},
            "status": np.where(np.isnan(values), "no plan", "optimal"),
            COST: values,
            "unserved_gw_years": values / 10,
            "quarters_to_close": np.where(values > 8, np.nan, 3.0),
        }
    )
    if asked.scenarios:
        summary.insert(2, "scenario", [point.scenario for point in points])
    return Sweep(asked, points, summary, folder, {}, 0, COST, indices_of(asked, points, summary, COST))


def swept(asked: Spec, folder: Path, engine: Here | None = None, **more: object) -> Sweep:
    """A sweep of the teaching case, done here."""
    return run_sweep(tiny_case(), asked, folder, Backend(engine or Here(), 1), **more)  # type: ignore[arg-type]
