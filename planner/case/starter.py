"""A case to start from: the teaching case, copied."""

from __future__ import annotations

import shutil
from pathlib import Path

from planner.errors import UserError


def source() -> Path:
    """The folder of the teaching case: beside the package in a checkout, inside it once installed."""
    package = Path(__file__).parents[1]
    installed = package / "starter"
    return installed if installed.is_dir() else package.parent / "inputs" / "tiny"


def start(folder: Path) -> None:
    """Copy the teaching case to a new folder; raises UserError where the folder is there or cannot be made."""
    if folder.exists():
        raise UserError(f"{folder} is there already.\n    mend: name a folder that is not")
    try:
        shutil.copytree(source(), folder)
    except OSError as problem:
        shutil.rmtree(folder, ignore_errors=True)
        raise UserError(
            f"{folder} cannot be made: {problem.strerror or problem}.\n    mend: name a folder you may write to"
        ) from problem
