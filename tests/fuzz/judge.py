"""One damaged case through the command line, and what must be true of the end of it."""

from __future__ import annotations

import contextlib
import csv
import html
import io
import json
import math
import random
import re
import signal
import tempfile
import traceback
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import reference
from cases.mutations import HOSTILE, mutate
from cases.tiny import TINY, write_tiny
from cases.variants import write_variant
from cases.worked import write_worked

from planner import cli
from planner.case import SHEETS
from planner.diagnose import diagnosis, unbounded

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 60
"""A run that takes longer hangs."""
DIAGNOSIS_SECONDS = 2.0
"""What a case without a plan may take to be explained here; it is the way out that is tested."""
VARIANTS = 6
FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠](?=.)", re.DOTALL)
"""What a spreadsheet might run; a sign alone, as people write for nothing, is text to all of them."""
MARKUP = tuple(text for text in HOSTILE if "<" in text)
"""What a browser would run or show as markup, were it written as it is."""
CELLS = r"(?:[a-z_]+!)?\$?[A-Z]{0,3}\$?\d+"
DOES = "ABS|EXACT|LEFT|MAX|ROUND|SUM|SUMIF|SUMIFS|SUMPRODUCT"
OURS = re.compile(rf'(?:{CELLS}|(?:{DOES})?\(|"[a-z_ ]*"|\d+|[-+*=:,)])+')
"""A formula of a run's workbook: it adds up cells, and the only words in it are our own."""
FORMULAS = re.compile(r"<(?P<tag>(?:c:)?f|formula\d?|definedName)(?: [^>]*)?>(.*?)</(?P=tag)>", re.DOTALL)
OUTSIDE = re.compile(r'TargetMode="External"|<ddeLink|<oleLink|calculatedColumnFormula')
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?")
SHEET = re.compile("|".join(re.escape(sheet.file) for sheet in SHEETS.values()) + r"|case\.yaml")
ENDS = {0: "solved", 1: "refused", 2: "no plan"}


class Hang(BaseException):
    """A run took too long."""


@dataclass(frozen=True)
class Verdict:
    """How one seed ended; `wrong` says what must not be."""

    seed: int
    end: str
    did: str
    wrong: str = ""

    def __str__(self) -> str:
        return f"seed {self.seed}: {self.end}: {self.wrong}\n    {self.did}"


@cache
def audited() -> bool:
    """Whether the command line has an audit yet."""
    return "audit" in cli.parser().format_help()


@cache
def base(name: str) -> dict[str, bytes]:
    """The files of a sound case: the teaching case, the same with its target required, one by hand, or a random one."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if name == "tiny":
            folder = TINY
        elif name == "required":
            write_tiny(folder / "case", ("case.yaml", "policy: priced", "policy: required"))
            folder = folder / "case"
        elif name == "worked":
            write_worked(folder)
        else:
            seed, _, years = name.partition(" ")
            write_variant(folder, int(seed), years == "years")
        return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".csv", ".yaml")}


def damaged(seed: int) -> tuple[dict[str, bytes], str]:
    """The files of a seed, and what was done to which case."""
    dice = random.Random(seed)
    name = dice.choice(
        ["tiny"] * 4 + ["required"] * 2 + ["worked"] * 2 + [str(dice.randrange(VARIANTS)), "0"]
    )
    if name.isdecimal() and dice.random() < 0.5:
        name += " years"
    files = dict(base(name))
    return files, f"{name}: {'; '.join(mutate(files, dice))}"


def put(files: dict[str, bytes], folder: Path) -> Path:
    """Write files into a new folder."""
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def judge(seed: int, compare: bool = False) -> Verdict:
    """Run one seed; `compare` also has a report and a workbook written, and the independent program solve it."""
    files, did = damaged(seed)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as place:
        case = put(files, Path(place) / "case")
        end, wrong = ended(case, Path(place) / "out", compare)
    return Verdict(seed, end, did, wrong)


def ended(case: Path, place: Path, compare: bool) -> tuple[str, str]:
    """How the run of a case ended, and what is wrong with that; nothing where all is well."""
    place.mkdir()
    run, told, said = place / "run", io.StringIO(), io.StringIO()
    try:
        diagnosis.SECONDS = unbounded.SECONDS = DIAGNOSIS_SECONDS
        with watched(SECONDS), contextlib.redirect_stderr(told), contextlib.redirect_stdout(said):
            status = cli.main(
                ["solve", str(case), "--out", str(run), *(["--report", "--xlsx"] if compare else [])]
            )
            if status == 0 and audited() and cli.main(["audit", str(run)]) != 0:
                return "solved", f"the audit fails: {said.getvalue()[-600:]}"
    except Hang:
        return "hang", f"more than {SECONDS} s"
    except BaseException:
        return "crash", traceback.format_exc()[-1500:]
    text = told.getvalue()
    end = ENDS.get(status, f"exit {status}")
    if status not in ENDS or "Traceback" in text:
        return end, text[-1500:]
    if controls := {x for x in text + said.getvalue() if ord(x) < 32} - {"\n", "\t", "\r"}:
        return end, f"prints {sorted(controls)}"
    if status == 1 and not (SHEET.search(text) or str(case) in text):
        return end, f"names no sheet: {text[-600:]}"
    if status != 0 and (left := sorted(path.name for path in place.iterdir())):
        return end, f"leaves {left}"
    if status == 2 and len(text.split()) < 10:
        return end, f"says too little: {text}"
    wrong = wrong_of_run(run) if status == 0 else ""
    return end, wrong or (disagreement(case, run, status) if compare else "")


@contextlib.contextmanager
def watched(seconds: int) -> Iterator[None]:
    """Raise Hang inside after so long."""

    def late(*_: object) -> None:
        raise Hang

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def wrong_of_run(run: Path) -> str:
    """What is wrong with a run's folder: litter, a table missing, a cell or name that something would run."""
    if sorted(path.name for path in run.parent.iterdir()) != [run.name]:
        return "litter beside the run"
    record = json.loads((run / "run.json").read_text())
    if missing := {f"{name}.csv" for name in record["rows_by_table"]} - {path.name for path in run.iterdir()}:
        return f"{missing} are missing"
    for path in run.rglob("*.csv"):
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.reader(file):
                for cell in row:
                    if FORMULA.match(cell) and not NUMBER.fullmatch(cell):
                        return f"{path.name} holds a formula: {cell!r}"
    for page in run.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        if markup := [mark for mark in MARKUP if mark in text]:
            return f"{page.name} would take for its own {markup}"
    return "".join(wrong_of_workbook(path) for path in run.glob("*.xlsx"))


def wrong_of_workbook(path: Path) -> str:
    """What a workbook would run, or fetch from elsewhere, that is not ours."""
    with zipfile.ZipFile(path) as file:
        for part in file.namelist():
            text = file.read(part).decode("utf-8")
            for _, formula in FORMULAS.findall(text):
                if not OURS.fullmatch(html.unescape(formula)):
                    return f"{path.name}, {part} holds a formula: {formula!r}"
            if outside := OUTSIDE.search(text):
                return f"{path.name}, {part} holds {outside[0]!r}"
    return ""


def disagreement(case: Path, run: Path, status: int) -> str:
    """What the independent program says otherwise; nothing where it agrees, or cannot read the case."""
    if status == 1 or "years_from" in (case / "case.yaml").read_text(encoding="utf-8", errors="replace"):
        return ""  # the independent program knows quarters alone
    try:
        with watched(SECONDS):
            theirs = reference.solve(case)
    except (Exception, Hang):
        return ""
    if status == 2:
        return f"the reference plans it for {theirs.objective}" if theirs.status == "Optimal" else ""
    ours: Any = json.loads((run / "run.json").read_text())["objective_usd_billion"]
    if theirs.status == "Optimal" and not math.isclose(ours, theirs.objective, rel_tol=1e-6, abs_tol=1e-6):
        return f"costs {ours!r}, and {theirs.objective!r} by the reference"
    if theirs.status in ("Infeasible", "Unbounded"):
        return f"costs {ours!r}, and is {theirs.status} by the reference"
    return ""
