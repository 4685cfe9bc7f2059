"""The tree as futures.yaml of the folder has it: who follows whom, from when on, how likely, and with which case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from planner.audit.run_folder import MEND
from planner.case.calendar import Quarter
from planner.case.editing import apply_edits
from planner.errors import CaseError, UserError
from planner.numbers import number_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import Any

    from planner.case import Case

TRUNK = "trunk"
FUTURES = "futures.yaml"


@dataclass(frozen=True)
class Node:
    """The trunk or a future: its periods are those from `start` until before `end`.

    `case` is that of what it follows with its edits on top, whenever they hold; `chance` its probability among those
    that follow the same.
    """

    name: str
    above: str | None
    since: Quarter
    start: int
    end: int
    chance: float
    case: Case

    def has(self, t: int | None) -> bool:
        """Whether a period is its own; what is of none is of a leaf."""
        return self.leaf if t is None else self.start <= t < self.end

    @property
    def leaf(self) -> bool:
        """Whether nothing follows it."""
        return self.end == len(self.case.periods)


class Nodes:
    """The nodes by name, each after what it follows."""

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self.by_name = dict(nodes)
        self.leaves = [name for name, node in self.by_name.items() if node.leaf]

    def __iter__(self) -> Iterator[Node]:
        return iter(self.by_name.values())

    def way(self, name: str) -> list[Node]:
        """From the trunk to a node, both included."""
        node = self.by_name[name]
        return [*([] if node.above is None else self.way(node.above)), node]

    def after(self, name: str) -> list[str]:
        """What follows a node."""
        return [node.name for node in self if node.above == name]

    def owner(self, name: str, t: int | None) -> str:
        """Which node on the way to one a period belongs to; what is of no period is of the node itself."""
        return name if t is None else next(node.name for node in self.way(name) if node.start <= t < node.end)

    def probability(self, name: str) -> float:
        """How likely a node is."""
        product = 1.0
        for node in self.way(name):
            product *= node.chance
        return product


def read_nodes(case: Case, folder: Path) -> Nodes:
    """The nodes of a case whose folder has futures; raises UserError where they make no tree of it."""
    file = folder / FUTURES
    try:
        written: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
        rows = {str(name): _Row(row) for name, row in written.items()}
    except (OSError, ValueError, TypeError, LookupError, AttributeError, yaml.YAMLError) as problem:
        raise UserError(f"{file} cannot be read: {problem}.\n    {MEND}") from problem
    starts = {period.first: t for t, period in enumerate(case.periods)}
    nodes = {TRUNK: Node(TRUNK, None, case.periods[0].first, 0, len(case.periods), 1.0, case)}
    while left := [name for name in rows if name not in nodes]:
        ready = [name for name in left if rows[name].after in nodes]
        if not ready:
            raise UserError(f"{file} makes no tree: nothing leads to {left[0]}.\n    {MEND}")
        for name in ready:
            row, above = rows[name], nodes[rows[name].after]
            if row.since not in starts or not starts[row.since] > above.start:
                raise UserError(f"{file} makes no tree: {name} cannot start in {row.since}.\n    {MEND}")
            try:
                own, _ = apply_edits(above.case, row.edits)
            except CaseError as problem:
                raise UserError(f"{file}, {name} cannot be made.\n    {MEND}\n\n{problem}") from problem
            start = starts[row.since]
            nodes[name] = Node(name, row.after, row.since, start, len(case.periods), row.probability, own)
    return Nodes({name: _ended(node, nodes) for name, node in nodes.items()})


class _Row:
    """A future as written; raises what is wrong with it."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.after = str(row.get("after") or TRUNK)
        year, _, part = str(row["from"]).partition("Q")
        self.since = Quarter(int(year), int(part))
        number = number_of(str(row["probability"]))
        if number is None:
            raise ValueError(f"{row['probability']!r} is no probability")
        self.probability = number
        self.edits = [str(edit) for edit in row["edits"]]


def _ended(node: Node, nodes: Mapping[str, Node]) -> Node:
    """A node that ends where what follows it starts."""
    starts = [other.start for other in nodes.values() if other.above == node.name]
    end = min(starts, default=node.end)
    return Node(node.name, node.above, node.since, node.start, end, node.chance, node.case)
