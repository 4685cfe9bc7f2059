"""What can be ordered: power sources, shells and chips as one kind of thing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.parameters import orders
from planner.parameters.orders import quarters_to_arrival, spend_by_age, whole_quarters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from planner.case import Case
    from planner.parameters.timeline import Timeline

POWER, SHELL, CHIPS = "power", "shell", "chips"
NATIONAL = ""
"""The place of what stands in no region; never a region's name, which cannot be blank."""
KW_PER_GW_IN_BILLIONS = 1e-3
"""USD per kW to USD billion per GW."""


@dataclass(frozen=True)
class Asset:
    """Anything that can be ordered, in the units the plan counts in.

    Money is in `dollar_year` dollars; `first_arrival_quarter` is the first quarter of the horizon, from 0, in which
    an order can stand; `spend_fractions` are the shares of cost paid, by age in quarters.
    """

    name: str
    asset_class: str
    capex_usd_billion_per_gw: float
    fixed_om_usd_billion_per_gw_year: float
    dollar_year: int
    lead_quarters: int
    life_quarters: int
    first_arrival_quarter: int
    spend_fractions: Mapping[int, float] = field(hash=False)

    def order_quarters(self, timeline: Timeline) -> dict[int, list[int]]:
        """By period of order, the quarters of it in which an order arrives within the horizon, and not too early."""
        lead = self.lead_quarters
        in_time = range(self.first_arrival_quarter - lead, timeline.quarters - lead)
        chosen = {o: [q for q in quarters if q in in_time] for o, quarters in enumerate(timeline.quarters_of)}
        return {o: quarters for o, quarters in chosen.items() if quarters}

    def standing_periods(self, timeline: Timeline) -> list[int]:
        """Periods in which something can stand."""
        first = self.first_arrival_quarter
        return [t for t, quarters in enumerate(timeline.quarters_of) if quarters[-1] >= first]

    def book_fraction(self, age: int) -> float:
        """Book value of an order `age` quarters old, as a share of its cost."""
        return orders.book_fraction(age, self.lead_quarters, self.life_quarters, self.spend_fractions)

    def lender_fraction(self, age: int, curve: Sequence[tuple[float, float]]) -> float:
        """What a lender counts of an order `age` quarters old by a value curve, as a share of its cost."""
        return orders.lender_fraction(
            age, self.lead_quarters, self.life_quarters, self.spend_fractions, curve
        )


def assets_of(case: Case) -> dict[str, Asset]:
    """Every asset of a case by name: the sources, then the compute assets, in the order of the sheets."""
    milestones: dict[str, list[tuple[float, float]]] = {}
    for row in case.rows("spend_profiles"):
        pair = (row["progress_fraction"], row["spend_fraction"])
        milestones.setdefault(row["spend_profile"], []).append(pair)
    built = [_source(case, row, milestones) for row in case.rows("sources")]
    built += [_compute(row, milestones) for row in case.rows("compute")]
    return {asset.name: asset for asset in built}


def _source(case: Case, row: Mapping[str, Any], milestones: dict[str, list[tuple[float, float]]]) -> Asset:
    """A row of the sheet `sources` as an asset."""
    lead = quarters_to_arrival(row["lead_months"])
    first = row["first_delivery"]
    earliest = 0 if first is None else first.ordinal - case.periods[0].first.ordinal
    return Asset(
        name=row["source"],
        asset_class=POWER,
        capex_usd_billion_per_gw=row["capex_usd_per_kw"] * KW_PER_GW_IN_BILLIONS,
        fixed_om_usd_billion_per_gw_year=row["fixed_om_usd_per_kw_year"] * KW_PER_GW_IN_BILLIONS,
        dollar_year=row["dollar_year"],
        lead_quarters=lead,
        life_quarters=whole_quarters(row["life_years"]),
        first_arrival_quarter=max(lead, earliest),
        spend_fractions=spend_by_age(milestones[row["spend_profile"]], lead),
    )


def _compute(row: Mapping[str, Any], milestones: dict[str, list[tuple[float, float]]]) -> Asset:
    """A row of the sheet `compute` as an asset."""
    lead = quarters_to_arrival(row["lead_months"])
    return Asset(
        name=row["asset"],
        asset_class=row["kind"],
        capex_usd_billion_per_gw=row["capex_usd_billion_per_gw"],
        fixed_om_usd_billion_per_gw_year=row["fixed_om_usd_billion_per_gw_year"],
        dollar_year=row["dollar_year"],
        lead_quarters=lead,
        life_quarters=whole_quarters(row["life_years"]),
        first_arrival_quarter=lead,
        spend_fractions=spend_by_age(milestones[row["spend_profile"]], lead),
    )


def owners_of(case: Case) -> dict[str, list[str]]:
    """Who may order each asset, in the order of the sheet `owners`."""
    owners: dict[str, list[str]] = {}
    for row in case.rows("owners"):
        owners.setdefault(row["asset"], []).append(row["sponsor"])
    return owners


def places_of(case: Case, asset: Asset) -> list[str]:
    """Where an asset may stand: every region, or nowhere in particular for chips."""
    if asset.asset_class == CHIPS:
        return [NATIONAL]
    return [row["region"] for row in case.rows("regions")]
