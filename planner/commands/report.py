"""planner report: one page of HTML that says what a run found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from planner.commands import Commands
    from planner.results.finished import Run


def add(commands: Commands) -> None:
    """Say what the command takes."""
    command = commands.add_parser("report", help="write a page of HTML about a finished run")
    command.add_argument("folder", metavar="run", type=Path, help="folder that planner solve wrote")
    command.add_argument(
        "--out", type=Path, metavar="FILE", help="the page (default: report.html in the run)"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Write the page of a run."""
    from planner.results.finished import read_run
    from planner.results.write import REPORT

    check_charts()
    file = options.out or options.folder / REPORT
    write_report(read_run(options.folder), file)
    print(f"Report: {file}")


def check_charts() -> None:
    """Make sure that charts can be drawn, before anything else is done; raises UserError."""
    from planner.report.chart import converter

    converter()


def write_report(run: Run, file: Path) -> None:
    """Write the page of a run, whole or not at all; raises UserError where it cannot."""
    from planner.report import report
    from planner.report.chart import write_file

    write_file(file, report(run).encode())
