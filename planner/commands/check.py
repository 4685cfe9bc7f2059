"""planner check: read a case and say what is in it, or everything that is wrong with it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from planner.commands.case_options import WIDTH, add_case, edits_text, read_case
from planner.commands.parsing import examples
from planner.terminal import say, tell

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from pathlib import Path

    from planner.case import Case
    from planner.commands.interface import Commands


def add(commands: Commands) -> None:
    """Say what the command takes."""
    command = commands.add_parser(
        "check",
        help="read and check a case without solving it",
        epilog=examples("planner check inputs/us-2028", "planner check mine --set 'demand.need_gw*=1.1'"),
    )
    add_case(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Read a case and say what is in it, or everything that is wrong with it."""
    case = read_case(options)
    print_notes(case.notes)
    calendar, rows = case.settings.calendar, sum(len(rows) for rows in case.sheets.values())
    since = f", by the year from {calendar.years_from.year} on" if calendar.years_from else ""
    sound = (
        f"{options.case} is sound: {rows} rows in {sum(map(bool, case.sheets.values()))} sheets, "
        f"{calendar.start} to {calendar.end}{since}."
    )
    if case.scenario is None and not case.edits:
        further = [scenario_names(case, options.case), future_names(case)]
    else:
        further = [edits_text(case)]
    say("\n".join(part for part in (case.settings.title, sound, sheets_left_out(case), *further) if part))


def sheets_left_out(case: Case) -> str:
    """The optional sheets that the case does without; empty where it has them all."""
    from planner.case import SHEETS

    absent = [sheet.name for sheet in SHEETS.values() if sheet.optional and not case.had(sheet.name)]
    text = f"Left out, which is the same as having no rows: {', '.join(absent)}."
    return textwrap.fill(text, WIDTH, break_on_hyphens=False) if absent else ""


def scenario_names(case: Case, folder: Path) -> str:
    """The scenarios of the case, each of which is sound too; raises CaseError where one is not."""
    from planner.study.scenarios import check_scenarios

    scenarios = check_scenarios(case, folder)
    names = ", ".join(scenario.name for scenario in scenarios)
    return textwrap.fill(f"Scenarios: {names}.", WIDTH, break_on_hyphens=False) if scenarios else ""


def future_names(case: Case) -> str:
    """The futures of the case, each of which can be made, and how likely; raises CaseError where one cannot."""
    from planner.stochastic.futures_file import read_futures
    from planner.stochastic.made import make_tree

    futures = read_futures(case.origin)
    if not futures:
        return ""
    tree = make_tree(case, futures)
    names = ", ".join(f"{name} ({tree.probability(name):.4g})" for name in futures)
    return textwrap.fill(f"Futures, with how likely each is: {names}.", WIDTH, break_on_hyphens=False)


def print_notes(notes: Iterable[str]) -> None:
    """Say on standard error what is worth knowing of a sound case, or of its program."""
    for note in notes:
        tell(textwrap.fill(f"note: {note}", WIDTH, break_long_words=False, break_on_hyphens=False))
