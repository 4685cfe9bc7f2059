"""A sweep as a YAML file asks for it, read strictly: every fault with its row, its key and its mend."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from planner.case.cells import listed, shown, suggest
from planner.case.edits import parse
from planner.case.sheet_rows import FaultyFileError, decode
from planner.case.yaml_text import compose, describe, entries, items, scalar
from planner.disk.foreign_files import LARGEST_YAML, UnfitFileError, content_of
from planner.errors import CaseError, Fault
from planner.numbers import whole_number
from planner.study.factors import Factor, counted, name_problems, spread, step_problems, value_problems
from planner.study.spec import DESIGNS, Spec
from planner.study.sweep_limits import LARGEST_SEED, MOST_CASES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from planner.case.edits import Edit
    from planner.case.yaml_text import Entry

COUNTS = {"samples": (1, MOST_CASES), "levels": (2, MOST_CASES), "seed": (0, LARGEST_SEED)}
"""Keys that hold a whole number, and the least and the most that each may hold."""
KEYS = ("design", "factors", "scenarios", "set", *COUNTS)
FORM = f"a sweep: the keys {', '.join(KEYS)}"
FACTOR_KEYS = ("edit", "values", "low", "high", "steps", "whole")


def read_spec(file: Path) -> Spec:
    """The sweep that a YAML file asks for; raises CaseError with all that is wrong with it, UserError."""
    return _Reading(file.name).spec(_written(file))


def _written(file: Path) -> list[Entry]:
    """The keys of a file; raises CaseError where it cannot be read."""
    try:
        return compose(file.name, decode(file.name, content_of(file, LARGEST_YAML)), FORM)
    except FaultyFileError as faulty:
        raise CaseError([faulty.fault]) from None
    except UnfitFileError as problem:
        raise CaseError([Fault(str(file), "a readable file", problem.mend, found=problem.found)]) from None
    except OSError as problem:
        mend = "name a YAML file, or use --vary"
        raise CaseError([Fault(str(file), "a readable file", mend, found=problem.strerror)]) from None


class _Reading:
    """One file as it is read, and what is wrong with it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def fault(self, entry: Entry, allowed: str, mend: str, found: str | None = None) -> None:
        """Note a fault of a key."""
        found = describe(entry.node) if found is None else found
        self.faults.append(Fault(self.file, allowed, mend, entry.row, shown(entry.name)[1:-1], found))

    def spec(self, written: list[Entry]) -> Spec:
        """What the keys ask for."""
        given: dict[str, Any] = {}
        for entry in self.once(written, KEYS):
            if entry.name == "design":
                given["design"] = self.word(entry, DESIGNS)
            elif entry.name in COUNTS:
                given[entry.name] = self.count(entry, *COUNTS[entry.name])
            elif entry.name == "factors":
                given["factors"] = self.factors(entry)
            elif entry.name == "set":
                given["edits"] = tuple(str(edit) for edit in self.edits(entry))
            else:
                given["scenarios"] = self.words(entry)
        if self.faults:
            raise CaseError(self.faults)
        return Spec(**given)

    def once(self, written: Sequence[Entry], keys: Sequence[str]) -> list[Entry]:
        """The keys that are known, each once."""
        known: dict[str, Entry] = {}
        for entry in written:
            if entry.name in known:
                self.fault(entry, "each key once", "keep one of them", "the key a second time")
            elif entry.name not in keys:
                self.fault(
                    entry, f"one of {listed(keys)}", suggest(entry.name, keys, "remove it"), "an unknown key"
                )
            else:
                known[entry.name] = entry
        return list(known.values())

    def word(self, entry: Entry, words: Sequence[str]) -> str:
        """One of the words."""
        text = scalar(entry.node) or ""
        if text not in words:
            self.fault(entry, f"one of {listed(words)}", suggest(text, words, "write one of these"))
            return words[0]
        return text

    def count(self, entry: Entry, least: int, most: int) -> int:
        """A whole number."""
        count = whole_number(scalar(entry.node) or "")
        if count is None or not least <= count <= most:
            self.fault(entry, f"a whole number from {least:,} to {most:,}", "write one, in digits alone")
            return least
        return count

    def words(self, entry: Entry) -> tuple[str, ...]:
        """One word, or a list of them."""
        nodes = items(entry.node)
        found = [scalar(node) for node in (nodes if nodes is not None else [entry.node])]
        if not found or not all(found):
            self.fault(entry, "a word, or a list of words", "write [one, another]")
        return tuple(text for text in found if text)

    def edits(self, entry: Entry, valued: bool = True) -> tuple[Edit, ...]:
        """One edit, or a list of them; without their values, where they are not `valued`."""
        found = []
        for text in self.words(entry):
            try:
                one = parse(text)
            except CaseError as problem:
                where = f"{self.file}, row {entry.row}"
                self.faults += [
                    dataclasses.replace(fault, file=f"{where}: {fault.file}") for fault in problem.faults
                ]
                continue
            if not valued and one.value:
                self.fault(entry, "an edit without its value", f"write {one.target}", shown(text))
            found.append(one)
        return tuple(found)

    def factors(self, entry: Entry) -> tuple[Factor, ...]:
        """Factors by name."""
        written = entries(entry.node)
        if not written:
            self.fault(
                entry, "factors, each its name and the keys edit and values, or low and high", "write them"
            )
            return ()
        found = (self.factor(one) for one in self.once(written, [one.name for one in written]))
        return tuple(factor for factor in found if factor is not None)

    def factor(self, entry: Entry) -> Factor | None:
        """One factor; None where it has faults."""
        before = len(self.faults)
        written = {part.name: part for part in self.once(entries(entry.node) or [], FACTOR_KEYS)}
        if "edit" not in written:
            self.fault(
                entry, "the key edit: an edit without its value, or several", "write it", "no such key"
            )
        edits = self.edits(written["edit"], valued=False) if "edit" in written else ()
        values = self.values(entry, written)
        whole = counted(edits, values)
        if "whole" in written:
            whole = self.word(written["whole"], ("true", "false")) == "true"
        factor = Factor(entry.name, edits, values, whole)
        for what, mend in (*name_problems(factor.name), *value_problems(factor)):
            self.unfit(entry, what, mend)
        return None if len(self.faults) > before else factor

    def values(self, entry: Entry, written: Mapping[str, Entry]) -> tuple[str, ...]:
        """The values that the keys of a factor give it; none where they are faulty."""
        before = len(self.faults)
        if ("values" in written) == bool({"low", "high"} <= set(written)):
            self.fault(
                entry, "either values, or low and high", "write one or the other", ", ".join(written) or None
            )
        steps = self.count(written["steps"], 2, MOST_CASES) if "steps" in written else 2
        listed = self.words(written["values"]) if "values" in written else ()
        ends = [self.end(written[name]) for name in ("low", "high") if name in written]
        if len(self.faults) > before or listed:
            return listed
        low, high = ends
        for what, mend in step_problems(entry.name, low, high, steps):
            self.unfit(entry, what, mend)
        return spread(low, high, steps) if len(self.faults) == before else ()

    def end(self, entry: Entry) -> str:
        """An end of a range, which is one value."""
        text = scalar(entry.node)
        if not text:
            self.fault(entry, "one value", "write a number")
        return text or ""

    def unfit(self, entry: Entry, what: str, mend: str) -> None:
        """Note what is wrong with the name of a factor, or with its values."""
        self.fault(entry, "a name and values that can be used", mend, what.rstrip("."))
