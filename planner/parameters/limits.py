"""Limits and prices that hold from the start of a year until the next row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.parameters.time import step_value
from planner.parameters.timeline import timeline_of

if TYPE_CHECKING:
    from typing import Any

    from planner.case import Case


def yearly_rows(
    case: Case, sheet: str, keys: tuple[str, ...], column: str
) -> dict[tuple[Any, ...], list[tuple[int, float]]]:
    """Rows (year, value) of a column, by the sheet's other keys."""
    rows: dict[tuple[Any, ...], list[tuple[int, float]]] = {}
    for row in case.rows(sheet):
        rows.setdefault(tuple(row[key] for key in keys), []).append((row["year"], row[column]))
    return rows


def yearly_limits(case: Case, sheet: str, keys: tuple[str, ...], column: str) -> dict[tuple[Any, ...], float]:
    """A limit in force in every period, by (keys..., period); zero before the first row."""
    return {
        (*key, t): 0.0 if value is None else value
        for key, rows in yearly_rows(case, sheet, keys, column).items()
        for t, value in enumerate(_in_force(case, rows))
    }


def pool_limits(case: Case) -> dict[tuple[str, int], float]:
    """GW a year that a supply pool may deliver, in force in every quarter of the horizon, by (pool, quarter)."""
    limits = yearly_limits(case, "supply_limits", ("supply_pool",), "limit_gw_per_year")
    period_of = timeline_of(case).period_of
    return {
        (p, q): limits[p, t] for p in dict.fromkeys(p for p, _ in limits) for q, t in enumerate(period_of)
    }


def yearly_prices(case: Case, sheet: str, keys: tuple[str, ...], column: str) -> dict[tuple[Any, ...], float]:
    """A price in force in every period, by (keys..., period); left out before the first row.

    What is burnt has a price throughout, which is checked when the sheets are read; what nothing burns may
    not.
    """
    return {
        (*key, t): value
        for key, rows in yearly_rows(case, sheet, keys, column).items()
        for t, value in enumerate(_in_force(case, rows))
        if value is not None
    }


def _in_force(case: Case, rows: list[tuple[int, float]]) -> list[float | None]:
    """The value in force in every period, of rows (year, value); None before the first."""
    years = [period.year for period in case.periods]
    by_year = {year: step_value(rows, year) for year in dict.fromkeys(years)}
    return [by_year[year] for year in years]
