"""planner alternatives: what plans that cost little more than the best can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.commands.case_options import add_case, read_case
from planner.commands.futures import add_outputs, answer_folder, finish
from planner.commands.parsing import examples, number_option
from planner.commands.solve import check_memory
from planner.errors import every

if TYPE_CHECKING:
    import argparse

    from planner.commands.interface import Commands


def add(commands: Commands) -> None:
    """Say what the command takes."""
    command = commands.add_parser(
        "alternatives",
        help="tell how different plans can be that cost little more than the best",
        epilog=examples("planner alternatives inputs/us-2028 --within 0.01 --of instruments"),
    )
    add_case(command)
    command.add_argument(
        "--within", default=0.01, metavar="SHARE", help="how much more a plan may cost (default: 0.01)"
    )
    command.add_argument(
        "--of", default="sources", metavar="KIND", help="sources (default), instruments, vendors or regions"
    )
    add_outputs(command, "alternatives")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Work out the ranges and write them."""
    check_memory()
    from planner.stochastic.alternatives import alternatives, alternatives_text

    case, within = every(lambda: read_case(options), lambda: number_option("--within", options.within))
    target = answer_folder(options, "alternatives", case)
    with finish(options, case, target) as (listener, write):
        folder = target.folder.resolve()
        found = alternatives(case, within, options.of, listener=listener, folder=folder)
        write(found.as_dict(), {"alternatives": found.frame}, lambda: alternatives_text(found))
