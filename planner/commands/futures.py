"""planner futures: what to sign before the news, and what becomes of it in every future."""

from __future__ import annotations

import json
import sys
from contextlib import closing, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.commands.case_options import add_case, read_case
from planner.commands.check import print_notes
from planner.commands.drawing import check_charts
from planner.commands.parsing import examples, number_option
from planner.commands.solve import check_memory
from planner.errors import every
from planner.terminal import say, style_for

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Mapping

    import pandas as pd

    from planner.case import Case
    from planner.commands.interface import Commands
    from planner.stochastic.result_folders import ResultFolder
    from planner.stochastic.tree import Tree
    from planner.stochastic.weighing import Weighing

    Write = Callable[..., None]


def add(commands: Commands) -> None:
    """Say what the command takes."""
    command = commands.add_parser(
        "futures",
        help="decide before the news: what to sign now, whatever comes",
        epilog=examples(
            "planner futures inputs/us-2028 --set case.operations.hours_per_block=24",
            "planner futures inputs/us-2028 --weigh cvar --tail 0.25 --weight 0.5",
        ),
    )
    add_case(command)
    command.add_argument(
        "--weigh",
        default="expected",
        metavar="MEASURE",
        help="the measure of the futures' costs that is least: expected (default), cvar or regret",
    )
    command.add_argument(
        "--tail", default=0.25, metavar="SHARE", help="with cvar: the dearest share of what may come (0.25)"
    )
    command.add_argument(
        "--weight", default=0.5, metavar="SHARE", help="with cvar: what its mean weighs, of the whole (0.5)"
    )
    add_outputs(command, "futures")
    command.set_defaults(run=run)


def add_outputs(command: argparse.ArgumentParser, kind: str) -> None:
    """Let a command say where its answer goes."""
    command.add_argument("--out", type=Path, help=f"folder for the results (default: {kind}/CASE)")
    command.add_argument("--report", action="store_true", help="write a page of HTML about them as well")
    command.add_argument("--quiet", action="store_true", help="write the results and say nothing")
    command.add_argument("--json", action="store_true", help="print one JSON object and nothing else")


def weighing_of(options: argparse.Namespace) -> Weighing:
    """How the futures are weighed; raises UserError."""
    from planner.stochastic.weighing import Weighing

    tail, weight = every(
        lambda: number_option("--tail", options.tail), lambda: number_option("--weight", options.weight)
    )
    return Weighing(options.weigh, tail, weight)


def run(options: argparse.Namespace) -> None:
    """Solve the tree of a case's futures and write its answer."""
    check_memory()
    if options.report:
        check_charts()
    from planner.stochastic.futures import compile_tree, solve_tree
    from planner.stochastic.tree_text import tree_text
    from planner.timings import Stages

    case, weighing = every(lambda: read_case(options), lambda: weighing_of(options))
    target = answer_folder(options, "futures", case)
    with finish(options, case, target) as (listener, write):
        found = solve_tree(compile_tree(case, stages=Stages(listener)), weighing)
        write(found.as_dict(), found.tables, lambda: tree_text(found), found.tree)


def answer_folder(options: argparse.Namespace, kind: str, case: Case) -> ResultFolder:
    """Where an answer goes, which can be written there; raises UserError."""
    from planner.stochastic.result_folders import ResultFolder

    target = ResultFolder(kind, options.out or default_folder(kind, case))
    target.check()
    return target


@contextmanager
def finish(options: argparse.Namespace, case: Case, target: ResultFolder) -> Iterator[tuple[Any, Write]]:
    """Who listens to progress, and what writes an answer; when all is done it is printed as asked.

    What writes takes the record, the tables, what makes the text, and the tree where there is one.
    """
    from planner.progress import Progress
    from planner.stochastic.answer_pages import page_of
    from planner.stochastic.answer_read import answer_of
    from planner.stochastic.result_folders import PAGE

    silent = options.quiet or options.json
    if not silent:
        print_notes(case.notes)
    progress = None if silent else Progress()
    told: list[str] = []

    def write(
        record: dict[str, Any],
        tables: Mapping[str, pd.DataFrame],
        text: Callable[[], str],
        tree: Tree | None = None,
    ) -> None:
        sheets = partial(write_sheets, case, tree)
        page = page_of(answer_of(target.kind, record, case, tables)).encode() if options.report else None
        with options.stop_signals.deferred():
            target.write(record, tables, sheets, page)
        folder = str(target.folder)
        places = f"Results: {folder}" + (f"\nReport: {target.folder / PAGE}" if options.report else "")
        told.append(
            json.dumps({**record, "folder": folder})
            if options.json
            else style_for(sys.stdout).headings(f"{text()}\n\n{places}")
        )

    with nullcontext() if progress is None else closing(progress):
        yield progress, write
    if not options.quiet:
        say(told[0])


def write_sheets(case: Case, tree: Tree | None, folder: Path) -> None:
    """Write the sheets of an answer, and its futures where it has some."""
    from planner.case.folder import FUTURES
    from planner.case.write_case import write
    from planner.stochastic.futures_file import text_of

    write(case, folder)
    if tree is not None:
        (folder / FUTURES).write_text(text_of(tree), encoding="utf-8", newline="")


def default_folder(kind: str, case: Case) -> Path:
    """Where an answer goes unless told otherwise: by command, case and scenario."""
    from planner.disk.file_names import legal_name

    return Path(kind) / legal_name(case.name if case.scenario is None else f"{case.name}-{case.scenario}")
