"""Progress on a terminal: the stage, how long it has taken, and what the solver says meanwhile."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from typing import TextIO

from planner.terminal import can_overwrite, tell

WORDS = {
    "read": "reading the case",
    "import": "loading libraries",
    "build": "writing the model",
    "compile": "compiling to matrices",
    "pass": "handing over to HiGHS",
    "highs": "solving with HiGHS",
    "diagnose": "finding the reason",
    "load": "proving the optimum",
    "tables": "making the tables",
    "reconcile": "closing the books",
    "write": "writing the tables",
    "report": "writing the report",
    "workbook": "writing the workbook",
}


TICK_SECONDS = 0.2


class Progress:
    """Shows stages on standard error: one line that counts on a terminal, a line a stage elsewhere."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = sys.stderr if stream is None else stream
        self.live = can_overwrite(self.stream)
        self._doing = ""
        self._shown = 0
        self._done = threading.Event()
        self._counting: threading.Thread | None = None

    def begins(self, stage: str) -> None:
        """Name the stage, and count its seconds from now on, whoever is busy."""
        if self.live:
            self.close()
            self._doing, self._done = "", threading.Event()
            self._counting = threading.Thread(target=self._count, args=(stage,), daemon=True)
            self._counting.start()

    def ticks(self, stage: str, seconds: float, doing: str = "") -> None:
        """Hear what the stage is doing."""
        self._doing = doing or self._doing

    def ends(self, stage: str, seconds: float, found: str = "") -> None:
        """Leave the stage, its seconds and what came of it standing."""
        self._stop()
        self._doing = found
        self._show(stage, seconds)
        self._end_line()

    def close(self) -> None:
        """End a line that is still counting, so that whatever comes next has its own."""
        self._stop()
        self._end_line()

    def _count(self, stage: str) -> None:
        """Show the seconds until the stage is done."""
        begun = time.perf_counter()
        # To a terminal that is gone nobody need count.
        while self._show(stage, time.perf_counter() - begun) and not self._done.wait(TICK_SECONDS):
            pass

    def _stop(self) -> None:
        """Stop counting."""
        if self._counting is not None:
            self._done.set()
            self._counting.join()
            self._counting = None

    def _end_line(self) -> None:
        if self._shown:
            tell(stream=self.stream)
        self._shown = 0

    def _show(self, stage: str, seconds: float) -> bool:
        line = f"{WORDS.get(stage, stage):<24}{seconds:>7.1f} s"
        if self._doing:
            line += f"   {self._doing}"
        start = ""
        if self.live:
            # A line that is wrapped could not be taken back; the last column is where some terminals wrap.
            start, line = "\r", line[: shutil.get_terminal_size().columns - 1]
        # What was longer before is written over.
        heard = tell(f"{start}{line:<{self._shown}}", end="", stream=self.stream)
        self._shown = len(line)
        return heard
