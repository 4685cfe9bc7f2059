"""What a lender counts as collateral, and at which stage of building."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.parameters.assets import assets_of
from planner.parameters.instruments import CONSTRUCTION, OPERATING
from planner.parameters.orders import standing_years
from planner.parameters.schedules import cached, cost_weights, curves_of
from planner.parameters.timeline import timeline_of

if TYPE_CHECKING:
    from planner.case import Case
    from planner.parameters.assets import Asset
    from planner.parameters.instruments import Instrument
    from planner.parameters.timeline import Fractions, Timeline


def at_stage(instrument: Instrument, asset: Asset, age: int) -> bool:
    """Whether an order of the asset, `age` quarters old, is at the stage that the instrument lends to."""
    standing = age >= asset.lead_quarters
    years = standing_years(age, asset.lead_quarters)
    if instrument.stage == OPERATING:
        return standing and years >= instrument.stage_years
    if instrument.stage == CONSTRUCTION:
        return not standing or years <= instrument.stage_years
    return True


def lender_curves(case: Case) -> dict[str, tuple[tuple[float, float], ...]]:
    """Value curves (age_years, value_fraction) in order of age, by asset class."""
    curves: dict[str, list[tuple[float, float]]] = {}
    for row in case.rows("lender_value"):
        curves.setdefault(row["asset_class"], []).append((row["age_years"], row["value_fraction"]))
    return {asset_class: tuple(sorted(points)) for asset_class, points in curves.items()}


def lender_fractions(case: Case, standing: bool = False) -> dict[str, Fractions]:
    """Share of cost that counts as collateral, by asset and (period of order, period); none where nothing counts.

    That of all that is ordered, or only of what is `standing`.
    """
    curves, timeline = lender_curves(case), timeline_of(case)
    return {
        a: _pledged(asset, curves[asset.asset_class], None, timeline, standing)
        for a, asset in assets_of(case).items()
        if asset.asset_class in curves
    }


def staged_fractions(case: Case, instrument: Instrument, asset_class: str) -> dict[str, Fractions]:
    """The part of those shares of a class that is at the stage that an instrument lends to."""
    curves, timeline = lender_curves(case), timeline_of(case)
    return {
        a: _pledged(asset, curves[asset_class], instrument, timeline)
        for a, asset in assets_of(case).items()
        if asset.asset_class == asset_class
    }


@cached
def _pledged(
    asset: Asset,
    points: tuple[tuple[float, float], ...],
    lender: Instrument | None,
    timeline: Timeline,
    standing: bool = False,
) -> Fractions:
    """What counts at the end of each period; for one lender, of orders that are at its stage, or of what stands."""

    def value(ordered: Asset, age: int) -> float:
        staged = lender is None or at_stage(lender, ordered, age)
        if standing and age < ordered.lead_quarters:
            return 0.0
        return ordered.lender_fraction(age, points) if staged else 0.0

    curves = curves_of(value, asset.ordered_in, timeline)
    return timeline.at_ends(curves, asset.order_quarters(timeline), cost_weights(asset, timeline))
