"""planner report: one page of HTML that says what a run found, or several runs side by side."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from planner.errors import every

if TYPE_CHECKING:
    import argparse

    from planner.commands.interface import Commands
    from planner.results.run import Run


COMPARISON = "comparison.html"
"""The page of several runs, in the working folder."""


def add(commands: Commands) -> None:
    """Say what the command takes."""
    command = commands.add_parser("report", help="write a page of HTML about a finished run, or several")
    command.add_argument(
        "folders",
        metavar="run",
        nargs="+",
        type=Path,
        help="folders that planner solve wrote; several are compared",
    )
    command.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help=f"the page (default: report.html in the run, or {COMPARISON})",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Write the page of a run, or of several."""
    from planner.results.read_run import read_run
    from planner.results.write_run import REPORT

    check_charts()
    runs = every(*(partial(read_run, folder) for folder in options.folders))
    if len(runs) == 1:
        file = options.out or options.folders[0] / REPORT
        write_report(runs[0], file)
    else:
        from planner.atomic_files import write_file
        from planner.study.comparison_page import comparison

        file = options.out or Path(COMPARISON)
        write_file(file, comparison(runs).encode())
    print(f"Report: {file}")


def check_charts() -> None:
    """Make sure that charts can be drawn, before anything else is done; raises UserError."""
    from planner.report.chart import converter

    converter()


def write_report(run: Run, file: Path) -> None:
    """Write the page of a run, whole or not at all; raises UserError where it cannot."""
    from planner.atomic_files import write_file
    from planner.report import report

    write_file(file, report(run).encode())
