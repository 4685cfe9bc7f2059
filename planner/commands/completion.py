"""planner completion: what makes a shell complete commands, options and files at the press of Tab."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from planner.commands.parsing import examples
from planner.errors import UserError
from planner.terminal import say

if TYPE_CHECKING:
    import argparse

    from planner.commands.interface import Commands

SHELLS = ("bash", "zsh", "tcsh")


def add(commands: Commands) -> None:
    """Say what the command takes."""
    command = commands.add_parser(
        "completion",
        help="print what makes a shell complete commands at the press of Tab",
        epilog=examples(
            "planner completion bash > ~/.local/share/bash-completion/completions/planner",
            'planner completion zsh > "${fpath[1]}/_planner"',
        ),
    )
    command.add_argument("shell", choices=SHELLS, help="whose: bash, zsh or tcsh")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Print the completion of a shell, files wherever a path is asked for; raises UserError without shtab."""
    try:
        import shtab
    except ImportError:
        raise UserError("Completion needs shtab.\n    mend: pip install shtab") from None
    for parser in (options.parser, *options.parser.of_command.values()):
        for action in parser._actions:
            if action.type is Path:
                action.complete = shtab.FILE
    for name, words in _words().items():
        for action in options.parser.of_command[name]._get_positional_actions():
            action.choices = words
    say(shtab.complete(options.parser, shell=options.shell))


def _words() -> dict[str, list[str]]:
    """What may follow those commands that take any word."""
    from planner.case import SHEETS
    from planner.guide import pages

    return {"guide": list(pages()), "explain": list(SHEETS)}
