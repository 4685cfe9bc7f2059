"""What becomes of an order or an issue, period by period: the curves of its age as the timeline sees them.

Each is worked out once for all cases that have the same thing and the same periods.
"""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import TYPE_CHECKING

import numpy as np

from planner.parameters.repayment import CALLABLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import ParamSpec

    from numpy.typing import NDArray

    from planner.parameters.assets import Asset
    from planner.parameters.instruments import Instrument
    from planner.parameters.timeline import Fractions, Timeline

    Given = ParamSpec("Given")
    Course = Callable[Given, NDArray[np.float64]]

MOST = 2048
"""Courses that are kept: of a case with 20 assets and 10 instruments there are some 300."""


def remembered(course: Course[Given]) -> Course[Given]:
    """The course, worked out once for the same thing and timeline; nobody may write into what it gives."""

    @lru_cache(maxsize=MOST)
    @wraps(course)
    def found(*given: Given.args, **named: Given.kwargs) -> NDArray[np.float64]:
        fractions = course(*given, **named)
        fractions.setflags(write=False)
        return fractions

    return found


def curve_of(value: Callable[[int], float], timeline: Timeline) -> list[float]:
    """A curve: the value at every age in quarters that the horizon has."""
    return [value(age) for age in range(timeline.quarters)]


@remembered
def arriving_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """Share of an order that arrives in each period."""
    curve = curve_of(lambda age: float(age == asset.lead), timeline)
    return timeline.sums(curve, asset.placed(timeline))


@remembered
def delivered_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """Share of an order that arrives in each quarter."""
    curve = curve_of(lambda age: float(age == asset.lead), timeline)
    return timeline.by_quarter(curve, asset.placed(timeline))


@remembered
def retiring_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """Share of an order that reaches the end of its life, and stands no longer, from each period."""
    curve = curve_of(lambda age: float(age == asset.lead + asset.life), timeline)
    return timeline.sums(curve, asset.placed(timeline))


@remembered
def standing_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """Share of an order that stands through each period, on the mean of its quarters."""
    curve = curve_of(lambda age: float(asset.lead <= age < asset.lead + asset.life), timeline)
    return timeline.means(curve, asset.placed(timeline))


@remembered
def standing_changes(asset: Asset, timeline: Timeline) -> Fractions:
    """By how much of an order more stands through a period than through the one before."""
    return np.diff(standing_fractions(asset, timeline), axis=1, prepend=0.0)


@remembered
def paid_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """Share of cost paid in each period."""
    curve = curve_of(lambda age: asset.spend.get(age, 0.0), timeline)
    return timeline.sums(curve, asset.placed(timeline))


@remembered
def booked_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """Book value at the end of each period, as a share of cost."""
    return timeline.at_ends(curve_of(asset.book_fraction, timeline), asset.placed(timeline))


@remembered
def owed_fractions(instrument: Instrument, timeline: Timeline) -> Fractions:
    """Share of an issue owed at the end of each period: by its schedule, or of a callable at most."""
    if instrument.repayment == CALLABLE:
        curve = curve_of(lambda age: float(age < instrument.tenor), timeline)
    else:
        curve = curve_of(instrument.remaining_fraction, timeline)
    return timeline.at_ends(curve, timeline.placed)


@remembered
def serviced_fractions(instrument: Instrument, timeline: Timeline) -> Fractions:
    """Scheduled debt service in each period as a share of the issue; not for a callable."""
    curve = curve_of(lambda age: instrument.service_fraction(age) if age else 0.0, timeline)
    return timeline.sums(curve, timeline.placed)


@remembered
def grace_fractions(instrument: Instrument, timeline: Timeline) -> Fractions:
    """Share of an issue that is within its grace through each period, as interest is due."""
    curve = curve_of(lambda age: float(0 < age <= instrument.grace), timeline)
    return timeline.means(curve, timeline.placed)


@remembered
def unexpired_fractions(instrument: Instrument, timeline: Timeline) -> NDArray[np.float64]:
    """Share of an issue's fee that lies beyond the horizon, by period of issue."""
    curve = curve_of(instrument.unexpired_fraction, timeline)
    return timeline.at_ends(curve, timeline.placed)[:, -1]
