"""A curve in a folder: CSV, JSON, a picture and a page."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from planner.atomic_files import check_writable, write_file
from planner.errors import UserError
from planner.parametric.pictures import chart_of, page_of

if TYPE_CHECKING:
    from pathlib import Path

    from planner.parametric.curve import Curve

TABLE, RECORD, PICTURE, PAGE = "curve.csv", "curve.json", "curve.png", "report.html"


def check_folder(folder: Path) -> None:
    """Raise UserError where a folder holds what no curve wrote, or nothing can be written into it."""
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file.\n    mend: name a folder with --out")
    strange = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    strange = [
        name for name in strange if name not in {TABLE, RECORD, PICTURE, PAGE} and not name.startswith(".")
    ]
    if strange:
        raise UserError(
            f"{folder} holds what no curve wrote, such as {strange[0]}; it will be left alone.\n"
            "    mend: name a new folder with --out"
        )
    check_writable(folder)


def write(found: Curve, folder: Path) -> None:
    """Write a curve, its record last and that of an earlier one gone first; raises UserError where it cannot be."""
    with suppress(OSError):
        (folder / RECORD).unlink()
    write_file(folder / TABLE, found.frame.to_csv(index=False).encode())
    chart_of(found).save(folder / PICTURE)
    write_file(folder / PAGE, page_of(found).encode())
    write_file(folder / RECORD, (json.dumps(found.as_dict(), indent=2) + "\n").encode())
