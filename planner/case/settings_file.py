"""case.yaml: text to Settings. Tags are never constructed, only looked at, so no file can run code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml

from planner.case.cells import CLEAR, RefusedError, Value, listed, read_cell, shown, suggest
from planner.case.settings import SETTINGS, build
from planner.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.case.settings import Settings

FILE = "case.yaml"
_PLAIN_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "timestamp")}
_PLAIN_TAGS |= {"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}
_NULL = "tag:yaml.org,2002:null"
_SECTIONS = dict.fromkeys(name.partition(".")[0] for name in SETTINGS if "." in name)


@dataclass
class _Reading:
    """What has been read so far of one case.yaml."""

    values: dict[str, Value] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, name: str | None, row: int | None, found: str | None, allowed: str, mend: str) -> None:
        self.faults.append(Fault(FILE, allowed, mend, row=row, column=name, found=found))


def read_settings(text: str) -> tuple[Settings | None, list[Fault]]:
    """The settings written in `text`, or None and everything wrong with them."""
    reading = _Reading()
    root = _compose(text, reading)
    if root is not None:
        _read_mapping(root, "", reading)
        _find_missing(reading)
    return (None if reading.faults else build(reading.values)), reading.faults


def _compose(text: str, reading: _Reading) -> yaml.MappingNode | None:
    allowed = f"a YAML mapping with the keys {listed(_keys(''))}"
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        row = None if mark is None else mark.line + 1
        what = getattr(problem, "problem", None) or str(problem).partition("\n")[0]
        what = what.removeprefix("found ")
        reading.fault(
            None, row, what, allowed, "mend the YAML: blanks for indents, 'key: value' on each line"
        )
        return None
    if isinstance(root, yaml.MappingNode) and root.tag in _PLAIN_TAGS:
        return root
    found = "an empty file" if root is None else _describe(root)
    reading.fault(None, None, found, allowed, "write 'key: value' lines, as in the example case")
    return None


def _read_mapping(node: yaml.MappingNode, section: str, reading: _Reading) -> None:
    prefix = f"{section}." if section else ""
    for key, value in node.value:
        row = key.start_mark.line + 1
        name = prefix + (key.value if isinstance(key, yaml.ScalarNode) else _describe(key))
        if name in reading.seen:
            mend = f"keep one of rows {reading.seen[name]} and {row}"
            reading.fault(name, row, "the key a second time", "each key once", mend)
        elif name in SETTINGS:
            _read_value(name, value, row, reading)
        elif not section and name in _SECTIONS:
            _read_section(name, value, row, reading)
        else:
            words = [prefix + known for known in _keys(section)]
            mend = suggest(name, [*words, *SETTINGS], "remove it")
            reading.fault(shown(name)[1:-1], row, "an unknown key", f"one of {listed(words)}", mend)
        reading.seen[name] = row


def _read_section(name: str, node: yaml.Node, row: int, reading: _Reading) -> None:
    if isinstance(node, yaml.MappingNode) and node.tag in _PLAIN_TAGS:
        _read_mapping(node, name, reading)
    else:
        allowed = f"a section with the keys {listed(_keys(name))}"
        reading.fault(name, row, _describe(node), allowed, "write the keys on indented lines below")
        reading.seen |= {known: row for known in SETTINGS if known.startswith(f"{name}.")}


def _read_value(name: str, node: yaml.Node, row: int, reading: _Reading) -> None:
    column = SETTINGS[name]
    if not isinstance(node, yaml.ScalarNode) or node.tag not in _PLAIN_TAGS:
        mend = "write the value itself, without tags, lists or further keys"
        reading.fault(name, row, _describe(node), column.allowed, mend)
        return
    text = "" if node.tag == _NULL else node.value
    try:
        if not text.strip():
            raise RefusedError(column.allowed, "write a value, or remove the key where it may be absent")
        reading.values[name] = read_cell(column, text.lower() if name == "funding" else text)
    except RefusedError as refused:
        mend = "remove the key" if refused.mend == CLEAR else refused.mend
        reading.fault(name, row, shown(text) if text else "blank", refused.allowed, mend)


def _find_missing(reading: _Reading) -> None:
    for section in _SECTIONS:
        keys = [column for name, column in SETTINGS.items() if name.startswith(f"{section}.")]
        if section not in reading.seen and not all(column.blank for column in keys):
            allowed = f"a section with the keys {listed(_keys(section))}"
            reading.fault(section, None, "no such section", allowed, "write the section")
            reading.seen |= {column.name: 0 for column in keys}
    for name, column in SETTINGS.items():
        if name not in reading.seen and not column.blank:
            reading.fault(name, None, "no such key", column.allowed, f"write the key: {column.help}")


def _keys(section: str) -> Iterator[str]:
    if not section:
        yield from dict.fromkeys(name.partition(".")[0] for name in SETTINGS)
    for name in SETTINGS:
        if section and name.startswith(f"{section}."):
            yield name.removeprefix(f"{section}.")


def _describe(node: yaml.Node) -> str:
    if node.tag not in _PLAIN_TAGS:
        return f"the tag {shown(node.tag)}"
    if isinstance(node, yaml.ScalarNode):
        return shown(node.value) if node.value else "blank"
    return "a list" if isinstance(node, yaml.SequenceNode) else "a mapping"
