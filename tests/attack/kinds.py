"""Attacks by kind: each yields what was tried and whether the planner survived it, in words where it did not.

To survive a kill, a full disk or another writer is to leave the old or the new, whole, and nothing else after the next
run; to survive a hostile file is to refuse it in words, in bounded time and memory; a forged run, not to prove it.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from audit.audited import copy_of, lines_of, rewrite
from cases.tiny import ROOT, TINY, write_tiny
from disk.test_killed_writers import NEW, OLD, WRITERS, clear_away, content, copy, killed_at, left_by
from faults.processes import names, start, whole
from faults.test_foreign_files import BOMBS, a_device, a_folder, a_pipe, a_socket, put_instead, with_part

from planner.audit.forms import FORMS
from planner.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Attempt = tuple[str, str]
    """What was tried, and what went wrong, empty where the planner survived."""

MEMORY = 1500 * 2**20
SECONDS = 60
FAR = 1.001
"""What a figure is multiplied with, that an audit must see."""


def kills_at_every_step(count: int) -> Iterator[Attempt]:
    """Each writer, ended at each call that changes the disk; the next writer finds the old or the new."""
    for name, writer in WRITERS.items():
        with tempfile.TemporaryDirectory() as scratch:
            place = Path(scratch) / "place"
            writer(Path(scratch) / OLD, OLD)
            writer(Path(scratch) / NEW, NEW)
            old, new = content(Path(scratch) / OLD), content(Path(scratch) / NEW)
            for step in range(1, count + 1):
                place.mkdir()
                target = place / "thing"
                copy(Path(scratch) / OLD, target)
                killed = killed_at(step, place, lambda: writer(target, NEW))  # noqa: B023
                found, aside = left_by(name, target, new), any(place.glob(".thing.replaced-*"))
                wrong = (
                    "" if found in (old, new) or (found is None and aside) else "neither the old nor the new"
                )
                yield f"{name}, killed at step {step}", wrong
                clear_away(place)
                if not killed:
                    break


def kills_at_any_moment(count: int) -> Iterator[Attempt]:
    """A command, killed outright after a while; what it wrote is whole or not there."""
    dice = random.Random(count)
    with tempfile.TemporaryDirectory() as scratch:
        run = Path(scratch) / "run"
        for number in range(count):
            process = start("solve", TINY, "--out", run, "--report", "--xlsx")
            time.sleep(dice.uniform(0.2, 4.0))
            process.send_signal(dice.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGINT]))
            process.communicate(timeout=SECONDS)
            wrong = "" if not run.exists() or whole(run) else "a run that is not whole"
            yield f"kill {number}", wrong
        process = start("solve", TINY, "--out", run, "--quiet")
        process.communicate(timeout=SECONDS)
        left = [] if process.returncode == 0 and whole(run) else ["no run"]
        left += [name for name in names(Path(scratch)) if name != "run"]
        yield "the next run after all of them", f"left {left}" if left else ""


COMMANDS = {
    "solve": ("solve", str(TINY), "--report", "--xlsx", "--quiet", "--out"),
    "curve": ("curve", str(TINY), "demand.need_gw*=", "--from", "0.9", "--to", "1", "--quiet", "--out"),
    "sweep": ("sweep", str(TINY), "--vary", "demand.need_gw*=1|0.5", "--workers", "1", "--quiet", "--out"),
    "workbook": ("workbook", str(TINY), "--out"),
    "new": ("new",),
}


def full_disks(count: int) -> Iterator[Attempt]:
    """Commands on a disk that takes files up to a size; each ends in words, and leaves a whole thing or nothing."""
    sizes = [0, 1, 100, 1_000, 5_000, 20_000, 60_000, 200_000][:count]
    for name, words in COMMANDS.items():
        for size in sizes:
            with tempfile.TemporaryDirectory() as scratch:
                target = Path(scratch) / f"{name}.xlsx" if name == "workbook" else Path(scratch) / name
                status, told = limited([*words, str(target)], resource.RLIMIT_FSIZE, size)
                yield f"{name}, files of {size} bytes", wrong_end(status, told, scratch, target, name)


def wrong_end(status: int, told: str, scratch: str, target: Path, name: str) -> str:
    """What is wrong with how a command ended on a small disk."""
    if "Traceback" in told:
        return told[-300:]
    if status not in (0, 1):
        return f"exit {status}: {told[-300:]}"
    if name == "sweep":
        return "" if status == 1 or (target / "sweep.json").exists() else "no record"
    left = [path for path in names(Path(scratch)) if path != target.name]
    if left or (status == 1 and target.exists()):
        return f"left {left or target.name}"
    return "nothing there" if status == 0 and not target.exists() else ""


def limited(words: list[str], what: int, most: int) -> tuple[int, str]:
    """A command in a process with a limit of the system; its status and what it told."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(what, (most, most))

    with tempfile.TemporaryFile() as nothing:
        done = subprocess.run(
            [sys.executable, "-m", "planner", *words],
            capture_output=True,
            stdin=nothing,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            timeout=SECONDS,
            preexec_fn=limit,
            check=False,
        )
    return done.returncode, done.stderr


def writers_at_once(count: int) -> Iterator[Attempt]:
    """Several writers into one folder and a reader beside them; at the end one whole run stands there."""
    for number in range(count):
        with tempfile.TemporaryDirectory() as scratch:
            run = Path(scratch) / "run"
            edits = ("demand.need_gw*=1", "case.funding=off", "demand.need_gw*=0.5")
            writers = [start("solve", TINY, "--set", edit, "--out", run, "--quiet") for edit in edits]
            reader = start("audit", run)
            told = [process.communicate(timeout=SECONDS)[1] for process in (*writers, reader)]
            failed = [process.returncode for process in writers if process.returncode]
            wrong = f"exits {failed}: {told}" if failed else ""
            wrong = wrong or (
                "" if whole(run) and names(Path(scratch)) == ["run"] else f"left {names(Path(scratch))}"
            )
            yield (
                f"three writers and a reader, {number}",
                wrong or ("" if quietly("audit", run) == 0 else "not proved"),
            )


def hostile_files(_: int) -> Iterator[Attempt]:
    """Files of another kind in each place of a case, and small workbooks full of much."""
    for kind in (a_pipe, a_device, a_socket, a_folder):
        for name in sorted(path.name for path in TINY.iterdir() if path.suffix in (".csv", ".yaml")):
            with tempfile.TemporaryDirectory() as scratch:
                case = write_tiny(Path(scratch) / "case")
                found = put_instead(kind, case / name)
                yield f"{found} as {name}", refused(case)
    for name, (made, _found) in BOMBS.items():
        with tempfile.TemporaryDirectory() as scratch:
            yield name, refused(with_part(Path(scratch), "xl/worksheets/sheet2.xml", made()))


def refused(case: Path) -> str:
    """What is wrong with how a case that is none was taken: it is to be refused, soon and in little memory."""
    try:
        status, told = limited(["check", str(case)], resource.RLIMIT_AS, MEMORY)
    except subprocess.TimeoutExpired:
        return f"more than {SECONDS} s"
    return (
        ""
        if status == 1 and "mend: " in told and "Traceback" not in told
        else f"exit {status}: {told[-300:]}"
    )


def forged_runs(count: int) -> Iterator[Attempt]:
    """Every column of figures of finished runs altered in some row, and sealed anew; none of them may be proved."""
    for name in ("tiny", "3"):
        for table, form in FORMS.items():
            with tempfile.TemporaryDirectory() as scratch:
                run = copy_of(name, Path(scratch) / "run")
                if not (run / f"{table}.csv").exists():
                    continue
                before = lines_of(run, table)
                for column in form.numbers:
                    for row in forgeable(before, column)[:count]:
                        lines = [list(line) for line in before]
                        at = lines[0].index(column)
                        lines[row][at] = repr(float(lines[row][at]) * FAR)
                        rewrite(run, table, lines)
                        status = quietly("audit", run)
                        yield (
                            f"{name}: {table}.{column}, row {row + 1}",
                            "" if status != 0 else "it is proved",
                        )
                    rewrite(run, table, before)
    yield from forged_records()


def forgeable(lines: list[list[str]], column: str) -> list[int]:
    """Rows of a table whose figure in a column is large enough to tell, the largest first."""
    if column not in lines[0]:
        return []
    at = lines[0].index(column)
    sizes = {row: abs(float(lines[row][at])) for row in range(1, len(lines))}
    return sorted((row for row, size in sizes.items() if size > 0.01), key=lambda row: -sizes[row])


def forged_records() -> Iterator[Attempt]:
    """Every key of a record taken away, or of another kind; readers say so, and prove nothing that is altered."""
    with tempfile.TemporaryDirectory() as scratch:
        run = copy_of("tiny", Path(scratch) / "run")
        record = json.loads((run / "run.json").read_text())
        for key in record:
            for what, other in (
                ("gone", None),
                ("a list", [[]]),
                ("nested", {"a": {"b": [1]}}),
                ("huge", 10**400),
            ):
                forged = {name: value for name, value in record.items() if name != key or what != "gone"}
                if what != "gone":
                    forged[key] = other
                (run / "run.json").write_text(json.dumps(forged))
                ends = {command: quietly(command, run) for command in ("audit", "report", "workbook", "plot")}
                wrong = {command: status for command, status in ends.items() if status not in (0, 1, 3)}
                crashed = [command for command in ("report", "workbook", "plot") if ends[command] == 3]
                yield f"record, {key} {what}", f"{wrong} {crashed}" if wrong or crashed else ""


def quietly(*words: object) -> int:
    """The status of a command, nothing printed; 99 where it raises."""
    heard = io.StringIO()
    before = os.getcwd()
    try:
        with contextlib.redirect_stdout(heard), contextlib.redirect_stderr(heard):
            status = main([str(word) for word in words])
        return 99 if "Traceback" in heard.getvalue() else status
    except BaseException:
        return 99
    finally:
        os.chdir(before)
        csv.field_size_limit(131_072)


KINDS: dict[str, tuple[Callable[[int], Iterator[Attempt]], int]] = {
    "kills at every step": (kills_at_every_step, 1000),
    "kills at any moment": (kills_at_any_moment, 20),
    "full disks": (full_disks, 8),
    "writers at once": (writers_at_once, 4),
    "hostile files": (hostile_files, 0),
    "forged runs": (forged_runs, 2),
}
"""What makes the attempts of a kind, and how many it makes of each unless told otherwise."""
