"""planner curve: the exact cost of a case over one factor, as breakpoints and slopes."""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.commands.case_options import add_case, read_case
from planner.commands.check import print_notes
from planner.commands.drawing import check_charts
from planner.commands.parsing import count_option, examples, number_option
from planner.commands.solve import check_memory
from planner.errors import every
from planner.terminal import can_overwrite, say, style_for, tell
from planner.tolerances import LEAST_BREAK

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from planner.case import Case
    from planner.commands.interface import Commands

EVERY_SECONDS = 15.0
"""How often a line is printed where nobody watches it change."""


def add(commands: Commands) -> None:
    """Say what the command takes."""
    command = commands.add_parser(
        "curve",
        help="tell the exact cost over one factor, by its breakpoints",
        epilog=examples(
            "planner curve inputs/us-2028 'sources.lead_months[source=gas_*]+=' --from 0 --to 12"
        ),
    )
    add_factor(command)
    command.add_argument(
        "--within",
        default=LEAST_BREAK,
        metavar="SHARE",
        help="leave out breaks that bend the curve by less than this share of the cost (default: 1e-7)",
    )
    command.add_argument(
        "--most", default=400, metavar="N", help="look into at most so many places (default: 400)"
    )
    command.add_argument("--out", type=Path, help="folder for the results (default: curves/CASE-FACTOR)")
    command.add_argument("--quiet", action="store_true", help="write the results and say nothing")
    command.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    command.set_defaults(run=run)


def add_factor(command: argparse.ArgumentParser) -> None:
    """Let a command take a case, an edit without its value, and the values between which that runs."""
    add_case(command)
    command.add_argument("edit", help="an edit without its value, such as 'demand.need_gw[sponsor=ai_lab]*='")
    command.add_argument("--from", dest="start", required=True, metavar="X", help="where the value begins")
    command.add_argument("--to", dest="stop", required=True, metavar="Y", help="where it ends")


def argument_checks(options: argparse.Namespace) -> list[Callable[[], Any]]:
    """What reads the case, the ends of the range and the edit; each raises what is to be mended."""
    from planner.case.edits import parse

    return [
        lambda: read_case(options),
        lambda: ends_of(options),
        lambda: parse(options.edit),
    ]


def ends_of(options: argparse.Namespace) -> tuple[float, float]:
    """Where the range begins and ends; raises UserError."""
    from planner.parametric.factor import ordered

    start, stop = every(
        lambda: number_option("--from", options.start), lambda: number_option("--to", options.stop)
    )
    ordered(start, stop)
    return start, stop


def fineness_of(options: argparse.Namespace) -> tuple[float, int]:
    """How fine a curve is to be, and into how many places it may look; raises UserError."""
    from planner.parametric.curve import check_fineness

    within, most = every(
        lambda: number_option("--within", options.within), lambda: count_option("--most", options.most)
    )
    check_fineness(within, most)
    return within, most


def run(options: argparse.Namespace) -> None:
    """Find the curve and write it."""
    check_memory()
    from planner.parametric.curve import curve
    from planner.parametric.curve_text import screen
    from planner.parametric.files import check_folder, write

    case, (start, stop), _, (within, most) = every(*argument_checks(options), lambda: fineness_of(options))
    folder = options.out or default_folder(case, options.edit)
    check_folder(folder)
    check_charts()
    silent = options.quiet or options.json
    if not silent:
        print_notes(case.notes)
    progress = None if silent else CurveProgress()
    found = curve(case, options.edit, start, stop, within, most, progress)
    if progress is not None:
        progress.ends()
    write(found, folder)
    if options.json:
        say(json.dumps({**found.as_dict(), "folder": str(folder)}))
    elif not options.quiet:
        say(style_for(sys.stdout).headings(f"{screen(found)}\n\nResults: {folder}"))


def default_folder(case: Case, edit: str) -> Path:
    """Where a curve goes unless told otherwise: by case and factor, and by number where another factor is there."""
    from planner.case.edits import parse
    from planner.parametric.files import folder_for
    from planner.study.factors import default_name

    name = re.sub(r"[^\w-]+", "-", default_name(parse(edit))).strip("-")
    return folder_for(Path("curves") / f"{case.name}-{name}", parse(edit).target)


class CurveProgress:
    """How many plans are solved, on standard error: a line that changes on a terminal, one now and then elsewhere."""

    def __init__(self) -> None:
        self.live, self.last, self.shown = can_overwrite(sys.stderr), time.monotonic(), False

    def __call__(self, solved: int, doubt: float | None = None) -> None:
        """So many are solved, and the curve, where it is one, is known to so many USD billion."""
        if not self.live and time.monotonic() - self.last < EVERY_SECONDS:
            return
        self.last, self.shown = time.monotonic(), True
        words = f"{solved} plans solved"
        words += "" if doubt is None else f", known to within USD {1000 * doubt:.3g} million"
        tell(f"\r{words:<79}" if self.live else words, end="" if self.live else "\n")

    def ends(self) -> None:
        """End a line that still changes."""
        if self.live and self.shown:
            tell()
