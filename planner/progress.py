"""Progress on a terminal: the stage, and how long it has taken."""

from __future__ import annotations

import sys
from typing import TextIO

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


class Progress:
    """Shows stages on standard error: one line that counts on a terminal, a line a stage elsewhere."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = sys.stderr if stream is None else stream
        self.live = self.stream.isatty()
        self.open = False

    def begins(self, stage: str) -> None:
        """Name the stage."""
        if self.live:
            self._show(stage, 0.0)

    def ticks(self, stage: str, seconds: float) -> None:
        """Count the seconds."""
        if self.live:
            self._show(stage, seconds)

    def ends(self, stage: str, seconds: float) -> None:
        """Leave the stage and its seconds standing."""
        self._show(stage, seconds)
        self.close()

    def close(self) -> None:
        """End a line that is still counting, so that whatever comes next has its own."""
        if self.open:
            print(file=self.stream, flush=True)
        self.open = False

    def _show(self, stage: str, seconds: float) -> None:
        start = "\r" if self.live else ""
        told = WORDS.get(stage, stage)
        print(f"{start}{told:<24}{seconds:>7.1f} s", end="", file=self.stream, flush=True)
        self.open = True
