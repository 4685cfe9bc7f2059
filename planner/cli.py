"""The command line: every command, and the one place where errors become words and exit statuses.

Exit status: 0 done, 1 the user can mend it, 2 no plan exists, 3 the planner is at fault.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from planner.errors import OwnFault, PlannerError, UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.case import Case

INTERRUPTED = 130
STATUS_WORDS = {1: "mistake", 2: "no plan", 3: "fault"}


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are the user's to mend, and so end with status 1."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command, and how it is used."""
        self.print_usage(sys.stderr)
        print(f"{self.prog}: {message}", file=sys.stderr)
        raise SystemExit(UserError.exit_status)


def parser() -> Parser:
    """Every command and option."""
    top = Parser(prog="planner", description="Where the power comes from, when, and who pays for it.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    solving = commands.add_parser("solve", help="find the least-cost plan of a case and write its tables")
    solving.add_argument("case", type=Path, help="folder of input sheets")
    solving.add_argument("--out", type=Path, help="folder for the results (default: runs/CASE)")
    solving.add_argument("--quiet", action="store_true", help="write the tables and say nothing")
    solving.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    solving.add_argument("--log", type=Path, help="keep the solver's own log in this file")
    solving.add_argument(
        "--time-limit", type=seconds, metavar="SECONDS", help="stop the solver after this long"
    )
    solving.set_defaults(run=solve)
    checking = commands.add_parser("check", help="read and check a case without solving it")
    checking.add_argument("case", type=Path, help="folder of input sheets")
    checking.set_defaults(run=check)
    starting = commands.add_parser("new", help="start a case of your own from a small one that solves")
    starting.add_argument("folder", type=Path, help="folder to make")
    starting.set_defaults(run=new)
    explaining = commands.add_parser("explain", help="print the mathematics, rule by rule")
    explaining.add_argument("word", nargs="?", help="only rules and sheets that have this word")
    explaining.set_defaults(run=explain)
    return top


def seconds(text: str) -> float:
    """A length of time; raises ArgumentTypeError for what is none."""
    try:
        length = float(text)
    except ValueError:
        length = math.nan
    if not 0 < length < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds above zero")
    return length


def solve(options: argparse.Namespace) -> None:
    """Solve a case: progress, then the answer, then where the tables are."""
    from planner.case import read
    from planner.options import Options
    from planner.plan import solve as solve_case
    from planner.progress import Progress
    from planner.results.write import check_target, summary, write

    case = read(options.case)
    folder = options.out or Path("runs") / case.name
    check_target(folder)
    silent = options.quiet or options.json
    if not silent:
        tell_notes(case)
    if options.log is not None:
        check_log(options.log)
    limits = Options(log=options.log, time_limit_seconds=options.time_limit)
    progress = None if silent else Progress()
    try:
        plan = solve_case(case, limits, progress)
    finally:
        if progress is not None:
            progress.close()
    write(plan, folder)
    if options.json:
        print(json.dumps({**summary(plan), "folder": str(folder)}))
    elif not options.quiet:
        from planner.results.screen import screen

        print(f"{screen(plan)}\n\nTables: {folder}")


def check(options: argparse.Namespace) -> None:
    """Read a case and say what is in it, or everything that is wrong with it."""
    from planner.case import read

    case = read(options.case)
    tell_notes(case)
    calendar, rows = case.settings.calendar, sum(len(rows) for rows in case.sheets.values())
    print(
        f"{case.settings.title}\n"
        f"{options.case} is sound: {rows} rows in {sum(map(bool, case.sheets.values()))} sheets, "
        f"{calendar.start} to {calendar.end}."
    )


def new(options: argparse.Namespace) -> None:
    """Start a case in a new folder."""
    from planner.case.starter import start

    start(options.folder)
    print(
        f"{options.folder} is a small case that solves; make it yours.\n"
        f"    planner solve {options.folder}\n"
        "    planner explain sources       what a sheet's columns mean"
    )


def explain(options: argparse.Namespace) -> None:
    """Print the mathematics and the sheets."""
    from planner.explain import explain as explained

    print(explained(options.word))


def check_log(log: Path) -> None:
    """Make sure that a log can be kept, which HiGHS would not say; raises UserError."""
    try:
        log.open("a").close()
    except OSError as problem:
        raise UserError(
            f"{log} cannot be written: {problem.strerror}.\n    mend: name a file you may write with --log"
        ) from problem


def tell_notes(case: Case) -> None:
    """Say on standard error what is worth knowing of a sound case."""
    for note in case.notes:
        print(f"note: {note}", file=sys.stderr)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit status."""
    options = parser().parse_args(arguments)
    try:
        options.run(options)
        sys.stdout.flush()
    except PlannerError as problem:
        return _tell(options, problem)
    except KeyboardInterrupt:
        print("Stopped; nothing was written.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever reads has heard enough; what is still unsaid must not complain at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:
        traceback.print_exc()
        return _tell(options, OwnFault("This is a fault of the planner, not of your case; please report it."))
    return 0


def _tell(options: argparse.Namespace, problem: PlannerError) -> int:
    """Say what went wrong: in words on standard error, and as JSON where JSON was asked for."""
    print(problem, file=sys.stderr)
    if getattr(options, "json", False):
        print(json.dumps({"status": STATUS_WORDS[problem.exit_status], "message": str(problem)}))
    return problem.exit_status
