"""Plans and runs that draw themselves: what Python users and notebooks hold in their hands."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from planner.pipeline import solve as solve_case
from planner.results.plan import Plan
from planner.results.read_run import read_run as read_run_data
from planner.results.run import Run, run_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from planner.case import Case
    from planner.options import Options
    from planner.report.plots import Plots
    from planner.solver import WarmStart
    from planner.timings import Listener, Stages


class PlottedRun(Run):
    """A finished run with its charts."""

    @classmethod
    def of(cls, run: Run) -> PlottedRun:
        """The run, able to draw itself."""
        return cls(**{field.name: getattr(run, field.name) for field in fields(run)})

    @property
    def plot(self) -> Plots:
        """The charts of the run, each a method: `run.plot.capacity()`."""
        from planner.report.plots import Plots

        return Plots(self)

    def to_parquet(self, folder: str | Path) -> None:
        """Write every table into a folder, NAME.parquet each; needs the extra `parquet`, else raises UserError."""
        from pathlib import Path

        from planner.results.parquet import write_parquet

        write_parquet(self.tables, Path(folder))

    def _repr_html_(self) -> str:
        """The run in a notebook: the answer and its first charts."""
        from planner.report.notebook import run_html

        return run_html(self)


class PlottedPlan(Plan):
    """The least-cost plan of a case with its charts."""

    @classmethod
    def of(cls, plan: Plan) -> PlottedPlan:
        """The plan, able to draw itself."""
        return cls(**{field.name: getattr(plan, field.name) for field in fields(plan)})

    @property
    def plot(self) -> Plots:
        """The charts of the plan, a method each: `plan.plot.capacity()`; `dir(plan.plot)` lists them."""
        return self.finished().plot

    def finished(self) -> PlottedRun:
        """The plan as a finished run: what reports and charts are made of."""
        return PlottedRun.of(run_of(self))

    def to_parquet(self, folder: str | Path) -> None:
        """Write every table into a folder, NAME.parquet each; needs the extra `parquet`, else raises UserError."""
        from pathlib import Path

        from planner.results.parquet import write_parquet

        write_parquet(self.tables, Path(folder))

    def _repr_html_(self) -> str:
        """The plan in a notebook: the answer and its first charts."""
        return self.finished()._repr_html_()


def solve(
    case: Case,
    options: Options | None = None,
    listener: Listener | None = None,
    stages: Stages | None = None,
    warm: WarmStart | None = None,
) -> PlottedPlan:
    """The least-cost plan of a case, proved optimal and reconciled.

    Raises NoPlan, which says why and what would help, where no plan satisfies the rules; NoBottom where some decision
    earns money without limit; SolverFailed where no plan was proved; Unreconciled where the tables do not add up.
    `options` say how HiGHS is run, and a `listener` hears of every stage; `stages` and `warm` are for callers that
    keep a stopwatch or a basis, as `Session` does.
    """
    return PlottedPlan.of(solve_case(case, options, listener, stages, warm))


def read_run(folder: str | Path, only: Collection[str] | None = None) -> PlottedRun:
    """The run in a folder that `planner solve` wrote, with all of its tables or `only` some.

    Raises UserError where there is none, or not all of it.
    """
    return PlottedRun.of(read_run_data(folder, only))
