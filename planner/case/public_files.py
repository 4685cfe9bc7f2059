"""Public files that are given for a case or one of its sheets: their tabs and columns tell what they are.

>>> of_tabs(["Operating", "Planned", "Retired"]).name
'EIA-860M, the monthly inventory of US generators'
>>> of_columns(["technology", "parameter", "value", "unit", "source"]).name
"PyPSA's technology-data"
"""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.disk.foreign_files import UnfitFileError, beginning_of
from planner.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

LOOKED_AT = 65_536
"""Bytes at the beginning of a file among which its header stands."""
LINES_ABOVE = 10
"""Lines above a header: titles, dates, notes."""


@dataclass(frozen=True)
class PublicFile:
    """A file that is published for all: by which tabs or columns it is known, and what `planner import` calls it."""

    name: str
    format: str
    tabs: frozenset[str]
    columns: frozenset[str]

    def fault(self, file: str, allowed: str) -> Fault:
        """What is wrong where it is given for something else."""
        mend = f"planner import {self.format} FILE makes rows of sheets of it"
        return Fault(file, allowed, mend, found=self.name)


PUBLIC = (
    PublicFile(
        "EIA-860M, the monthly inventory of US generators",
        "eia860m",
        frozenset({"Operating", "Planned"}),
        frozenset({"Plant ID", "Generator ID", "Technology"}),
    ),
    PublicFile(
        "NREL's Annual Technology Baseline",
        "atb",
        frozenset({"Land-Based Wind", "Solar - Utility PV"}),
        frozenset({"core_metric_parameter", "core_metric_variable"}),
    ),
    PublicFile(
        "PyPSA's technology-data",
        "technology-data",
        frozenset(),
        frozenset({"technology", "parameter", "value", "unit"}),
    ),
    PublicFile(
        "Queued Up, LBNL's list of interconnection requests",
        "queue",
        frozenset({"03. Complete Queue Data"}),
        frozenset({"q_id", "q_status"}),
    ),
)


def of_tabs(tabs: Collection[str]) -> PublicFile | None:
    """The public file that has such tabs; None where none is known."""
    return next((file for file in PUBLIC if file.tabs and file.tabs <= set(tabs)), None)


def of_columns(columns: Collection[str]) -> PublicFile | None:
    """The public file that has such columns; None where none is known."""
    return next((file for file in PUBLIC if file.columns <= set(columns)), None)


def of_csv(path: Path) -> PublicFile | None:
    """The public file that a CSV is; None where none is known, or it cannot be read."""
    with suppress(OSError, UnfitFileError, csv.Error):
        text = beginning_of(path, LOOKED_AT).decode("utf-8-sig", "replace")
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""))):
            found = of_columns([cell.strip() for cell in cells])
            if found is not None or number == LINES_ABOVE:
                return found
    return None
