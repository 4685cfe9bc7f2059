"""planner guide: the pages of the guide, as text."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from planner.commands.parsing import LONGEST_SHOWN, examples, nearest
from planner.errors import UserError
from planner.terminal import can_overwrite, say

if TYPE_CHECKING:
    import argparse

    from planner.commands.interface import Commands


def add(commands: Commands) -> None:
    """Say what the command takes."""
    command = commands.add_parser(
        "guide",
        help="print a page of the guide",
        epilog=examples("planner guide", "planner guide answer", "planner guide is it a bubble"),
    )
    command.add_argument(
        "page",
        nargs="*",
        help="which page, or the heading of a part; without it, the pages are listed",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Print the contents or a page; raises UserError, which offers the nearest, where there is no such page."""
    from planner.guide import contents, names, pages_about, text_of

    if not options.page:
        say(contents())
        return
    word = " ".join(options.page)
    text = text_of(word)
    if text is None:
        near, about = nearest(word.lower(), names()), pages_about(word, most=1)
        meant = f"did you mean {near[0]}?" if near else "planner guide lists the pages"
        if about:
            meant = f"planner guide {about[0]} is about it"
        raise UserError(f"The guide has no page {word[:LONGEST_SHOWN]!r}.\n    mend: {meant}")
    _show(text)


def _show(text: str) -> None:
    """Print a page, by the screenful where it is longer than the terminal that it is read at."""
    lines = shutil.get_terminal_size().lines
    if can_overwrite(sys.stdout) and sys.stdin.isatty() and text.count("\n") + 2 > lines:
        from pydoc import pager

        pager(text + "\n")
    else:
        say(text)
