"""The command line: every command, and the one place where errors become words and exit statuses.

Exit status: 0 done, 1 the user can mend it, 2 no plan exists, 3 the planner is at fault; 130 stopped by Ctrl-C,
143 by SIGTERM, 129 by SIGHUP.
"""

from __future__ import annotations

import argparse
import errno
import json
import math
import os
import resource
import sys
import traceback
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from planner.errors import (
    CaseError,
    Exhausted,
    NoPlan,
    OwnFault,
    PlannerError,
    SolverFailed,
    Unreconciled,
    UserError,
)
from planner.stopping import Stopping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.case import Case

STATUS_WORDS = {1: "mistake", 2: "no plan", 3: "fault"}
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What the system says of a disk or a device that takes no more."""
OUT_OF_MEMORY = (
    "Memory ran out before there was a plan.\n"
    "    mend: longer blocks (operations.hours_per_block), a shorter horizon, or a machine with more memory"
)


LEAST_MEMORY = 450 * 2**20
"""Bytes of address space that the libraries alone take; with less, some of them hang while they are loaded."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are the user's to mend, and so end with status 1."""

    def error(self, message: str) -> NoReturn:
        """Say how the command is used; raises UserError, which says what is wrong with it."""
        self.print_usage(sys.stderr)
        raise UserError(f"{self.prog}: {message}")


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
    solving.add_argument("--plain", action="store_true", help="solve the whole program at once, the slow way")
    solving.set_defaults(run=solve)
    checking = commands.add_parser("check", help="read and check a case without solving it")
    checking.add_argument("case", type=Path, help="folder of input sheets")
    checking.set_defaults(run=check)
    auditing = commands.add_parser("audit", help="prove a finished run again, from its folder alone")
    auditing.add_argument("folder", metavar="run", type=Path, help="folder that planner solve wrote")
    auditing.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    auditing.set_defaults(run=audit)
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
    # Nothing here needs threads of linear algebra, which where memory is short wait for it for ever.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if 0 <= resource.getrlimit(resource.RLIMIT_AS)[0] < LEAST_MEMORY:
        raise OwnFault(OUT_OF_MEMORY)
    from planner.case import read
    from planner.options import Options
    from planner.plan import solve as solve_case
    from planner.progress import Progress
    from planner.results.write import check_target, summary, write
    from planner.stages import Stages

    silent = options.quiet or options.json
    progress = None if silent else Progress()
    stages = Stages(progress)
    with nullcontext() if progress is None else closing(progress), stages.stage("read"):
        case = read(options.case)
    folder = options.out or Path("runs") / case.name
    check_target(folder)
    target = folder.resolve()  # while the working folder is still there
    if not silent:
        tell_notes(case)
    if options.log is not None:
        check_log(options.log)
    limits = Options(log=options.log, time_limit_seconds=options.time_limit, plain=options.plain)
    try:
        plan = solve_case(case, limits, progress, stages)
        with options.stopping.later():
            write(plan, target)
            options.written = folder
    except (SolverFailed, Unreconciled) as problem:
        raise blamed(case, problem) from problem
    finally:
        if progress is not None:
            progress.close()
    if options.json:
        print(json.dumps({**summary(plan), "folder": str(folder)}))
    elif not options.quiet:
        from planner.results.screen import screen

        print(f"{screen(plan)}\n\nTables: {folder}")


def blamed(case: Case, problem: OwnFault) -> PlannerError:
    """The cells that make a case too hard to solve, where some stand out; otherwise the problem itself."""
    from planner.case.magnitudes import suspects

    found = [] if isinstance(problem, Exhausted) else suspects(case)
    return CaseError(found) if found else problem


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


def audit(options: argparse.Namespace) -> None:
    """Prove a run again from its folder: a line a rule, and the verdict, which is the exit status as well."""
    from planner.audit import as_json, report
    from planner.audit import audit as examined

    verdict = examined(options.folder)
    print(json.dumps(as_json(verdict)) if options.json else report(verdict))
    options.status = 0 if verdict.proved else OwnFault.exit_status


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
    words = sys.argv[1:] if arguments is None else arguments
    try:
        options = parser().parse_args(words)
    except UserError as misuse:
        return _tell(argparse.Namespace(json="--json" in words), misuse)
    options.written, options.stopping, options.status = None, Stopping(), 0
    try:
        with options.stopping:
            options.run(options)
            sys.stdout.flush()
    except PlannerError as problem:
        return _tell(options, problem)
    except KeyboardInterrupt:
        print(f"Stopped; {_kept(options)}.", file=sys.stderr)
        return int(options.stopping.status)
    except BrokenPipeError:
        # Whoever reads has heard enough.
        _silence()
        return 0
    except Exception as problem:
        if _is_of_memory(problem):
            return _tell(options, OwnFault(OUT_OF_MEMORY))
        if isinstance(problem, OSError) and problem.errno in FULL:
            _silence()
            return _tell(
                options, UserError(f"Nothing more can be printed: {problem.strerror}; {_kept(options)}.")
            )
        traceback.print_exc()
        return _tell(options, OwnFault("This is a fault of the planner, not of your case; please report it."))
    return int(options.status)


def _is_of_memory(problem: Exception) -> bool:
    """Whether memory ran out, whichever library it is that says so."""
    told = isinstance(problem, ImportError | RuntimeError) and str(problem)
    return (
        isinstance(problem, MemoryError)
        or (isinstance(problem, OSError) and problem.errno == errno.ENOMEM)
        or any(
            words in str(told) for words in ("failed to map segment", "allocate memory", "start new thread")
        )
    )


def _kept(options: argparse.Namespace) -> str:
    """What there is of a run."""
    return "nothing was written" if options.written is None else f"the run in {options.written} is complete"


def _silence() -> None:
    """Let what is still unsaid vanish, so that it does not complain at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell(options: argparse.Namespace, problem: PlannerError) -> int:
    """Say what went wrong: in words on standard error, and as JSON where JSON was asked for."""
    print(problem, file=sys.stderr)
    if getattr(options, "json", False):
        told = {"status": STATUS_WORDS[problem.exit_status], "message": str(problem)}
        print(json.dumps(told | (_why(problem) if isinstance(problem, NoPlan) else {})))
    return problem.exit_status


def _why(problem: NoPlan) -> dict[str, object]:
    """What falls short, what would mend it and which rules clash, as data."""
    return {
        "shortfalls": [shortfall.as_dict() for shortfall in problem.shortfalls],
        "repairs": [repair.as_dict() for repair in problem.repairs],
        "conflict": [clash.as_dict() for clash in problem.clashes],
    }
