"""Columns of sheets that vary by year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.case import Case


def in_force(case: Case, sheet: str, column: str, *keys: str, before: float = 0.0) -> Callable[..., float]:
    """A column that varies by year, as a function of period and key; what it is before its first row is given."""
    series: dict[tuple[Any, ...], list[tuple[int, float]]] = {}
    for row in case.rows(sheet):
        series.setdefault(tuple(row[key] for key in keys), []).append((row["year"], row[column]))

    def at(t: int, *key: Any) -> float:
        year = case.periods[t].year
        begun = [pair for pair in series.get(key, []) if pair[0] <= year]
        return max(begun)[1] if begun else before

    return at
