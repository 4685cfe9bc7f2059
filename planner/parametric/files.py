"""A curve in a folder: CSV, JSON, a picture and a page; replaced whole or not at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from planner.disk.file_names import FILE_MANAGER_FILES, check_path, is_litter
from planner.disk.folders import put_back, staged
from planner.disk.foreign_files import record_of
from planner.disk.steps import write as write_bytes
from planner.errors import UserError
from planner.parametric.pictures import chart_of, page_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from planner.parametric.curve import Curve

TABLE, RECORD, PICTURE, PAGE = "curve.csv", "curve.json", "curve.png", "report.html"
RECORDED = {"case", "edit", "from", "to"}
"""Keys by which the record of a curve is known."""


def check_folder(folder: Path) -> None:
    """Raise UserError where a folder holds what no curve wrote, or nothing can be written into it."""
    check_path(folder)
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file.\n    mend: name a folder with --out")
    try:
        strange = sorted(_foreign_files(folder)) if folder.is_dir() else []
        if not strange:
            with staged(folder.resolve(), _foreign_files):
                pass
    except OSError as problem:
        raise _unwritable_error(folder, problem) from problem
    if strange:
        raise UserError(
            f"{folder} holds what no curve wrote, such as {strange[0]}; it will be left alone.\n"
            "    mend: name a new folder with --out"
        )


def folder_for(folder: Path, edit: str) -> Path:
    """The folder, or the first of those named after it and numbered that holds no curve of another edit."""
    number, found = 1, folder
    while _edit_in(found) not in (None, edit):
        number += 1
        found = folder.with_name(f"{folder.name}-{number}")
    return found


def _edit_in(folder: Path) -> str | None:
    """The edit of the curve in a folder; None where there is none."""
    put_back(folder.absolute())
    try:
        recorded = record_of(folder / RECORD)
        return str(recorded["edit"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _foreign_files(folder: Path) -> set[str]:
    """Names in a folder that are not those of an earlier curve, by its own record."""
    own = {TABLE, RECORD, PICTURE, PAGE}
    found = {path.name for path in folder.iterdir() if path.name not in FILE_MANAGER_FILES}
    found = {name for name in found if not any(is_litter(name, file) for file in own)}
    try:
        recorded = record_of(folder / RECORD)
        ours = isinstance(recorded, dict) and set(recorded) >= RECORDED
    except (OSError, ValueError):
        ours = False
    return found - own if ours else found


def write(found: Curve, folder: Path) -> None:
    """Write a curve in place of an earlier one; raises UserError where it cannot be."""
    write_contents(
        folder,
        {
            TABLE: found.frame.to_csv(index=False, lineterminator="\n").encode(),
            PICTURE: chart_of(found).png(),
            PAGE: page_of(found).encode(),
            RECORD: (json.dumps(found.as_dict(), indent=2) + "\n").encode(),
        },
    )


def write_contents(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write the files of a curve, by name; raises UserError where they cannot be."""
    try:
        with staged(folder.resolve(), _foreign_files) as stage:
            for name, content in contents.items():
                write_bytes(stage.folder / name, content)
            stage.swap("curve")
    except OSError as problem:
        raise _unwritable_error(folder, problem) from problem


def _unwritable_error(folder: Path, problem: OSError) -> UserError:
    return UserError(
        f"{folder} cannot be written: {problem.strerror or problem}.\n"
        "    mend: name a folder you may write to with --out, on a disk with room"
    )
