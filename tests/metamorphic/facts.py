"""Facts of any valid case: what an edit of the case does to the cost of the best plan.

`fact` makes a test of a function; a few random cases each in the tests that always run, and many more in the slow one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, settings

if TYPE_CHECKING:
    from collections.abc import Callable

FEW, MANY = 4, 40
TOLERANCE = 1e-7
"""Of a cost: a solver's residuals of 1e-9 on a few hundred rows, and as much again for the other case."""

FACTS: list[tuple[Callable[..., None], dict[str, Any]]] = []


def examples(most: int) -> settings:
    """The same examples every time, without a deadline: another process may have the processor."""
    return settings(
        max_examples=most,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )


def fact(**strategies: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a test of a fact on a few cases, and remember it for the test on many."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        FACTS.append((function, strategies))
        return examples(FEW)(given(**strategies)(function))

    return decorate
