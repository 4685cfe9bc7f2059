"""Plans within the cost that are as unlike each other as can be.

The distance of two plans is the mean over groups of what they differ by, each as a share of its range from least to
most: 0 where they are alike, 1 where one has the least of every group and the other the most. Each next plan is as far
as can be found from the nearest of those before it (Gonzalez 1985). It is looked for among all known plans, ends of
ranges among them, and uphill from there: the sum of distances from the plans before is convex, so that the
plan which is best along its slope is no nearer in sum. Modelling to generate alternatives (Brill, Chang and Hopkins
1982) goes the same way, by plans that use what those before did not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.tolerances import NEGLIGIBLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from planner.stochastic.near_optimal import NearOptimal

    Floats = NDArray[np.float64]

UPHILL_STEPS = 4
"""Plans that are asked for, at most, to find one of the map."""


@dataclass(frozen=True)
class MapPlan:
    """A plan within the cost: what it has of each group, and how far it is from the nearest of those before it.

    `distance` is None for the first, which is the best plan.
    """

    cost_usd_billion: float
    distance: float | None
    amounts: Mapping[str, float]

    def as_dict(self) -> dict[str, Any]:
        """The plan for JSON."""
        return {
            "cost_usd_billion": self.cost_usd_billion,
            "distance": self.distance,
            "groups": dict(self.amounts),
        }


class Unlike:
    """Plans that are known, and how far they are from each other.

    `weights` (groups, columns) count what a plan has of each group; `spans` (groups) are most less least of each.
    """

    def __init__(self, near: NearOptimal, weights: Floats, spans: Floats) -> None:
        self.near, self.weights = near, weights
        varies = spans > NEGLIGIBLE
        self.scale = np.zeros(len(spans))
        self.scale[varies] = 1.0 / (spans[varies] * max(1, int(varies.sum())))
        self.known: list[tuple[float, Floats]] = []

    def know(self, cost: float, amounts: Iterable[float]) -> None:
        """Let a plan be one of those that are known."""
        self.known.append((cost, np.fromiter(amounts, dtype=float)))

    def distance(self, amounts: Floats, chosen: Sequence[Floats]) -> float:
        """How far a plan is from the nearest of those chosen."""
        return min(float(np.sum(self.scale * np.abs(amounts - other))) for other in chosen)

    def farthest(self, chosen: Sequence[Floats]) -> tuple[float, int]:
        """The distance and the number of the known plan that is farthest from the nearest of those chosen."""
        distances = [self.distance(amounts, chosen) for _, amounts in self.known]
        return max(distances), int(np.argmax(distances))

    def plans(self, count: int) -> list[tuple[float, float | None, Floats]]:
        """(cost, distance, amounts) of `count` plans, the first known first; fewer where there are no others."""
        cost, first = self.known[0]
        found: list[tuple[float, float | None, Floats]] = [(cost, None, first)]
        while len(found) < count:
            chosen = [amounts for _, _, amounts in found]
            distance, number = self.farthest(chosen)
            for _ in range(UPHILL_STEPS):
                self._look_uphill(self.known[number][1], chosen)
                before, (distance, number) = distance, self.farthest(chosen)
                if distance <= before + NEGLIGIBLE:
                    break
            if distance <= NEGLIGIBLE:
                break
            found.append((self.known[number][0], distance, self.known[number][1]))
        return found

    def _look_uphill(self, amounts: Floats, chosen: Sequence[Floats]) -> None:
        """Know the plan that is farthest from those chosen, in sum, along the slope at a known one."""
        slope = self.scale * np.sum([np.sign(amounts - other) for other in chosen], axis=0)
        values = self.near.least(-(slope @ self.weights)).values
        self.know(self.near.cost(values), self.weights @ values)
