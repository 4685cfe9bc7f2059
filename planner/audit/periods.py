"""The quarters of every period, and what of a thing that ages by the quarter falls into it.

What is decided for a period is done in equal parts in each of the quarters that will do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True)
class Spans:
    """`of` holds the quarters of each period, from 0."""

    of: tuple[range, ...]

    @property
    def end(self) -> int:
        """The first quarter after the horizon."""
        return self.of[-1].stop

    def after(self, t: int, quarters: Sequence[int], value: Callable[[int], float]) -> float:
        """What is left at the end of a period of what was done in some quarters, by its age then."""
        last = self.of[t].stop - 1
        return sum(value(last - q) for q in quarters if q <= last) / len(quarters)

    def within(self, t: int, quarters: Sequence[int], value: Callable[[int], float]) -> float:
        """What falls into a period in all of what was done in some quarters, by its age in each of the period's."""
        pairs = ((now - q) for now in self.of[t] for q in quarters if now >= q)
        return sum(value(age) for age in pairs) / len(quarters)

    def through(self, t: int, quarters: Sequence[int], value: Callable[[int], float]) -> float:
        """The same on the mean of the period's quarters."""
        return self.within(t, quarters, value) / len(self.of[t])

    def starts(self, t: int) -> tuple[float, float]:
        """Weights of the stock a period before, and of the period's own, in the mean at the starts of its quarters.

        The stock moves from the one to the other in equal steps.

        >>> Spans((range(1), range(1, 5))).starts(0), Spans((range(1), range(1, 5))).starts(1)
        ((1.0, 0.0), (0.625, 0.375))
        """
        count = len(self.of[t])
        own = sum(step / count for step in range(count)) / count
        return 1 - own, own
