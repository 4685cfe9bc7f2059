"""planner plot: one chart of a run as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from planner.commands.parsing import count_option, examples
from planner.errors import UserError
from planner.terminal import say

if TYPE_CHECKING:
    import argparse

    from planner.commands.interface import Commands

WIDTH, LEAST, MOST = 900, 200, 4000
"""Pixels across the marks unless told otherwise, and what may be told; a PNG has twice as many."""


def add(commands: Commands) -> None:
    """Say what the command takes."""
    command = commands.add_parser(
        "plot",
        help="draw one chart of a finished run",
        epilog=examples("planner plot runs/us-2028", "planner plot runs/us-2028 capacity --out capacity.png"),
    )
    command.add_argument("folder", metavar="run", type=Path, help="folder that planner solve wrote")
    command.add_argument("name", nargs="?", help="which chart; without it, the charts are listed")
    command.add_argument("--out", type=Path, metavar="FILE", help="an .svg, .png or .pdf (default: NAME.svg)")
    command.add_argument("--panel", metavar="TITLE", help="only this panel of it, such as one region")
    command.add_argument(
        "--at", metavar="PERIOD", help="the quarter or year to show, where the chart lets you choose"
    )
    command.add_argument("--width", default=WIDTH, help=f"pixels across the marks (default {WIDTH})")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Draw a chart, or list those that the run has."""
    from planner.disk.marks import is_picture
    from planner.disk.single_files import check_replaceable
    from planner.report.chart import check_picture
    from planner.report.plots import at_choice, chart_named, panel_named, titles
    from planner.results.read_run import read_run

    width = count_option("--width", options.width)
    if not LEAST <= width <= MOST:
        mend = f"mend: name a width of {LEAST} to {MOST} pixels with --width"
        raise UserError(f"A chart cannot be {width} pixels wide.\n    {mend}")
    found = read_run(options.folder)
    if options.name is None:
        listed = titles(found)
        wide = max(map(len, listed), default=0) + 2
        say("\n".join(f"{name:<{wide}}{title}" for name, title in listed.items()))
        return
    chart = chart_named(found, options.name)
    if options.panel is not None:
        chart = panel_named(chart, options.panel)
    if options.at is not None:
        chart = at_choice(chart, options.at)
    file = options.out or Path(f"{options.name}.svg")
    check_picture(file)
    check_replaceable(file, "a chart", is_picture)
    chart.save(file, width)
    say(f"Chart: {file}")
