"""Sweeps on a real Dask scheduler with two workers, on this machine: the same numbers, whatever happens to a worker."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from cases.tiny import TINY, tiny_case
from stochastic.futures import case_with
from study.sweeping import ENGINES, spec, swept

import planner
import planner.study.cluster
from planner import cli
from planner.errors import UserError
from planner.study.backends import cluster_backend
from planner.study.sweep import run_sweep

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from planner.study.sweep import Sweep

pytestmark = [pytest.mark.cluster, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
SECONDS = 60


def values(count: int) -> str:
    """So many cases, no two of which cost the same."""
    return ENGINES + "|".join(str(1 + k / 100) for k in range(count))


@contextmanager
def running(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program of Dask's, ended at last."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([sys.executable, "-m", *words], **quiet)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and its two workers."""
    pytest.importorskip("distributed")
    file = tmp_path / "scheduler.json"
    with ExitStack() as stack:
        local = ("--host", "127.0.0.1", "--no-dashboard")
        stack.enter_context(
            running("distributed.cli.dask_scheduler", "--port", "0", "--scheduler-file", str(file), *local)
        )
        deadline = time.monotonic() + SECONDS
        while not file.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        address = json.loads(file.read_text())["address"]
        worker = ("distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
        scratch = ("--local-directory", str(tmp_path / "scratch"))
        yield address, [stack.enter_context(running(*worker, *scratch)) for _ in range(2)]


def alike(one: Sweep, other: Sweep) -> None:
    """Two sweeps have the same figures, but for how they were solved and how long that took, and for last digits."""
    frames = [found.summary.drop(columns=["seconds", "how_solved"]) for found in (one, other)]
    pd.testing.assert_frame_equal(*frames, rtol=1e-9)


def test_a_cluster_works_out_ranges_and_regret(tmp_path: Path, cluster: tuple[str, list[object]]) -> None:
    case = case_with(tmp_path / "tiny")
    with cluster_backend(cluster[0]) as backend:
        ranges = planner.alternatives(tiny_case(), 0.05, backend=backend).frame
        regret = planner.regret(case, backend=backend).frame
    pd.testing.assert_frame_equal(ranges, planner.alternatives(tiny_case(), 0.05).frame, atol=1e-6)
    pd.testing.assert_frame_equal(regret, planner.regret(case).frame, rtol=1e-6, atol=1e-6)


def test_a_cluster_gives_the_same_numbers(tmp_path: Path, cluster: tuple[str, list[object]]) -> None:
    asked = spec(values(6))
    with cluster_backend(cluster[0]) as backend:
        found = run_sweep(tiny_case(), asked, tmp_path / "cluster", backend)
    alone = swept(asked, tmp_path / "alone")
    alike(found, alone)
    pd.testing.assert_frame_equal(found.table("orders"), alone.table("orders"))


def test_a_worker_killed_in_the_middle_loses_nothing(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = cluster
    asked, told = spec(values(30)), []

    class Progress:
        """Kills a worker once a few cases are done."""

        def start(self, total: int, kept: int, workers: int) -> None:
            """Not of interest."""

        def advance(self, status: str) -> None:
            """One more."""
            told.append(status)
            if len(told) == 5:
                os.kill(workers[0].pid, signal.SIGKILL)

    with cluster_backend(address) as backend:
        found = run_sweep(tiny_case(), asked, tmp_path / "cluster", backend, progress=Progress())
    assert told == ["optimal"] * 30
    assert workers[0].poll() is not None
    alike(found, swept(asked, tmp_path / "alone"))


def test_the_command_takes_a_cluster(
    tmp_path: Path, cluster: tuple[str, list[object]], capfd: pytest.CaptureFixture[str]
) -> None:
    arguments = ["sweep", str(TINY), "--vary", f"{ENGINES}1|2", "--out", str(tmp_path / "sweep"), "--json"]
    assert cli.main([*arguments, "--cluster", cluster[0]]) == 0
    assert json.loads(capfd.readouterr().out)["status"] == {"optimal": 2}


def test_a_scheduler_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(planner.study.cluster, "SECONDS", 1)
    with (
        pytest.raises(UserError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:1"),
        cluster_backend("tcp://127.0.0.1:1"),
    ):
        pass
