"""Quarters, the planner's unit of time, and the periods of a horizon that are made of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

ALL_SEASONS = 0
"""The season of a whole year, which is made of all four."""
_PATTERN = re.compile(r"(\d{4})Q([1-4])", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)


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


@dataclass(frozen=True, order=True)
class Period:
    """A period of the horizon: a calendar quarter, written 2026Q1, or a calendar year of them, written 2031.

    >>> str(Period(Quarter(2026, 3))), str(Period(Quarter(2031, 1), 4))
    ('2026Q3', '2031')
    """

    first: Quarter
    quarters: int = 1

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period as it is written; raises ValueError for anything else.

        >>> Period.parse("2026Q3"), Period.parse("2031").quarters
        (Period(first=Quarter(year=2026, quarter=3), quarters=1), 4)
        """
        if _YEAR.fullmatch(text):
            return cls(Quarter(int(text), 1), 4)
        return cls(Quarter.parse(text))

    @property
    def is_quarter(self) -> bool:
        """Whether the period is a quarter, not a year."""
        return self.quarters == 1

    @property
    def year(self) -> int:
        """The calendar year that the period lies in."""
        return self.first.year

    @property
    def years(self) -> float:
        """How long the period is, in years: 0.25 or 1."""
        return self.quarters / 4

    @property
    def start(self) -> float:
        """Time in years at which the period starts: 2026Q3 starts at 2026.5."""
        return self.first.start

    @property
    def end(self) -> float:
        """Time in years at which the period ends."""
        return self.last.plus(1).start

    @property
    def last(self) -> Quarter:
        """The last quarter of the period."""
        return self.first.plus(self.quarters - 1)

    @property
    def seasons(self) -> tuple[int, ...]:
        """The calendar quarters, 1 to 4, that the period is made of."""
        return tuple(self.first.plus(n).quarter for n in range(self.quarters))

    @property
    def season(self) -> int:
        """The calendar quarter, 1 to 4; of a year ALL_SEASONS."""
        return self.first.quarter if self.is_quarter else ALL_SEASONS

    def __str__(self) -> str:
        return str(self.first) if self.is_quarter else str(self.first.year)
