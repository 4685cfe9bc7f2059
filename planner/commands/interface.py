"""What a command is to the command line: `add` says what it is called and takes, `run` does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import argparse


class Commands(Protocol):
    """What a parser's commands are added to."""

    def add_parser(self, name: str, *, help: str, epilog: str) -> argparse.ArgumentParser:
        """Add a command of that name: `help` in a line, `epilog` with examples that one can copy."""


class Command(Protocol):
    """A module that is a command."""

    def add(self, commands: Commands) -> None:
        """Say what the command is called and takes."""

    def run(self, options: argparse.Namespace) -> None:
        """Do it; raises PlannerError where it cannot."""
