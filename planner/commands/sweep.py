"""planner sweep: many cases of one, by a design; what is finished is kept and not solved again."""

from __future__ import annotations

import dataclasses
import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.commands.case_options import add_case, read_case
from planner.commands.check import print_notes
from planner.commands.drawing import check_charts
from planner.commands.parsing import examples
from planner.commands.part_workers import check_workers_of, workers_of
from planner.commands.solve import check_memory, seconds
from planner.errors import OwnFault, every, unfit
from planner.numbers import whole_number
from planner.terminal import say, style_for

if TYPE_CHECKING:
    import argparse
    from contextlib import AbstractContextManager

    from planner.case import Case
    from planner.commands.interface import Commands
    from planner.errors import Problem
    from planner.study.backends import Backend
    from planner.study.spec import Spec

DESIGNS = ("grid", "tornado", "lhs", "sobol", "morris")
EXAMPLES = examples(
    "planner sweep inputs/us-2028 --design tornado"
    " --vary 'bonds: market_limits.issuance_limit_usd_billion_per_year*=0.5..1.5'",
    "planner sweep inputs/us-2028 sweep.yaml --workers 4",
)


def add(commands: Commands) -> None:
    """Say what the command takes."""
    command = commands.add_parser(
        "sweep",
        help="solve many cases of one, and gather their results",
        epilog=EXAMPLES,
    )
    add_case(command)
    command.add_argument("spec", nargs="?", type=Path, help="YAML file that says what to vary, and how")
    command.add_argument(
        "--vary",
        action="append",
        default=[],
        metavar="[NAME: ]EDIT",
        help="a factor: an edit with a|b|c, low..high or low..high/steps as its value; may be repeated",
    )
    command.add_argument(
        "--scenarios", metavar="NAMES", help="scenarios to cross the design with: a,b,c or all"
    )
    command.add_argument("--design", choices=DESIGNS, help="how factors are combined (default: grid)")
    command.add_argument("--samples", metavar="N", help="size of a sampled design")
    command.add_argument("--seed", metavar="N", help="seed of a sampled design (default: 1)")
    command.add_argument(
        "--out", type=Path, help="folder for the results (default: sweeps/CASE, or sweeps/CASE-SPEC)"
    )
    command.add_argument("--workers", metavar="N", help="processes (default: as many as cores)")
    command.add_argument(
        "--cluster", metavar="ADDRESS", help="solve on the workers of this Dask scheduler instead"
    )
    command.add_argument("--tables", metavar="NAMES", help="tables to keep: a,b,c (default: all)")
    command.add_argument(
        "--measure", metavar="NAME", help="column of the summary that is analysed (default: the cost)"
    )
    command.add_argument(
        "--time-limit", type=seconds, metavar="SECONDS", help="stop the solver after this long a case"
    )
    command.add_argument("--quiet", action="store_true", help="write the results and say nothing")
    command.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Carry out a sweep; whatever ends it, the same command goes on from there."""
    check_memory()
    from planner.study.pictures import pictures_of
    from planner.study.scenarios import read_scenarios
    from planner.study.sweep import run_sweep
    from planner.study.sweep_progress import SweepProgress
    from planner.study.sweep_text import summary_text
    from planner.study.worker import FAILED

    spec, case = asked_of(options)
    silent = options.quiet or options.json
    if not silent:
        print_notes(case.notes)
    folder = options.out or default_folder(options, case)
    options.kept = f"the cases that are finished are in {folder}; the same command goes on from there"
    scenarios = read_scenarios(options.case) if spec.scenarios else {}
    progress = None if silent else SweepProgress()
    check_charts()
    pictures = partial(pictures_of, title=f"Sweep of {case.name}: {case.settings.title}")
    with backend_of(options) as backend:
        found = run_sweep(case, spec, folder, backend, scenarios, progress, options.measure, pictures)
    if options.json:
        status = {str(name): int(count) for name, count in found.summary["status"].value_counts().items()}
        summary = {"case": case.name, "cases": len(found.points), "solved": found.solved, "status": status}
        indices = () if found.indices is None else (*found.indices.notes, *found.indices.cautions)
        summary["notes"] = [*found.notes, *indices]
        say(json.dumps({**summary, "folder": str(folder)}))
    elif not options.quiet:
        say(style_for(sys.stdout).headings(summary_text(found)))
    options.status = OwnFault.exit_status if (found.summary["status"] == FAILED).any() else 0


def asked_of(options: argparse.Namespace) -> tuple[Spec, Case]:
    """The sweep that the file and the options ask for, options before the file, and its case.

    Raises UserError or CaseError with all that is wrong with any of them.
    """
    from planner.study.factors import factor_from_option
    from planner.study.spec import Spec
    from planner.study.spec_file import read_spec

    written = Spec if options.spec is None else partial(read_spec, options.spec)
    given = (partial(factor_from_option, text) for text in options.vary)
    changed, spec, case, _, *factors = every(
        lambda: changed_by(options),
        written,
        lambda: read_case(options),
        lambda: check_backend(options),
        *given,
    )
    return dataclasses.replace(spec, **changed, factors=(*spec.factors, *factors)), case


def changed_by(options: argparse.Namespace) -> dict[str, Any]:
    """What options say of a sweep, by the names of a Spec; raises UserError."""
    from planner.study.spec_file import COUNTS
    from planner.study.sweep_limits import text_problems

    changed: dict[str, Any] = {} if options.design is None else {"design": options.design}
    problems: list[Problem] = []
    for name in ("samples", "seed"):
        text = getattr(options, name)
        if text is not None:
            problems += text_problems(f"--{name}", text, *COUNTS[name])
            changed[name] = whole_number(text)
    if problems:
        raise unfit(problems)
    if options.scenarios is not None:
        changed["scenarios"] = tuple(name.strip() for name in options.scenarios.split(","))
    return changed


def backend_of(options: argparse.Namespace) -> AbstractContextManager[Backend]:
    """How the sweep is to be carried out, here or on a cluster; raises UserError."""
    from planner.study.backends import cluster_backend, local_backend

    tables = tables_of(options)
    if options.cluster is None:
        return local_backend(workers_of(options), tables, options.time_limit)
    return cluster_backend(options.cluster, tables, options.time_limit)


def check_backend(options: argparse.Namespace) -> None:
    """Raise UserError where a sweep cannot be carried out so, with all that will not do."""
    every(lambda: check_workers_of(options), lambda: tables_of(options))


def tables_of(options: argparse.Namespace) -> tuple[str, ...]:
    """The tables to keep; raises UserError that offers the nearest where there is no such table."""
    from planner.audit.forms import FORMS
    from planner.case.cells import listed, suggest
    from planner.study.backends import ALL_TABLES

    tables = ALL_TABLES if options.tables is None else tuple(filter(None, options.tables.split(",")))
    unknown = [name for name in dict.fromkeys(tables) if name not in FORMS]
    if unknown:
        mend = f"name some of {listed(FORMS, len(FORMS))}"
        raise unfit((f"There is no table {name!r}.", suggest(name, FORMS, mend)) for name in unknown)
    return tables


def default_folder(options: argparse.Namespace, case: Case) -> Path:
    """Where the results go unless another folder is named: by case and by spec."""
    from planner.disk.file_names import telling_name

    stem = "" if options.spec is None else f"-{telling_name(options.spec.name, '.yaml')}"
    return Path("sweeps") / f"{case.name}{stem}"
