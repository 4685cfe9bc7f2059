"""What a lender counts as collateral, and at which stage of building."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.terms.assets import assets_of
from planner.terms.instruments import CONSTRUCTION, OPERATING
from planner.terms.orders import standing_years

if TYPE_CHECKING:
    from planner.case import Case
    from planner.terms.assets import Asset
    from planner.terms.instruments import Instrument


def at_stage(instrument: Instrument, asset: Asset, age: int) -> bool:
    """Whether an order of the asset, `age` periods old, is at the stage that the instrument lends to."""
    standing = age >= asset.lead
    years = standing_years(age, asset.lead)
    if instrument.stage == OPERATING:
        return standing and years >= instrument.stage_years
    if instrument.stage == CONSTRUCTION:
        return not standing or years <= instrument.stage_years
    return True


def lender_curves(case: Case) -> dict[str, list[tuple[float, float]]]:
    """Value curves (age_years, value_fraction) in order of age, by asset class."""
    curves: dict[str, list[tuple[float, float]]] = {}
    for row in case.rows("lender_value"):
        curves.setdefault(row["asset_class"], []).append((row["age_years"], row["value_fraction"]))
    return {asset_class: sorted(points) for asset_class, points in curves.items()}


def lender_fractions(case: Case) -> dict[tuple[str, int], float]:
    """Share of cost that counts as collateral, by (asset, age in periods); left out where nothing counts."""
    curves = lender_curves(case)
    fractions = {}
    for a, asset in assets_of(case).items():
        if asset.asset_class not in curves:
            continue
        for age in range(len(case.periods)):
            value = asset.lender_fraction(age, curves[asset.asset_class])
            if value:
                fractions[a, age] = value
    return fractions
