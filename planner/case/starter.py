"""A case to start from: one of those that are shipped, copied."""

from __future__ import annotations

import shutil
from pathlib import Path

from planner.case.cells import listed, shown, suggest
from planner.case.settings import SETTINGS_FILE
from planner.disk.file_names import check_path
from planner.disk.folders import staged
from planner.errors import UserError

TEACHING = "tiny"
"""The case that every number of can be followed by hand."""


def shipped() -> Path:
    """The folder of the cases that are shipped: beside the package in a checkout, inside it once installed."""
    package = Path(__file__).parents[1]
    installed = package / "inputs"
    return installed if installed.is_dir() else package.parent / "inputs"


def names() -> list[str]:
    """The cases that are shipped, the teaching case among them."""
    return sorted(folder.name for folder in shipped().iterdir() if (folder / SETTINGS_FILE).is_file())


def everything(folder: Path) -> list[str]:
    """All that is in a folder: a case takes the place of nothing."""
    return [path.name for path in folder.iterdir()] or [folder.name]


def start(folder: Path, name: str = TEACHING) -> None:
    """Copy a shipped case to a new folder; raises UserError where it cannot be made, or there is no such case."""
    if name not in names():
        mend = suggest(name, names(), f"name one of {listed(names(), len(names()))}")
        raise UserError(f"No case {shown(name)} is shipped.\n    mend: {mend}")
    check_path(folder, "another name")
    if folder.exists():
        raise UserError(f"{folder} is there already.\n    mend: name a folder that is not")
    try:
        with staged(folder.resolve(), everything) as stage:
            # Without the permissions of the package, which its user may have no right to change.
            shutil.copytree(shipped() / name, stage.folder, copy_function=shutil.copyfile, dirs_exist_ok=True)
            stage.folder.chmod(0o755)
            stage.swap("case")
    except OSError as problem:
        raise UserError(
            f"{folder} cannot be made: {problem.strerror or problem}.\n    mend: name a folder you may write to"
        ) from problem
