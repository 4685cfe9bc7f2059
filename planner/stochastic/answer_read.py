"""The folder of planner futures, regret or alternatives read again, for pages about it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planner.case import read
from planner.case.display_names import display_names
from planner.disk.folders import put_back
from planner.disk.foreign_files import LARGEST_TABLE, check_file, record_of
from planner.errors import UserError
from planner.results.shown import ShownTables
from planner.stochastic.result_folders import CASE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from planner.case import Case
    from planner.stochastic.tree_plan import TreePlan

KINDS = ("futures", "regret", "alternatives")
"""What answers there are; each has a record of that name."""
MEND = "mend: give the command again, or restore the folder as it was written"
TEXTS = ("tranche", "region", "detail", "closed_in", "closed_in_knowing", "why")
"""Columns of words that may be blank."""


@dataclass(frozen=True)
class Answer:
    """An answer as its folder has it: the record, the case and the tables, which are those of display names."""

    kind: str
    record: Mapping[str, Any]
    case: Case
    tables: Mapping[str, pd.DataFrame]


class TreeAnswer:
    """The answer to a tree, by its record and its tables."""

    def __init__(self, answer: Answer) -> None:
        self.answer, self.tables = answer, answer.tables
        self.leaves: Mapping[str, Any] = answer.record["leaves"]
        self.futures: Mapping[str, Any] = answer.record["futures"]

    def way(self, leaf: str) -> list[str]:
        """The names of the nodes from the trunk to a leaf."""
        future = self.futures.get(leaf)
        return [leaf] if future is None else [*self.way(future["after"]), leaf]

    @property
    def first_news(self) -> str:
        """The quarter of the first news."""
        return str(min(future["from"] for future in self.futures.values()))


if TYPE_CHECKING:
    Told = TreePlan | TreeAnswer
    """A tree's plan, or what its folder says of it."""


def answer_of(kind: str, record: Mapping[str, Any], case: Case, tables: Mapping[str, pd.DataFrame]) -> Answer:
    """An answer with the names that people are shown."""
    return Answer(kind, json.loads(json.dumps(record)), case, ShownTables(tables, display_names(case)))


def kind_of(folder: Path) -> str | None:
    """Which command wrote a folder, of those that decide before the news; None for any other."""
    return next((kind for kind in KINDS if (folder / f"{kind}.json").is_file()), None)


def read_answer(folder: Path, kind: str) -> Answer:
    """The answer in a folder; raises UserError where it is not complete, or cannot be read."""
    import pandas as pd

    put_back(folder.resolve())
    file = folder / f"{kind}.json"
    try:
        record = record_of(file)
        tables = {}
        for name in record["rows_by_table"]:
            file = folder / f"{name}.csv"
            check_file(file, LARGEST_TABLE)
            frame = pd.read_csv(file)
            blank = {column: "" for column in TEXTS if column in frame}
            tables[name] = frame.astype(dict.fromkeys(blank, object)).fillna(blank)
    except (OSError, ValueError, LookupError, TypeError) as problem:
        raise UserError(f"{file} cannot be read: {problem}.\n    {MEND}") from problem
    return answer_of(kind, record, read(folder / CASE), tables)
