"""planner regret: what the plan for each future costs when another comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.commands.case_options import add_case, read_case
from planner.commands.drawing import check_charts
from planner.commands.futures import add_outputs, answer_folder, finish
from planner.commands.parsing import examples
from planner.commands.part_workers import add_workers, backend_for_parts, check_workers_of
from planner.commands.solve import check_memory
from planner.errors import every

if TYPE_CHECKING:
    import argparse

    from planner.commands.interface import Commands


def add(commands: Commands) -> None:
    """Say what the command takes."""
    command = commands.add_parser(
        "regret",
        help="tell what the plan for each future costs when another comes",
        epilog=examples("planner regret inputs/us-2028 --set case.operations.hours_per_block=24 --workers 2"),
    )
    add_case(command)
    add_workers(command)
    add_outputs(command, "regret")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Work out the table and write it."""
    check_memory()
    if options.report:
        check_charts()
    from planner.stochastic.regret import regret, regret_text

    case, _ = every(lambda: read_case(options), lambda: check_workers_of(options))
    target = answer_folder(options, "regret", case)
    with finish(options, case, target) as (listener, write), backend_for_parts(options) as backend:
        found = regret(case, None, listener, target.folder.resolve(), backend)
        write(found.as_dict(), {"regret": found.frame}, lambda: regret_text(found))
