"""What is ordered, what stands, and what standing costs.

ASSETS                        a: power sources, shells and chips
SOURCES                       s: the assets that are power sources or storage
STORAGES                      s: the sources that store
OWNER[s]                      the one sponsor who may order a source
PLACES[a]                     r: where an asset may stand: every region, or "" for chips, which are national
NATIONAL_ORDERS               (a, j, o): an asset, an owner, and a period of order from which it arrives within the
                              horizon and not before its first delivery
ORDERS                        (a, j, r, o): the same by place
NATIONAL_STANDING_AT          (a, j, t): an asset, an owner, and a period no earlier than its first possible arrival
STANDING_AT                   (a, j, r, t): the same by place
STANDING_ASSETS[j, t]         a: assets of an owner that may stand in t
STANDING_SOURCES[t]           s: sources that may stand in t
STORES                        (s, r, t): storage where and when it may stand
STORES_IN[r, t]               s: storage that may stand in a region in t
CHANGING[a, t]                o: orders of which more or less stands through t than through the period before
standing_change[a, o, t]      by how much: what arrives is 1, what retires -1; of a year the mean of its quarters
in_flight_change[a, j, r, t]  by how much more stands, of what was under way before the horizon, GW
PREVIOUSLY_STANDING[a, t]     the period before t, where the asset may stand in it
asset_price_level[a, t]       nominal dollars at the start of t for a dollar of the asset's dollar year
fixed_om_usd_billion_per_gw_year[a]
Ordered[a, j, r, o]           capacity ordered at the start of o, GW
Standing[a, j, r, t]          capacity standing through t, GW; through a year on the mean of its quarters
National_ordered[a, j, o]     the same over all places, GW
National_standing[a, j, t]    the same over all places, GW
Fixed_cost[j, t]              fixed operation and maintenance, USD billion
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.model.ledger import families, named_set, parameter, post, require, schedules, variable
from planner.parameters.assets import POWER, assets_of, owners_of, places_of
from planner.parameters.in_flight import in_flight_of
from planner.parameters.running import STORAGE
from planner.parameters.schedules import standing_changes
from planner.parameters.timeline import timeline_of

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import AssetName, Period, Region, Sponsor
    from planner.model.ledger import Relation
    from planner.parameters.assets import Asset
    from planner.parameters.timeline import Timeline

READS = (
    "sources.source",
    "sources.kind",
    "sources.life_years",
    "sources.lead_months",
    "sources.first_delivery",
    "sources.dollar_year",
    "sources.fixed_om_usd_per_kw_year",
    "source_vintages.source",
    "source_vintages.ordered_from",
    "source_vintages.life_years",
    "source_vintages.lead_months",
    "compute.asset",
    "compute.life_years",
    "compute.lead_months",
    "compute.dollar_year",
    "compute.fixed_om_usd_billion_per_gw_year",
    "compute_vintages.asset",
    "compute_vintages.ordered_from",
    "compute_vintages.life_years",
    "compute_vintages.lead_months",
    "case.money.inflation_per_year",
    "owners.asset",
    "owners.sponsor",
    "in_flight.asset",
    "in_flight.sponsor",
    "in_flight.region",
    "in_flight.arrives",
    "in_flight.gw",
)


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare every asset, its owners, and when it may be ordered and stand."""
    assets, owners, timeline = assets_of(case), owners_of(case), timeline_of(case)
    named_set(m, "ASSETS", assets)
    families(m, "PLACES", m.ASSETS, members={a: places_of(case, asset) for a, asset in assets.items()})
    declare_changes(m, assets, timeline)
    owned = [(a, j) for a in assets for j in owners[a]]
    named_set(
        m,
        "NATIONAL_ORDERS",
        [(a, j, o) for a, j in owned for o in assets[a].order_quarters(timeline)],
        dimen=3,
    )
    named_set(
        m,
        "NATIONAL_STANDING_AT",
        [(a, j, t) for a, j in owned for t in assets[a].standing_periods(timeline)],
        dimen=3,
    )
    named_set(m, "ORDERS", [(a, j, r, o) for a, j, o in m.NATIONAL_ORDERS for r in m.PLACES[a]], dimen=4)
    named_set(
        m, "STANDING_AT", [(a, j, r, t) for a, j, t in m.NATIONAL_STANDING_AT for r in m.PLACES[a]], dimen=4
    )
    standing: dict[Any, list[Any]] = {}
    for a, j, t in m.NATIONAL_STANDING_AT:
        standing.setdefault((j, t), []).append(a)
    families(m, "STANDING_ASSETS", m.SPONSORS, m.PERIODS, members=standing)
    declare_sources(m, case, assets, owners)
    declare_cost(m, case, assets)
    under_way = in_flight_of(case, assets, timeline)
    changes = {(*fleet, t): under_way.change(fleet, t) for fleet in under_way.standing for t in m.PERIODS}
    values = {index: changes.get(index, 0.0) for index in m.STANDING_AT}
    parameter(m, "in_flight_change", m.STANDING_AT, values=values)
    variable(m, "Ordered", "ajro", m.ORDERS, unit="GW")
    variable(m, "Standing", "ajrt", m.STANDING_AT, unit="GW")
    variable(m, "National_ordered", "ajo", m.NATIONAL_ORDERS, unit="GW", free=True)
    variable(m, "National_standing", "ajt", m.NATIONAL_STANDING_AT, unit="GW", free=True)
    variable(m, "Fixed_cost", "jt", m.SPONSORS, m.PERIODS, unit="USD billion", free=True)
    post(m, "operating_cost", "Fixed_cost")


def declare_sources(
    m: ConcreteModel, case: Case, assets: dict[str, Asset], owners: dict[str, list[str]]
) -> None:
    """Declare which assets give power and which of them store, whose each is, and when they may stand."""
    named_set(m, "SOURCES", [a for a, asset in assets.items() if asset.asset_class == POWER])
    named_set(m, "STORAGES", [row["source"] for row in case.rows("sources") if row["kind"] == STORAGE])
    parameter(m, "OWNER", m.SOURCES, values={s: owners[s][0] for s in m.SOURCES})
    standing: dict[Any, list[str]] = {}
    for s, _, t in m.NATIONAL_STANDING_AT:
        if s in m.SOURCES:
            standing.setdefault(t, []).append(s)
    families(m, "STANDING_SOURCES", m.PERIODS, members=standing)
    named_set(m, "STORES", [(s, r, t) for s, _, r, t in m.STANDING_AT if s in m.STORAGES], dimen=3)
    stores: dict[Any, list[str]] = {}
    for s, r, t in m.STORES:
        stores.setdefault((r, t), []).append(s)
    families(m, "STORES_IN", m.REGIONS, m.PERIODS, members=stores)


def declare_changes(m: ConcreteModel, assets: dict[str, Asset], timeline: Timeline) -> None:
    """Declare in which periods what stands of an order changes."""
    changes = {a: standing_changes(asset, timeline) for a, asset in assets.items()}
    changing: dict[Any, list[int]] = {}
    for a, o, t in schedules(m, "standing_change", changes):
        changing.setdefault((a, t), []).append(o)
    previous = {(a, t): [t - 1] for a in assets for t in assets[a].standing_periods(timeline)[1:]}
    families(m, "CHANGING", m.ASSETS, m.PERIODS, members=changing)
    families(m, "PREVIOUSLY_STANDING", m.ASSETS, m.PERIODS, members=previous)


def declare_cost(m: ConcreteModel, case: Case, assets: dict[str, Asset]) -> None:
    """Declare what assets cost, and the price level that each asset's own dollar year gives."""
    inflation = case.settings.money.inflation_per_year
    levels = {
        (a, t): level
        for a, asset in assets.items()
        for t, level in enumerate(timeline_of(case).price_levels(inflation, asset.dollar_year))
    }
    parameter(m, "asset_price_level", m.ASSETS, m.PERIODS, values=levels)
    fixed = {a: asset.fixed_om_usd_billion_per_gw_year for a, asset in assets.items()}
    parameter(m, "fixed_om_usd_billion_per_gw_year", m.ASSETS, values=fixed)


def constrain(m: ConcreteModel) -> None:
    """Contents: the rules of capacity."""
    require(m, m.STANDING_AT, rule=standing_rolls_forward)
    require(m, m.NATIONAL_ORDERS, rule=national_orders_add_up)
    require(m, m.NATIONAL_STANDING_AT, rule=national_standing_adds_up)
    require(m, m.SPONSORS, m.PERIODS, rule=fixed_cost_of_standing)


def standing_rolls_forward(m: ConcreteModel, a: AssetName, j: Sponsor, r: Region, t: Period) -> Relation:
    """What stands is what stood, plus what arrives, less what has reached the end of its life.

    Domain:    for a, j, r, t in STANDING_AT
    Equation:  Standing[a, j, r, t] == Standing[a, j, r, t - 1] + in_flight_change[a, j, r, t]
                   + sum(standing_change[a, o, t] * Ordered[a, j, r, o] for o in CHANGING[a, t])
    Units:     GW
    Dual:      either sign: what one more GW standing from this period on costs to keep, less what it saves
    """
    previous = sum(m.Standing[a, j, r, p] for p in m.PREVIOUSLY_STANDING[a, t])
    change = sum(m.standing_change[a, o, t] * m.Ordered[a, j, r, o] for o in m.CHANGING[a, t])
    return m.Standing[a, j, r, t] == previous + m.in_flight_change[a, j, r, t] + change


def national_orders_add_up(m: ConcreteModel, a: AssetName, j: Sponsor, o: Period) -> Relation:
    """A sponsor's orders of an asset, over all places.

    Domain:    for a, j, o in NATIONAL_ORDERS
    Equation:  National_ordered[a, j, o] == sum(Ordered[a, j, r, o] for r in PLACES[a])
    Units:     GW
    Dual:      either sign: what money and pools make one more GW ordered cost, less its worth as collateral
    """
    return m.National_ordered[a, j, o] == sum(m.Ordered[a, j, r, o] for r in m.PLACES[a])


def national_standing_adds_up(m: ConcreteModel, a: AssetName, j: Sponsor, t: Period) -> Relation:
    """A sponsor's standing capacity of an asset, over all places.

    Domain:    for a, j, t in NATIONAL_STANDING_AT
    Equation:  National_standing[a, j, t] == sum(Standing[a, j, r, t] for r in PLACES[a])
    Units:     GW
    Dual:      either sign: what one more GW costs in upkeep and national sites, less the load it carries as
                   chips
    """
    return m.National_standing[a, j, t] == sum(m.Standing[a, j, r, t] for r in m.PLACES[a])


def fixed_cost_of_standing(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """Whatever stands costs its fixed operation and maintenance, used or not.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Fixed_cost[j, t] == sum(fixed_om_usd_billion_per_gw_year[a] * years[t] * asset_price_level[a, t]
                   * National_standing[a, j, t] for a in ASSETS)
    Units:     USD billion
    Dual:      what one more dollar of running cost costs the plan
    """
    return m.Fixed_cost[j, t] == sum(
        m.fixed_om_usd_billion_per_gw_year[a]
        * m.years[t]
        * m.asset_price_level[a, t]
        * m.National_standing[a, j, t]
        for a in m.STANDING_ASSETS[j, t]
    )
