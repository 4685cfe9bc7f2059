"""Sweeps: each case is what its edits make alone, none is solved twice, and what has no plan says why."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from cases.scenarios import write_scenarios
from cases.tiny import TINY, tiny_case
from study.sweeping import ENGINES, FUNDING, NEED, RATE, SHARE, Here, spec, swept

import planner
from planner import cli, pipeline
from planner.errors import CaseError, UserError
from planner.study.backends import Backend
from planner.study.fingerprint import fingerprint
from planner.study.pictures import charts_of
from planner.study.processes import solve_in_processes
from planner.study.scenarios import read_scenarios
from planner.study.store import Store
from planner.study.sweep import run_sweep
from planner.study.sweep_folder import RECORD, locked
from planner.study.sweep_text import summary_text
from planner.study.worker import FAILED, OPTIMAL, Setup, Task, Worker

if TYPE_CHECKING:
    from pathlib import Path

Told = pytest.CaptureFixture[str]
COST = "objective_usd_billion"


# ── numbers ──


def test_every_case_costs_what_it_costs_alone(tmp_path: Path) -> None:
    found = swept(spec(f"{ENGINES}0.5|1.5", f"{FUNDING}on|off"), tmp_path / "sweep")
    for point, cost in zip(found.points, found.summary[COST], strict=True):
        alone = planner.solve(planner.edit(tiny_case(), *point.edits))
        assert cost == pytest.approx(alone.objective_usd_billion, rel=1e-9)
    assert found.summary["engines"].tolist() == [0.5, 0.5, 1.5, 1.5]
    assert found.summary["funding"].tolist() == ["on", "off", "on", "off"]
    assert set(found.summary["status"]) == {"optimal"}


def test_an_unknown_measure_is_refused_before_anything_is_solved(tmp_path: Path) -> None:
    engine, asked = Here(), spec(f"{ENGINES}0.5|1.5", design="tornado")
    with pytest.raises(
        UserError, match=r"no figures 'standing_gw.engin'\.\n    mend: did you mean standing_gw.engine"
    ):
        swept(asked, tmp_path / "sweep", engine, measure="standing_gw.engin")
    with pytest.raises(UserError, match=r"name one of objective_usd_billion, .*equity_put_in, engines$"):
        swept(asked, tmp_path / "sweep", engine, measure="closed_in")
    assert not engine.solved
    assert not (tmp_path / "sweep").exists()


def test_a_measure_that_no_case_has_is_told_as_missing(tmp_path: Path) -> None:
    """With few engines and no grid the gap never closes, so that there is no quarter in which it does."""
    few = ("sources.lead_months[source=grid]=12", "supply_limits.limit_gw_per_year*=0.1")
    asked = spec(f"{ENGINES}0.5|1.5", design="tornado", edits=few)
    found = swept(asked, tmp_path / "sweep", measure="quarters_to_close")
    assert found.indices is not None
    assert found.indices.frame["swing"].isna().all()
    assert "3 cases have no such figure" in found.indices.notes[0]
    assert "quarters until it closes" in summary_text(found)


def test_scenarios_none_of_which_has_a_plan_are_told_and_drawn(tmp_path: Path) -> None:
    known = read_scenarios(write_scenarios(tmp_path / "case"))
    unmet = ("case.target.policy=required", "case.target.close_by=2026Q1")
    found = swept(spec(scenarios=("all",), edits=unmet), tmp_path / "sweep", scenarios=known)
    assert set(found.summary["status"]) == {"no plan"}
    (chart,) = charts_of(found)
    assert (chart.name, chart.panels, chart.alternative) == ("scenarios", (), "0 scenarios have a plan.")
    assert "No case has a plan." in summary_text(found)


def test_tables_of_all_cases_bear_their_case_and_factors(tmp_path: Path) -> None:
    found = swept(spec(f"{ENGINES}0.5|1.5", f"{FUNDING}on|off"), tmp_path / "sweep")
    alone = planner.solve(planner.edit(tiny_case(), *found.points[2].edits))
    orders = found.table("orders")
    assert list(orders.columns)[:3] == ["case", "engines", "funding"]
    mine = orders[orders["case"] == 2].drop(columns=["case", "engines", "funding"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(mine, alone.tables["orders"], check_dtype=False)
    assert set(found.table("issuance")["case"]) == {0, 2}
    assert found.table("dispatch")["from_hour"].dtype == "int64"
    with pytest.raises(KeyError, match="it has orders"):
        found.table("order")


def test_scenarios_are_cases(tmp_path: Path) -> None:
    known = read_scenarios(write_scenarios(tmp_path / "case"))
    found = swept(spec(scenarios=("all",)), tmp_path / "sweep", scenarios=known)
    assert found.summary["name"].tolist() == ["base", "more-engines"]
    assert found.summary["scenario"].tolist() == ["base", "more-engines"]
    assert found.summary[COST][0] == pytest.approx(31.375663)
    with pytest.raises(UserError, match="did you mean more-engines"):
        swept(spec(scenarios=("more_engines",)), tmp_path / "other", scenarios=known)


def test_a_scenario_named_twice_is_swept_once(tmp_path: Path) -> None:
    known = read_scenarios(write_scenarios(tmp_path / "case"))
    asked = spec(f"{ENGINES}0.5..1.5", design="tornado", scenarios=("base", "more-engines", "base"))
    found = swept(asked, tmp_path / "sweep", scenarios=known)
    assert found.summary["scenario"].tolist() == ["base"] * 3 + ["more-engines"] * 3
    assert found.indices is not None
    assert found.indices.frame["scenario"].tolist() == ["base", "more-engines"]


# ── without a plan ──


def test_cases_without_a_plan_stay_with_their_reason(tmp_path: Path) -> None:
    asked = spec(f"{ENGINES}0.1|1", f"{SHARE}1|1.5", edits=("case.target.policy=required",))
    found = swept(asked, tmp_path / "sweep")
    assert found.summary["status"].tolist() == ["no plan", "invalid", "optimal", "invalid"]
    assert "engine_makers" in found.summary["reason"][0]
    assert "change the edit so that the result is allowed" in found.summary["reason"][1]
    assert pd.isna(found.summary[COST][0])
    assert set(found.table("orders")["case"]) == {2}
    again = Here()
    assert swept(asked, tmp_path / "sweep", again).summary.equals(found.summary)
    assert again.solved == []


def test_a_factor_that_means_nothing_is_refused_before_anything_is_solved(tmp_path: Path) -> None:
    engine = Here()
    wrong = ENGINES.replace("engine_makers", "engine_maker")
    with pytest.raises(CaseError, match="did you mean engine_makers"):
        swept(spec(f"{wrong}1|2", f"{RATE}0|0.1"), tmp_path / "sweep", engine)
    assert engine.solved == []
    assert not (tmp_path / "sweep").exists()


def test_a_case_that_failed_is_tried_again(tmp_path: Path) -> None:
    asked = spec(f"{ENGINES}1|2")
    backend = Backend(Here(), 1, time_limit_seconds=1e-9)
    found = run_sweep(tiny_case(), asked, tmp_path / "sweep", backend)
    assert set(found.summary["status"]) == {"failed"}
    assert "time limit" in found.summary["reason"][0]
    assert set(swept(asked, tmp_path / "sweep").summary["status"]) == {"optimal"}


# ── nothing is lost ──


def test_an_interrupted_sweep_goes_on_and_repeats_nothing(tmp_path: Path) -> None:
    asked = spec(f"{ENGINES}0.5|1|1.5|2")
    first, second, third = Here(stop=2), Here(), Here()
    with pytest.raises(KeyboardInterrupt):
        swept(asked, tmp_path / "sweep", first)
    assert not (tmp_path / "sweep" / RECORD).exists()
    found = swept(asked, tmp_path / "sweep", second)
    assert [task.number for task in first.solved + second.solved] == [0, 1, 2, 3]
    assert found.solved == 2
    assert swept(asked, tmp_path / "sweep", third).summary.equals(found.summary)
    assert third.solved == []


def test_a_changed_spec_keeps_the_cases_that_are_still_asked_for(tmp_path: Path) -> None:
    swept(spec(f"{ENGINES}0.5|1"), tmp_path / "sweep")
    engine = Here()
    found = swept(spec(f"{ENGINES}1|1.5", f"{FUNDING}on|off"), tmp_path / "sweep", engine)
    assert sorted(task.number for task in engine.solved) == [1, 2, 3]
    assert len(found.summary) == 4


def test_a_case_asked_for_twice_is_solved_once(tmp_path: Path) -> None:
    engine = Here()
    found = swept(spec(f"{ENGINES}1..2", f"{RATE}0..0.05", design="tornado"), tmp_path / "sweep", engine)
    assert len(engine.solved) == 3  # as shipped, engines are 1 and the rate is 0
    assert found.summary[COST][0] == found.summary[COST][1] == found.summary[COST][3]


def test_tables_that_were_not_kept_are_made_when_they_are_asked_for(tmp_path: Path) -> None:
    asked, folder = spec(f"{ENGINES}1|2"), tmp_path / "sweep"
    few = run_sweep(tiny_case(), asked, folder, Backend(Here(), 1, ("orders", "costs")))
    assert list(few.rows) == ["orders", "costs"]
    more = Here()
    assert "capacity" in run_sweep(tiny_case(), asked, folder, Backend(more, 1)).rows
    assert len(more.solved) == 2


def test_what_results_hang_on_is_in_the_hash_and_nothing_else() -> None:
    key = fingerprint(tiny_case())
    assert fingerprint(planner.edit(tiny_case(), "case.title=Another", "sources.provenance=x")) == key
    assert fingerprint(planner.edit(tiny_case(), "sources.lead_months*=1")) == key
    for words in ("sources.lead_months+=1", "case.funding=off", "supply_limits.year+=1", "demand.need_gw=4"):
        assert fingerprint(planner.edit(tiny_case(), words)) != key


def test_a_damaged_case_is_solved_again(tmp_path: Path) -> None:
    asked = spec(f"{ENGINES}1|2")
    swept(asked, tmp_path / "sweep")
    victim = sorted((tmp_path / "sweep" / "cases").iterdir())[0]
    victim.write_bytes(victim.read_bytes()[:100])
    engine = Here()
    swept(asked, tmp_path / "sweep", engine)
    assert len(engine.solved) == 1


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UserError, match=r"such as thesis\.txt"):
        swept(spec(f"{ENGINES}1|2"), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_two_sweeps_do_not_mix_in_one_folder(tmp_path: Path) -> None:
    with locked(tmp_path / "sweep"), pytest.raises(UserError, match="Another sweep is at work"):
        swept(spec(f"{ENGINES}1|2"), tmp_path / "sweep")


# ── processes ──


def close(value: float | str | None) -> object:
    """A measure but for its last digits."""
    return pytest.approx(value, rel=1e-9, abs=1e-9) if isinstance(value, float) else value


class Deadly(Task):
    """A task that ends the process it reaches."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (1,)


def test_processes_give_the_same_numbers_and_one_that_dies_takes_only_its_case() -> None:
    import pickle

    edits = [(f"supply_limits.limit_gw_per_year[supply_pool=engine_makers]*={k}",) for k in (1, 2, 3, 4)]
    tasks: list[Task] = [Task(n, f"key{n}", edit) for n, edit in enumerate(edits)]
    here = {result.number: result for result in Here()(pickle.dumps(Setup(tiny_case(), ("orders",))), tasks)}
    tasks.insert(2, Deadly(9, "key9", ()))
    results = {
        r.number: r for r in solve_in_processes(pickle.dumps(Setup(tiny_case(), ("orders",))), tasks, 2)
    }
    assert results.pop(9).status == FAILED
    assert set(results) == set(here)
    for n, result in results.items():
        # Which case a process goes on from decides the last digit.
        assert result.measures == {name: close(value) for name, value in here[n].measures.items()}
        orders, alone = (pd.read_feather(io.BytesIO(one.tables["orders"])) for one in (result, here[n]))
        pd.testing.assert_frame_equal(orders, alone)


def test_a_case_goes_on_from_where_the_one_before_it_stood(monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = [
        Task(n, f"key{n}", (f"supply_limits.limit_gw_per_year[supply_pool=engine_makers]*={k}",))
        for n, k in enumerate((1, 1.01, 1.02))
    ]
    worker, apart = Worker(Setup(tiny_case(), ())), Worker(Setup(tiny_case(), (), from_cold=True))
    assert worker.result(tasks[0]).status == apart.result(tasks[0]).status == OPTIMAL
    cold = [apart.result(task).measures[COST] for task in tasks[1:]]
    monkeypatch.setattr(pipeline, "_solve_plain", None)  # whoever starts from cold would fall over it
    assert [worker.result(task).measures[COST] for task in tasks[1:]] == pytest.approx(cold, rel=1e-7)


def command(folder: Path) -> list[str]:
    values = "|".join(str(1 + k / 100) for k in range(24))
    arguments = ["sweep", str(TINY), "--vary", f"{ENGINES}{values}", "--out", str(folder), "--workers", "2"]
    return [*arguments, "--tables", "orders"]


@pytest.mark.timing
def test_a_sweep_killed_outright_goes_on_with_the_same_command(tmp_path: Path, capfd: Told) -> None:
    folder = tmp_path / "sweep"
    running = subprocess.Popen([sys.executable, "-m", "planner", *command(folder)], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while len(list(folder.glob("cases/*.zip"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    kept = {file: file.stat().st_mtime_ns for file in folder.glob("cases/*.zip")}
    assert 3 <= len(kept) < 24
    assert cli.main([*command(folder), "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert (told["cases"], told["solved"], told["status"]) == (24, 24 - len(kept), {"optimal": 24})
    assert {file: file.stat().st_mtime_ns for file in kept} == kept
    assert len(list(folder.glob("cases/*.zip"))) == 24
    assert [path.name for path in (folder / "cases").glob(".*")] == []
    assert len(pd.read_parquet(folder / "summary.parquet")) == 24


def test_python_users_sweep_by_a_file(tmp_path: Path) -> None:
    """Everything is finished already, so that no process is needed."""
    (tmp_path / "engines.yaml").write_text(
        "factors:\n  engines:\n    values: [1, 2]\n"
        "    edit: supply_limits.limit_gw_per_year[supply_pool=engine_makers]*=\n"
    )
    before = swept(spec(f"{ENGINES}1|2"), tmp_path / "sweep")
    found = planner.sweep(tiny_case(), tmp_path / "engines.yaml", tmp_path / "sweep")
    assert found.solved == 0
    assert found.summary.equals(before.summary)


# ── the command ──


def test_the_command_says_what_matters_most_and_writes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Told
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "sweep"
    arguments = ["sweep", str(TINY), "--vary", f"{ENGINES}0.5..1.5", "--vary", f"{NEED}0.8..1.2"]
    assert cli.main([*arguments, "--design", "tornado", "--out", folder.name, "--workers", "1"]) == 0
    told = capfd.readouterr()
    lines = told.out.splitlines()
    assert lines[0] == "5 cases, tornado over 2 factors: 5 optimal."
    assert [line.split()[0] for line in lines[4:6]] == ["need", "engines"]
    assert max(map(len, lines)) <= 80
    assert "5 of 5 cases" in told.err
    record = json.loads((folder / RECORD).read_text())
    assert record["status"] == {"optimal": 5}
    assert record["spec"]["factors"]["need"]["values"] == ["0.8", "1.2"]
    assert list(pd.read_csv(folder / "indices.csv")["factor"]) == ["need", "engines"]
    assert Store(folder).is_finished(fingerprint(tiny_case()), ["orders"])
    assert cli.main([*arguments, "--design", "tornado", "--out", str(folder), "--quiet"]) == 0
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "nothing to vary"),
        (("--vary", f"{ENGINES}1|2", "--workers", "0"), "ask for 1 worker or more"),
        (("--vary", f"{ENGINES}1|2", "--tables", "order"), "did you mean orders?"),
        (("--vary", f"{ENGINES}1|2", "--design", "sobol", "--samples", "0"), "--samples 0 is too small"),
        (("--vary", f"{ENGINES}1|2", "--scenarios", "all"), "The case has no scenarios."),
        (("nowhere.yaml",), "or use --vary"),
    ],
)
def test_a_command_that_cannot_be_carried_out_is_told(
    tmp_path: Path, capfd: Told, arguments: tuple[str, ...], told: str
) -> None:
    assert cli.main(["sweep", str(TINY), *arguments, "--out", str(tmp_path / "sweep")]) == 1
    assert told in capfd.readouterr().err
    assert not (tmp_path / "sweep").exists()


def test_a_missing_library_is_told_before_anything_is_solved(
    tmp_path: Path, capfd: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    words = ["--vary", f"{ENGINES}1|2", "--out", str(tmp_path / "sweep")]
    assert cli.main(["sweep", str(TINY), *words]) == 1
    assert "in a checkout of the planner, pip install '.[study]'" in capfd.readouterr().err
    assert not (tmp_path / "sweep").exists()
