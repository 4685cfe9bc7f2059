"""A plan says by which method it was solved, and why a faster one was left: no fall-back is silent."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from cases.tiny import TINY, tiny_case
from cases.variants import write_variant

import planner
import planner.solver
from planner import cli, pipeline
from planner.errors import SolverFailed
from planner.report import report
from planner.results.read_run import read_run
from planner.results.write_run import RECORD
from planner.solver.solution import Fallback, SolveRecord
from planner.solver.warm_start import WarmStart
from planner.study.worker import Setup, Task, Worker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HALF = "supply_limits.limit_gw_per_year[supply_pool=engine_makers]*=0.5"


def failing(message: str) -> Callable[..., Any]:
    """A way that leads nowhere."""

    def fail(*_: Any, **__: Any) -> Any:
        raise SolverFailed(message)

    return fail


def test_each_method_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_variant(tmp_path / "case", 4)
    case = planner.read(tmp_path / "case")
    assert planner.solve(tiny_case()).solution.solved == SolveRecord("simplex")
    monkeypatch.setattr(import_module("planner.solver.pass_model"), "SIMPLEX_ROWS", 0)
    assert planner.solve(tiny_case()).solution.solved == SolveRecord("interior point")
    monkeypatch.setattr(pipeline, "DECOMPOSITION_ROWS", 0)
    solved = planner.solve(case).solution.solved
    assert (solved.method, solved.warm_start) == ("decomposition", False)
    assert solved.rounds > 1


@pytest.mark.parametrize(("rows", "method"), [(0, "decomposition"), (10**9, "simplex")])
def test_a_warm_start_is_named(rows: int, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "DECOMPOSITION_ROWS", rows)
    session = planner.Session(tiny_case())
    assert not session.solve().solution.solved.warm_start
    session.change(HALF)
    solved = session.solve().solution.solved
    assert (solved.method, solved.warm_start, solved.fallbacks) == (method, True, ())


def test_where_simplex_takes_too_long_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "SIMPLEX_SECONDS", 1e-9)
    solved = planner.solve(tiny_case()).solution.solved
    assert solved.method == "interior point"
    assert solved.fallbacks == (Fallback("simplex", "it took more than 1e-09 seconds"),)


def test_where_a_decomposition_fails_the_run_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """On standard error, in the record, for scripts, and on the page."""
    monkeypatch.setattr(pipeline, "DECOMPOSITION_ROWS", 0)
    monkeypatch.setattr(planner.solver, "solve_by_decomposition", failing("HiGHS lost it.\n    mend: pray"))
    run = tmp_path / "run"

    assert cli.main(["solve", str(TINY), "--out", str(run), "--report"]) == 0

    assert "note: decomposition left: HiGHS lost it\n" in capfd.readouterr().err
    solved = {
        "method": "simplex",
        "warm_start": False,
        "rounds": 1,
        "fallbacks": [{"left": "decomposition", "reason": "HiGHS lost it"}],
    }
    assert json.loads((run / RECORD).read_text())["solved"] == solved
    assert "HiGHS lost it" in (run / "report.html").read_text(encoding="utf-8")
    assert cli.main(["solve", str(TINY), "--out", str(run), "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["solved"] == solved


def test_where_a_warm_start_fails_the_plan_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    session = planner.Session(tiny_case())
    session.solve()
    session.change(HALF)
    monkeypatch.setattr(WarmStart, "_resumed", failing("HiGHS lost it."))
    solved = session.solve().solution.solved
    assert solved == SolveRecord("simplex", fallbacks=(Fallback("warm start", "HiGHS lost it"),))


def test_where_a_change_of_structure_leaves_no_warm_start_the_plan_tells() -> None:
    session = planner.Session(tiny_case())
    assert session.solve().solution.solved.fallbacks == ()
    session.change("sources.lead_months[source=engine]=6")
    (fallback,) = session.solve().solution.solved.fallbacks
    assert fallback.left == "warm start"
    assert "same columns and rows" in fallback.reason


def test_cases_of_a_sweep_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker(Setup(tiny_case(), ()))
    assert worker.result(Task(0, "0", ())).how_solved == "simplex, 1 round"
    assert worker.result(Task(1, "1", (HALF,))).how_solved == "simplex from a warm start, 1 round"
    monkeypatch.setattr(WarmStart, "_resumed", failing("HiGHS lost it."))
    told = worker.result(Task(2, "2", (HALF, "demand.need_gw*=0.9"))).how_solved
    assert told == "simplex, 1 round; warm start left: HiGHS lost it"


def test_a_run_of_before_is_read_that_does_not_say(tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert cli.main(["solve", str(TINY), "--out", str(run), "--quiet"]) == 0
    record = json.loads((run / RECORD).read_text())
    del record["solved"]
    (run / RECORD).write_text(json.dumps(record), encoding="utf-8")
    found = read_run(run)
    assert "solved" not in found.record
    assert "How it was solved" in report(found)
    assert report(replace(found, record=record | {"solved": {}})) == report(found)
