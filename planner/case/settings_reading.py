"""Reading the settings of a case, key by key, wherever they are written; and case.yaml as one place of them.

YAML tags are never constructed, only looked at, so no file can run code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.case.cells import CLEAR, RefusedError, listed, read_cell, shown, suggest
from planner.case.foreign import Foreign
from planner.case.settings import SETTINGS, SETTINGS_FILE, Settings, build
from planner.case.sheet_rows import FaultyFileError
from planner.case.yaml_text import compose, describe, entries, scalar
from planner.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import yaml

    from planner.case.columns import Value
    from planner.case.yaml_text import Entry

SECTIONS = dict.fromkeys(name.partition(".")[0] for name in SETTINGS if "." in name)


@dataclass
class SettingsReading:
    """What has been read so far: values by key, the row of every key seen, faults."""

    values: dict[str, Value] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, name: str | None, row: int | None, found: str | None, allowed: str, mend: str) -> None:
        """Note a fault of a key, of a row, or of the whole."""
        self.faults.append(Fault(SETTINGS_FILE, allowed, mend, row=row, column=name, found=found))

    def is_new(self, name: str, row: int) -> bool:
        """Note that a key stands in a row; whether it is the first time."""
        if name in self.seen:
            mend = f"keep one of rows {self.seen[name]} and {row}"
            self.fault(name, row, "the key a second time", "each key once", mend)
            return False
        self.seen[name] = row
        return True

    def unknown(self, name: str, row: int, words: Iterable[str]) -> None:
        """Note a key that there is not; `words` are those that may stand there."""
        words = list(words)
        mend = suggest(name, [*words, *SETTINGS], "remove it")
        self.fault(shown(name)[1:-1], row, "an unknown key", f"one of {listed(words)}", mend)

    def take(self, name: str, row: int, text: str) -> None:
        """Read the value of a key that there is."""
        column = SETTINGS[name]
        try:
            if not text.strip():
                raise RefusedError(column.allowed, "write a value, or remove the key where it may be absent")
            plain = name == "funding" and not isinstance(text, Foreign)
            self.values[name] = read_cell(column, text.lower() if plain else text)
        except RefusedError as refused:
            mend = "remove the key" if refused.mend == CLEAR else refused.mend
            self.fault(name, row, shown(text) if text else "blank", refused.allowed, mend)

    def find_missing(self) -> None:
        """Note every section and key that must be there and is not."""
        for section in SECTIONS:
            keys = [column for name, column in SETTINGS.items() if name.startswith(f"{section}.")]
            if section not in self.seen and not all(column.blank for column in keys):
                allowed = f"a section with the keys {listed(keys_of(section))}"
                self.fault(section, None, "no such section", allowed, "write the section")
                self.seen |= {column.name: 0 for column in keys}
        for name, column in SETTINGS.items():
            if name not in self.seen and not column.blank:
                self.fault(name, None, "no such key", column.allowed, f"write the key: {column.help}")

    def settings(self) -> Settings | None:
        """The settings; None where anything is wrong with them."""
        return None if self.faults else build(self.values)


def keys_of(section: str) -> Iterator[str]:
    """The keys of a section, or the first words of all keys where that is empty."""
    if not section:
        yield from dict.fromkeys(name.partition(".")[0] for name in SETTINGS)
    for name in SETTINGS:
        if section and name.startswith(f"{section}."):
            yield name.removeprefix(f"{section}.")


def read_settings(text: str) -> tuple[Settings | None, list[Fault]]:
    """The settings written in `text`, or None and everything wrong with them."""
    reading = SettingsReading()
    try:
        written = compose(SETTINGS_FILE, text, f"a YAML mapping with the keys {listed(keys_of(''))}")
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
