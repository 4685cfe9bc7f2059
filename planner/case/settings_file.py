"""case.yaml: text to Settings. Tags are never constructed, only looked at, so no file can run code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.case.cells import listed
from planner.case.settings import SETTINGS
from planner.case.settings_reading import FILE, SECTIONS, SettingsReading, keys_of
from planner.case.sheet_rows import FaultyFileError
from planner.case.yaml_text import compose, describe, entries, scalar

if TYPE_CHECKING:
    import yaml

    from planner.case.settings import Settings
    from planner.case.yaml_text import Entry
    from planner.errors import Fault

__all__ = ["FILE", "read_settings"]


def read_settings(text: str) -> tuple[Settings | None, list[Fault]]:
    """The settings written in `text`, or None and everything wrong with them."""
    reading = SettingsReading()
    try:
        written = compose(FILE, text, f"a YAML mapping with the keys {listed(keys_of(''))}")
    except FaultyFileError as faulty:
        return None, [faulty.fault]
    _read_mapping(written, "", reading)
    reading.find_missing()
    return reading.settings(), reading.faults


def _read_mapping(written: list[Entry], section: str, reading: SettingsReading) -> None:
    prefix = f"{section}." if section else ""
    for entry in written:
        name, row = prefix + entry.name, entry.row
        if reading.is_new(name, row):
            if name in SETTINGS:
                _read_value(name, entry.node, row, reading)
            elif not section and name in SECTIONS:
                _read_section(name, entry.node, row, reading)
            else:
                reading.unknown(name, row, [prefix + known for known in keys_of(section)])


def _read_section(name: str, node: yaml.Node, row: int, reading: SettingsReading) -> None:
    written = entries(node)
    if written is not None:
        _read_mapping(written, name, reading)
    else:
        allowed = f"a section with the keys {listed(keys_of(name))}"
        reading.fault(name, row, describe(node), allowed, "write the keys on indented lines below")
        reading.seen |= {known: row for known in SETTINGS if known.startswith(f"{name}.")}


def _read_value(name: str, node: yaml.Node, row: int, reading: SettingsReading) -> None:
    text = scalar(node)
    if text is None:
        mend = "write the value itself, without tags, lists or further keys"
        reading.fault(name, row, describe(node), SETTINGS[name].allowed, mend)
    else:
        reading.take(name, row, text)
