"""A table against what it should say: every cell that follows from others is worked out again and compared."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.audit.finding import Finding
from planner.audit.tolerances import CELL, ROW_LEFT_OUT, SMALL_CELL, SMALLEST_SIZE

if TYPE_CHECKING:
    from planner.audit.run_folder import Table

Names = tuple[str, ...]
Figures = tuple[float | None, ...]
"""What the numbers of a row should be; None for those that are decisions, which rules hold, NaN for a blank cell."""


@dataclass
class Expected:
    """What a table should say: by key its words, its numbers, and the largest figure they were added up from.

    A `complete` table has all of these rows, of any other those may be missing that say next to nothing.
    """

    complete: bool = False
    rows: dict[Names, tuple[Names, Figures, float]] = field(default_factory=dict)

    def add(self, key: Names, words: Names, figures: Figures, size: float = 0.0) -> None:
        """Expect a row."""
        self.rows[key] = (words, figures, size)


def compare(table: Table, expected: Expected, count: object) -> Finding:
    """The worst difference between a table and what it should say, relative to size; one for a row or word.

    `count` is how many rows the run's record says that it has.
    """
    form = table.form
    worst, where, cells = 0.0, "", 0
    if count != len(table.rows) + len(table.doubled):
        worst, where = 1.0, f"{len(table.rows) + len(table.doubled)} rows; the record says {count}"
    for key, (words, numbers) in table.rows.items():
        cells += len(numbers)
        off, what = _row(form.words, form.numbers, words, numbers, expected.rows.get(key))
        if off > worst:
            worst, where = off, f"{what} of {_text_of(key)}"
    for key, (_, figures, _) in expected.rows.items():
        largest = max((abs(x) for x in figures if x is not None and not math.isnan(x)), default=0.0)
        if key not in table.rows and (expected.complete or largest > ROW_LEFT_OUT):
            worst, where = max(worst, 1.0), f"no row for {_text_of(key)}"
    if table.doubled:
        worst, where = max(worst, 1.0), f"more than one row for {_text_of(table.doubled[0])}"
    return Finding(form.name, cells, worst, CELL, where)


def _row(
    word_names: Names,
    number_names: Names,
    words: Names,
    numbers: tuple[float, ...],
    wanted: tuple[Names, Figures, float] | None,
) -> tuple[float, str]:
    """The worst difference in a row, and in which column."""
    if wanted is None:
        return 1.0, "a row that follows from nothing, that"
    right, figures, size = wanted
    for name, word, correct in zip(word_names, words, right, strict=True):
        if word != correct:
            return 1.0, name
    told = [*numbers, *(x for x in figures if x is not None)]
    size = max(size, *(abs(x) for x in told if not math.isnan(x)))
    worst, where = 0.0, ""
    for name, number, figure in zip(number_names, numbers, figures, strict=True):
        if figure is None or number == figure:
            continue
        if math.isnan(number) or math.isnan(figure):
            if math.isnan(number) != math.isnan(figure):
                return 1.0, name
        else:
            scale = max(abs(number), abs(figure), SMALL_CELL * size, SMALLEST_SIZE)
            off = abs(number - figure) / scale
            if off > worst:
                worst, where = off, name
    return worst, where


def _text_of(key: Names) -> str:
    """A key in a line."""
    return ", ".join(part for part in key if part)
