"""planner new: start a case of your own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from planner.terminal import say

if TYPE_CHECKING:
    import argparse

    from planner.commands.interface import Commands


def add(commands: Commands) -> None:
    """Say what the command takes."""
    command = commands.add_parser("new", help="start a case of your own from a small one that solves")
    command.add_argument("folder", type=Path, help="folder to make")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Start a case in a new folder."""
    from planner.case.starter import start

    start(options.folder)
    say(
        f"{options.folder} is a small case that solves; make it yours.\n"
        f"    planner solve {options.folder}\n"
        "    planner explain sources       what a sheet's columns mean"
    )
