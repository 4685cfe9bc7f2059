"""planner check: read a case and say what is in it, or everything that is wrong with it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from planner.case import Case
    from planner.commands import Commands


def add(commands: Commands) -> None:
    """Say what the command takes."""
    command = commands.add_parser("check", help="read and check a case without solving it")
    command.add_argument("case", type=Path, help="folder of input sheets")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Read a case and say what is in it, or everything that is wrong with it."""
    from planner.case import read

    case = read(options.case)
    tell_notes(case)
    calendar, rows = case.settings.calendar, sum(len(rows) for rows in case.sheets.values())
    print(
        f"{case.settings.title}\n"
        f"{options.case} is sound: {rows} rows in {sum(map(bool, case.sheets.values()))} sheets, "
        f"{calendar.start} to {calendar.end}."
    )


def tell_notes(case: Case) -> None:
    """Say on standard error what is worth knowing of a sound case."""
    for note in case.notes:
        print(f"note: {note}", file=sys.stderr)
