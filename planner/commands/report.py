"""planner report: one page of HTML that says what a run found, or several runs side by side."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from planner.commands.drawing import check_charts
from planner.commands.parsing import examples
from planner.errors import UserError, every
from planner.terminal import say

if TYPE_CHECKING:
    import argparse

    from planner.commands.interface import Commands
    from planner.results.run import Run


COMPARISON = "comparison.html"
"""The page of several runs, in the working folder."""


def add(commands: Commands) -> None:
    """Say what the command takes."""
    command = commands.add_parser(
        "report",
        help="write a page of HTML about a finished run, or several",
        epilog=examples(
            "planner report runs/us-2028",
            "planner report runs/us-2028 --supply-curve",
            "planner report runs/us-2028-article runs/us-2028-turbine-crunch --out both.html",
            "planner report futures/us-2028",
        ),
    )
    command.add_argument(
        "folders",
        metavar="run",
        nargs="+",
        type=Path,
        help="folders that planner solve wrote, several are compared; or one of futures, regret or alternatives",
    )
    command.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help=f"the page (default: report.html in the run, or {COMPARISON})",
    )
    command.add_argument(
        "--supply-curve",
        action="store_true",
        help="find how much is worth serving by what a GW-year is worth, in some 16 plans; the run keeps it",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Write the page of a run, of several, or of an answer to futures."""
    from planner.stochastic.answer_read import kind_of

    kind = kind_of(options.folders[0]) if len(options.folders) == 1 else None
    if kind is not None:
        _report_answer(options, kind)
    else:
        _report_runs(options)


def _report_answer(options: argparse.Namespace, kind: str) -> None:
    """Write the page of what planner futures, regret or alternatives found."""
    from planner.disk.marks import is_page
    from planner.disk.single_files import check_replaceable, write_file
    from planner.results.write_run import REPORT, write_into
    from planner.stochastic.answer_pages import page_of
    from planner.stochastic.answer_read import read_answer

    check_charts()
    if options.supply_curve:
        raise UserError("A supply curve is of one run.\n    mend: name the folder that planner solve wrote")
    (folder,) = options.folders
    file = options.out or folder / REPORT
    inside = file.resolve() == (folder / REPORT).resolve()
    if not inside:
        check_replaceable(file, "a page", is_page)
    answer = read_answer(folder, kind)
    content = page_of(answer).encode()
    if inside:
        write_into(folder, answer.record, REPORT, content, f"{kind}.json")
    else:
        write_file(file, content)
    say(f"Report: {file}")


def _report_runs(options: argparse.Namespace) -> None:
    """Write the page of a run, or of several."""
    from planner.disk.marks import is_page
    from planner.disk.single_files import check_replaceable, write_file
    from planner.results.read_run import read_run
    from planner.results.write_run import REPORT, write_into

    check_charts()
    several = len(options.folders) > 1
    own = None if several else options.folders[0] / REPORT
    file = options.out or own or Path(COMPARISON)
    in_run = own is not None and file.resolve() == own.resolve()
    if not in_run:
        check_replaceable(file, "a page", is_page)
    if several and options.supply_curve:
        raise UserError("A supply curve is of one run.\n    mend: give the command for each run by itself")
    runs = every(*(partial(read_run, folder) for folder in options.folders))
    if options.supply_curve:
        runs = [with_supply_curve(runs[0], options.folders[0])]
    if several:
        from planner.study.comparison_page import comparison

        content = comparison(runs).encode()
    else:
        from planner.report import report

        content = report(runs[0]).encode()
    if in_run:
        write_into(options.folders[0], runs[0].record, REPORT, content)
    else:
        write_file(file, content)
    say(f"Report: {file}")


def with_supply_curve(run: Run, folder: Path) -> Run:
    """Find the supply curve of a run, and keep it in its folder; the run with it."""
    from planner.commands.curve import CurveProgress
    from planner.commands.solve import check_memory
    from planner.parametric.supply_curve import supply_curve
    from planner.results.table_set import Tables
    from planner.results.write_run import SUPPLY_CURVE, add_table

    check_memory()
    progress = CurveProgress()
    frame = supply_curve(run.case, report=progress)
    progress.ends()
    recorded = add_table(folder, run.record, SUPPLY_CURVE, frame)
    return replace(run, tables=Tables({**run.tables, SUPPLY_CURVE: frame}), record=recorded)
