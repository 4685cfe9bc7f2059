"""Programs of cases that are neighbours: where only limits differ, one is made of the other instead of built anew.

A limit that stands in a sheet is the right-hand side of one rule, and of nothing else. Writing the model and compiling
it takes longer than solving it from where a neighbour stood, so this is half of what a case of a sweep costs.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from planner.case.sheet_rows import NOTES
from planner.case.sheets import SHEETS
from planner.parameters.limits import pool_limits, yearly_limits
from planner.parameters.need import net_need_gw
from planner.parameters.time import QUARTERS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from planner.case import Case
    from planner.case.row import Row
    from planner.solver import Program
    from planner.timings import Stages

    Sides = Mapping[Any, float]


def _by_period(sheet: str, keys: tuple[str, ...], column: str) -> Callable[[Case], Sides]:
    """What a yearly limit comes to in a period, by (keys..., period)."""

    def sides(case: Case) -> Sides:
        return {
            index: limit * case.periods[index[-1]].years
            for index, limit in yearly_limits(case, sheet, keys, column).items()
        }

    return sides


def _by_quarter(case: Case) -> Sides:
    """What a pool may deliver in a quarter, by (pool, quarter)."""
    return {index: limit / QUARTERS_PER_YEAR for index, limit in pool_limits(case).items()}


RULES: dict[str, Callable[[Case], Sides]] = {
    "deliveries_within_pool_limit": _by_quarter,
    "issuance_within_market_limit": _by_period(
        "market_limits", ("market", "step"), "issuance_limit_usd_billion_per_year"
    ),
    "equity_within_sponsor_cash": _by_period("sponsor_cash", ("sponsor",), "cash_usd_billion_per_year"),
    "need_is_served_or_unserved": net_need_gw,
}
"""Right-hand sides by index, of rules in which each is a limit that a sheet states."""
LIMITS = {
    "supply_limits": {"limit_gw_per_year"},
    "market_limits": {"issuance_limit_usd_billion_per_year"},
    "sponsor_cash": {"cash_usd_billion_per_year"},
    "demand": {"need_gw"},
    "committed": {"supply_gw"},
}
"""The columns that state them, which are read for nothing else."""


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
    for rule, find in RULES.items():
        if rule in program.rows:
            block, sides = program.rows[rule], find(case)
            new = [sides.get(index, 0.0) for index in block.indices]
            for bounds in (lower, upper):
                if len(new) and bounds[block.start] not in (float("inf"), -float("inf")):
                    bounds[block.slice] = new
    return dataclasses.replace(program, row_lower=lower, row_upper=upper)


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
    passed = {*NOTES, *LIMITS.get(sheet, ())}
    names = [column.name for column in SHEETS[sheet].columns if column.name not in passed]
    return len(rows) == len(others) and all(
        row is other or all(row[name] == other[name] for name in names)
        for row, other in zip(rows, others, strict=True)
    )
