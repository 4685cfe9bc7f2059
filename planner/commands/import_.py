"""planner import: rows of sheets from the user's own copy of a public file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from planner.commands.parsing import examples
from planner.errors import UserError
from planner.terminal import say

if TYPE_CHECKING:
    import argparse

    from planner.commands.interface import Commands
    from planner.importers.choices import Choices

FORMATS = ("eia860m", "atb", "technology-data", "queue")
_YEARS = re.compile(r"(\d{4})(?::(\d{4}))?", re.ASCII)


def add(commands: Commands) -> None:
    """Say what the command takes."""
    command = commands.add_parser(
        "import",
        help="make rows of sheets from your copy of a public file",
        epilog=examples(
            "planner import eia860m july_generator2026.xlsx --map names.yaml --years 2026:2030",
            "planner import technology-data costs_2025.csv costs_2030.csv --usd-per-eur 1.08",
        ),
    )
    command.add_argument(
        "format",
        choices=FORMATS,
        help="EIA-860M: what is under way and sites; NREL's ATB and PyPSA's technology-data: costs by year; "
        "LBNL's Queued Up: connections a year",
    )
    command.add_argument("files", type=Path, nargs="+", metavar="FILE", help="the file, as it is published")
    command.add_argument(
        "--map",
        type=Path,
        help="YAML with the keys assets, sites, pools, regions (name in the file: name in the case) and sponsor; what "
        "they leave out is left out (default: the file's own names)",
    )
    command.add_argument("--years", help="such as 2026:2035, or one year (default: all)")
    command.add_argument(
        "--usd-per-eur", help="rate at which EUR become USD, in the currency year of the file"
    )
    command.add_argument(
        "--case-of-costs", metavar="NAME", help="financial case of the file (default of atb: R&D)"
    )
    command.add_argument("--scenario", metavar="NAME", help="scenario of the file (default of atb: Moderate)")
    command.add_argument(
        "--status",
        action="append",
        metavar="NAME",
        help="status that counts, such as U of EIA-860M or 'IA Executed' of the queue; may be given again",
    )
    command.add_argument("--out", type=Path, help="folder to make (default: imported/FORMAT)")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Read, write the rows, and say what was not used."""
    from planner import importers

    rows = importers.FORMATS[options.format](options.files, _choices(options))
    folder = options.out or Path("imported", options.format)
    rows.write(folder)
    say(rows.text(folder))


def _choices(options: argparse.Namespace) -> Choices:
    """What the options and the map say; raises UserError."""
    from planner.importers.choices import Choices, read_map

    maps = {} if options.map is None else read_map(options.map)
    return Choices(
        **maps,  # type: ignore[arg-type]
        years=_years(options.years),
        usd_per_eur=_rate(options.usd_per_eur),
        financial_case=options.case_of_costs,
        scenario=options.scenario,
        statuses=frozenset(options.status or ()),
    )


def _years(text: str | None) -> tuple[int, int]:
    """The first and the last year that are asked for; raises UserError."""
    if text is None:
        return 0, 9999
    match = _YEARS.fullmatch(text)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if first > last:
        raise UserError(
            f"--years: found {text!r}.\n    allowed: a year, or the first and the last of several as 2026:2035\n"
            "    mend: write it so"
        )
    return first, last


def _rate(text: str | None) -> float | None:
    """The rate of exchange; raises UserError where it is no rate."""
    if text is None:
        return None
    from planner.case.cells import RefusedError, read_cell
    from planner.case.columns import Column

    try:
        value = read_cell(Column("usd_per_eur", "number", "USD for one EUR", low=0.01, high=100), text)
    except RefusedError as refused:
        raise UserError(
            f"--usd-per-eur: found {text!r}.\n    allowed: {refused.allowed}\n    mend: {refused.mend}"
        ) from None
    assert isinstance(value, float)
    return value
