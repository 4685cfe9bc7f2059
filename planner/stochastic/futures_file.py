"""Futures as written: the file futures.yaml of a case, read and checked.

    bust:
      from: 2027Q1
      probability: 0.25
      sentence: Half of what AI laboratories need never comes.
      scenario: ai-labs-pull-back

A future follows the case itself, or the future named in `after`, from the start of the quarter `from` on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from planner.case.calendar import Quarter
from planner.case.cells import RefusedError, read_cell, shown, suggest
from planner.case.columns import Column
from planner.case.folder import FUTURES, text_beside
from planner.case.sheet_rows import FaultyFileError
from planner.case.yaml_text import compose, describe, entries, scalar
from planner.errors import CaseError, Fault, UserError
from planner.stochastic.tree import TRUNK
from planner.study.edit_lists import alike, doubled, edits_of, name_faults, sentence_of, where_of
from planner.study.scenarios import read_scenarios
from planner.tolerances import SUM_OF_PROBABILITIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from planner.case.edits import Edit
    from planner.case.yaml_text import Entry
    from planner.stochastic.tree import Tree
    from planner.study.scenarios import Scenario

KIND = "future"
FORM = "futures: the name of each, and below it the keys from, probability, sentence, and edits or scenario"
NEEDED = ("from", "probability", "sentence")
KEYS = (*NEEDED, "after", "edits", "scenario")
FROM = Column("from", "quarter", "quarter from whose start it is so", low=2000, high=2100)
PROBABILITY = Column(
    "probability", "number", "how likely among those that follow the same", low=0, high=1, low_open=True
)


@dataclass(frozen=True)
class Future:
    """A future as written; `after` is None where it follows the case itself, `row` where it stands in its file."""

    name: str
    row: int
    after: str | None
    since: Quarter
    probability: float
    sentence: str
    edits: tuple[Edit, ...]

    @property
    def where(self) -> str:
        """The future as a message names it."""
        return f"{FUTURES}, row {self.row}, {KIND} {self.name}"


def read_futures(folder: Path | None) -> dict[str, Future]:
    """The futures of the case in a folder by name, each after what it follows; none where it has no such file.

    Raises CaseError with everything wrong with the file; whether the edits mean something in the case shows when they
    are made.
    """
    if folder is None or folder.is_file():
        return {}
    try:
        text = text_beside(folder, FUTURES)
        written = [] if text is None else compose(FUTURES, text, FORM)
    except FaultyFileError as faulty:
        raise CaseError([faulty.fault]) from None
    if not written:
        return {}
    faults = [*doubled(written, FUTURES), *alike(written, FUTURES, KIND)]
    scenarios = read_scenarios(folder)
    read = [_future(entry, scenarios, faults) for entry in written]
    futures = {future.name: future for future in read if future is not None}
    if not faults:
        faults += _apart(futures)
    if faults:
        raise CaseError(faults)
    return _in_order(futures)


def expect_futures(folder: Path | None) -> dict[str, Future]:
    """The futures of a case that needs some; raises UserError where it has none, CaseError where they are faulty."""
    futures = read_futures(folder)
    if not futures:
        raise UserError(
            f"{folder or 'The case'} has no futures.\n"
            f"    mend: write them into {FUTURES} in its folder: {FORM.removeprefix('futures: ')}"
        )
    return futures


def _future(entry: Entry, scenarios: Mapping[str, Scenario], faults: list[Fault]) -> Future | None:
    """One future as written; what is wrong with it joins the faults."""
    where = where_of(FUTURES, KIND, entry)
    found = name_faults(entry, where)
    if entry.name == TRUNK:
        found.append(Fault(where, "another name", f"{TRUNK} is what comes before all futures", found=TRUNK))
    written = entries(entry.node)
    if written is None:
        found.append(Fault(where, FORM, "write its keys on indented lines below", found=describe(entry.node)))
        faults += found
        return None
    parts = {part.name: part for part in written}
    found += [*doubled(written, where), *_key_faults(parts, entry)]
    since, probability = (_cell(column, parts, where, found) for column in (FROM, PROBABILITY))
    sentence = sentence_of(parts["sentence"], where, found) if "sentence" in parts else ""
    edits = (
        *_of_scenario(parts, scenarios, where, found),
        *(edits_of(parts["edits"], where, found) if "edits" in parts else ()),
    )
    after = scalar(parts["after"].node) if "after" in parts else None
    faults += found
    if not isinstance(since, Quarter) or not isinstance(probability, float):
        return None
    return Future(entry.name, entry.row, after or None, since, probability, sentence, edits)


def _key_faults(parts: Mapping[str, Entry], entry: Entry) -> Iterator[Fault]:
    """Keys that a future does not have, or needs."""
    where = where_of(FUTURES, KIND, entry)
    for name, part in parts.items():
        if name not in KEYS:
            at = f"{FUTURES}, row {part.row}, {KIND} {entry.name}"
            yield Fault(at, f"the keys {', '.join(KEYS)}", suggest(name, KEYS, "remove it"), found=name)
    for name in NEEDED:
        if name not in parts:
            yield Fault(where, f"the key {name}", "write it")
    if "edits" not in parts and "scenario" not in parts:
        yield Fault(where, "the key edits, or scenario", "write one; edits: [] is the case as it is")


def _cell(column: Column, parts: Mapping[str, Entry], where: str, faults: list[Fault]) -> object:
    """What a key holds; None where that is not allowed, which joins the faults."""
    if column.name not in parts:
        return None
    node = parts[column.name].node
    text = scalar(node)
    try:
        return read_cell(column, "" if text is None else text)
    except RefusedError as refused:
        at = f"{FUTURES}, row {parts[column.name].row}, {where.rpartition(', ')[2]}"
        faults.append(Fault(f"{at}, {column.name}", refused.allowed, refused.mend, found=describe(node)))
        return None


def _of_scenario(
    parts: Mapping[str, Entry], scenarios: Mapping[str, Scenario], where: str, faults: list[Fault]
) -> tuple[Edit, ...]:
    """The edits of the scenario that a future names, if it does."""
    if "scenario" not in parts:
        return ()
    name = scalar(parts["scenario"].node) or ""
    if name in scenarios:
        return scenarios[name].edits
    mend = suggest(name, scenarios, "name one of them, or write edits") if scenarios else "write edits"
    known = ", ".join(scenarios) or "it has none"
    faults.append(Fault(f"{where}, scenario", f"a scenario of the case: {known}", mend, found=shown(name)))
    return ()


def _apart(futures: Mapping[str, Future]) -> Iterator[Fault]:
    """Futures that make no tree: after nobody, in a circle, or with siblings that do not fit together."""
    for future in futures.values():
        if future.after is not None and future.after not in futures:
            mend = suggest(future.after, futures, "leave `after` out where it follows the case itself")
            yield Fault(f"{future.where}, after", "another future", mend, found=shown(future.after))
        elif future.after is not None and future.name in _way(futures, future.after):
            mend = "let one of them follow the case itself, or another future"
            found = " after ".join([future.name, *_way(futures, future.after)])
            yield Fault(f"{future.where}, after", "a future that does not follow it", mend, found=found)
        elif future.after is not None and future.since <= futures[future.after].since:
            earlier = futures[future.after].since
            mend = "let the news come later, or follow what comes before"
            yield Fault(
                f"{future.where}, from",
                f"a quarter after {earlier}, from when {future.after} is",
                mend,
                found=str(future.since),
            )
    for after in dict.fromkeys(future.after for future in futures.values()):
        yield from _beside([future for future in futures.values() if future.after == after])


def _way(futures: Mapping[str, Future], name: str) -> list[str]:
    """The names from a future back to the case, until one comes again."""
    way: list[str] = []
    at: str | None = name
    while at is not None and at in futures and at not in way:
        way.append(at)
        at = futures[at].after
    return way


def _beside(siblings: list[Future]) -> Iterator[Fault]:
    """What is wrong with futures that follow the same."""
    first = siblings[0]
    what = "the case itself" if first.after is None else first.after
    for future in siblings[1:]:
        if future.since != first.since:
            allowed = f"{first.since}, from when {first.name} follows {what} too: all that do start together"
            yield Fault(f"{future.where}, from", allowed, f"write {first.since}", found=str(future.since))
    total = sum(future.probability for future in siblings)
    if abs(total - 1) > SUM_OF_PROBABILITIES:
        names = ", ".join(future.name for future in siblings)
        allowed = f"probabilities that add up to 1 over all that follow {what}: {names}"
        mend = f"change one of them by {1 - total:+.10g}"
        yield Fault(f"{first.where}, probability", allowed, mend, found=f"{total:.10g} together")


def _in_order(futures: Mapping[str, Future]) -> dict[str, Future]:
    """Futures, each after the one that it follows, as they are written otherwise."""
    ordered: dict[str, Future] = {}
    while len(ordered) < len(futures):
        for name, future in futures.items():
            if name not in ordered and (future.after is None or future.after in ordered):
                ordered[name] = future
    return ordered


def text_of(tree: Tree) -> str:
    """The futures of a tree as a file that reads as the same ones, those of scenarios as their edits."""
    keys: dict[str, dict[str, Any]] = {}
    for node in tree.nodes.values():
        if node.parent is not None:
            after = {} if node.parent == TRUNK else {"after": node.parent}
            keys[node.name] = {
                **after,
                "from": str(node.since),
                "probability": node.chance,
                "sentence": node.sentence,
                "edits": list(node.edits),
            }
    return yaml.safe_dump(keys, sort_keys=False, allow_unicode=True, width=10_000)
