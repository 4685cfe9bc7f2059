"""On a terminal: what is shown, in how many columns, in which colours; and what goes to a pipe instead."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from cases.tiny import TINY, write_tiny

from planner.explain import entries, explain, fit_width
from planner.progress import Progress
from planner.solver.highs_log import HighsLog
from planner.terminal import Style, style_for, wrapped
from planner.timings import Stages

if TYPE_CHECKING:
    from pathlib import Path

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
MOVES = re.compile(r"\x1b\[(?![0-9;]*m)|\x1b[^\[]")
"""Sequences that do more than colour."""
SECONDS = 60


def on_a_terminal(folder: Path, *arguments: object, **settings: str) -> tuple[int, str]:
    """The exit status of a command in a pseudo-terminal of 80 columns, and all that it shows there."""
    own, theirs = pty.openpty()
    environment = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "TERM")}
    environment |= {"TERM": "xterm-256color", "COLUMNS": "80", **settings}
    shown: list[bytes] = []

    def read() -> None:
        # The system says that a terminal nobody writes to any more is in error.
        while chunk := _chunk(own):
            shown.append(chunk)

    command = [sys.executable, "-m", "planner", *map(str, arguments)]
    child = subprocess.Popen(command, cwd=folder, stdout=theirs, stderr=theirs, stdin=theirs, env=environment)
    os.close(theirs)
    reader = threading.Thread(target=read)
    reader.start()
    status = child.wait(SECONDS)
    reader.join(SECONDS)
    os.close(own)
    return status, b"".join(shown).decode().replace("\r\n", "\n")


def _chunk(handle: int) -> bytes:
    try:
        return os.read(handle, 4096)
    except OSError:
        return b""


def lines_of(shown: str) -> list[str]:
    """The lines as they stand in the end, colours apart: what a carriage return writes over is gone."""
    lines = []
    for line in COLOUR.sub("", shown).split("\n"):
        cells = ""
        for part in line.split("\r"):
            cells = part + cells[len(part) :]
        lines.append(cells.rstrip())
    return lines


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> str:
    """All that solving the teaching case shows on a terminal."""
    status, shown = on_a_terminal(tmp_path_factory.mktemp("terminal"), "solve", TINY)
    assert status == 0
    return shown


LONG = "first_of_a_list_of_names, second_of_a_list_of_names, third_of_a_list_of_names, the_last_of_them_all"


def test_what_is_wrong_fits_80_columns_on_a_terminal_and_is_whole_elsewhere(tmp_path: Path) -> None:
    case = write_tiny(tmp_path / "case", ("sources.csv", "power,", f'"{LONG}",'))
    status, shown = on_a_terminal(tmp_path, "check", case)
    assert status == 1
    assert max(len(line) for line in lines_of(shown)) <= 80
    piped = subprocess.run(
        [sys.executable, "-m", "planner", "check", str(case)], capture_output=True, text=True, check=False
    )
    assert max(len(line) for line in piped.stderr.splitlines()) > 80
    assert "".join(piped.stderr.split()) == "".join("".join(lines_of(shown)).split())


def test_lines_are_carried_over_below_their_start_and_nothing_is_cut() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    told = f"    mend: {'word ' * 20}{'x' * 90}"
    assert wrapped(told, io.StringIO()) == told
    first, second, third = wrapped(told, Terminal()).splitlines()
    assert first.startswith("    mend: word")
    assert second.startswith("        word")
    assert third == f"        {'x' * 90}"


def test_a_reader_who_leaves_is_not_told_of_a_fault(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "planner", "solve", "nowhere", "--json"]
    child = subprocess.run(
        command, cwd=tmp_path, stdout=writing, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writing)
    assert child.returncode == 1
    assert "Traceback" not in child.stderr
    assert "Broken" not in child.stderr


def test_the_answer_is_coloured_and_fits_80_columns(solved: str) -> None:
    assert max(len(line) for line in lines_of(solved)) <= 80
    assert "\x1b[1mTwo gigawatts short, closed in the third quarter\x1b[0m" in solved
    assert "\x1b[1;32mThe shortfall is closed from 2026Q3 on (target 2026Q3).\x1b[0m" in solved
    assert "\x1b[1mInstalled capacity in GW at year end\x1b[0m" in solved
    assert not MOVES.search(solved)


def test_stages_count_on_one_line_and_stay(solved: str) -> None:
    stages = [line for line in lines_of(solved) if re.search(r" \d+\.\d s( |$)", line)]
    assert len(stages) == 10
    assert all(re.fullmatch(r"\w[\w ]+\w +\d+\.\d s(   279 rows, .*)?", line) for line in stages)
    assert "\rloading libraries" in solved
    assert solved.count("\rloading libraries") > solved.count("loading libraries  ") / 2
    assert max(len(part) for line in solved.split("\n") for part in COLOUR.sub("", line).split("\r")) <= 80


@pytest.mark.parametrize("settings", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_whoever_wants_no_colours_gets_none(settings: dict[str, str], tmp_path: Path) -> None:
    status, shown = on_a_terminal(tmp_path, "solve", TINY, **settings)
    assert status == 0
    assert "\x1b" not in shown
    assert ("\r" in shown) == ("TERM" not in settings), "a dumb terminal cannot go back"


def test_a_pipe_gets_neither_colours_nor_returns(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "planner", "solve", str(TINY)]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=SECONDS, check=True)
    assert not {"\x1b", "\r"} & set(told.stdout + told.stderr)


def test_what_is_wrong_and_its_mend_are_coloured(tmp_path: Path) -> None:
    status, shown = on_a_terminal(tmp_path, "check", tmp_path / "nowhere")
    assert status == 1
    assert shown.startswith("\x1b[1;31m1 thing to mend before planning:\x1b[0m\n")
    assert "    \x1b[1;32mmend:\x1b[0m check the path" in shown


@pytest.mark.parametrize(
    ("terminal", "settings", "on"),
    [
        (True, {"TERM": "xterm"}, True),
        (True, {"TERM": "xterm", "NO_COLOR": ""}, True),
        (True, {"TERM": "xterm", "NO_COLOR": "0"}, False),
        (True, {"TERM": "dumb"}, False),
        (False, {"TERM": "xterm"}, False),
    ],
)
def test_paint_is_for_terminals(
    terminal: bool, settings: dict[str, str], on: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    class Stream:
        def isatty(self) -> bool:
            return terminal

    assert style_for(Stream()) == Style(on)  # type: ignore[arg-type]


# ── progress ──


class Screen:
    """A terminal that remembers what is written to it."""

    def __init__(self) -> None:
        self.written = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> None:
        self.written += text

    def flush(self) -> None:
        pass


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")
    return Screen()


def test_a_stage_tells_what_it_is_doing_until_it_is_done(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.progress.TICK_SECONDS", 0.01)
    progress = Progress(screen)  # type: ignore[arg-type]
    progress.begins("highs")
    progress.ticks("highs", 0.0, "iteration 12, gap 1.0e-03, and much more to say")
    while "iteration 12" not in screen.written:
        pass
    progress.ends("highs", 1.25)
    assert lines_of(screen.written) == ["solving with HiGHS          1.2 s", ""]
    assert max(len(part) for part in screen.written.split("\r")) <= 60


def test_what_came_of_a_stage_stays(screen: Screen) -> None:
    progress = Progress(screen)  # type: ignore[arg-type]
    stages = Stages(progress)
    with stages.stage("compile"):
        stages.found("279 rows")
    with stages.stage("pass"):
        pass
    told = lines_of(re.sub(r"\d+\.\d s", "0.0 s", screen.written))
    assert [line.rstrip() for line in told] == [
        "compiling to matrices       0.0 s   279 rows",
        "handing over to HiGHS       0.0 s",
        "",
    ]


def test_a_stage_that_is_silent_still_counts(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.progress.TICK_SECONDS", 0.01)
    progress = Progress(screen)  # type: ignore[arg-type]
    progress.begins("build")
    while screen.written.count("\r") < 5:
        pass
    progress.close()
    count = len(screen.written)
    assert screen.written.endswith("\n")
    assert len(screen.written) == count


def test_a_terminal_that_is_gone_stops_nothing(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(text: str) -> None:
        raise OSError

    progress = Progress(screen)  # type: ignore[arg-type]
    monkeypatch.setattr(screen, "write", gone)
    progress.begins("build")
    assert progress._counting is not None
    progress._counting.join(5)
    assert not progress._counting.is_alive()


def test_the_log_of_highs_is_told_in_words() -> None:
    log, told = HighsLog(), []
    for line in (
        "Presolving model",
        " Iter       primal obj         dual obj       pinf       dinf       gap      time",
        "  10    6.81708094e+03  -7.60060107e+05   1.02e-02   6.04e-04  2.04e+00       6.6",
        "Running crossover as requested",
        "          0     0.0000000000e+00 Pr: 12(48.5); Du: 0(0) 0s",
        "Performed postsolve",
    ):
        log.hear(line)
        told.append(log.doing)
    assert told == [
        "presolving",
        "presolving",
        "iteration 10, gap 2.0e+00",
        "crossing over to a vertex",
        "iteration 0, cost 0.0",
        "undoing the presolve",
    ]


# ── planner explain ──


def test_every_line_of_the_mathematics_fits_80_columns() -> None:
    assert max(len(line) for line in fit_width(explain()).splitlines()) <= 80


def test_fitting_changes_no_word() -> None:
    for _, text in entries():
        assert fit_width(text).split() == text.split()
