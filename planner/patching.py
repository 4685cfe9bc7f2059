"""Programs of cases that are neighbours: where only limits differ, one is made of the other instead of built anew.

A limit that stands in a sheet is the right-hand side of one rule, and of nothing else. Writing the model and compiling
it takes longer than solving it from where a neighbour stood, so this is half of what a case of a sweep costs.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.case.sheet_rows import NOTES
from planner.case.sheets import SHEETS
from planner.parameters.need import net_need_gw
from planner.rules import RULES, right_sides
from planner.rules.physical import NEED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.case import Case
    from planner.case.row import Row
    from planner.rules import Rule
    from planner.solver import Program
    from planner.timings import Stages


LIMITS: dict[str, set[str]] = {
    "demand": {"need_gw"},
    "committed": {"supply_gw"},
}
"""The columns, by sheet, that are right-hand sides and nothing else."""
for _cell in (rule.rhs for rule in RULES.values() if rule.rhs is not None):
    LIMITS.setdefault(_cell.sheet, set()).add(_cell.column)


class Programs:
    """Compiles cases, the last one that was built being kept for its neighbours."""

    def __init__(self) -> None:
        self.built: tuple[Case, Program] | None = None

    def of(self, case: Case, stages: Stages) -> Program:
        """The program of a case."""
        from planner.pipeline import compiled

        if self.built is not None and differ_in_limits_alone(self.built[0], case):
            return limited(self.built[1], case)
        program = compiled(case, stages)
        # What cannot be said of the case itself cannot be said of its neighbours.
        self.built = (case, program) if _same_limits(program, limited(program, case)) else None
        return program


def limited(program: Program, case: Case) -> Program:
    """A program with the limits of a case that differs from its own in limits alone."""
    lower, upper = program.row_lower.copy(), program.row_upper.copy()
    for rule in (*(rule for rule in RULES.values() if rule.rhs is not None), NEED):
        block = program.rows.get(rule.name)
        if block is None or not len(block.indices):
            continue
        new = _right_sides(case, rule, block.indices)
        for bounds in (lower, upper):
            if np.isfinite(bounds[block.start]):
                bounds[block.slice] = new
    return dataclasses.replace(program, row_lower=lower, row_upper=upper)


def _right_sides(case: Case, rule: Rule, indices: Sequence[Any]) -> list[float]:
    """The right-hand sides of a rule: its cell's, or for need what year-end levels come to."""
    if rule is not NEED:
        return right_sides(case, rule, indices)
    need = net_need_gw(case)
    return [need.get(index, 0.0) for index in indices]


def _same_limits(one: Program, other: Program) -> bool:
    """Whether two programs have the same right-hand sides, to the last digit."""
    return bool((one.row_lower == other.row_lower).all() and (one.row_upper == other.row_upper).all())


def differ_in_limits_alone(one: Case, other: Case) -> bool:
    """Whether two cases state the same but for limits, and what is only told of rows."""
    return one.settings == other.settings and all(
        one.sheets[sheet] is other.sheets[sheet] or _alike(sheet, one.rows(sheet), other.rows(sheet))
        for sheet in SHEETS
    )


def _alike(sheet: str, rows: tuple[Row, ...], others: tuple[Row, ...]) -> bool:
    """Whether rows state the same but for limits."""
    columns = [column for column in SHEETS[sheet].columns if column.name not in NOTES]
    limits = LIMITS.get(sheet, set())
    names = [column.name for column in columns if column.name not in limits]
    # A limit that is blank on one side has no rows there at all.
    may_be_blank = [column.name for column in columns if column.name in limits and column.blank]
    return len(rows) == len(others) and all(
        row is other
        or (
            all(row[name] == other[name] for name in names)
            and all((row[name] is None) == (other[name] is None) for name in may_be_blank)
        )
        for row, other in zip(rows, others, strict=True)
    )
