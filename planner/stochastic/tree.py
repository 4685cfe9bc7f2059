"""A tree of futures: what may come, after what, from when on and how likely, as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.case import Case
    from planner.case.calendar import Quarter

TRUNK = "trunk"
"""The name of what comes before any news: the case itself."""


@dataclass(frozen=True)
class Node:
    """The trunk, or a future: what the world is like from the start of period `start` until the next news.

    `parent` is the name of what it follows, None for the trunk; `chance` its probability among those that follow the
    same; `case` the whole case as this node has it, earlier terms and levels as they were before; `since` the quarter
    that `start` begins with; `edits` the words of what it changes of what it follows.
    """

    name: str
    parent: str | None
    start: int
    since: Quarter
    chance: float
    sentence: str
    case: Case
    edits: tuple[str, ...] = ()


class Tree:
    """Nodes by name, the trunk first and each after what it follows."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = {node.name: node for node in nodes}

    @property
    def trunk(self) -> Node:
        """The case itself, before any news."""
        return self.nodes[TRUNK]

    @cached_property
    def children(self) -> dict[str, list[str]]:
        """The futures that follow each node."""
        found: dict[str, list[str]] = {name: [] for name in self.nodes}
        for node in self.nodes.values():
            if node.parent is not None:
                found[node.parent].append(node.name)
        return found

    @cached_property
    def leaves(self) -> list[str]:
        """The nodes that nothing follows, in order."""
        return [name for name, after in self.children.items() if not after]

    def path(self, name: str) -> list[Node]:
        """The nodes from the trunk to a node, both included."""
        node: Node | None = self.nodes[name]
        found = []
        while node is not None:
            found.append(node)
            node = None if node.parent is None else self.nodes[node.parent]
        return found[::-1]

    def probability(self, name: str) -> float:
        """How likely a node is, along its way from the trunk."""
        product = 1.0
        for node in self.path(name):
            product *= node.chance
        return product

    def end(self, name: str) -> int:
        """One past the last period of a node: where what follows it starts, or the end of the horizon."""
        node = self.nodes[name]
        return min((self.nodes[child].start for child in self.children[name]), default=len(node.case.periods))

    def leaves_under(self, name: str) -> list[str]:
        """The leaves that a node leads to, itself where it is one."""
        return [leaf for leaf in self.leaves if any(node.name == name for node in self.path(leaf))]

    def alone(self, leaf: str) -> Tree:
        """The way to one leaf as a tree without news: its nodes certain, one after the other."""
        return self.of_leaves([leaf])

    def of_leaves(self, leaves: Sequence[str]) -> Tree:
        """The tree with these leaves alone, chances as they are among what is left."""
        kept = {node.name for leaf in leaves for node in self.path(leaf)}
        whole = {
            name: sum(self.nodes[child].chance for child in after if child in kept)
            for name, after in self.children.items()
        }
        return Tree(
            [
                Node(**{**vars(node), "chance": node.chance / whole[node.parent] if node.parent else 1.0})
                for node in self.nodes.values()
                if node.name in kept
            ]
        )
