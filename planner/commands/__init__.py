"""The commands of the command line, a file each: `add` says what a command takes, `run` does it.

Whatever is heavy to import waits until a command runs, so that `planner --help` answers at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.commands import (
    alternatives,
    audit,
    breakeven,
    check,
    compare,
    completion,
    curve,
    explain,
    futures,
    guide,
    import_,
    new,
    plot,
    regret,
    report,
    serve,
    solve,
    sweep,
    workbook,
)

if TYPE_CHECKING:
    from planner.commands.interface import Command

COMMANDS: tuple[Command, ...] = (
    solve,
    check,
    audit,
    report,
    plot,
    compare,
    sweep,
    curve,
    breakeven,
    futures,
    regret,
    alternatives,
    serve,
    new,
    workbook,
    import_,
    explain,
    guide,
    completion,
)
"""In the order in which `planner --help` lists them."""
