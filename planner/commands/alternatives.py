"""planner alternatives: what plans that cost little more than the best can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.commands.case_options import add_case, read_case
from planner.commands.drawing import check_charts
from planner.commands.futures import add_outputs, answer_folder, finish
from planner.commands.parsing import examples, number_option
from planner.commands.part_workers import add_workers, backend_for_parts, check_workers_of
from planner.commands.solve import check_memory
from planner.errors import every, unfit
from planner.numbers import whole_number

if TYPE_CHECKING:
    import argparse

    from planner.commands.interface import Commands


def add(commands: Commands) -> None:
    """Say what the command takes."""
    command = commands.add_parser(
        "alternatives",
        help="tell how different plans can be that cost little more than the best",
        epilog=examples(
            "planner alternatives inputs/us-2028 --within 0.01 --of instruments",
            "planner alternatives inputs/us-2028 --map 5 --workers 2",
        ),
    )
    add_case(command)
    command.add_argument(
        "--within", default=0.01, metavar="SHARE", help="how much more a plan may cost (default: 0.01)"
    )
    command.add_argument(
        "--of", default="sources", metavar="KIND", help="sources (default), instruments, vendors or regions"
    )
    command.add_argument(
        "--map", metavar="N", help="also find N plans as unlike each other as can be, the best one first"
    )
    add_workers(command)
    add_outputs(command, "alternatives")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Work out the ranges and write them."""
    check_memory()
    if options.report:
        check_charts()
    from planner.stochastic.alternatives import alternatives, alternatives_text

    case, within, count, _ = every(
        lambda: read_case(options),
        lambda: number_option("--within", options.within),
        lambda: map_of(options),
        lambda: check_workers_of(options),
    )
    target = answer_folder(options, "alternatives", case)
    with finish(options, case, target) as (listener, write), backend_for_parts(options) as backend:
        folder = target.folder.resolve()
        found = alternatives(case, within, options.of, None, listener, folder, count, backend)
        write(found.as_dict(), found.tables, lambda: alternatives_text(found))


def map_of(options: argparse.Namespace) -> int:
    """How many plans a map is to have, 0 without one; raises UserError."""
    from planner.stochastic.alternatives import MOST_PLANS
    from planner.study.sweep_limits import text_problems

    if options.map is None:
        return 0
    problems = list(text_problems("--map", options.map, 1, MOST_PLANS))
    if problems:
        raise unfit(problems)
    return whole_number(options.map) or 0
