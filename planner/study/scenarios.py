"""Scenarios: named sets of edits with a sentence each, in the file scenarios.yaml of a case.

turbine-crunch:
sentence: Turbines come a year later.
edits:
- supply_limits.year[supply_pool=frame_turbine_slots]+=1
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.case.cells import listed, shown, suggest
from planner.case.editing import edit
from planner.case.folder import SCENARIOS
from planner.case.read import scenarios_text
from planner.case.sheet_rows import FaultyFileError
from planner.case.workbook_places import SCENARIOS_TAB
from planner.case.yaml_text import Entry, compose, describe, entries
from planner.errors import CaseError, Fault, UserError
from planner.study.edit_lists import alike, doubled, edits_of, located, name_faults, sentence_of, where_of

if TYPE_CHECKING:
    from pathlib import Path

    from planner.case import Case
    from planner.case.edits import Edit

KEYS = ("sentence", "edits")
KIND = "scenario"
_AT = re.compile(rf"^{re.escape(SCENARIOS)}(?:, row (\d+))?")
"""How a place among the scenarios begins."""
FORM = "a scenario: its name, and below it the keys sentence and edits"


@dataclass(frozen=True)
class Scenario:
    """A named set of edits; `sentence` says what it supposes, `row` is where it stands in its file."""

    name: str
    sentence: str
    edits: tuple[Edit, ...]
    row: int = 0


def read_scenarios(path: Path) -> dict[str, Scenario]:
    """The scenarios of the case in a folder or workbook by name, in order, none where it has no such file.

    Raises CaseError with everything wrong with the file, the scenario named; whether the edits mean something in the
    case shows when they are made.
    """
    try:
        text = scenarios_text(path)
        written = [] if text is None else compose(SCENARIOS, text, FORM)
    except FaultyFileError as faulty:
        raise CaseError(_placed([faulty.fault], path.is_file())) from None
    faults = [*doubled(written, SCENARIOS), *alike(written, SCENARIOS, KIND)]
    found = [_scenario(entry, faults) for entry in written]
    if faults:
        raise CaseError(_placed(faults, path.is_file()))
    return {scenario.name: scenario for scenario in found}


def choose(folder: Path, name: str) -> Scenario:
    """The scenario of that name; raises UserError that offers the nearest, CaseError where the file is faulty."""
    known = read_scenarios(folder)
    if name in known:
        return known[name]
    if not known:
        raise UserError(
            f"{folder} has no scenarios.\n    mend: write them into {_home(folder.is_file())} there, or use --set"
        )
    mend = suggest(name, known, f"name one of {listed(known, len(known))}")
    raise UserError(
        f"{folder} has no scenario {shown(name)}: it has {listed(known, len(known))}.\n    mend: {mend}"
    )


def in_scenario(case: Case, scenario: Scenario) -> Case:
    """The case as the scenario has it; raises CaseError, the scenario named in every fault."""
    try:
        edited = edit(case, *scenario.edits)
    except CaseError as problem:
        where = f"{SCENARIOS}, row {scenario.row}, {KIND} {scenario.name}"
        raise CaseError(_placed(located(problem, where), case.places is not None)) from None
    return dataclasses.replace(edited, scenario=scenario.name)


def check_scenarios(case: Case, folder: Path) -> list[Scenario]:
    """The scenarios of a case, each made once to see that it can be; raises CaseError with all that is wrong."""
    faults: list[Fault] = []
    scenarios = list(read_scenarios(folder).values())
    for scenario in scenarios:
        try:
            in_scenario(case, scenario)
        except CaseError as problem:
            faults += problem.faults
    if faults:
        raise CaseError(faults)
    return scenarios


def _scenario(entry: Entry, faults: list[Fault]) -> Scenario:
    """One scenario as written; what is wrong with it joins the faults."""
    where = where_of(SCENARIOS, KIND, entry)
    faults += name_faults(entry, where)
    written = entries(entry.node)
    if written is None:
        faults.append(
            Fault(where, FORM, "write both keys on indented lines below", found=describe(entry.node))
        )
        return Scenario(entry.name, "", (), entry.row)
    faults += doubled(written, where)
    by_name = {part.name: part for part in written}
    for name, part in by_name.items():
        if name not in KEYS:
            at = f"{SCENARIOS}, row {part.row}, scenario {entry.name}"
            faults.append(
                Fault(at, "the keys sentence and edits", suggest(name, KEYS, "remove it"), found=name)
            )
    for name in KEYS:
        if name not in by_name:
            faults.append(
                Fault(where, f"the key {name}", f"write it{'; [] is none' if name == 'edits' else ''}")
            )
    sentence = sentence_of(by_name["sentence"], where, faults) if "sentence" in by_name else ""
    edits = edits_of(by_name["edits"], where, faults) if "edits" in by_name else ()
    return Scenario(entry.name, sentence, edits, entry.row)


def _placed(faults: list[Fault], in_tab: bool) -> list[Fault]:
    """Faults as the reader of a folder, or of a workbook, looks for them: a row of the tab is a line of the file."""
    if not in_tab:
        return faults
    moved = []
    for fault in faults:
        if fault.file == SCENARIOS and fault.row is not None:
            moved.append(dataclasses.replace(fault, file=SCENARIOS_TAB, cell=f"A{fault.row}"))
        else:
            moved.append(dataclasses.replace(fault, file=_AT.sub(_cell, fault.file, count=1)))
    return moved


def _cell(match: re.Match[str]) -> str:
    """A row of the file as the cell of the tab."""
    return SCENARIOS_TAB if match[1] is None else f"{SCENARIOS_TAB}!A{match[1]}"


def _home(in_tab: bool) -> str:
    """Where scenarios are written."""
    return f"a tab {SCENARIOS_TAB}" if in_tab else SCENARIOS
