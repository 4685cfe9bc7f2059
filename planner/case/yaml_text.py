"""YAML read with care: looked at, never constructed, so that no tag runs code and no key hides another."""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from planner.case.cells import shown
from planner.case.sheet_rows import FaultyFileError
from planner.disk.foreign_files import LARGEST_YAML, TAKE_OUT
from planner.errors import Fault

PLAIN_TAGS = {
    f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")
}
NULL = "tag:yaml.org,2002:null"


@dataclass(frozen=True)
class Entry:
    """A key of a mapping as written: its name, the row it stands in, what it holds."""

    name: str
    row: int
    node: yaml.Node


def compose(file: str, text: str, allowed: str) -> list[Entry]:
    """The mapping that a file holds; raises FaultyFileError where it holds none, `allowed` saying what it may."""
    if len(text) > LARGEST_YAML:
        found = f"{len(text):,} characters"
        raise FaultyFileError(Fault(file, f"at most {LARGEST_YAML:,} characters", TAKE_OUT, found=found))
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except RecursionError:
        mend = "write lists and mappings at most four deep"
        raise FaultyFileError(
            Fault(file, allowed, mend, found="lists or mappings nested too deeply")
        ) from None
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        row = None if mark is None else mark.line + 1
        what = getattr(problem, "problem", None) or str(problem).partition("\n")[0]
        mend = "mend the YAML: blanks for indents, 'key: value' on each line"
        fault = Fault(file, allowed, mend, row=row, found=what.removeprefix("found "))
        raise FaultyFileError(fault) from None
    found_entries = None if root is None else entries(root)
    if found_entries is not None:
        return found_entries
    found = "an empty file" if root is None else describe(root)
    mend = "write 'key: value' lines, as in the example case"
    raise FaultyFileError(Fault(file, allowed, mend, found=found))


def entries(node: yaml.Node) -> list[Entry] | None:
    """The keys of a plain mapping in order, those written twice twice; None for anything else."""
    if not isinstance(node, yaml.MappingNode) or node.tag not in PLAIN_TAGS:
        return None
    return [
        Entry(
            key.value if isinstance(key, yaml.ScalarNode) else describe(key), key.start_mark.line + 1, value
        )
        for key, value in node.value
    ]


def scalar(node: yaml.Node) -> str | None:
    """The text of a plain scalar, empty where it is null; None for anything else."""
    if not isinstance(node, yaml.ScalarNode) or node.tag not in PLAIN_TAGS:
        return None
    return "" if node.tag == NULL else str(node.value)


def items(node: yaml.Node) -> list[yaml.Node] | None:
    """What is in a plain list; None for anything else."""
    plain = isinstance(node, yaml.SequenceNode) and node.tag in PLAIN_TAGS
    return list(node.value) if plain else None


def describe(node: yaml.Node) -> str:
    """A node as a message quotes it."""
    if node.tag not in PLAIN_TAGS:
        return f"the tag {shown(node.tag)}"
    if isinstance(node, yaml.ScalarNode):
        return shown(node.value) if node.value else "blank"
    return "a list" if isinstance(node, yaml.SequenceNode) else "a mapping"
