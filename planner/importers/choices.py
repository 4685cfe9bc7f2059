"""What the user says of a foreign file's names and money: a map in YAML, and options."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.case.sheet_rows import FaultyFileError, decode
from planner.case.yaml_text import compose, describe, entries, scalar
from planner.disk.foreign_files import LARGEST_YAML, UnfitFileError, content_of
from planner.errors import CaseError, Fault

if TYPE_CHECKING:
    from pathlib import Path

    from planner.case.yaml_text import Entry

MAPS = ("assets", "regions", "sites", "pools")
WORDS = ("sponsor",)
FORM = f"a map: the keys {', '.join((*MAPS, *WORDS))}"
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Choices:
    """Names of the case by the file's own, and what a format asks for besides.

    `assets`, `sites` and `pools` map technologies, `regions` the file's regions. Where a map is None, the file's names
    are taken, in the small letters of the sheets; where there is one, what is not in it is left out and told.
    """

    assets: dict[str, str] | None = None
    sites: dict[str, str] | None = None
    pools: dict[str, str] | None = None
    regions: dict[str, str] | None = None
    sponsor: str | None = None
    years: tuple[int, int] = (0, 9999)
    usd_per_eur: float | None = None
    financial_case: str | None = None
    scenario: str | None = None
    statuses: frozenset[str] = field(default_factory=frozenset)

    def asset(self, technology: str) -> str | None:
        """The case's name of a technology; None where a map leaves it out."""
        return named(self.assets, technology)

    def region(self, region: str) -> str | None:
        """The case's name of a region, which the file's is where there is no map."""
        return region if self.regions is None else self.regions.get(region)


def named(names: dict[str, str] | None, foreign: str) -> str | None:
    """A name by a map, or where there is none the foreign name as sheets write names.

    >>> named(None, "Natural Gas Fired Combined Cycle"), named({"Nuclear": "nuclear_coloc"}, "Coal")
    ('natural_gas_fired_combined_cycle', None)
    """
    if names is None:
        return _NOT_IN_NAMES.sub("_", foreign.lower()).strip("_")
    return names.get(foreign)


def read_map(file: Path) -> dict[str, dict[str, str] | str]:
    """The maps that a YAML file holds; raises CaseError with all that is wrong with it."""
    try:
        written = compose(file.name, decode(file.name, content_of(file, LARGEST_YAML)), FORM)
    except FaultyFileError as faulty:
        raise CaseError([faulty.fault]) from None
    except UnfitFileError as problem:
        raise CaseError([Fault(str(file), FORM, problem.mend, found=problem.found)]) from None
    except OSError as problem:
        mend = "name a YAML file with --map"
        raise CaseError([Fault(str(file), "a readable file", mend, found=problem.strerror)]) from None
    faults: list[Fault] = []
    found: dict[str, dict[str, str] | str] = {}
    for entry in written:
        if entry.name in found:
            faults.append(
                Fault(file.name, "each key once", "remove one of the two", row=entry.row, column=entry.name)
            )
        elif entry.name in WORDS:
            found[entry.name] = _word(file.name, entry, faults)
        elif entry.name in MAPS:
            found[entry.name] = _names(file.name, entry, faults)
        else:
            faults.append(Fault(file.name, FORM, "remove the key", row=entry.row, found=repr(entry.name)))
    if faults:
        raise CaseError(faults)
    return found


def _word(file: str, entry: Entry, faults: list[Fault]) -> str:
    text = scalar(entry.node)
    if not text:
        mend = f"write '{entry.name}: name'"
        faults.append(
            Fault(file, "a name", mend, row=entry.row, column=entry.name, found=describe(entry.node))
        )
    return text or ""


def _names(file: str, entry: Entry, faults: list[Fault]) -> dict[str, str]:
    """A map of names, each of which stands for one of the case's."""
    pairs = entries(entry.node)
    if pairs is None:
        allowed, mend = (
            "a map of the file's names to the case's",
            "write 'name in the file: name in the case'",
        )
        faults.append(Fault(file, allowed, mend, entry.row, entry.name, describe(entry.node)))
        return {}
    names: dict[str, str] = {}
    for pair in pairs:
        if pair.name in names:
            faults.append(
                Fault(file, "each name once", "remove one of the two", pair.row, entry.name, pair.name)
            )
        names[pair.name] = _word(file, pair, faults)
    return names
