"""planner explain: the mathematics and the sheets, in print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.commands.parsing import examples
from planner.terminal import say

if TYPE_CHECKING:
    import argparse

    from planner.commands.interface import Commands


def add(commands: Commands) -> None:
    """Say what the command takes."""
    command = commands.add_parser(
        "explain",
        help="explain a term, a sheet, a rule, or any word",
        epilog=examples(
            "planner explain",
            "planner explain sources",
            "planner explain terminal value",
            "planner explain deliveries_within_pool_limit",
        ),
    )
    command.add_argument(
        "word",
        nargs="*",
        help="a term of the field, a part, a sheet, a rule, or any word; or all",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Print the mathematics and the sheets."""
    from planner.explain import explain, fit_width

    say(fit_width(explain(" ".join(options.word) or None)))
