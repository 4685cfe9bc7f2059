"""The teaching case: copies of it with edits, and its plans with and without funding, solved once."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import planner
from cases.edits import without_funding
from cases.files import write_files

if TYPE_CHECKING:
    from cases.files import Edit
    from planner.case import Case

ROOT = Path(__file__).parents[2]
TINY = ROOT / "inputs" / "tiny"


def write_tiny(folder: Path, *edits: Edit) -> Path:
    """Copy the teaching case to `folder`, each edit made where its text first stands; returns the folder."""
    shutil.copytree(TINY, folder)
    texts = {file: (folder / file).read_text(encoding="utf-8") for file, _, _ in edits}
    return write_files(folder, texts, *edits)


@cache
def tiny_case(*edits: str) -> Case:
    """The teaching case, edited in memory."""
    return planner.edit(planner.read(TINY), *edits)


@cache
def tiny_plan(funding: bool = True) -> planner.Plan:
    """The plan of the teaching case; not to be changed."""
    return planner.solve(tiny_case() if funding else without_funding(tiny_case()))
