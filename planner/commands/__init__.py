"""The commands of the command line, a file each: `add` says what a command takes, `run` does it.

Whatever is heavy to import waits until a command runs, so that `planner --help` answers at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.commands import (
    audit,
    breakeven,
    check,
    compare,
    curve,
    explain,
    new,
    plot,
    report,
    solve,
    sweep,
    workbook,
)

if TYPE_CHECKING:
    import argparse
    from typing import Protocol

    class Commands(Protocol):
        """What a parser's commands are added to."""

        def add_parser(self, name: str, *, help: str) -> argparse.ArgumentParser:
            """Add a command of that name."""

    class Command(Protocol):
        """A module that is a command."""

        def add(self, commands: Commands) -> None:
            """Say what the command is called and takes."""

        def run(self, options: argparse.Namespace) -> None:
            """Do it; raises PlannerError where it cannot."""


COMMANDS = (solve, check, audit, report, plot, compare, sweep, curve, breakeven, new, workbook, explain)
"""In the order in which `planner --help` tells them."""
