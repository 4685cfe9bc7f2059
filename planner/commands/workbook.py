"""planner workbook: a case as a workbook to fill in, and back; a finished run as a workbook to look at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from planner.commands.parsing import examples
from planner.terminal import say

if TYPE_CHECKING:
    import argparse

    from planner.commands.interface import Commands


def add(commands: Commands) -> None:
    """Say what the command takes."""
    command = commands.add_parser(
        "workbook",
        help="make a workbook of a case or a run, or a folder of a workbook",
        epilog=examples(
            "planner workbook inputs/us-2028",
            "planner workbook us-2028.xlsx --out mine",
            "planner workbook runs/us-2028",
        ),
    )
    command.add_argument(
        "source", type=Path, help="a case, as a folder or a workbook; or the folder of a run"
    )
    command.add_argument(
        "--out", type=Path, help="what to make (default: here, named as the case; results.xlsx in the run)"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Turn a folder into a workbook to fill in, a workbook into a folder, or show a run in a workbook."""
    from planner.disk.folders import put_back
    from planner.results.write_run import RECORD
    from planner.workbook.convert import to_folder, to_results, to_workbook

    put_back(options.source.absolute())
    make = to_folder if options.source.is_file() else to_workbook
    if (options.source / RECORD).is_file():
        make = to_results
    say(make(options.source, options.out))
