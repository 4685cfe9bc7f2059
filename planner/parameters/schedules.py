"""Schedules: what each vintage of an order or an issue amounts to, period by period.

Each is worked out once for all cases that have the same asset or instrument and the same periods.
"""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import TYPE_CHECKING

import numpy as np

from planner.parameters.timeline import same_or_mean, sum_vintages

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import ParamSpec, TypeVar

    from numpy.typing import NDArray

    from planner.parameters.assets import Asset
    from planner.parameters.instruments import Instrument
    from planner.parameters.timeline import Curves, Fractions, Timeline

    Signed = TypeVar("Signed", Asset, Instrument)
    """What is ordered or issued, on the terms of its quarter."""
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


def curves_of(
    value: Callable[[Signed, int], float], signed_in: Callable[[int], Signed], timeline: Timeline
) -> Curves:
    """A curve for each quarter of order or issue: the value at every age in quarters that the horizon has."""
    curves: list[list[float]] = []
    held: Signed | None = None
    for quarter in range(timeline.quarters):
        signed = signed_in(quarter)
        same = signed is held
        curves.append(curves[-1] if same else [value(signed, age) for age in range(timeline.quarters)])
        held = signed
    return curves


def cost_weights(asset: Asset, timeline: Timeline) -> list[float] | None:
    """What the orders of each quarter cost, where that differs: shares of the cost of a year's orders go by it."""
    costs = [asset.ordered_in(q).capex_usd_billion_per_gw for q in range(timeline.quarters)]
    return costs if len(set(costs)) > 1 else None


def capex_by_order(asset: Asset, timeline: Timeline) -> list[float]:
    """Overnight cost of a GW by period of order, in dollars of the asset's own year; of a year's on the mean."""
    costs = [asset.ordered_in(q).capex_usd_billion_per_gw for q in range(timeline.quarters)]
    ordered = asset.order_quarters(timeline)
    return [
        same_or_mean([costs[q] for q in ordered.get(o, span)]) for o, span in enumerate(timeline.quarters_of)
    ]


@cached
def arriving_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """Share of an order that arrives in each period."""
    return timeline.sums(_arrivals(asset, timeline), asset.order_quarters(timeline))


@cached
def delivered_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """Share of an order that arrives in each quarter."""
    return timeline.by_quarter(_arrivals(asset, timeline), asset.order_quarters(timeline))


def _arrivals(asset: Asset, timeline: Timeline) -> Curves:
    return curves_of(lambda x, age: float(age == x.lead_quarters), asset.ordered_in, timeline)


@cached
def retiring_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """Share of an order that reaches the end of its life, and stands no longer, from each period."""
    curves = curves_of(
        lambda x, age: float(age == x.lead_quarters + x.life_quarters), asset.ordered_in, timeline
    )
    return timeline.sums(curves, asset.order_quarters(timeline))


@cached
def standing_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """Share of an order that stands through each period, on the mean of its quarters."""
    curves = curves_of(
        lambda x, age: float(x.lead_quarters <= age < x.lead_quarters + x.life_quarters),
        asset.ordered_in,
        timeline,
    )
    return timeline.means(curves, asset.order_quarters(timeline))


@cached
def standing_changes(asset: Asset, timeline: Timeline) -> Fractions:
    """By how much of an order more stands through a period than through the one before."""
    return np.diff(standing_fractions(asset, timeline), axis=1, prepend=0.0)


@cached
def paid_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """Share of cost paid in each period."""
    curves = curves_of(lambda x, age: x.spend_fractions.get(age, 0.0), asset.ordered_in, timeline)
    return timeline.sums(curves, asset.order_quarters(timeline), cost_weights(asset, timeline))


@cached
def booked_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """Book value at the end of each period, as a share of cost."""
    curves = curves_of(lambda x, age: x.book_fraction(age), asset.ordered_in, timeline)
    return timeline.at_ends(curves, asset.order_quarters(timeline), cost_weights(asset, timeline))


@cached
def booked_standing_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """The part of that of what stands then: of an order that is still being built, nothing."""
    curves = curves_of(
        lambda x, age: x.book_fraction(age) if age >= x.lead_quarters else 0.0, asset.ordered_in, timeline
    )
    return timeline.at_ends(curves, asset.order_quarters(timeline), cost_weights(asset, timeline))


@cached
def credited_fractions(asset: Asset, timeline: Timeline) -> Fractions:
    """Share of cost received as a tax credit in each period."""
    curves = curves_of(
        lambda x, age: x.credit_fraction if age == x.lead_quarters else 0.0, asset.ordered_in, timeline
    )
    return timeline.sums(curves, asset.order_quarters(timeline), cost_weights(asset, timeline))


@cached
def owed_fractions(instrument: Instrument, timeline: Timeline) -> Fractions:
    """Share of an issue owed at the end of each period: by its schedule, or of one repaid at will at most."""
    return timeline.at_ends(_owed(instrument, timeline), timeline.issue_quarters)


def _owed(instrument: Instrument, timeline: Timeline) -> Curves:
    if instrument.at_will:
        return curves_of(lambda x, age: float(age < x.tenor_quarters), instrument.issued_in, timeline)
    return curves_of(lambda x, age: x.remaining_fraction(age), instrument.issued_in, timeline)


@cached
def interest_fractions(instrument: Instrument, timeline: Timeline) -> Fractions:
    """Interest of each period as a share of the issue, at the rate of its own quarter; not of one repaid at will."""
    curves = curves_of(
        lambda x, age: x.rate_per_quarter * x.remaining_fraction(age), instrument.issued_in, timeline
    )
    closing = timeline.at_ends(curves, timeline.issue_quarters)
    accrued = np.stack([sum_vintages(balance, timeline.accrual_matrix) for balance in closing])
    return accrued * [len(span) for span in timeline.quarters_of]


@cached
def capitalised_fractions(instrument: Instrument, timeline: Timeline) -> Fractions:
    """Interest of each period that is added to what is owed, as a share of the issue."""
    curves = curves_of(lambda x, age: x.capitalised_fraction(age), instrument.issued_in, timeline)
    return timeline.sums(curves, timeline.issue_quarters)


@cached
def available_fractions(instrument: Instrument, timeline: Timeline) -> Fractions:
    """Share of what is committed in a period that may still be undrawn at the end of each, its own counted."""
    most = instrument.availability_quarters or 0
    curves = curves_of(lambda x, age: float(age < most), instrument.issued_in, timeline)
    return timeline.at_ends(curves, timeline.issue_quarters)


def coupons(instrument: Instrument, timeline: Timeline) -> list[float]:
    """The rate in force in each period, which a loan that floats pays on all that is owed."""
    rates = [instrument.issued_in(q).rate_per_quarter for q in range(timeline.quarters)]
    return [len(span) * same_or_mean([rates[q] for q in span]) for span in timeline.quarters_of]


def fees_by_issue(instrument: Instrument, timeline: Timeline) -> list[float]:
    """Fee on what is issued, as a share of it, by period of issue; of a year's on the mean."""
    fees = [instrument.issued_in(q).fee_fraction for q in range(timeline.quarters)]
    return [same_or_mean([fees[q] for q in span]) for span in timeline.quarters_of]


def interest_due(
    instrument: Instrument, timeline: Timeline, issued: NDArray[np.float64], owed: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Interest of each period on what is issued in each and owed at its end."""
    if instrument.keeps_rates:
        return sum_vintages(issued, interest_fractions(instrument, timeline))
    return np.array(coupons(instrument, timeline)) * sum_vintages(owed, timeline.accrual_matrix)


@cached
def serviced_fractions(instrument: Instrument, timeline: Timeline) -> Fractions:
    """Scheduled debt service in each period as a share of the issue; not of one repaid at will."""
    curves = curves_of(lambda x, age: x.service_fraction(age) if age else 0.0, instrument.issued_in, timeline)
    return timeline.sums(curves, timeline.issue_quarters)


@cached
def grace_fractions(instrument: Instrument, timeline: Timeline) -> Fractions:
    """Share of an issue that is within its grace through each period, as interest is due."""
    curves = curves_of(lambda x, age: float(0 < age <= x.grace_quarters), instrument.issued_in, timeline)
    return timeline.means(curves, timeline.issue_quarters)


@cached
def unexpired_fractions(instrument: Instrument, timeline: Timeline) -> NDArray[np.float64]:
    """Share of an issue's fee that lies beyond the horizon, by period of issue."""
    curves = curves_of(lambda x, age: x.unexpired_fraction(age), instrument.issued_in, timeline)
    return timeline.at_ends(curves, timeline.issue_quarters)[:, -1]
