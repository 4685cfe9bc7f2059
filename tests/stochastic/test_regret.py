"""The table of regret: the diagonal is nothing, cells that have no plan say why, and the command goes on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from stochastic.futures import FUTURES, case_with, write_futures
from stochastic.test_futures import SLOW_CHIPS, plan_of

import planner
from planner.cli import main
from planner.errors import NoPlan
from planner.stochastic.finished import Finished, PartWorker, worked_out
from planner.stochastic.futures import compile_tree, signed
from planner.stochastic.optima import OpenProgram, fixed, optimum
from planner.stochastic.regret import LEAST_REGRET, regret_text
from planner.study.backends import local_backend
from planner.timings import Stages

if TYPE_CHECKING:
    from planner.stochastic.regret import Regrets


@cache
def table(*edits: str) -> Regrets:
    with TemporaryDirectory() as folder:
        return planner.regret(case_with(Path(folder) / "tiny", FUTURES, *edits))


def test_who_signs_for_what_comes_regrets_nothing_and_who_does_not_something() -> None:
    found = table(SLOW_CHIPS)
    for plan in ("low", "high"):
        for future in ("low", "high"):
            regret = found.regret(plan, future)
            assert regret is not None
            assert regret == pytest.approx(0, abs=1e-9) if plan == future else regret > 1e-6


def test_the_plan_of_least_regret_has_the_least_largest() -> None:
    found = table(SLOW_CHIPS)
    least = found.largest(LEAST_REGRET)
    assert least == pytest.approx(plan_of(FUTURES, "regret", SLOW_CHIPS).objective_usd_billion)
    assert all(least <= (found.largest(plan) or 0) + 1e-9 for plan in ("low", "high"))


def test_a_cell_without_a_plan_says_what_would_have_to_give() -> None:
    edits = (
        "case.target.policy=required",
        "case.target.close_by=2026Q4",
        "supply_limits.limit_gw_per_year=40",
    )
    found = table(
        *edits, "sponsor_cash.cash_usd_billion_per_year*=9", "sponsors.corporate_debt_limit_usd_billion*=9"
    )
    assert found.regret("low", "high") is None
    assert found.largest("low") is None
    assert "by" in found.cells["low"]["high"].why
    assert "no plan" in regret_text(found)
    assert json.loads(json.dumps(found.as_dict()))["regret_usd_billion"]["low"]["high"] is None


def test_the_command_writes_the_table_and_prints_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder, out = write_futures(tmp_path / "tiny"), tmp_path / "out"
    asked = ["regret", str(folder), "--set", SLOW_CHIPS, "--out", str(out)]
    assert main(asked) == 0
    assert "Cost above the best" in capfd.readouterr().out
    record = json.loads((out / "regret.json").read_text())
    assert record["regret_usd_billion"]["low"]["high"] == pytest.approx(
        table(SLOW_CHIPS).regret("low", "high")
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "tiny"]
    assert main([*asked, "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["folder"] == str(out)


@dataclass(frozen=True)
class Lengths:
    """Parts that are the lengths of their names, worked out by a worker that keeps count of it."""

    asked: list[str]

    def worker(self) -> PartWorker:
        found = PartWorker()
        found.part = self.part  # type: ignore[method-assign]
        return found

    def part(self, name: str) -> dict[str, float]:
        self.asked.append(name)
        return {"least": float(len(name))}


def test_what_is_finished_is_not_worked_out_again(tmp_path: Path) -> None:
    setup = Lengths([])
    expected = {"gas": {"least": 3.0}, "coal": {"least": 4.0}}
    parts = Finished(tmp_path / "out", ["case"])
    assert worked_out(setup, ["gas"], parts, Stages()) == {"gas": {"least": 3.0}}
    assert list(worked_out(setup, ["coal", "gas"], parts, Stages()).items()) == [*expected.items()][::-1]
    assert setup.asked == ["gas", "coal"]
    assert worked_out(setup, ["gas"], Finished(tmp_path / "out", ["other"]), Stages())
    (tmp_path / "out.unfinished").iterdir().__next__().write_text("cut o")
    assert worked_out(setup, expected, parts, Stages()) == expected
    assert setup.asked in (
        ["gas", "coal", "gas"],
        ["gas", "coal", "gas", "gas"],
        ["gas", "coal", "gas", "coal"],
    )
    parts.clear()
    assert list(tmp_path.iterdir()) == []


def test_processes_work_out_the_same_table() -> None:
    with TemporaryDirectory() as folder, local_backend(2) as backend:
        case = case_with(Path(folder) / "tiny", FUTURES, SLOW_CHIPS)
        found = planner.regret(case, folder=Path(folder) / "out", backend=backend)
        assert not (Path(folder) / "out.unfinished").exists()
    here = table(SLOW_CHIPS)
    assert found.best_usd_billion == pytest.approx(here.best_usd_billion)
    for plan, cells in here.cells.items():
        assert {f: cell.cost_usd_billion for f, cell in found.cells[plan].items()} == pytest.approx(
            {f: cell.cost_usd_billion for f, cell in cells.items()}
        )


def test_what_fails_in_a_process_is_told() -> None:
    with TemporaryDirectory() as folder, local_backend(1) as backend:
        case = case_with(
            Path(folder) / "tiny", FUTURES, "case.target.policy=required", "case.target.close_by=2026Q1"
        )
        with pytest.raises(NoPlan, match=r"(low|high): No plan"):
            planner.regret(case, backend=backend)


def test_a_future_is_lived_through_from_where_the_last_plan_stood() -> None:
    with TemporaryDirectory() as folder:
        known = compile_tree(case_with(Path(folder) / "tiny", FUTURES, SLOW_CHIPS))
    stacked = known.program(known.tree.alone("high"), known.cancelling)
    opened = OpenProgram()
    for leaf in ("high", "low", "high"):
        program = fixed(stacked.program, *signed(known.alone(leaf), stacked))
        warm = opened.optimum(program, known.options, known.stages)
        cold = optimum(program, known.options, known.stages)
        assert warm.objective == pytest.approx(cold.objective, rel=1e-9)
        assert opened.highs is not None
