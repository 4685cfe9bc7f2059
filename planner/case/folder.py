"""A folder as the source of a case: case.yaml and one CSV a sheet."""

from __future__ import annotations

import hashlib
import os
from pathlib import PurePath
from typing import TYPE_CHECKING

from planner.case.cells import listed, nearest
from planner.case.columns import OWN
from planner.case.public_files import of_csv
from planner.case.settings import SETTINGS_FILE
from planner.case.settings_reading import read_settings
from planner.case.sheet_rows import decode, lines_of, read_bytes
from planner.case.sheets import SHEETS
from planner.disk.foreign_files import LARGEST_FILE, LARGEST_YAML
from planner.errors import CaseError, Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from planner.case.columns import Sheet
    from planner.case.settings import Settings
    from planner.case.sheet_rows import Lines

SCENARIOS = "scenarios.yaml"
FUTURES = "futures.yaml"
CONVENTIONS = "conventions.yaml"
"""All are read by the studies, not here; they may stand in a case."""


class Folder:
    """The files of a case; raises CaseError where the path is no folder of them."""

    places = None

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._found = _list_files(folder)
        self.name = folder.resolve().name
        self.hashes: dict[str, str] = {}
        self.notes: list[str] = []
        self.faults: list[Fault] = list(_stray_faults(folder, self._found))

    def settings(self) -> Settings | None:
        """The settings; None where they have faults, which are noted."""
        if SETTINGS_FILE not in self._found:
            self.faults.append(_missing(SETTINGS_FILE, "the settings of the case"))
            return None
        settings, faults = read_settings(self._text(SETTINGS_FILE))
        self.faults += faults
        return settings

    def lines(self, sheet: Sheet) -> Lines | None:
        """The lines of a sheet, None where there is no such file; raises FaultyFileError where it is no CSV."""
        return lines_of(sheet, self._text(sheet.file)) if sheet.file in self._found else None

    def missing(self, sheet: Sheet) -> Fault:
        """What is wrong where a sheet is not there."""
        return _missing(sheet.file, sheet.help)

    def _text(self, file: str) -> str:
        """The text of a file; raises FaultyFileError where it cannot be read."""
        content = read_bytes(
            self._folder / file, file, LARGEST_YAML if file == SETTINGS_FILE else LARGEST_FILE
        )
        self.hashes[file] = hashlib.sha256(content).hexdigest()
        return decode(file, content)


def files() -> tuple[str, ...]:
    """The files that a case may have, the settings first."""
    return (SETTINGS_FILE, *(sheet.file for sheet in SHEETS.values()))


def text_beside(folder: Path, file: str) -> str | None:
    """The text of the scenarios or the futures in a folder; None where there are none. Raises FaultyFileError."""
    if not os.path.lexists(folder / file):
        return None
    return decode(file, read_bytes(folder / file, file, LARGEST_YAML))


def _list_files(folder: Path) -> list[str]:
    """Names of the sheets and YAML files in the folder; raises CaseError where there is no case."""
    allowed = (
        f"a folder with {SETTINGS_FILE} and one CSV for each sheet, or a workbook (.xlsx) with a tab for each"
    )
    try:
        names = sorted(path.name for path in folder.iterdir())
    except FileNotFoundError:
        found = "no such folder or workbook"
        raise CaseError([Fault(str(folder), allowed, "check the path", found=found)]) from None
    except NotADirectoryError:
        public = of_csv(folder)
        if public is not None:
            raise CaseError([public.fault(str(folder), allowed)]) from None
        mend = "name the folder the file is in"
        raise CaseError([Fault(str(folder), allowed, mend, found="a file")]) from None
    except (OSError, ValueError) as problem:
        found = getattr(problem, "strerror", None) or str(problem)
        raise CaseError([Fault(str(folder), allowed, "check the path", found=found)]) from None
    if not set(names) & set(files()):
        found = "none of these files" if names else "an empty folder"
        raise CaseError(
            [Fault(str(folder), allowed, "check the path, or copy the example case", found=found)]
        )
    endings = (".csv", ".yaml", ".yml")
    own = (".", "~$", *OWN)
    return [name for name in names if name.lower().endswith(endings) and not name.startswith(own)]


def _stray_faults(folder: Path, found: Iterable[str]) -> Iterator[Fault]:
    """Files that look like part of a case and are not: a misspelt sheet would be silently ignored."""
    known = (*files(), SCENARIOS, FUTURES, CONVENTIONS)
    spare = [file for file in known if file not in found]
    for file in found:
        public = of_csv(folder / file) if file not in known else None
        if public is not None:
            yield public.fault(file, f"one of {listed(known, len(known))}")
        elif file not in known:
            near = nearest(file, spare)
            # The ending alone, which is the same, may make two names look near.
            if near is not None and nearest(PurePath(file).stem, [PurePath(near).stem]) is not None:
                mend = f"did you mean {near}?"
            else:
                mend = "move it out of the case folder"
            yield Fault(file, f"one of {listed(known, len(known))}", mend, found="an unknown file")


def _missing(file: str, help: str) -> Fault:
    return Fault(file, "the file, if only with its header", f"write it: {help}", found="no such file")
