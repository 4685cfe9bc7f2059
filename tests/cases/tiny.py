"""The teaching case, solved once as shipped and once without funding; and copies of it with edits."""

from __future__ import annotations

import dataclasses
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import planner

if TYPE_CHECKING:
    from planner.plan import Plan

ROOT = Path(__file__).parents[2]
TINY = ROOT / "inputs" / "tiny"

Edit = tuple[str, str, str]
"""A file, a piece of its text, and the new text."""


def write_tiny(folder: Path, *edits: Edit) -> Path:
    """Copy the teaching case to `folder`, each edit made where its text first stands; returns the folder."""
    shutil.copytree(TINY, folder)
    for file, old, new in edits:
        text = (folder / file).read_text()
        assert old in text, f"{file} does not hold {old!r}"
        (folder / file).write_text(text.replace(old, new, 1))
    return folder


@cache
def tiny_plan(funding: bool = True) -> Plan:
    """The plan of the teaching case; not to be changed."""
    case = planner.read(TINY)
    return planner.solve(
        dataclasses.replace(case, settings=dataclasses.replace(case.settings, funding=funding))
    )
