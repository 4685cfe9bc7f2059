"""What is under way before the horizon: it stands from a quarter on, for its life, and costs nothing to build."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from planner.case import Case
    from planner.parameters.assets import Asset
    from planner.parameters.timeline import Timeline

    Fleet = tuple[str, str, str]
    """Asset, sponsor and region."""
    Flows = dict[Fleet, NDArray[np.float64]]
    """GW in each period."""


@dataclass(frozen=True)
class InFlight:
    """GW by fleet and period: what arrives, what retires, and what stands through the period, on the mean."""

    arriving: Flows
    retiring: Flows
    standing: Flows

    def change(self, fleet: Fleet, t: int) -> float:
        """By how much more stands through a period than through the one before."""
        standing = self.standing[fleet]
        return float(standing[t] - (standing[t - 1] if t else 0.0))


def in_flight_of(case: Case, assets: dict[str, Asset], timeline: Timeline) -> InFlight:
    """What is under way in a case; its life is that of the asset's first terms, from the quarter it arrives in."""
    start = case.periods[0].first.ordinal
    found = InFlight({}, {}, {})
    for row in case.rows("in_flight"):
        fleet = row["asset"], row["sponsor"], row["region"] or ""
        arrives = row["arrives"].ordinal - start
        retires = arrives + assets[row["asset"]].life_quarters
        parts: tuple[tuple[Flows, Callable[[int], bool], bool], ...] = (
            (found.arriving, lambda q, at=arrives: q == at, False),  # type: ignore[misc]
            (found.retiring, lambda q, at=retires: q == at, False),  # type: ignore[misc]
            (found.standing, lambda q, since=arrives, end=retires: since <= q < end, True),  # type: ignore[misc]
        )
        for flows, holds, level in parts:
            counts = [(sum(map(holds, span)), len(span) if level else 1) for span in timeline.quarters_of]
            gw = row["gw"] * np.array([count / of for count, of in counts])
            flows[fleet] = flows.get(fleet, 0.0) + gw
    return found
