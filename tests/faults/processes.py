"""Real processes that solve a small case, and what they leave."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from results.tiny import ROOT, TINY

from planner.results.write import RECORD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LIBRARY = "import os, signal, sys, pathlib, shutil, planner.plan, planner.results.write as w\n"
LISTENING = "import signal, sys\nfor n in (signal.SIGINT, signal.SIGHUP): signal.signal(n, signal.SIG_DFL)\n"
"""Whoever runs the tests in the background may have switched these signals off."""
SOLVE = "from planner.cli import main\nsys.exit(main(sys.argv[1:]))\n"


def start(*arguments: object, patch: str | None = None, **options: Any) -> subprocess.Popen[str]:
    """Start `planner` with these arguments; `patch` is code to run in that process before."""
    code = LISTENING + (SOLVE if patch is None else LIBRARY + patch + SOLVE)
    command = [sys.executable, "-c", code, *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | options
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, **pipes)


def solve(out: Path, *more: object, patch: str | None = None, **options: Any) -> tuple[int, str]:
    """Solve the teaching case into `out`; the exit status and what standard error was told."""
    process = start("solve", TINY, "--out", out, *more, patch=patch, **options)
    _, told = process.communicate(timeout=60)
    return process.returncode, told or ""


def at(stage: str, code: str) -> str:
    """Code that runs `code` in the middle of a stage: while solving, or while the record is being written."""
    home, name = {"solve": ("planner.plan", "solve"), "record": ("w", "record")}[stage]
    lines = "\n".join(f"    {line}" for line in code.splitlines())
    wrapped = f"def meanwhile(*given):\n{lines}\n    return kept(*given)\n"
    return f"kept = {home}.{name}\n{wrapped}{home}.{name} = meanwhile\n"


def names(folder: Path) -> list[str]:
    """What is in a folder, hidden or not."""
    return sorted(path.name for path in folder.iterdir())


def whole(run: Path) -> bool:
    """Whether a folder is a complete run: its record, and every table with as many rows as the record says."""
    if not (run / RECORD).is_file():
        return False
    rows = json.loads((run / RECORD).read_text())["rows_by_table"]
    tables = {path.stem: len(path.read_text().splitlines()) - 1 for path in run.glob("*.csv")}
    return bool(tables == rows)


def limited(what: int, most: int) -> Callable[[], None]:
    """What sets a limit of the system in a process before it starts."""
    import resource

    return lambda: resource.setrlimit(what, (most, most))
