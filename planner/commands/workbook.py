"""planner workbook: a case as a workbook to fill in, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from planner.commands import Commands


def add(commands: Commands) -> None:
    """Say what the command takes."""
    command = commands.add_parser(
        "workbook", help="turn a case into a workbook to fill in, and back into a folder"
    )
    command.add_argument("case", type=Path, help="folder of input sheets, or a workbook")
    command.add_argument(
        "--out", type=Path, help="workbook or folder to make (default: here, named as the case)"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Turn a folder into a workbook, or a workbook into a folder."""
    from planner.workbook.convert import to_folder, to_workbook

    if options.case.is_file():
        print(to_folder(options.case, options.out))
    else:
        print(to_workbook(options.case, options.out))
