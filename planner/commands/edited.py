"""The case that a command is asked about: a folder of sheets or a workbook, and what to change in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from planner.case import Case


def add_case(command: argparse.ArgumentParser) -> None:
    """Let a command take a case and edits."""
    command.add_argument("case", type=Path, help="folder of input sheets, or a workbook")
    command.add_argument(
        "--set",
        action="append",
        default=[],
        dest="edits",
        metavar="EDIT",
        help="change cells first, such as 'demand.need_gw[sponsor=ai_lab]*=0.5'; may be repeated",
    )


def read_case(options: argparse.Namespace) -> Case:
    """The case as asked for; raises CaseError where it, or an edit, is not in order."""
    from planner.case import read

    case = read(options.case)
    if not options.edits:
        return case
    from planner.case.editing import edit

    return edit(case, *options.edits)


def edits_told(case: Case) -> str:
    """The edits of a case, a line each, and how many cells they changed; empty where it is as its files have it."""
    if not case.edits:
        return ""
    count = len(case.changes)
    cells = "no cell" if not count else "1 cell" if count == 1 else f"{count} cells"
    return "\n".join(["Edited:", *(f"    {words}" for words in case.edits), f"    ({cells} changed)"])
