"""Streams that are closed, full or narrow cost no run; systems without some modules run all the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from cases.tiny import ROOT, TINY, write_tiny
from faults.processes import SECONDS, whole

if TYPE_CHECKING:
    from pathlib import Path

HIDDEN = """
import signal, sys
for name in ("fcntl", "resource"):
    sys.modules[name] = None
del signal.SIGHUP
"""
MAIN = "import sys\nfrom planner.cli import main\nsys.exit(main(sys.argv[1:]))\n"
TITLE = ("case.yaml", "title: ", "title: Łódź → 電力 ")


def planner(
    *words: object, before: str = "", shell: str = "", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line; `shell` are redirections."""
    command = [sys.executable, "-c", before + MAIN, *map(str, words)]
    if shell:
        command = ["sh", "-c", f'"$@" {shell}', "sh", *command]
    return subprocess.run(
        command,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        timeout=SECONDS * 5,
        check=False,
    )


@pytest.mark.parametrize(
    "shell", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-", "2>/dev/full"], ids=lambda text: text
)
def test_a_stream_that_is_closed_or_full_costs_no_run(shell: str, tmp_path: Path) -> None:
    done = planner("solve", TINY, "--out", tmp_path / "run", shell=shell)
    assert done.returncode == 0, done
    assert b"Traceback" not in done.stdout + done.stderr
    assert whole(tmp_path / "run")
    assert b"note:" not in done.stdout, "what is for standard error is not printed on standard output"


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_text_that_a_stream_cannot_encode_is_replaced(encoding: str, tmp_path: Path) -> None:
    folder = tmp_path / "größe mit Lücke"
    case = write_tiny(tmp_path / "Fall 電", TITLE)
    for words in (("check", case), ("solve", case, "--out", folder, "--quiet"), ("report", folder)):
        done = planner(*words, before=HIDDEN, PYTHONIOENCODING=encoding)
        assert done.returncode == 0, done
        assert b"Traceback" not in done.stderr
    assert whole(folder)
    done = planner("solve", case, "--out", folder, PYTHONIOENCODING=encoding)
    assert done.returncode == 0, done
    assert b"Tables: " in done.stdout


def test_a_folder_whose_name_is_no_text_is_written_and_named(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/r\xff"
    done = planner("solve", TINY, "--out", os.fsdecode(folder))
    assert done.returncode == 0, done
    assert os.path.exists(folder + b"/run.json")
    done = planner("solve", TINY, "--out", os.fsdecode(folder), "--json")
    assert done.returncode == 0, done
    assert json.loads(done.stdout)["status"] == "optimal"


def test_a_mistake_is_told_by_its_status_where_nobody_listens(tmp_path: Path) -> None:
    for shell in ("2>&-", "2>/dev/full", ">&- 2>&-"):
        assert planner("check", tmp_path / "nowhere", shell=shell).returncode == 1
        assert planner("solve", shell=shell).returncode == 1
