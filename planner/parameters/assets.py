"""What can be ordered: power sources, shells and chips as one kind of thing."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from planner.parameters import orders
from planner.parameters.orders import quarters_to_arrival, spend_by_age, whole_quarters
from planner.parameters.time import price_level
from planner.parameters.vintages import begun, changes, filled, in_force, rows_by_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from planner.case import Case, Row
    from planner.parameters.timeline import Timeline

    Milestones = dict[str, list[tuple[float, float]]]
    """Milestones (progress_fraction, spend_fraction) by spend profile."""

POWER, SHELL, CHIPS = "power", "shell", "chips"
NATIONAL = ""
"""The place of what stands in no region; never a region's name, which cannot be blank."""
KW_PER_GW_IN_BILLIONS = 1e-3
"""USD per kW to USD billion per GW."""
TERMS = ("dollar_year", "lead_months", "life_years", "spend_profile")
SOURCE_TERMS, COMPUTE_TERMS = ("capex_usd_per_kw", *TERMS), ("capex_usd_billion_per_gw", *TERMS)
"""What the period of order decides."""


@dataclass(frozen=True)
class Asset:
    """Anything that can be ordered, in the units the plan counts in, on the terms of the first quarter.

    Money is in `dollar_year` dollars; `first_arrival_quarter` is the first quarter of the horizon, from 0, in which
    an order can stand; `spend_fractions` are the shares of cost paid, by age in quarters; `credit_fraction` of the cost
    is received as a tax credit when an order first stands, and is no cost from then on. `later` is the asset on the
    terms of later quarters of order, each with the first such quarter. `in_flight_quarter` is the first in which
    something stands that was under way before; None where nothing is.
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
    credit_fraction: float = 0.0
    later: tuple[tuple[int, Asset], ...] = ()
    in_flight_quarter: int | None = None

    def ordered_in(self, quarter: int) -> Asset:
        """The asset on the terms of an order of a quarter."""
        return in_force(self, self.later, quarter)

    @property
    def vintages(self) -> list[Asset]:
        """The asset on all its terms, in order."""
        return [self, *(asset for _, asset in self.later)]

    def order_quarters(self, timeline: Timeline) -> dict[int, list[int]]:
        """By period of order, the quarters of it in which an order arrives within the horizon, and not too early."""
        in_time = range(self.first_arrival_quarter, timeline.quarters)
        chosen = {
            o: [q for q in quarters if q + self.ordered_in(q).lead_quarters in in_time]
            for o, quarters in enumerate(timeline.quarters_of)
        }
        return {o: quarters for o, quarters in chosen.items() if quarters}

    def standing_periods(self, timeline: Timeline) -> list[int]:
        """Periods in which something can stand."""
        under_way = self.in_flight_quarter
        first = min(
            self.first_arrival_quarter, self.first_arrival_quarter if under_way is None else under_way
        )
        return [t for t, quarters in enumerate(timeline.quarters_of) if quarters[-1] >= first]

    def book_fraction(self, age: int) -> float:
        """Book value of an order `age` quarters old, as a share of its cost."""
        book = orders.book_fraction(age, self.lead_quarters, self.life_quarters, self.spend_fractions)
        return book * self.net_fraction(age)

    def lender_fraction(self, age: int, curve: Sequence[tuple[float, float]]) -> float:
        """What a lender counts of an order `age` quarters old by a value curve, as a share of its cost."""
        value = orders.lender_fraction(
            age, self.lead_quarters, self.life_quarters, self.spend_fractions, curve
        )
        return value * self.net_fraction(age)

    def net_fraction(self, age: int) -> float:
        """What is left of the cost of an order `age` quarters old, once the tax credit is received."""
        return 1 - self.credit_fraction if age >= self.lead_quarters else 1.0


def assets_of(case: Case) -> dict[str, Asset]:
    """Every asset of a case by name: the sources, then the compute assets, in the order of the sheets."""
    milestones: Milestones = {}
    for row in case.rows("spend_profiles"):
        pair = (row["progress_fraction"], row["spend_fraction"])
        milestones.setdefault(row["spend_profile"], []).append(pair)
    sources, compute = (
        rows_by_name(case, *of) for of in (("source_vintages", "source"), ("compute_vintages", "asset"))
    )
    credits = rows_by_name(case, "tax_credits", "asset")
    built: list[Asset] = []
    for row in case.rows("sources"):
        first = row["first_delivery"]
        earliest = 0 if first is None else first.ordinal - case.periods[0].first.ordinal
        read = partial(_source, row, milestones)
        later, credit = sources.get(row["source"], []), credits.get(row["source"], [])
        built.append(_over_time(case, row, read, (later, SOURCE_TERMS), credit, earliest))
    for row in case.rows("compute"):
        read = partial(_compute, row, milestones)
        later, credit = compute.get(row["asset"], []), credits.get(row["asset"], [])
        built.append(_over_time(case, row, read, (later, COMPUTE_TERMS), credit, 0))
    under_way = _first_under_way(case)
    return {
        asset.name: replace(asset, in_flight_quarter=under_way[asset.name])
        if asset.name in under_way
        else asset
        for asset in built
    }


def _first_under_way(case: Case) -> dict[str, int]:
    """The first quarter of the horizon, from 0, in which something that was under way before stands, by asset."""
    found: dict[str, int] = {}
    for row in case.rows("in_flight"):
        quarter = max(0, row["arrives"].ordinal - case.periods[0].first.ordinal)
        found[row["asset"]] = min(quarter, found.get(row["asset"], quarter))
    return found


def _over_time(
    case: Case,
    row: Row,
    read: Callable[[Mapping[str, Any]], Asset],
    vintages: tuple[list[Row], Sequence[str]],
    credits: list[Row],
    earliest: int,
) -> Asset:
    """An asset of a row on the terms of every quarter of order, and when one can stand first."""
    asset = read(row)
    rows, columns = vintages
    if rows or credits:
        inflation = case.settings.money.inflation_per_year

        def terms(quarter: int) -> Asset:
            held = filled(row, begun(case, rows, "ordered_from", quarter), columns)
            ordered = read(held)
            level = price_level(inflation, held["dollar_year"], asset.dollar_year)
            return replace(
                ordered,
                capex_usd_billion_per_gw=ordered.capex_usd_billion_per_gw * level,
                credit_fraction=_credit(case, credits, quarter, ordered.lead_quarters),
            )

        first, later = changes(case, terms)
        asset = replace(first, later=later)
    starts = [0, *(since for since, _ in asset.later)]
    ends = [*(since - 1 for since, _ in asset.later), math.inf]
    arrivals = [
        max(start + ordered.lead_quarters, earliest)
        for start, end, ordered in zip(starts, ends, asset.vintages, strict=True)
        if end + ordered.lead_quarters >= earliest
    ]
    return replace(asset, first_arrival_quarter=min(arrivals))


def _credit(case: Case, credits: list[Row], quarter: int, lead: int) -> float:
    """What an order of a quarter receives of its cost as a tax credit, if it stands in time."""
    rows = begun(case, credits, "ordered_from", quarter)
    if not rows:
        return 0.0
    by, stands = rows[-1]["stands_by"], case.periods[0].first.plus(quarter + lead)
    in_time = by is None or stands <= by
    return float(rows[-1]["credit_fraction"] * rows[-1]["transfer_price_fraction"]) if in_time else 0.0


def _source(row: Row, milestones: Milestones, terms: Mapping[str, Any]) -> Asset:
    """A row of the sheet `sources` as an asset, on these terms."""
    lead = quarters_to_arrival(terms["lead_months"])
    return Asset(
        name=row["source"],
        asset_class=POWER,
        capex_usd_billion_per_gw=terms["capex_usd_per_kw"] * KW_PER_GW_IN_BILLIONS,
        fixed_om_usd_billion_per_gw_year=row["fixed_om_usd_per_kw_year"] * KW_PER_GW_IN_BILLIONS,
        dollar_year=row["dollar_year"],
        lead_quarters=lead,
        life_quarters=whole_quarters(terms["life_years"]),
        first_arrival_quarter=lead,
        spend_fractions=spend_by_age(milestones[terms["spend_profile"]], lead),
    )


def _compute(row: Row, milestones: Milestones, terms: Mapping[str, Any]) -> Asset:
    """A row of the sheet `compute` as an asset, on these terms."""
    lead = quarters_to_arrival(terms["lead_months"])
    return Asset(
        name=row["asset"],
        asset_class=row["kind"],
        capex_usd_billion_per_gw=terms["capex_usd_billion_per_gw"],
        fixed_om_usd_billion_per_gw_year=row["fixed_om_usd_billion_per_gw_year"],
        dollar_year=row["dollar_year"],
        lead_quarters=lead,
        life_quarters=whole_quarters(terms["life_years"]),
        first_arrival_quarter=lead,
        spend_fractions=spend_by_age(milestones[terms["spend_profile"]], lead),
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
