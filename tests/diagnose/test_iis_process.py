"""The search for an irreducible conflict that can be stopped, though HiGHS would not hear of it."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.sparse import csr_array, eye_array

from planner.diagnose import iis, iis_process
from planner.diagnose.iis_process import iis_in_process
from planner.solver import Program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONG = 3_000
"""Rows of a conflict that HiGHS looks at for half a minute."""


def chain(count: int) -> Program:
    """Each number is at least one more than that before, and the last is too small for that: all rows conflicting."""
    matrix = eye_array(count, count + 1, k=1) - eye_array(count, count + 1)
    upper = np.append(np.full(count, np.inf), count - 0.5)
    return Program(
        np.zeros(count + 1),
        0.0,
        csr_array(matrix),
        np.ones(count),
        np.full(count, np.inf),
        np.zeros(count + 1),
        upper,
        {},
        {},
    )


@pytest.fixture
def after() -> Iterator[Callable[[float], None]]:
    """Ctrl-C after some seconds."""

    def heard(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, heard)
    yield lambda seconds: signal.setitimer(signal.ITIMER_REAL, seconds) and None
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def test_both_ways_find_the_conflict(monkeypatch: pytest.MonkeyPatch) -> None:
    extra = chain(5)
    first = iis.irreducible(extra, np.arange(5), 60.0)
    monkeypatch.setattr(iis, "AT_ONCE_ROWS", 0)
    second = iis.irreducible(extra, np.arange(5), 60.0)
    assert first is not None
    assert second is not None
    assert first.tolist() == second.tolist() == [0, 1, 2, 3, 4]


def test_ctrl_c_ends_it(after: Callable[[float], None]) -> None:
    after(0.5)
    with pytest.raises(KeyboardInterrupt):
        iis_in_process(chain(LONG), 60.0)


@pytest.mark.timing
def test_ctrl_c_ends_it_within_seconds(after: Callable[[float], None]) -> None:
    began = time.monotonic()
    after(2.0)
    with pytest.raises(KeyboardInterrupt):
        iis_in_process(chain(LONG), 60.0)
    assert time.monotonic() - began < 7.0


def test_a_search_that_outstays_its_time_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(iis_process, "GRACE_SECONDS", -59.5)
    assert iis_in_process(chain(LONG), 60.0) is None
