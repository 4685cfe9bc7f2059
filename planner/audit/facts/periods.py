"""The quarters of every period, and what of a thing that ages by the quarter falls into it.

What is decided for a period is done in equal parts in each of the quarters that will do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


@dataclass(frozen=True)
class Periods:
    """The periods of a horizon by number, each with its `quarters`, which are counted from 0."""

    quarters: tuple[range, ...]

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.quarters)))

    def __len__(self) -> int:
        return len(self.quarters)

    @property
    def last(self) -> int:
        """The last period."""
        return len(self.quarters) - 1

    @property
    def end(self) -> int:
        """The first quarter after the horizon."""
        return self.quarters[-1].stop

    def at_end(self, t: int, begun: Sequence[int], value: Callable[[int], float]) -> float:
        """What is left at the end of a period of what was begun in some quarters, by its age then."""
        last = self.quarters[t].stop - 1
        return sum(value(last - q) for q in begun if q <= last) / len(begun)

    def total(self, t: int, begun: Sequence[int], value: Callable[[int], float]) -> float:
        """What falls into a period in all of what was begun in some quarters, by its age in each of the period's."""
        pairs = ((now - q) for now in self.quarters[t] for q in begun if now >= q)
        return sum(value(age) for age in pairs) / len(begun)

    def mean(self, t: int, begun: Sequence[int], value: Callable[[int], float]) -> float:
        """The same on the mean of the period's quarters."""
        return self.total(t, begun, value) / len(self.quarters[t])

    def opening_weights(self, t: int) -> tuple[float, float]:
        """Weights of the stock a period before, and of the period's own, in the mean at the starts of its quarters.

        The stock moves from the one to the other in equal steps.

        >>> periods = Periods((range(1), range(1, 5)))
        >>> periods.opening_weights(0), periods.opening_weights(1)
        ((1.0, 0.0), (0.625, 0.375))
        """
        count = len(self.quarters[t])
        own = sum(step / count for step in range(count)) / count
        return 1 - own, own
