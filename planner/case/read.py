"""Reading a case: a folder of sheets to a Case, or everything wrong with it at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from planner.case.case import Case, Row
from planner.case.cells import listed, suggest
from planner.case.checks import examine
from planner.case.draft import Draft
from planner.case.settings_file import FILE, read_settings
from planner.case.sheets import SHEETS
from planner.case.table import FaultyFileError, decode, left_out, read_table
from planner.errors import CaseError, Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from planner.case.settings import Settings

SCENARIOS = "scenarios.yaml"
"""Read by the studies, not here; it may stand in a case."""

_FILES = (FILE, *(sheet.file for sheet in SHEETS.values()))
_ALLOWED = (*_FILES, SCENARIOS)


def read(folder: str | Path) -> Case:
    """The case in a folder; raises CaseError, which lists everything wrong with it."""
    folder = Path(folder)
    found = _list_files(folder)
    reading = _Reading(folder, found)
    reading.faults += _stray_faults(found)
    settings = reading.settings()
    sheets = reading.sheets(settings)
    across, notes = examine(Draft(settings, sheets))
    faults = reading.faults + across
    if faults or settings is None:
        raise CaseError(faults)
    whole = {name: sheets.get(name, ()) for name in SHEETS}
    return Case(folder.resolve().name, settings, whole, (*reading.notes, *notes), reading.hashes)


@dataclass
class _Reading:
    """Files read so far: their hashes, and what is wrong with each by itself or worth telling of it."""

    folder: Path
    found: list[str]
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)

    def text(self, file: str) -> str:
        """The text of a file; raises FaultyFileError where it cannot be read."""
        try:
            content = (self.folder / file).read_bytes()
        except OSError as problem:
            mend = "put a readable file there"
            raise FaultyFileError(Fault(file, "a readable file", mend, found=problem.strerror)) from None
        self.hashes[file] = hashlib.sha256(content).hexdigest()
        return decode(file, content)

    def settings(self) -> Settings | None:
        """The settings, or None where they have faults."""
        if FILE not in self.found:
            self.faults.append(_missing(FILE, "the settings of the case"))
            return None
        try:
            settings, faults = read_settings(self.text(FILE))
        except FaultyFileError as faulty:
            settings, faults = None, [faulty.fault]
        self.faults += faults
        return settings

    def sheets(self, settings: Settings | None) -> dict[str, tuple[Row, ...]]:
        """The sheets that could be read, if only in part."""
        read: dict[str, tuple[Row, ...]] = {}
        for sheet in SHEETS.values():
            if sheet.file not in self.found:
                # Where the settings are unreadable, nobody knows whether funding is off.
                if not sheet.financing or (settings is not None and settings.funding):
                    self.faults.append(_missing(sheet.file, sheet.help))
                continue
            try:
                text = self.text(sheet.file)
                read[sheet.name], faults = read_table(sheet, text)
                note = left_out(sheet, text) if read[sheet.name] else None
                self.notes += [] if note is None else [note]
            except FaultyFileError as faulty:
                faults = [faulty.fault]
            self.faults += faults
        return read


def _list_files(folder: Path) -> list[str]:
    """Names of the sheets and YAML files in the folder; raises CaseError where there is no case."""
    allowed = f"a folder with {FILE} and one CSV for each sheet"
    try:
        names = sorted(path.name for path in folder.iterdir())
    except FileNotFoundError:
        raise CaseError([Fault(str(folder), allowed, "check the path", found="no such folder")]) from None
    except NotADirectoryError:
        mend = "name the folder the file is in"
        raise CaseError([Fault(str(folder), allowed, mend, found="a file")]) from None
    except (OSError, ValueError) as problem:
        found = getattr(problem, "strerror", None) or str(problem)
        raise CaseError([Fault(str(folder), allowed, "check the path", found=found)]) from None
    if not set(names) & set(_FILES):
        found = "none of these files" if names else "an empty folder"
        raise CaseError(
            [Fault(str(folder), allowed, "check the path, or copy the example case", found=found)]
        )
    endings = (".csv", ".yaml", ".yml")
    return [name for name in names if name.lower().endswith(endings) and not name.startswith((".", "~$"))]


def _stray_faults(found: Iterable[str]) -> Iterator[Fault]:
    """Files that look like part of a case and are not: a misspelt sheet would be silently ignored."""
    spare = [file for file in _ALLOWED if file not in found]
    for file in found:
        if file not in _ALLOWED:
            mend = suggest(file, spare, "move it out of the case folder")
            yield Fault(file, f"one of {listed(_ALLOWED, len(_ALLOWED))}", mend, found="an unknown file")


def _missing(file: str, help: str) -> Fault:
    return Fault(file, "the file, if only with its header", f"write it: {help}", found="no such file")
