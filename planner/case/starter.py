"""A case to start from: the teaching case, copied."""

from __future__ import annotations

import shutil
from pathlib import Path

from planner.disk.file_names import check_path
from planner.disk.folders import staged
from planner.errors import UserError


def source() -> Path:
    """The folder of the teaching case: beside the package in a checkout, inside it once installed."""
    package = Path(__file__).parents[1]
    installed = package / "starter"
    return installed if installed.is_dir() else package.parent / "inputs" / "tiny"


def everything(folder: Path) -> list[str]:
    """All that is in a folder: a case takes the place of nothing."""
    return [path.name for path in folder.iterdir()] or [folder.name]


def start(folder: Path) -> None:
    """Copy the teaching case to a new folder; raises UserError where the folder is there or cannot be made."""
    check_path(folder, "another name")
    if folder.exists():
        raise UserError(f"{folder} is there already.\n    mend: name a folder that is not")
    try:
        with staged(folder.resolve(), everything) as stage:
            # Without the permissions of the package, which its user may have no right to change.
            shutil.copytree(source(), stage.folder, copy_function=shutil.copyfile, dirs_exist_ok=True)
            stage.folder.chmod(0o755)
            stage.swap("case")
    except OSError as problem:
        raise UserError(
            f"{folder} cannot be made: {problem.strerror or problem}.\n    mend: name a folder you may write to"
        ) from problem
