"""planner audit: prove a finished run again, from its folder alone."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from planner.commands.parsing import examples
from planner.errors import OwnFault
from planner.terminal import say, style_for

if TYPE_CHECKING:
    import argparse

    from planner.commands.interface import Commands


def add(commands: Commands) -> None:
    """Say what the command takes."""
    command = commands.add_parser(
        "audit",
        help="prove a finished run again, from its folder alone",
        epilog=examples("planner audit runs/us-2028", "planner audit futures/us-2028"),
    )
    command.add_argument(
        "folder", metavar="run", type=Path, help="folder that planner solve or planner futures wrote"
    )
    command.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Prove a run again from its folder: a line a rule, and the verdict, which is the exit status as well."""
    from planner.audit import as_json, report
    from planner.audit import audit as examined

    verdict = examined(options.folder)
    say(json.dumps(as_json(verdict)) if options.json else report(verdict, style_for(sys.stdout)))
    options.status = 0 if verdict.proved else OwnFault.exit_status
