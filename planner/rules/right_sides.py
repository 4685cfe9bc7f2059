"""What the cell of a limit comes to on the right-hand side of its rows.

A compiled program has these numbers already; here they are worked out for a case that is not compiled, so that the
program of its neighbour can be patched, and so that a unit of a cell can be told in units of a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.parameters.limits import yearly_rows
from planner.parameters.supply_terms import carried_over_gw
from planner.parameters.time import QUARTERS_PER_YEAR, step_value
from planner.parameters.timeline import timeline_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from planner.case import Case
    from planner.rules.rule import Cell, Rule


def scaled(case: Case, rule: Rule, stated: float, parts: Mapping[str, Any]) -> float:
    """What a number that stands in the cell comes to in a row, by what stands at each letter of its index."""
    if rule.per == "quarter":
        return stated / QUARTERS_PER_YEAR
    return stated * case.periods[parts["t"]].years if rule.per == "period" else stated


def year_of(case: Case, rule: Rule, parts: Mapping[str, Any]) -> int | None:
    """The year whose row states a yearly limit; None where the limit holds throughout."""
    if rule.rhs is None or not rule.rhs.yearly:
        return None
    t = timeline_of(case).period_of[parts["q"]] if "q" in parts else parts["t"]
    return int(case.periods[t].year)


def right_sides(case: Case, rule: Rule, indices: Iterable[Any]) -> list[float]:
    """The right-hand sides of a rule that a cell alone states, by index; zero where no row has begun."""
    assert rule.rhs is not None, f"{rule.name} has no right-hand side of its own"
    stated = _stated(case, rule.rhs)
    found = []
    for index in indices:
        parts = rule.parts(index)
        key = rule.rhs.key_of(parts)
        own = scaled(case, rule, stated.get((key, year_of(case, rule, parts)), 0.0), parts)
        found.append(own if rule.besides is None else own + rule.besides(case, parts))
    return found


def _stated(case: Case, cell: Cell) -> dict[tuple[Any, int | None], float]:
    """What the cell holds by its key and, where it is yearly, by every year of the horizon."""
    columns = tuple(column for column, _ in cell.key)
    if not cell.yearly:
        return {
            (tuple((column, row[column]) for column in columns), None): row[cell.column]
            for row in case.rows(cell.sheet)
        }
    years = dict.fromkeys(period.year for period in case.periods)
    return {
        (tuple(zip(columns, key, strict=True)), year): step_value(rows, year) or 0.0
        for key, rows in yearly_rows(case, cell.sheet, columns, cell.column).items()
        for year in years
    }


def grown_from_before(case: Case, parts: Mapping[str, Any]) -> float:
    """What deliveries of a pool before the start add to the most that it may deliver in the four quarters to one."""
    row = next(row for row in case.rows("supply_growth") if row["supply_pool"] == parts["p"])
    return carried_over_gw(row, parts["q"])
