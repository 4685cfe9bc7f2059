"""A headless Chromium that looks at reports, where there is one; where not, the tests skip and say why."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from cases.hostile import write_hostile
from cases.tiny import tiny_case
from cases.worked import write_worked_credit
from parametric.curving import ENGINES as ENGINES_A_YEAR
from parametric.curving import NEED as NEED_TIMES
from parametric.curving import OFF, REQUIRED, SERVICE
from report.reported import large_run, tiny_run, worked_run
from study.sweeping import ENGINES, NEED, RATE, made_up, spec

import planner
from planner.cli import main
from planner.parametric.pictures import page_of as curve_page
from planner.report import report
from planner.results.run import run_of
from planner.study.comparison_page import comparison
from planner.study.pictures import charts_of, page_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
SECONDS = 60
SIZES = {"desktop": (1280, 900), "phone": (390, 844), "small phone": (375, 667), "print": (718, 1000)}
"""Pixels across and down; print is A4 less its margins."""
SWEPT = {
    "tornado": spec(f"{ENGINES}0..1", f"{RATE}0..1", f"{NEED}0..1", design="tornado"),
    "sobol": spec(f"{ENGINES}0..1", f"{RATE}0..1", design="sobol", samples=8),
    "lhs": spec(f"{ENGINES}0..1", f"{RATE}0..1", design="lhs", samples=8),
    "grid": spec(f"{ENGINES}0|1|2", f"{RATE}0|1"),
}
"""Sweeps whose pages are looked at."""
MARKET = "market_limits.issuance_limit_usd_billion_per_year[market=bonds,step=1,year=2026]*="
CURVED = {
    "convex": (tiny_case(), ENGINES_A_YEAR, 0, 10),
    "concave": (tiny_case(OFF), SERVICE, 0, 40),
    "edge": (tiny_case(REQUIRED), NEED_TIMES, 0, 2),
    "long name": (tiny_case(), MARKET, 0, 2),
}
"""Curves whose pages are looked at: case, edit and ends."""

ANSWERS = {"tree": "futures", "regrets": "regret", "ranges": "alternatives"}
"""Answers whose pages are looked at: by name the command."""
ANSWERS_TO = """\
steady: {from: 2026Q4, probability: 0.5, sentence: As foreseen., edits: []}
bust: {from: 2026Q4, probability: 0.3, sentence: Need halves., edits: ["demand.need_gw*=0.2"]}
a-boom-with-a-very-long-name: {from: 2026Q4, probability: 0.2, sentence: More., edits: ["demand.need_gw*=1.3"]}
"""
"""The futures of their case."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser, offline."""
    playwright = pytest.importorskip("playwright.sync_api", reason="the extra `browser` is not installed")
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip(f"no browser is installed: none of {', '.join(NAMES)}")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def written(name: str, folder: Path) -> str:
    """A report by name."""
    if name == "abreast":
        return comparison([tiny_run(), tiny_run(funding=False), worked_run(folder / "abreast")])
    if name == "hostile":
        return report(run_of(planner.solve(planner.read(write_hostile(folder / "hostile")))))
    if name in SWEPT:
        made = made_up(SWEPT[name], folder)
        return page_of(made, f"Sweep: {name}", charts_of(made))
    if name == "hostile curve":
        return curve_page(planner.curve(planner.read(write_hostile(folder / "curve")), NEED_TIMES, 0, 2))
    if name in ANSWERS:
        return page_of_answer(name, folder)
    if name in CURVED:
        return curve_page(planner.curve(*CURVED[name]))
    if name == "worked":
        return report(worked_run(folder / "worked"))
    return report({"tiny": tiny_run, "large": large_run}[name]())


def page_of_answer(name: str, folder: Path) -> str:
    """The page of a tree of the case with credit, of its regret, or of near-optimal plans."""
    case = folder / f"{name} case"
    if not case.exists():
        write_worked_credit(case)
        (case / "futures.yaml").write_text(ANSWERS_TO)
    assert main([ANSWERS[name], str(case), "--report", "--quiet", "--out", str(folder / name)]) == 0
    return (folder / name / "report.html").read_text()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Reports on disk by name: `tiny`, `worked`, `hostile`, `large`, `abreast`, sweeps and curves, each made once."""
    folder = tmp_path_factory.mktemp("pages")
    made: dict[str, Path] = {}

    def page(name: str) -> Path:
        if name not in made:
            file = folder / f"{name}.html"
            file.write_text(written(name, folder))
            made[name] = file
        return made[name]

    return page


class Looker:
    """A page in the browser: what it asked for, what it complained of."""

    def __init__(self, browser: Any, size: str) -> None:
        width, height = SIZES[size]
        self.context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.size = size

    def open(self, file: Path) -> Any:
        """Open a report and wait until all of it is drawn, and laid out for print where that is meant."""
        self.page.goto(file.as_uri())
        self.page.wait_for_selector("body[data-drawn]", timeout=1000 * SECONDS, state="attached")
        if self.size == "print":
            self.page.emulate_media(media="print")
            self.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        return self.page


@pytest.fixture
def look(chromium: Any) -> Iterator[Callable[..., Looker]]:
    """Open reports in pages of their own: `look(file, "phone")`."""
    opened = []

    def looker(file: Path, size: str = "desktop") -> Looker:
        found = Looker(chromium, size)
        opened.append(found)
        found.open(file)
        return found

    yield looker
    for found in opened:
        found.context.close()
