"""Rules in conflict: an irreducible infeasible set from HiGHS, told by rule and by cell.

The search begins with the rows that a certificate of impossibility leans on, which are impossible by themselves:
a few hundred of many thousand. Should HiGHS have no irreducible set of them in time, rules are dropped one after
the other as long as the rest stays impossible.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.diagnose.elastic import OutOfTimeError, has_plan
from planner.diagnose.iis_process import iis_in_process
from planner.diagnose.iis_search import iis_of
from planner.diagnose.repair import ConflictingRule
from planner.diagnose.sentences import sentences
from planner.parameters.timeline import names_of
from planner.rules import RULES, cells_behind
from planner.tolerances import IN_THE_CERTIFICATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.case import Case
    from planner.diagnose.elastic import Clock
    from planner.solver import Program

    Rows = NDArray[np.int64]

MOST_SECONDS = 20.0
AT_ONCE_ROWS = 400
"""Up to this many rows the search takes a moment; beyond, it is worth a process of its own."""


def conflicting_rules(
    case: Case, program: Program, duals: NDArray[np.float64], clock: Clock
) -> list[ConflictingRule]:
    """The rules of an irreducible conflict, by rule and name, those with cells behind them."""
    rows = np.flatnonzero(np.abs(duals) > IN_THE_CERTIFICATE)
    found = irreducible(program, rows, min(MOST_SECONDS, clock.left))
    if found is None:
        found = _filtered(program, rows, clock)
    return _told(case, program, found)


def restricted(program: Program, rows: Rows) -> Program:
    """The program with those rows alone, and no cost."""
    return dataclasses.replace(
        program,
        cost=np.zeros(len(program.cost)),
        offset=0.0,
        matrix=program.matrix[rows],
        row_lower=program.row_lower[rows],
        row_upper=program.row_upper[rows],
        rows={},
    )


def irreducible(program: Program, rows: Rows, seconds: float) -> Rows | None:
    """Of impossible rows, an irreducible set by HiGHS; None where it finds none in time."""
    search = iis_of if len(rows) <= AT_ONCE_ROWS else iis_in_process
    found = search(restricted(program, rows), seconds)
    return None if found is None else rows[found]


def _filtered(program: Program, rows: Rows, clock: Clock) -> Rows:
    """Of impossible rows, a set that stays impossible and of which no rule can be dropped, as far as time allows."""
    for block in program.rows.values():
        rest = rows[(rows < block.start) | (rows >= block.stop)]
        if len(rest) == len(rows):
            continue
        try:
            if not has_plan(restricted(program, rest), clock.left):
                rows = rest
        except OutOfTimeError:
            break
    return rows


def _told(case: Case, program: Program, rows: Rows) -> list[ConflictingRule]:
    """Rows gathered into rules in words, one for each rule and name, with its periods."""
    gathered: dict[tuple[str, str], list[tuple[str, Any]]] = defaultdict(list)
    for rule, block in program.rows.items():
        for number in rows[(rows >= block.start) & (rows < block.stop)]:
            index = block.indices[number - block.start]
            whole = index if isinstance(index, tuple) else (index,)
            at = max(map(block.dims.find, "tq"))
            named = [
                str(part)
                for letter, part in zip(block.dims, whole, strict=True)
                if letter not in "tqobf" and part != ""
            ]
            name = names_of(case, block.dims[at])[whole[at]] if at >= 0 else ""
            gathered[rule, ", ".join(named)].append((name, index))
    found = []
    for (rule, names), members in gathered.items():
        places = dict.fromkeys(
            place for _, index in members for place in cells_behind(case, RULES[rule], index)
        )
        if places:
            when = _when([name for name, _ in members if name])
            where = ", ".join(part for part in (names, when) if part)
            found.append(ConflictingRule(rule, where, sentences()[rule], tuple(places)))
    return found


def _when(periods: list[str]) -> str:
    """A period, or the first and the last of several."""
    if not periods:
        return ""
    first, last = min(periods), max(periods)
    return first if first == last else f"{first} to {last}"
