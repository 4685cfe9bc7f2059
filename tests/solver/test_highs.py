"""HiGHS is run as asked, and what stops it is told in words."""

from __future__ import annotations

import dataclasses
import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from cases.tiny import tiny_plan, write_tiny
from scipy.sparse import csr_array

import planner
from planner.errors import NoPlan, SolverFailed
from planner.solver import Block, Options, Program, Solution, answer, pass_model, run

if TYPE_CHECKING:
    from pathlib import Path

INF = float("inf")


def program(cost: float = 1.0, lower: float = 2.0, most: float = INF) -> Program:
    """Minimise cost * x + 5 with lower <= x, 0 <= x <= most."""
    return Program(
        cost=np.array([cost]),
        offset=5.0,
        matrix=csr_array(np.array([[1.0]])),
        row_lower=np.array([lower]),
        row_upper=np.array([INF]),
        column_lower=np.zeros(1),
        column_upper=np.array([most]),
        columns={"X": Block("t", (0,), 0)},
        rows={"enough": Block("t", (0,), 0)},
    )


def solved(asked: Program, options: Options | None = None) -> Solution:
    highs = pass_model(asked, options or Options())
    run(highs)
    return answer(highs, asked)


def test_an_optimum_comes_back_by_name() -> None:
    solution = solved(program())
    assert solution.objective == pytest.approx(1.0 * 2 + 5)
    assert solution.value("X") == {0: pytest.approx(2.0)}
    assert solution.dual("enough") == {0: pytest.approx(1.0)}
    assert solution.status == "optimal"


def test_bounds_that_do_not_fit_the_matrix_never_reach_highs() -> None:
    with pytest.raises(ValueError, match="do not fit a matrix of 1 rows and 1 columns"):
        pass_model(dataclasses.replace(program(), row_upper=np.array([])), Options())


def test_a_name_that_the_plan_lacks_has_no_values() -> None:
    solution = solved(program())
    assert solution.value("Y") == {}
    assert solution.dual("other") == {}


def test_values_that_are_nothing_are_left_out() -> None:
    assert solved(program(lower=0.0)).value("X") == {}


def test_no_plan_is_told_from_a_failure_and_says_what_to_do() -> None:
    with pytest.raises(NoPlan, match=r"target\.policy to priced"):
        solved(program(most=1.0))


def test_a_cost_without_a_bottom_is_told() -> None:
    with pytest.raises(SolverFailed, match="no bottom"):
        solved(program(cost=-1.0))


def test_time_can_run_out() -> None:
    with pytest.raises(SolverFailed, match="time limit"):
        planner.solve(tiny_plan().case, Options(time_limit_seconds=1e-9))


def test_a_solver_that_gives_up_says_what_to_look_at() -> None:
    highs = pass_model(program(), Options())
    highs.setOptionValue("presolve", "off")
    highs.setOptionValue("simplex_iteration_limit", 0)
    run(highs)
    with pytest.raises(SolverFailed, match=r"it says: Iteration limit[^$]*notes of planner check"):
        answer(highs, program())


def test_the_log_is_kept_where_asked(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    solved(program(), Options(log=tmp_path / "highs.log"))
    assert "HiGHS" in (tmp_path / "highs.log").read_text()
    assert capfd.readouterr() == ("", "")


class Log:
    """The log of a solver, and who hears it."""

    def __init__(self) -> None:
        self.heard_by: list[Any] = []

    def subscribe(self, listener: Any) -> None:
        self.heard_by.append(listener)

    def unsubscribe(self, listener: Any) -> None:
        self.heard_by.remove(listener)


class Slow:
    """What `run` asks of HiGHS, and a solve that ends only when it is cancelled."""

    def __init__(self, problem: Exception | None = None) -> None:
        self.cancelled, self.problem, self.cbLogging = threading.Event(), problem, Log()

    def run(self) -> None:
        if self.problem is not None:
            raise self.problem
        for listener in self.cbLogging.heard_by:
            listener(SimpleNamespace(message="Presolving model"))
            listener(SimpleNamespace(message=None))
        assert self.cancelled.wait(timeout=60)

    def cancelSolve(self) -> None:  # noqa: N802
        self.cancelled.set()


def test_a_run_tells_the_time_and_can_be_stopped_from_outside() -> None:
    highs, ticks = Slow(), []

    def tick(doing: str) -> None:
        ticks.append(doing)
        if len(ticks) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(highs, tick)  # type: ignore[arg-type]
    assert highs.cancelled.is_set()
    assert ticks == ["presolving"] * 2
    assert highs.cbLogging.heard_by == []


def test_trouble_inside_highs_is_told() -> None:
    with pytest.raises(SolverFailed, match=r"MemoryError\('full'\)"):
        run(Slow(MemoryError("full")))  # type: ignore[arg-type]


def test_what_must_be_served_and_cannot_be_is_no_plan(tmp_path: Path) -> None:
    edits = ("case.yaml", "policy: priced", "policy: required"), ("case.yaml", "2026Q3", "2026Q2")
    with pytest.raises(NoPlan, match="No plan satisfies every rule"):
        planner.solve(planner.read(write_tiny(tmp_path / "case", *edits)))


def test_what_must_be_served_from_a_later_date_can_be(tmp_path: Path) -> None:
    folder = write_tiny(tmp_path / "case", ("case.yaml", "policy: priced", "policy: required"))
    plan = planner.solve(planner.read(folder))
    assert plan.objective_usd_billion == pytest.approx(tiny_plan().objective_usd_billion)


def test_a_solution_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        solved(program()).objective = 0.0  # type: ignore[misc]
