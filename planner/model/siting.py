"""Where load and plants may stand.

SITES                     (a, r): an asset and a region with a site limit
NATIONAL_SITES            a: assets with a site limit over all regions together
SITES_IN_USE              (a, r, t): the sites, and periods in which the asset may stand
NATIONAL_SITES_IN_USE     (a, t): the same of national sites
siting_share_min_fraction[r], siting_share_max_fraction[r]
site_limit_gw[a, r], national_site_limit_gw[a]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.model.ledger import families, named_set, parameter, require
from planner.parameters.assets import owners_of

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import AssetName, Period, Region
    from planner.model.ledger import Relation

READS = (
    "regions.siting_share_min_fraction",
    "regions.siting_share_max_fraction",
    "site_limits.asset",
    "site_limits.region",
    "site_limits.limit_gw",
)


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare shares of load by region and sites by asset."""
    for column in ("siting_share_min_fraction", "siting_share_max_fraction"):
        parameter(m, column, m.REGIONS, values={row["region"]: row[column] for row in case.rows("regions")})
    regional, national = {}, {}
    for row in case.rows("site_limits"):
        if row["region"] is None:
            national[row["asset"]] = row["limit_gw"]
        else:
            regional[row["asset"], row["region"]] = row["limit_gw"]
    named_set(m, "SITES", regional, dimen=2)
    named_set(m, "NATIONAL_SITES", national)
    parameter(m, "site_limit_gw", m.SITES, values=regional)
    parameter(m, "national_site_limit_gw", m.NATIONAL_SITES, values=national)
    families(m, "OWNERS", m.ASSETS, members=owners_of(case))
    standing = dict.fromkeys((a, t) for a, _, t in m.NATIONAL_STANDING_AT)
    sites = [(a, r, t) for a, r in regional for t in m.PERIODS if (a, t) in standing]
    named_set(m, "SITES_IN_USE", sites, dimen=3)
    named_set(m, "NATIONAL_SITES_IN_USE", [(a, t) for a, t in standing if a in national], dimen=2)


def constrain(m: ConcreteModel) -> None:
    """Contents: the rules of siting."""
    require(m, m.REGIONS, m.PERIODS, rule=load_at_least_the_regions_share)
    require(m, m.REGIONS, m.PERIODS, rule=load_at_most_the_regions_share)
    require(m, m.SITES_IN_USE, rule=standing_within_site_limit)
    require(m, m.NATIONAL_SITES_IN_USE, rule=standing_within_national_site_limit)


def load_at_least_the_regions_share(m: ConcreteModel, r: Region, t: Period) -> Relation:
    """A region takes at least its least share of all load served.

    Domain:    for r in REGIONS for t in PERIODS
    Equation:  Load[r, t] >= siting_share_min_fraction[r] * sum(Own_load[j, t] for j in SPONSORS)
    Units:     GW
    Dual:      minus what holding one GW less of load in the region would save
    """
    return m.Load[r, t] >= m.siting_share_min_fraction[r] * sum(m.Own_load[j, t] for j in m.SPONSORS)


def load_at_most_the_regions_share(m: ConcreteModel, r: Region, t: Period) -> Relation:
    """A region takes at most its largest share of all load served.

    Domain:    for r in REGIONS for t in PERIODS
    Equation:  Load[r, t] <= siting_share_max_fraction[r] * sum(Own_load[j, t] for j in SPONSORS)
    Units:     GW
    Dual:      minus what room for one more GW of load in the region would save
    """
    return m.Load[r, t] <= m.siting_share_max_fraction[r] * sum(m.Own_load[j, t] for j in m.SPONSORS)


def standing_within_site_limit(m: ConcreteModel, a: AssetName, r: Region, t: Period) -> Relation:
    """What stands of an asset in a region fits the region's sites.

    Domain:    for a, r, t in SITES_IN_USE
    Equation:  sum(Standing[a, j, r, t] for j in SPONSORS) <= site_limit_gw[a, r]
    Units:     GW
    Dual:      minus what one more GW of sites in the region would save in the period
    """
    return sum(m.Standing[a, j, r, t] for j in m.OWNERS[a]) <= m.site_limit_gw[a, r]


def standing_within_national_site_limit(m: ConcreteModel, a: AssetName, t: Period) -> Relation:
    """What stands of an asset in all regions together fits the country's sites.

    Domain:    for a, t in NATIONAL_SITES_IN_USE
    Equation:  sum(National_standing[a, j, t] for j in SPONSORS) <= national_site_limit_gw[a]
    Units:     GW
    Dual:      minus what one more GW of sites would save in the period
    """
    return sum(m.National_standing[a, j, t] for j in m.OWNERS[a]) <= m.national_site_limit_gw[a]
