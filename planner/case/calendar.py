"""Quarters, the planner's unit of time."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PATTERN = re.compile(r"(\d{4})Q([1-4])")


@dataclass(frozen=True, order=True)
class Quarter:
    """A calendar quarter, written 2026Q1.

    >>> Quarter.parse("2026Q4").plus(1)
    Quarter(year=2027, quarter=1)
    >>> str(Quarter(2026, 3)), Quarter(2026, 3).start
    ('2026Q3', 2026.5)
    """

    year: int
    quarter: int

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Read `2026Q1`; raises ValueError for anything else."""
        match = _PATTERN.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not a quarter such as 2026Q1")
        return cls(int(match[1]), int(match[2]))

    @property
    def ordinal(self) -> int:
        """Quarters since year 0, so that quarters can be counted."""
        return 4 * self.year + self.quarter - 1

    @property
    def start(self) -> float:
        """Time in years at which the quarter starts: 2026Q1 is 2026.0."""
        return self.ordinal / 4

    def plus(self, quarters: int) -> Quarter:
        """The quarter that many quarters later (earlier where negative)."""
        year, quarter = divmod(self.ordinal + quarters, 4)
        return Quarter(year, quarter + 1)

    def __str__(self) -> str:
        return f"{self.year}Q{self.quarter}"
