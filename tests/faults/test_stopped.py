"""Ctrl-C, SIGTERM, kill -9, limits of time and memory: a complete run or none, and words that say which."""

from __future__ import annotations

import resource
import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest
from cases.tiny import TINY
from faults.processes import at, fresh, limited, names, solve, start, whole

from planner.results.write_run import check_target
from planner.solver import highs

if TYPE_CHECKING:
    from pathlib import Path

STATUS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


@pytest.mark.parametrize("sent", STATUS, ids=lambda sent: sent.name)
def test_a_signal_while_solving_leaves_nothing_and_says_so(sent: signal.Signals, tmp_path: Path) -> None:
    status, told = solve(tmp_path / "run", patch=at("solve", f"os.kill(os.getpid(), {int(sent)})"))
    assert status == STATUS[sent]
    assert told.endswith("Stopped; nothing was written.\n")
    assert "Traceback" not in told
    assert names(tmp_path) == []


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM], ids=lambda sent: sent.name)
def test_a_signal_while_writing_waits_for_the_run_to_be_whole(sent: signal.Signals, tmp_path: Path) -> None:
    run = tmp_path / "run"
    status, told = solve(run, patch=at("record", f"os.kill(os.getpid(), {int(sent)})"))
    assert status == STATUS[sent]
    assert told.endswith(f"Stopped; the run in {run} is complete.\n")
    assert names(tmp_path) == ["run"]
    assert whole(run)


BUSY = """
import highspy, threading, time
def busy():
    while True:
        highs = highspy.Highs()
        highs.silent()
        highs.addVar(0, 1)
        highs.run()
for _ in range(3):
    threading.Thread(target=busy, daemon=True).start()
time.sleep(0.05)
os.kill(os.getpid(), signal.SIGTERM)
time.sleep(30)
"""
"""Solvers that nobody waits for any more, in and out of foreign code."""


@pytest.mark.parametrize("number", range(8))
def test_stopped_while_solvers_go_on_a_process_ends_in_words(number: int, tmp_path: Path) -> None:
    """The usual way out of Python would take it down by SIGABRT."""
    status, told = solve(tmp_path / "run", patch=at("solve", BUSY.strip()))
    assert status == STATUS[signal.SIGTERM]
    assert told.endswith("Stopped; nothing was written.\n")
    assert names(tmp_path) == []


def test_a_signal_as_the_solver_begins_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that only begins forgets that it was cancelled, and is cancelled again."""
    cancelled, begun = [], threading.Event()

    class Solver:
        def run(self) -> None:
            begun.wait(30)

        def cancelSolve(self) -> None:  # noqa: N802
            cancelled.append(1)
            if len(cancelled) == 3:
                begun.set()

    def impatient(self: threading.Thread) -> None:
        started(self)
        raise KeyboardInterrupt

    started = threading.Thread.start
    monkeypatch.setattr(threading.Thread, "start", impatient)
    with pytest.raises(KeyboardInterrupt):
        highs.run(Solver())  # type: ignore[arg-type]
    assert len(cancelled) == 3


def test_impatience_while_writing_is_heard_at_once(tmp_path: Path) -> None:
    twice = "import time\nfor _ in range(2):\n    os.kill(os.getpid(), signal.SIGTERM)\n    time.sleep(1.1)"
    status, told = solve(tmp_path / "run", patch=at("record", twice))
    assert status == STATUS[signal.SIGTERM]
    assert told.endswith("Stopped; nothing was written.\n")
    assert names(tmp_path) == []


def test_a_signal_that_was_switched_off_stays_so(tmp_path: Path) -> None:
    off = "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
    status, _ = solve(tmp_path / "run", patch=off + at("solve", "os.kill(os.getpid(), signal.SIGHUP)"))
    assert status == 0
    assert whole(tmp_path / "run")


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL], ids=lambda sent: sent.name)
def test_at_whatever_moment_a_run_is_whole_or_not_there(sent: signal.Signals, tmp_path: Path) -> None:
    for number in range(4):
        run = tmp_path / f"{number}" / "run"
        process = start("solve", TINY, "--out", run)
        time.sleep(0.25 + 0.5 * number)
        process.send_signal(sent)
        process.communicate(timeout=60)
        assert process.returncode in (0, -sent, STATUS.get(sent, -sent))
        assert not run.exists() or whole(run)
        if run.parent.exists() and sent != signal.SIGKILL:
            assert set(names(run.parent)) <= {"run"}


def test_what_a_killed_run_had_begun_is_cleared_away_by_the_next(tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert solve(run, patch=at("record", "os.kill(os.getpid(), signal.SIGKILL)"))[0] == -signal.SIGKILL
    assert [name.startswith(".run.partial-") for name in names(tmp_path)] == [True]
    check_target(run)
    assert names(tmp_path) == []


def test_an_earlier_run_put_aside_by_one_that_was_killed_is_put_back(tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert solve(run)[0] == 0
    before = (run / "run.json").read_text()
    kill = (
        "rename = pathlib.Path.rename\n"
        "def killed(path, to):\n    rename(path, to)\n    os.kill(os.getpid(), signal.SIGKILL)\n"
        "pathlib.Path.rename = killed\n"
    )
    assert solve(run, patch=kill)[0] == -signal.SIGKILL
    assert not run.exists()
    check_target(run)
    assert names(tmp_path) == ["run"]
    assert whole(run)
    assert (run / "run.json").read_text() == before


def test_a_run_out_of_time_exits_3_and_leaves_nothing(tmp_path: Path) -> None:
    status, told = solve(tmp_path / "run", "--time-limit", "1e-9")
    assert status == 3
    assert "time limit before it proved a plan optimal; nothing was written" in told
    assert "--time-limit" in told
    assert names(tmp_path) == []


@pytest.mark.parametrize("megabytes", [300, 500, 700])
def test_a_run_out_of_memory_ends_in_words_and_leaves_nothing(megabytes: int, tmp_path: Path) -> None:
    limit = limited(resource.RLIMIT_AS, megabytes * 2**20)
    status, told = fresh(tmp_path / "run", preexec_fn=limit)
    if status == 0:
        assert whole(tmp_path / "run")
        return
    assert status == 3, told
    assert "emory" in told
    assert "Traceback" not in told
    assert names(tmp_path) == []


def test_memory_that_runs_out_while_solving_is_told(tmp_path: Path) -> None:
    status, told = solve(tmp_path / "run", patch=at("solve", "bytearray(2**62)"))
    assert status == 3
    assert "Memory ran out before there was a plan" in told
    assert "Traceback" not in told
    assert names(tmp_path) == []
