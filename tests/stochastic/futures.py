"""The teaching case over two years, and futures of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.tiny import write_tiny

import planner

if TYPE_CHECKING:
    from pathlib import Path

    from planner.case import Case
    from planner.stochastic.tree import Tree

FUTURES = """\
low:
  from: 2026Q3
  probability: 0.75
  sentence: Half of the need never comes.
  edits: ["demand.need_gw[year=2026]*=0.5"]
high:
  from: 2026Q3
  probability: 0.25
  sentence: Twice the need comes.
  edits: ["demand.need_gw[year=2026]*=2"]
"""


def write_futures(folder: Path, text: str = FUTURES) -> Path:
    """The teaching case with these futures in `folder`; returns the folder."""
    write_tiny(folder)
    (folder / "futures.yaml").write_text(text, encoding="utf-8")
    return folder


def case_with(folder: Path, text: str = FUTURES, *edits: str) -> Case:
    """The teaching case with these futures, read from `folder` and edited."""
    return planner.edit(planner.read(write_futures(folder, text)), *edits)


def tree_of(folder: Path, text: str = FUTURES, *edits: str) -> Tree:
    """The tree of those."""
    from planner.stochastic.futures_file import read_futures
    from planner.stochastic.made import make_tree

    case = case_with(folder, text, *edits)
    return make_tree(case, read_futures(case.origin))
