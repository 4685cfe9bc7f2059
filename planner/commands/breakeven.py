"""planner breakeven: the value of a factor at which something enters the plan, or the gap closes in time."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from planner.commands.check import print_notes
from planner.commands.curve import CurveProgress, add_factor, argument_checks
from planner.commands.parsing import examples, number_option
from planner.commands.solve import check_memory
from planner.errors import every
from planner.terminal import say, style_for

if TYPE_CHECKING:
    import argparse

    from planner.commands.interface import Commands


def add(commands: Commands) -> None:
    """Say what the command takes."""
    command = commands.add_parser(
        "breakeven",
        help="find where along a factor something enters the plan, or the gap closes",
        epilog=examples(
            "planner breakeven inputs/us-2028 'sources.capex_usd_per_kw[source=nuclear_smr]*='"
            " --from 0.2 --to 1 --enter nuclear_smr",
            "planner breakeven inputs/us-2028 'demand.need_gw*=' --from 0.5 --to 1 --close",
        ),
    )
    add_factor(command)
    asked = command.add_mutually_exclusive_group(required=True)
    asked.add_argument("--enter", metavar="NAME", help="a source, a compute asset or an instrument")
    asked.add_argument("--close", action="store_true", help="the gap, by the target")
    command.add_argument(
        "--tolerance",
        metavar="STEP",
        help="how finely to halve where nothing is exact (default: a ten thousandth of the range)",
    )
    command.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    command.set_defaults(run=run)


def tolerance_of(options: argparse.Namespace) -> float | None:
    """How finely to halve, None where that is not said; raises UserError."""
    from planner.parametric.breakeven import check_tolerance

    tolerance = None if options.tolerance is None else number_option("--tolerance", options.tolerance)
    check_tolerance(tolerance)
    return tolerance


def run(options: argparse.Namespace) -> None:
    """Find the value and print it."""
    check_memory()
    from planner.parametric.breakeven import breakeven
    from planner.parametric.curve_text import breakeven_told

    case, (start, stop), _, tolerance = every(*argument_checks(options), lambda: tolerance_of(options))
    if not options.json:
        print_notes(case.notes)
    progress = None if options.json else CurveProgress()
    found = breakeven(case, options.edit, start, stop, options.enter, options.close, tolerance, progress)
    if progress is not None:
        progress.ends()
    if options.json:
        say(json.dumps(found.as_dict()))
    else:
        say(style_for(sys.stdout).headings(breakeven_told(found)))
