"""What a case's results hang on, as one hash: its numbers and names, and the planner that works them out."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from planner.case.settings import SETTINGS, value_of
from planner.case.sheet_rows import NOTES
from planner.case.sheets import SHEETS
from planner.version import __version__

if TYPE_CHECKING:
    from planner.case import Case
    from planner.case.draft import Draft

FOR_READERS = ("commands", "report", "workbook")
"""The rooms that results do not come out of; a change of any other makes a case a new one."""
LIBRARIES = ("highspy", "pyomo", "numpy", "scipy", "pandas")
UNCOUNTED = ("title", "vintage")
"""Settings that are words for the reader."""


def fingerprint(case: Case | Draft) -> str:
    """A sha256 of the case and of the planner: equal where results must be.

    Where numbers come from and what the case is called is not in it, nor are the numbers of its rows.
    """
    digest = hashlib.sha256(planner_version().encode())
    for key in SETTINGS:
        if key not in UNCOUNTED:
            digest.update(f"{key}={value_of(case.settings, key)!r}\n".encode())
    for sheet in SHEETS.values():
        names = [column.name for column in sheet.columns if column.name not in NOTES]
        digest.update(f"[{sheet.name}]\n".encode())
        for row in case.rows(sheet.name):
            digest.update(repr([row[name] for name in names]).encode())
    return digest.hexdigest()


@cache
def planner_version() -> str:
    """The planner's version, its libraries' and a hash of the code that results come out of."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for file in sorted(package.rglob("*.py")):
        path = file.relative_to(package)
        if path.parts[0] not in FOR_READERS:
            digest.update(path.as_posix().encode())
            digest.update(file.read_bytes())
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"planner {__version__} ({digest.hexdigest()[:16]}), {libraries}"
