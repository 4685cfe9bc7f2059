"""Lists of named edits in a YAML file of a case, as scenarios and futures are: what both check of them alike."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from typing import TYPE_CHECKING

from planner.case.cells import shown
from planner.case.edits import parse
from planner.case.yaml_text import describe, items, scalar
from planner.errors import CaseError, Fault

if TYPE_CHECKING:
    from planner.case.edits import Edit
    from planner.case.yaml_text import Entry

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}", re.ASCII)
"""Names become folders."""


def where_of(file: str, kind: str, entry: Entry) -> str:
    """A scenario or a future as a message names it, by `kind`."""
    return f"{file}, row {entry.row}, {kind} {shown(entry.name)[1:-1]}"


def name_faults(entry: Entry, where: str) -> list[Fault]:
    """What is wrong with a name."""
    if NAME.fullmatch(entry.name):
        return []
    mend = "name it so: it becomes the name of a folder"
    return [Fault(where, "a name of letters, digits, - and _", mend, found=shown(entry.name))]


def sentence_of(entry: Entry, where: str, faults: list[Fault]) -> str:
    """What a scenario or future supposes, on one line; what is wrong with it joins the faults."""
    text = " ".join((scalar(entry.node) or "").split())
    if not text or not text.isprintable():
        mend = "write what it supposes"
        faults.append(Fault(f"{where}, sentence", "a sentence", mend, found=describe(entry.node)))
    return text


def edits_of(entry: Entry, where: str, faults: list[Fault]) -> tuple[Edit, ...]:
    """The edits that could be understood; what is wrong with the others joins the faults."""
    nodes = items(entry.node)
    if nodes is None:
        mend = "write '- EDIT' on lines below, or [] where there are none"
        faults.append(Fault(f"{where}, edits", "a list of edits", mend, found=describe(entry.node)))
        return ()
    edits = []
    for node in nodes:
        text = scalar(node)
        at = f"{where.partition(', row ')[0]}, row {node.start_mark.line + 1}, {where.rpartition(', ')[2]}"
        if text is None:
            faults.append(
                Fault(at, "an edit", "write it as text, in quotes if need be", found=describe(node))
            )
            continue
        try:
            edits.append(parse(text))
        except CaseError as problem:
            faults += located(problem, at)
    return tuple(edits)


def doubled(written: list[Entry], where: str) -> list[Fault]:
    """Keys written more than once."""
    counts = Counter(entry.name for entry in written)
    return [
        Fault(where, "each key once", "keep one of them", found=f"{count} times {shown(name)}")
        for name, count in counts.items()
        if count > 1
    ]


def alike(written: list[Entry], file: str, kind: str) -> list[Fault]:
    """Names that are the same but for small and capital letters: not every disk keeps two such folders apart."""
    first: dict[str, str] = {}
    faults = []
    for entry in written:
        name = first.setdefault(entry.name.casefold(), entry.name)
        if name != entry.name:
            where, allowed = (
                where_of(file, kind, entry),
                f"another name than {name}, but for capital letters",
            )
            faults.append(
                Fault(where, allowed, "rename one of the two: names become folders", found=shown(entry.name))
            )
    return faults


def located(problem: CaseError, where: str) -> list[Fault]:
    """Faults with where they come from."""
    return [dataclasses.replace(fault, file=f"{where}: {fault.file}") for fault in problem.faults]
