"""planner solve: progress, then the answer, then where the tables are."""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from planner.commands.case_options import add_case, edits_text, read_case
from planner.commands.check import print_notes
from planner.commands.drawing import check_charts
from planner.commands.parsing import examples
from planner.errors import (
    OUT_OF_MEMORY,
    CaseError,
    Exhausted,
    OwnFault,
    PlannerError,
    SolverFailed,
    Unreconciled,
    UserError,
)
from planner.numbers import number_of
from planner.terminal import say, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from planner.case import Case
    from planner.commands.interface import Commands
    from planner.results.plan import Plan

LEAST_MEMORY = 450 * 2**20
"""Bytes of address space that the libraries alone take; with less, some of them hang while they are loaded."""


def add(commands: Commands) -> None:
    """Say what the command takes."""
    command = commands.add_parser(
        "solve",
        help="find the least-cost plan of a case and write its tables",
        epilog=examples(
            "planner solve inputs/us-2028",
            "planner solve inputs/us-2028 --scenario turbine-crunch --report",
            "planner solve inputs/us-2028 --set 'sources.lead_months[source=gas_*]+=12' --out runs/late",
        ),
    )
    add_case(command)
    command.add_argument(
        "--out", type=Path, help="folder for the results (default: runs/CASE, or runs/CASE-SCENARIO)"
    )
    command.add_argument("--quiet", action="store_true", help="write the tables and say nothing")
    command.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    command.add_argument("--report", action="store_true", help="write a page of HTML about the run as well")
    command.add_argument("--xlsx", action="store_true", help="write the results as a workbook as well")
    command.add_argument("--parquet", action="store_true", help="write the tables as Parquet as well")
    command.add_argument("--log", type=Path, help="keep the solver's own log in this file")
    command.add_argument(
        "--time-limit", type=seconds, metavar="SECONDS", help="stop the solver after this long"
    )
    command.add_argument("--plain", action="store_true", help="solve the whole program at once, the slow way")
    command.set_defaults(run=run)


def seconds(text: str) -> float:
    """A length of time; raises ArgumentTypeError for what is none."""
    length = number_of(text)
    if length is None or length <= 0:
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds above zero")
    return length


def run(options: argparse.Namespace) -> None:
    """Solve a case: progress, then the answer, then where the tables are."""
    check_memory()
    check_extras(options)
    from planner.options import Options
    from planner.pipeline import solve as solve_case
    from planner.progress import Progress
    from planner.results.write_run import RECORD, check_target, write
    from planner.timings import Stages

    silent = options.quiet or options.json
    progress = None if silent else Progress()
    stages = Stages(progress)
    with nullcontext() if progress is None else closing(progress), stages.stage("read"):
        case = read_case(options)
    folder = options.out or default_folder(case)
    check_target(folder)
    target = folder.resolve()  # while the working folder is still there
    if not silent:
        print_notes(case.notes)
    check_log(options.log, target)
    options.earlier = folder if (target / RECORD).is_file() else None
    limits = Options(log=options.log, time_limit_seconds=options.time_limit, plain=options.plain)
    try:
        plan = solve_case(case, limits, progress, stages)
        with options.stop_signals.deferred():
            failed = write(plan, target, files_for_readers(options, plan))
            options.written = folder
        if not silent:
            print_notes(notes_on(plan))
    except (SolverFailed, Unreconciled) as problem:
        raise blamed(case, problem) from problem
    finally:
        if progress is not None:
            progress.close()
    if not (failed and options.json):
        print_answer(options, case, plan, folder, failed)
    if failed:
        raise incomplete(folder, failed)


def incomplete(folder: Path, failed: Mapping[str, Exception]) -> PlannerError:
    """What is said of a run that is whole but for pages and workbooks made of it, which failed."""
    for problem in failed.values():
        if not isinstance(problem, PlannerError):
            tell("".join(traceback.format_exception(problem)), end="")
    users = all(isinstance(problem, UserError) for problem in failed.values())
    why = "; ".join(f"{name}: {problem or type(problem).__name__}" for name, problem in failed.items())
    kind = UserError if users else OwnFault
    return kind(
        f"The run in {folder} is complete, but what was to be made of it is not.\n    {why}\n"
        f"    mend: planner report {folder}, or planner workbook {folder}, makes it without solving again"
    )


def check_extras(options: argparse.Namespace) -> None:
    """Make sure that what is asked for beside the tables can be written; raises UserError."""
    if options.report:
        check_charts()
    if options.parquet:
        from planner.results.parquet import check_parquet

        check_parquet()


def notes_on(plan: Plan) -> list[str]:
    """What is worth knowing of a plan and of how it was solved: faster ways that were left."""
    from planner.results.plan_notes import plan_notes

    return [*plan_notes(plan), *(fallback.text for fallback in plan.solution.solved.fallbacks)]


def files_for_readers(options: argparse.Namespace, plan: Plan) -> dict[str, Callable[[], bytes]]:
    """What makes the page and the workbook, where they are asked for; they are written with the tables."""
    from planner.results.run import run_of
    from planner.results.write_run import REPORT, RESULTS

    def page() -> bytes:
        from planner.report import report

        with plan.stages.stage("report"):
            return report(run_of(plan)).encode()

    def workbook() -> bytes:
        from planner.workbook.run_workbook import run_workbook

        with plan.stages.stage("workbook"):
            return run_workbook(run_of(plan))

    found = ({REPORT: page} if options.report else {}) | ({RESULTS: workbook} if options.xlsx else {})
    if options.parquet:
        from planner.results.parquet import files_of

        found |= files_of(plan.tables)
    return found


def print_answer(
    options: argparse.Namespace, case: Case, plan: Plan, folder: Path, failed: Collection[str] = ()
) -> None:
    """Print the answer as asked: as an object, in words, or not at all; and where it was written, but what `failed`."""
    from planner.results.write_run import REPORT, RESULTS, summary

    if options.json:
        say(json.dumps({**summary(plan), "folder": str(folder)}))
    elif not options.quiet:
        from planner.results.answer_text import answer_text
        from planner.terminal import style_for

        text = answer_text(plan, style_for(sys.stdout))
        asked = (("Report", REPORT, options.report), ("Workbook", RESULTS, options.xlsx))
        made = [f"{what}: {folder / name}" for what, name, wanted in asked if wanted and name not in failed]
        places = "\n".join([f"Tables: {folder}", *made])
        say("\n\n".join(part for part in (text, edits_text(case), places) if part))


def default_folder(case: Case) -> Path:
    """Where the results go unless told otherwise: by case, and by scenario."""
    from planner.disk.file_names import legal_name

    return Path("runs") / legal_name(case.name if case.scenario is None else f"{case.name}-{case.scenario}")


def blamed(case: Case, problem: OwnFault) -> PlannerError:
    """The cells that make a case too hard to solve, where some stand out; otherwise the problem itself."""
    from planner.case.magnitudes import suspects

    found = [] if isinstance(problem, Exhausted) else suspects(case)
    return CaseError(found) if found else problem


def check_memory() -> None:
    """Make sure that the libraries find room before they are loaded; raises OwnFault."""
    # Nothing here needs threads of linear algebra, which where memory is short wait for it for ever.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        import resource
    except ImportError:  # no such limits on Windows
        return
    if 0 <= resource.getrlimit(resource.RLIMIT_AS)[0] < LEAST_MEMORY:
        raise OwnFault(OUT_OF_MEMORY)


def check_log(log: Path | None, target: Path) -> None:
    """Make sure that a log can be kept, which HiGHS would not say, and not in a run; raises UserError."""
    from planner.disk.marks import is_log
    from planner.disk.single_files import check_replaceable
    from planner.results.write_run import RECORD

    if log is None:
        return
    mend = "mend: name a file you may write with --log"
    try:
        place = log.resolve()
        for folder in (place, *place.parents):
            if folder == target or (folder / RECORD).is_file():
                raise UserError(f"{log} would be in the run {folder}, which is replaced whole.\n    {mend}")
        if not log.is_char_device():
            check_replaceable(log, "a log of the solver", is_log, "--log")
        log.open("ab").close()
    except OSError as problem:
        raise UserError(f"{log} cannot be written: {problem.strerror}.\n    {mend}") from problem
