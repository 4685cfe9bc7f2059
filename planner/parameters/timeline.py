"""The periods of a horizon: their lengths, what a yearly figure comes to in each, and ageing by vintage.

A period is a quarter, or a year of four. Whatever is decided for a period happens in equal parts in each of its
quarters, so all that ages does so by the quarter, whatever the periods are. A curve is a value at every age in
quarters, from 0. A vintage is what was ordered or issued in one period; its value in a later one is the mean of the
curve over the quarters of the vintage, and of a flow into the period or a level through it also over the quarters of
the period. So a year has (4 - j) / 4 of what arrives in its quarter j, counted from 0.

A stock is stated at the end of a period and moves there in equal steps. Interest accrues quarter by quarter on the
balance at the quarter's start: in a quarter on the closing balance of the period before, in a year on 5/8 of that
and 3/8 of its own, as 3/8 is the mean of 0, 1, 2 and 3 steps of four.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from planner.parameters.time import (
    HOURS_PER_YEAR,
    QUARTERS_PER_YEAR,
    discount_factor,
    price_level,
    rate_per_quarter,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from planner.case import Case
    from planner.case.calendar import Period

    Fractions = NDArray[np.float64]
    """Fractions of what is ordered or issued, by (its vintage, a period)."""
    VintageQuarters = Mapping[int, Sequence[int]]
    """The quarters, from 0, in which a vintage is ordered or issued, by period."""
    Curves = Sequence[Sequence[float]]
    """A curve for what is ordered or issued in each quarter of the horizon."""


@dataclass(frozen=True, eq=False)
class Timeline:
    """The periods of a horizon, numbered from 0, and their quarters, numbered from 0 likewise."""

    periods: tuple[Period, ...]

    def __len__(self) -> int:
        return len(self.periods)

    @cached_property
    def quarters_of(self) -> tuple[range, ...]:
        """The quarters of each period."""
        starts = [period.first.ordinal - self.periods[0].first.ordinal for period in self.periods]
        return tuple(
            range(start, start + period.quarters) for start, period in zip(starts, self.periods, strict=True)
        )

    @cached_property
    def quarters(self) -> int:
        """How many quarters the horizon has."""
        return self.quarters_of[-1].stop

    @cached_property
    def period_of(self) -> list[int]:
        """The period that each quarter lies in."""
        return [t for t, span in enumerate(self.quarters_of) for _ in span]

    @property
    def issue_quarters(self) -> VintageQuarters:
        """By period, the quarters in which an issue of it is made: all of them."""
        return dict(enumerate(self.quarters_of))

    @cached_property
    def years(self) -> list[float]:
        """How long each period is, in years: what a flow of one a year comes to."""
        return [period.years for period in self.periods]

    @cached_property
    def hours(self) -> list[float]:
        """How many hours each period has."""
        return [HOURS_PER_YEAR * years for years in self.years]

    def rates(self, rate_per_year: float) -> list[float]:
        """What a yearly rate comes to in each period, paid quarter by quarter."""
        return [len(span) * rate_per_quarter(rate_per_year) for span in self.quarters_of]

    def discounts(self, rate_per_year: float) -> list[float]:
        """Worth at the start of the horizon of a dollar paid in each period, in equal parts at its quarters' ends."""
        return [mean([discount_factor(rate_per_year, q + 1) for q in span]) for span in self.quarters_of]

    def discount_at_end(self, rate_per_year: float) -> float:
        """Worth at the start of the horizon of a dollar at its end."""
        return discount_factor(rate_per_year, self.quarters)

    def price_levels(self, inflation_per_year: float, dollar_year: int) -> list[float]:
        """Nominal dollars for one of `dollar_year` in each period: at the start of its quarters, on the mean."""
        start = self.periods[0].start
        return [
            mean([price_level(inflation_per_year, dollar_year, start + q / QUARTERS_PER_YEAR) for q in span])
            for span in self.quarters_of
        ]

    def accrual_shares(self, t: int) -> dict[int, float]:
        """Closing balances on which interest of t accrues: shares by period; none before the first.

        {t - 1: 1} for a quarter, {t - 1: 5/8, t: 3/8} for a year.
        """
        count = len(self.quarters_of[t])
        own = (count - 1) / (2 * count)
        shares = {t - 1: 1 - own} if t else {}
        return shares | ({t: own} if own else {})

    @cached_property
    def accrual_matrix(self) -> Fractions:
        """The same of all periods: shares by (period of the closing balance, period in which interest accrues)."""
        found = np.zeros((len(self), len(self)))
        for t in range(len(self)):
            for p, share in self.accrual_shares(t).items():
                found[p, t] = share
        return found

    def at_ends(
        self, curves: Curves, vintages: VintageQuarters, weights: Sequence[float] | None = None
    ) -> Fractions:
        """Curves by vintage at the end of each period: a stock."""
        return self.by_quarter(curves, vintages, weights)[:, [span[-1] for span in self.quarters_of]]

    def sums(
        self, curves: Curves, vintages: VintageQuarters, weights: Sequence[float] | None = None
    ) -> Fractions:
        """Curves by vintage summed over the quarters of each period: a flow."""
        starts = [span[0] for span in self.quarters_of]
        return np.add.reduceat(self.by_quarter(curves, vintages, weights), starts, axis=1)

    def means(self, curves: Curves, vintages: VintageQuarters) -> Fractions:
        """Curves by vintage on the mean over the quarters of each period: a level."""
        return self.sums(curves, vintages) / [len(span) for span in self.quarters_of]

    def by_quarter(
        self, curves: Curves, vintages: VintageQuarters, weights: Sequence[float] | None = None
    ) -> Fractions:
        """Curves by vintage in each quarter, on the mean of the quarters in which the vintage is ordered or issued.

        Those of one vintage weigh the same, unless `weights` says what each quarter does.
        """
        found = np.zeros((len(self), self.quarters))
        for o, quarters in vintages.items():
            total = 0.0 if weights is None else sum(weights[q] for q in quarters)
            for p in quarters:
                share = np.array(curves[p][: self.quarters - p])
                found[o, p:] += share * (weights[p] / total) if weights and total else share / len(quarters)
        return found


def mean(values: Sequence[float]) -> float:
    """The mean of some numbers; of one alone the number itself."""
    return sum(values) / len(values)


def same_or_mean(values: Sequence[float]) -> float:
    """The mean of some numbers, and of numbers that are all the same that number, to the last digit.

    >>> same_or_mean([0.1, 0.1, 0.1]), same_or_mean([1.0, 2.0])
    (0.1, 1.5)
    """
    return values[0] if len(set(values)) == 1 else mean(values)


def timeline_of(case: Case) -> Timeline:
    """The timeline of a case: one object for all that have the same periods."""
    return _timeline(case.periods)


_timeline = lru_cache(maxsize=8)(Timeline)


def sum_vintages(amounts: NDArray[np.float64], fractions: Fractions) -> NDArray[np.float64]:
    """Amounts by vintage times their fractions, summed in each period; in the same order on every machine.

    >>> sum_vintages(np.array([8.0, 4.0]), np.array([[0.5, 0.5], [0.0, 1.0]])).tolist()
    [4.0, 8.0]
    """
    found: NDArray[np.float64] = (amounts[:, None] * fractions).sum(axis=0)
    return found


def by_periods(fractions: Fractions) -> dict[tuple[int, int], float]:
    """Fractions that are not zero, by (vintage, period).

    >>> by_periods(np.array([[0.5, 0.5], [0.0, 1.0]]))
    {(0, 0): 0.5, (0, 1): 0.5, (1, 1): 1.0}
    """
    vintages, periods = np.nonzero(fractions)
    shares = fractions[vintages, periods].tolist()
    return dict(zip(zip(vintages.tolist(), periods.tolist(), strict=True), shares, strict=True))


def period_names(case: Case) -> list[str]:
    """The name of every period: "2027Q3", or "2031" for a year."""
    return [str(period) for period in case.periods]


def names_of(case: Case, dim: str) -> list[str]:
    """The names of what a dimension of time counts: of every period, or of every quarter (q), whatever the periods."""
    if dim != "q":
        return period_names(case)
    start = case.settings.calendar.start
    return [str(start.plus(n)) for n in range(timeline_of(case).quarters)]
