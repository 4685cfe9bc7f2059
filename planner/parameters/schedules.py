"""Schedules: what each vintage of an order or an issue amounts to, period by period.

Each is worked out once for all cases that have the same asset or instrument and the same periods.
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
    Schedule = Callable[Given, NDArray[np.float64]]

MOST_CACHED = 2048
"""Schedules that are kept: of a case with 20 assets and 10 instruments there are some 300."""


def cached(schedule: Schedule[Given]) -> Schedule[Given]:
    """The schedule, worked out once for the same arguments; nobody may write into what it gives."""

    @lru_cache(maxsize=MOST_CACHED)
    @wraps(schedule)
    def found(*given: Given.args, **named: Given.kwargs) -> NDArray[np.float64]:
        fractions = schedule(*given, **named)
        fractions.setflags(write=False)
        return fractions

    return found


def curve_of(value: Callable[[int], float], timeline: Timeline) -> list[float]:
    """A curve: the value at every age in quarters that the horizon has."""
    return [value(age) for age in range(timeline.quarters)]


@cached
def arriving_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """Share of an order that arrives in each period."""
    curve = curve_of(lambda age: float(age == asset.lead_quarters), timeline)
    return timeline.sums(curve, asset.order_quarters(timeline))


@cached
def delivered_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """Share of an order that arrives in each quarter."""
    curve = curve_of(lambda age: float(age == asset.lead_quarters), timeline)
    return timeline.by_quarter(curve, asset.order_quarters(timeline))


@cached
def retiring_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """Share of an order that reaches the end of its life, and stands no longer, from each period."""
    curve = curve_of(lambda age: float(age == asset.lead_quarters + asset.life_quarters), timeline)
    return timeline.sums(curve, asset.order_quarters(timeline))


@cached
def standing_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """Share of an order that stands through each period, on the mean of its quarters."""
    end = asset.lead_quarters + asset.life_quarters
    curve = curve_of(lambda age: float(asset.lead_quarters <= age < end), timeline)
    return timeline.means(curve, asset.order_quarters(timeline))


@cached
def standing_changes(asset: Asset, timeline: Timeline) -> Fractions:
    """By how much of an order more stands through a period than through the one before."""
    return np.diff(standing_fractions(asset, timeline), axis=1, prepend=0.0)


@cached
def paid_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """Share of cost paid in each period."""
    curve = curve_of(lambda age: asset.spend_fractions.get(age, 0.0), timeline)
    return timeline.sums(curve, asset.order_quarters(timeline))


@cached
def booked_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """Book value at the end of each period, as a share of cost."""
    return timeline.at_ends(curve_of(asset.book_fraction, timeline), asset.order_quarters(timeline))


@cached
def owed_fractions(instrument: Instrument, timeline: Timeline) -> Fractions:
    """Share of an issue owed at the end of each period: by its schedule, or of a callable at most."""
    if instrument.repayment == CALLABLE:
        curve = curve_of(lambda age: float(age < instrument.tenor_quarters), timeline)
    else:
        curve = curve_of(instrument.remaining_fraction, timeline)
    return timeline.at_ends(curve, timeline.issue_quarters)


@cached
def serviced_fractions(instrument: Instrument, timeline: Timeline) -> Fractions:
    """Scheduled debt service in each period as a share of the issue; not for a callable."""
    curve = curve_of(lambda age: instrument.service_fraction(age) if age else 0.0, timeline)
    return timeline.sums(curve, timeline.issue_quarters)


@cached
def grace_fractions(instrument: Instrument, timeline: Timeline) -> Fractions:
    """Share of an issue that is within its grace through each period, as interest is due."""
    curve = curve_of(lambda age: float(0 < age <= instrument.grace_quarters), timeline)
    return timeline.means(curve, timeline.issue_quarters)


@cached
def unexpired_fractions(instrument: Instrument, timeline: Timeline) -> NDArray[np.float64]:
    """Share of an issue's fee that lies beyond the horizon, by period of issue."""
    curve = curve_of(instrument.unexpired_fraction, timeline)
    return timeline.at_ends(curve, timeline.issue_quarters)[:, -1]
