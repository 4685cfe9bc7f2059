"""Limits and prices that hold from the start of a year until the next row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.terms.time import step_value

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
    limits = {}
    for key, rows in yearly_rows(case, sheet, keys, column).items():
        for t, period in enumerate(case.periods):
            value = step_value(rows, period.year)
            limits[(*key, t)] = 0.0 if value is None else value
    return limits


def yearly_prices(case: Case, sheet: str, keys: tuple[str, ...], column: str) -> dict[tuple[Any, ...], float]:
    """A price in force in every period, by (keys..., period); left out before the first row.

    What is burnt has a price throughout, which is checked when the sheets are read; what nothing burns may
    not.
    """
    prices = {}
    for key, rows in yearly_rows(case, sheet, keys, column).items():
        for t, period in enumerate(case.periods):
            value = step_value(rows, period.year)
            if value is not None:
                prices[(*key, t)] = value
    return prices
