"""Every command where the system is another: simulated, for tests run on the one that they run on.

What Windows does not have is taken away before the planner is imported: `fcntl`, `resource`, `termios`, `pwd`, `grp`,
SIGHUP, O_NONBLOCK, user numbers and folders that can be opened. Streams are of code page 1252, paths have blanks and
letters beyond ASCII, and a file that is opened as text without saying in which encoding is an error. What is not
simulated: drive letters, names that differ in case alone, files that cannot be replaced while somebody reads them, and
the consoles themselves.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from cases.tiny import ROOT, write_tiny
from stochastic.futures import FUTURES

from planner.commands import COMMANDS

if TYPE_CHECKING:
    from pathlib import Path

ELSEWHERE = """
import json, os, signal, sys, warnings
import pint  # whose libraries choose by the name of the system, which is still that of this one
for name in ("fcntl", "resource", "termios", "pwd", "grp"):
    sys.modules[name] = None
warnings.filterwarnings("ignore", "only soft file lock")
import filelock
del signal.SIGHUP, os.O_NONBLOCK, os.getuid, os.geteuid
warnings.filterwarnings("error", category=EncodingWarning, module=r"planner\\b")
from planner.disk import steps
steps.HAS_FOLDER_HANDLES = False
from planner.cli import main
found = []
for words in json.load(sys.stdin):
    try:
        found.append(main(words))
    except SystemExit as stop:
        found.append(stop.code)
print(json.dumps(found))
"""
COSTS = """\
technology,parameter,value,unit,source,further description,currency_year
onwind,investment,1000,EUR/kW,größer,,2020
onwind,lifetime,30,years,größer,,2020
"""
TITLE = ("case.yaml", "title: ", "title: Łódź → 電力 ")
EDIT = "supply_limits.limit_gw_per_year[supply_pool=engine_makers]*="
WAITS = {"serve", "regret", "alternatives"}
"""Commands that wait for others to ask, or take as long as many plans; their own tests run them."""
CASE, RUN, OTHER = "Fälle und Pläne/Fall 電", "Läufe hier/erster Lauf é", "Läufe hier/zweiter Lauf"
SEQUENCE = (
    ("check", CASE),
    ("solve", CASE, "--out", RUN, "--report", "--xlsx", "--parquet", "--log", "Läufe hier.log"),
    ("solve", CASE, "--out", OTHER, "--set", f"{EDIT}1.5"),
    (
        "solve",
        CASE,
        "--out",
        OTHER,
        "--set",
        "case.target.policy=required",
        "--set",
        "case.target.close_by=2026Q2",
    ),
    ("audit", RUN),
    ("report", RUN, OTHER, "--out", "Bericht über zwei.html"),
    ("plot", RUN, "capacity", "--out", "Bild – groß.png"),
    ("compare", RUN, OTHER, "--out", "Vergleich é.csv"),
    ("sweep", CASE, "--vary", f"größe: {EDIT}0.5|1", "--workers", "1", "--out", "Reihen hier/é"),
    ("curve", CASE, EDIT, "--from", "0.5", "--to", "1", "--out", "Kurve é"),
    ("breakeven", CASE, EDIT, "--from", "0.1", "--to", "2", "--close"),
    ("workbook", CASE, "--out", "Mappe é.xlsx"),
    ("workbook", "Mappe é.xlsx", "--out", "zurück gelesen"),
    ("new", "neu – é", "--from", "us-2028"),
    ("check", "neu – é"),
    ("import", "technology-data", "Kosten é/costs_2030.csv", "--usd-per-eur", "1.1", "--out", "eingeführt é"),
    ("futures", CASE, "--out", "Zukünfte é"),
    ("explain", "sources"),
    ("guide", "answer"),
    ("completion", "bash"),
)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[bytes]]:
    """All of the commands one after the other, and what they said."""
    folder = tmp_path_factory.mktemp("Anderswo é")
    write_tiny(folder / CASE, TITLE)
    (folder / CASE / "futures.yaml").write_text(FUTURES, encoding="utf-8")
    (folder / "Kosten é").mkdir()
    (folder / "Kosten é" / "costs_2030.csv").write_text(COSTS, encoding="utf-8")
    code = [sys.executable, "-X", "warn_default_encoding", "-c", ELSEWHERE]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "cp1252"}
    given = json.dumps(SEQUENCE).encode("ascii")
    return folder, subprocess.run(
        code, input=given, capture_output=True, cwd=folder, env=surroundings, timeout=300, check=False
    )


Elsewhere = tuple["Path", subprocess.CompletedProcess[bytes]]


def test_every_command_is_tried() -> None:
    names = {command.__name__.rpartition(".")[2].rstrip("_") for command in COMMANDS}
    assert names - {words[0] for words in SEQUENCE} == WAITS


def test_every_command_ends_as_it_does_here(elsewhere: Elsewhere) -> None:
    _, done = elsewhere
    assert b"Traceback" not in done.stderr, done.stderr.decode("cp1252")
    statuses = json.loads(done.stdout.splitlines()[-1])
    found = {" ".join(words): status for words, status in zip(SEQUENCE, statuses, strict=True) if status}
    assert found == {" ".join(SEQUENCE[3]): 2}, done.stderr.decode("cp1252")


def test_what_the_code_page_lacks_is_replaced_and_the_rest_is_told(elsewhere: Elsewhere) -> None:
    _, done = elsewhere
    told = done.stdout.decode("cp1252")
    assert "Lód? ? ??" in told or "?ód? ? ??" in told
    assert "Tables: Läufe hier" in told
    assert "--set 'supply_limits." in done.stderr.decode("cp1252")


def test_all_that_was_asked_for_is_written_and_nothing_else(elsewhere: Elsewhere) -> None:
    folder, _ = elsewhere
    assert {path.name for path in folder.iterdir()} == {
        "Fälle und Pläne",
        "Kosten é",
        "eingeführt é",
        "Zukünfte é",
        "Läufe hier",
        "Läufe hier.log",
        "Bericht über zwei.html",
        "Bild – groß.png",
        "Vergleich é.csv",
        "Reihen hier",
        "Kurve é",
        "Mappe é.xlsx",
        "zurück gelesen",
        "neu – é",
    }
    title = json.loads((folder / RUN / "run.json").read_text(encoding="utf-8"))["title"]
    assert title.startswith("Łódź → 電力")
    assert title in (folder / RUN / "report.html").read_text(encoding="utf-8")
    assert (folder / "zurück gelesen" / "case.yaml").read_text(encoding="utf-8").count("電力") == 1
