"""What becomes of an order or an issue, period by period: the curves of its age as the timeline sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.terms.repayment import CALLABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.terms.assets import Asset
    from planner.terms.instruments import Instrument
    from planner.terms.timeline import Fractions, Timeline


def curve_of(value: Callable[[int], float], timeline: Timeline) -> list[float]:
    """A curve: the value at every age in quarters that the horizon has."""
    return [value(age) for age in range(timeline.quarters)]


def arriving_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """Share of an order that arrives in each period."""
    curve = curve_of(lambda age: float(age == asset.lead), timeline)
    return timeline.sums(curve, asset.placed(timeline))


def retiring_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """Share of an order that reaches the end of its life, and stands no longer, from each period."""
    curve = curve_of(lambda age: float(age == asset.lead + asset.life), timeline)
    return timeline.sums(curve, asset.placed(timeline))


def standing_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """Share of an order that stands through each period, on the mean of its quarters."""
    curve = curve_of(lambda age: float(asset.lead <= age < asset.lead + asset.life), timeline)
    return timeline.means(curve, asset.placed(timeline))


def standing_changes(asset: Asset, timeline: Timeline) -> Fractions:
    """By how much of an order more stands through a period than through the one before."""
    standing = standing_fractions(asset, timeline)
    keys = dict.fromkeys(key for o, t in standing for key in ((o, t), (o, t + 1)))
    changes = {(o, t): standing.get((o, t), 0.0) - standing.get((o, t - 1), 0.0) for o, t in keys}
    return {(o, t): change for (o, t), change in changes.items() if change and t < len(timeline)}


def paid_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """Share of cost paid in each period."""
    curve = curve_of(lambda age: asset.spend.get(age, 0.0), timeline)
    return timeline.sums(curve, asset.placed(timeline))


def booked_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """Book value at the end of each period, as a share of cost."""
    return timeline.at_ends(curve_of(asset.book_fraction, timeline), asset.placed(timeline))


def owed_fractions(instrument: Instrument, timeline: Timeline) -> Fractions:
    """Share of an issue owed at the end of each period: by its schedule, or of a callable at most."""
    if instrument.repayment == CALLABLE:
        curve = curve_of(lambda age: float(age < instrument.tenor), timeline)
    else:
        curve = curve_of(instrument.remaining_fraction, timeline)
    return timeline.at_ends(curve, timeline.placed)


def serviced_fractions(instrument: Instrument, timeline: Timeline) -> Fractions:
    """Scheduled debt service in each period as a share of the issue; not for a callable."""
    curve = curve_of(lambda age: instrument.service_fraction(age) if age else 0.0, timeline)
    return timeline.sums(curve, timeline.placed)


def grace_fractions(instrument: Instrument, timeline: Timeline) -> Fractions:
    """Share of an issue that is within its grace through each period, as interest is due."""
    curve = curve_of(lambda age: float(0 < age <= instrument.grace), timeline)
    return timeline.means(curve, timeline.placed)


def unexpired_fractions(instrument: Instrument, timeline: Timeline) -> list[float]:
    """Share of an issue's fee that lies beyond the horizon, by period of issue."""
    curve = curve_of(instrument.unexpired_fraction, timeline)
    ends, last = timeline.at_ends(curve, timeline.placed), len(timeline) - 1
    return [ends.get((o, last), 0.0) for o in range(len(timeline))]
