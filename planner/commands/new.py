"""planner new: start a case of your own."""

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
        "new",
        help="start a case of your own from one that solves",
        epilog=examples("planner new mine", "planner new us --from us-2028"),
    )
    command.add_argument("folder", type=Path, help="folder to make")
    command.add_argument(
        "--from",
        dest="source",
        default="tiny",
        metavar="CASE",
        help="the case to start from: us-2028, or tiny (default)",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Start a case in a new folder."""
    from planner.case.starter import start

    start(options.folder, options.source)
    what = "a small case" if options.source == "tiny" else f"a copy of the case {options.source}"
    say(
        f"{options.folder} is {what} that solves; make it yours.\n"
        f"    planner solve {options.folder}\n"
        "    planner explain sources       what a sheet's columns mean"
    )
