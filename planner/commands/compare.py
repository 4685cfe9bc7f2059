"""planner compare: finished runs side by side."""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from planner.commands.parsing import examples
from planner.errors import every, unfit
from planner.terminal import say, style_for

if TYPE_CHECKING:
    from planner.commands.interface import Commands
    from planner.study.compare import Comparison


def add(commands: Commands) -> None:
    """Say what the command takes."""
    command = commands.add_parser(
        "compare",
        help="show finished runs side by side",
        epilog=examples(
            "planner compare runs/us-2028-article runs/us-2028-turbine-crunch",
            "planner compare runs/us-2028 runs/late --at 2030 --out both.csv",
        ),
    )
    command.add_argument(
        "folders", metavar="run", nargs="+", type=Path, help="folders that planner solve wrote"
    )
    command.add_argument(
        "--at", type=period, metavar="PERIOD", help="when to tell capacity (default: the target)"
    )
    command.add_argument("--all", action="store_true", help="also what is alike in all of them")
    command.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    command.add_argument("--out", type=Path, metavar="FILE", help="write every figure to this CSV file too")
    command.set_defaults(run=run)


def period(text: str) -> str:
    """A quarter such as 2028Q4, or a year; raises ArgumentTypeError for what is neither."""
    from planner.case.calendar import Quarter

    try:
        return text if re.fullmatch(r"\d{4}", text, re.ASCII) else str(Quarter.parse(text))
    except ValueError as problem:
        raise argparse.ArgumentTypeError(f"{problem}, nor a year such as 2026") from None


def run(options: argparse.Namespace) -> None:
    """Show runs side by side; raises UserError where a folder is none, or the file cannot be written."""
    from planner.results.read_run import read_run
    from planner.results.shown import as_shown_together
    from planner.study.compare import compare, comparison_text
    from planner.study.measures import TABLES, period_at

    _, *runs = every(
        lambda: check_options(options), *(partial(read_run, folder, TABLES) for folder in options.folders)
    )
    problems = []
    for run, folder in zip(runs, options.folders, strict=True):
        first, last = run.case.periods[0], run.case.periods[-1]
        if options.at is not None and period_at(run.case, options.at) is None:
            what = f"{options.at} is not in the horizon of {folder}."
            problems.append((what, f"name one of {first} to {last}"))
    if problems:
        raise unfit(problems)
    comparison = compare(runs, options.at)
    shown = compare(as_shown_together(runs), options.at)
    if options.out is not None:
        write_csv(comparison, options.out)
    say(
        json.dumps(comparison.as_dict())
        if options.json
        else style_for(sys.stdout).headings(comparison_text(shown, options.all))
    )


def check_options(options: argparse.Namespace) -> None:
    """Raise UserError where so many runs cannot be compared, or not be written to such a file."""
    from planner.disk.single_files import check_replaceable

    problems = []
    if options.out is not None and options.out.suffix.lower() != ".csv":
        problems.append((f"{options.out} is to be a CSV file.", "end its name with .csv"))
    if len(options.folders) < 2:
        problems.append(("One run cannot be compared.", "name two or more"))
    if problems:
        raise unfit(problems)
    if options.out is not None:
        check_replaceable(options.out, "a comparison", is_comparison)


def write_csv(comparison: Comparison, file: Path) -> None:
    """Every figure of a comparison as CSV; raises UserError where the file cannot be written."""
    from planner.disk.single_files import write_file

    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(comparison.rows())
    write_file(file, text.getvalue().encode())


def is_comparison(content: bytes) -> bool:
    """Whether content is the table of a comparison."""
    from planner.study.compare import KEYS

    return content.startswith(f"{','.join(KEYS)},".encode())
