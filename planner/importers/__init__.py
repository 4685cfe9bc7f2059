"""Public files to rows of sheets: the user's own copy is read, what it cannot be used for is said.

A format is a module that has `read(files, choices)`, which gives `Rows`; `source_files` reads tabs and columns,
`choices` what the user says of names and money, `unit_conversion` converts, `rows` is what comes out and writes it.
Nothing is guessed: a unit, a technology or a region that is not known is told with what it amounts to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.importers import atb, eia860m, queue, technology_data

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from planner.importers.choices import Choices
    from planner.importers.rows import Rows

FORMATS: dict[str, Callable[[Sequence[Path], Choices], Rows]] = {
    "eia860m": eia860m.read,
    "atb": atb.read,
    "technology-data": technology_data.read,
    "queue": queue.read,
}
"""What reads the files of a format, by its name on the command line."""
