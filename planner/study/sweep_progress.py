"""Progress of a sweep on a terminal: how many cases are done, how long the rest will take."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from planner.terminal import tell

EVERY_SECONDS = 15.0
"""How often a line is printed where nobody watches it change."""
WIDTH = 79


class SweepProgress:
    """Counts cases on standard error: one line that changes on a terminal, a line now and then elsewhere."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = sys.stderr if stream is None else stream
        self.live = self.stream.isatty()
        self.since = self.printed = time.monotonic()
        self.total = self.kept = self.done = 0
        self.without = 0

    def start(self, total: int, kept: int, workers: int) -> None:
        """So many cases, so many of them finished before; `workers` processes take the rest."""
        self.total, self.kept, self.since = total, kept, time.monotonic()
        before = f", {kept} of them finished before" if kept else ""
        processes = "" if kept == total else f"; {workers} {'process' if workers == 1 else 'processes'}"
        tell(f"{total} {'case' if total == 1 else 'cases'}{before}{processes}", stream=self.stream)

    def advance(self, status: str) -> None:
        """One more case is finished."""
        self.done += 1
        self.without += status != "optimal"
        last = self.kept + self.done == self.total
        if self.live or last or time.monotonic() - self.printed >= EVERY_SECONDS:
            self.printed = time.monotonic()
            end = "" if self.live and not last else "\n"
            start = "\r" if self.live else ""
            tell(f"{start}{self.line():<{WIDTH if self.live else 0}}", end=end, stream=self.stream)

    def line(self) -> str:
        """How far it is."""
        passed = time.monotonic() - self.since
        each = passed / max(1, self.done)
        left = each * (self.total - self.kept - self.done)
        without = f", {self.without} without a plan" if self.without else ""
        return f"{self.kept + self.done} of {self.total} cases{without}, {each:.2g} s each, {duration(left)} left"


def duration(seconds: float) -> str:
    """A length of time as one says it.

    >>> duration(42.3), duration(400), duration(9000)
    ('42 s', '7 min', '2.5 h')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
