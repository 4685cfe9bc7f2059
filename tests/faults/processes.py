"""Real processes that solve a small case, and what they leave.

Most are forked from one that has the libraries loaded, which saves a second each; a `fresh` one starts from nothing,
as a shell starts it, for faults that may strike while libraries are loaded or when all is done.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cases.tiny import ROOT, TINY

from planner.results.write_run import RECORD

if TYPE_CHECKING:
    from collections.abc import Callable

LIBRARY = "import os, signal, sys, pathlib, shutil, planner.pipeline, planner.results.write_run as w\n"
LISTENING = "import signal, sys\nfor n in (signal.SIGINT, signal.SIGHUP): signal.signal(n, signal.SIG_DFL)\n"
"""Whoever runs the tests in the background may have switched these signals off."""
SOLVE = "from planner.cli import main\nsys.exit(main())\n"
SECONDS = 60
"""Longest that a process may take."""
NURSERY = multiprocessing.get_context("forkserver")
NURSERY.set_forkserver_preload(
    [
        f"planner.{room}"
        for room in ("pipeline", "model", "results.tables", "results.write_run", "results.answer_text")
    ]
)


def start(*arguments: object, **options: Any) -> subprocess.Popen[str]:
    """Start `planner` with these arguments, from nothing."""
    command = [sys.executable, "-c", LISTENING + SOLVE, *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | options
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, **pipes)


def fresh(out: Path, **options: Any) -> tuple[int, str]:
    """Solve the teaching case into `out`, from nothing; the exit status and what standard error was told."""
    process = start("solve", TINY, "--out", out, **options)
    _, told = process.communicate(timeout=SECONDS)
    return process.returncode, told or ""


def solve(
    out: Path | str, *more: object, patch: str = "", case: Path = TINY, cwd: Path | None = None
) -> tuple[int, str]:
    """The same in a forked process that works in `cwd`; `patch` is code to run in it before."""
    arguments = ["planner", "solve", str(case), "--out", str(out), *map(str, more)]
    return forked(LISTENING + LIBRARY + patch + SOLVE, arguments, cwd)


def forked(code: str, arguments: list[str], cwd: Path | None = None) -> tuple[int, str]:
    """Run code with arguments in a forked process; its exit status and what it told standard error."""
    with tempfile.TemporaryDirectory() as place:
        told = Path(place) / "told"
        process = NURSERY.Process(target=child, args=(code, arguments, str(told), cwd and str(cwd)))
        process.start()
        process.join(SECONDS)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(code)
        return process.exitcode, told.read_text()


def child(code: str, arguments: list[str], told: str, cwd: str | None) -> None:
    """What a forked process does."""
    os.dup2(os.open(told, os.O_WRONLY | os.O_CREAT), 2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.chdir(cwd or ".")
    sys.argv = arguments
    exec(code, {"__name__": "__main__"})


def at(stage: str, code: str) -> str:
    """Code that runs `code` in the middle of a stage: while solving, or while the record is being written."""
    home, name = {"solve": ("planner.pipeline", "solve"), "record": ("w", "record")}[stage]
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
