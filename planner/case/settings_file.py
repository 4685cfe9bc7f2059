"""case.yaml: text to Settings. Tags are never constructed, only looked at, so no file can run code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from planner.case.cells import listed, shown
from planner.case.settings import SETTINGS
from planner.case.settings_reading import FILE, SECTIONS, SettingsReading, keys_of

if TYPE_CHECKING:
    from planner.case.settings import Settings
    from planner.errors import Fault

__all__ = ["FILE", "read_settings"]

_PLAIN_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "timestamp")}
_PLAIN_TAGS |= {"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}
_NULL = "tag:yaml.org,2002:null"


def read_settings(text: str) -> tuple[Settings | None, list[Fault]]:
    """The settings written in `text`, or None and everything wrong with them."""
    reading = SettingsReading()
    root = _compose(text, reading)
    if root is not None:
        _read_mapping(root, "", reading)
        reading.find_missing()
    return reading.settings(), reading.faults


def _compose(text: str, reading: SettingsReading) -> yaml.MappingNode | None:
    allowed = f"a YAML mapping with the keys {listed(keys_of(''))}"
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


def _read_mapping(node: yaml.MappingNode, section: str, reading: SettingsReading) -> None:
    prefix = f"{section}." if section else ""
    for key, value in node.value:
        row = key.start_mark.line + 1
        name = prefix + (key.value if isinstance(key, yaml.ScalarNode) else _describe(key))
        if reading.is_new(name, row):
            if name in SETTINGS:
                _read_value(name, value, row, reading)
            elif not section and name in SECTIONS:
                _read_section(name, value, row, reading)
            else:
                reading.unknown(name, row, [prefix + known for known in keys_of(section)])


def _read_section(name: str, node: yaml.Node, row: int, reading: SettingsReading) -> None:
    if isinstance(node, yaml.MappingNode) and node.tag in _PLAIN_TAGS:
        _read_mapping(node, name, reading)
    else:
        allowed = f"a section with the keys {listed(keys_of(name))}"
        reading.fault(name, row, _describe(node), allowed, "write the keys on indented lines below")
        reading.seen |= {known: row for known in SETTINGS if known.startswith(f"{name}.")}


def _read_value(name: str, node: yaml.Node, row: int, reading: SettingsReading) -> None:
    column = SETTINGS[name]
    if not isinstance(node, yaml.ScalarNode) or node.tag not in _PLAIN_TAGS:
        mend = "write the value itself, without tags, lists or further keys"
        reading.fault(name, row, _describe(node), column.allowed, mend)
        return
    reading.take(name, row, "" if node.tag == _NULL else node.value)


def _describe(node: yaml.Node) -> str:
    if node.tag not in _PLAIN_TAGS:
        return f"the tag {shown(node.tag)}"
    if isinstance(node, yaml.ScalarNode):
        return shown(node.value) if node.value else "blank"
    return "a list" if isinstance(node, yaml.SequenceNode) else "a mapping"
