"""The case that a command is asked about: a folder or workbook of sheets, a scenario of it, and edits."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from planner.case import Case

WIDTH = 80


def add_case(command: argparse.ArgumentParser) -> None:
    """Let a command take a case, a scenario and edits."""
    command.add_argument("case", type=Path, help="folder of input sheets, or a workbook")
    command.add_argument("--scenario", metavar="NAME", help="a scenario of the case, from its scenarios.yaml")
    command.add_argument(
        "--set",
        action="append",
        default=[],
        dest="edits",
        metavar="EDIT",
        help="change cells first, such as 'demand.need_gw[sponsor=ai_lab]*=0.5'; may be repeated",
    )


def read_case(options: argparse.Namespace) -> Case:
    """The case as asked for, the scenario made before the edits.

    Raises CaseError where it, its scenario or an edit is not in order; UserError where there is no such scenario.
    """
    from planner.case import read

    case = read(options.case)
    if options.scenario is not None:
        from planner.study.scenarios import choose, in_scenario

        case = in_scenario(case, choose(options.case, options.scenario))
    if options.edits:
        from planner.case.editing import edit

        case = edit(case, *options.edits)
    return case


def edits_text(case: Case) -> str:
    """The scenario, the edits and how many cells they changed; empty where the case is as its files have it."""
    if not case.edits and case.scenario is None:
        return ""
    count = len(case.changes)
    cells = "no cell" if not count else "1 cell" if count == 1 else f"{count} cells"
    heading = "Edited:" if case.scenario is None else f"Scenario {case.scenario}:"
    filled = (
        textwrap.fill(line, WIDTH, initial_indent="    ", subsequent_indent="      ")
        for line in (*case.edits, f"({cells} changed)")
    )
    return "\n".join((heading, *filled))
