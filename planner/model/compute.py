"""Shells and chips: load needs both, and some chips earn less.

LANDLORDS                         j: sponsors whose shells and chips may carry load: who has load, or may house that
                                  of others
SHELL_CLASS, CHIPS_CLASS          c: shell alone, and chips alone
LOAD_AT[j, r]                     the region alone where the sponsor has load of its own; none for others
SHELLS[j, t], CHIPS[j, t]         a: assets of the class that a sponsor may have standing in t
lost_fraction[a]                  share of revenue that a GW of these chips does not earn
revenue_usd_billion_per_gw_year[j]
Lost_compute[j, t]                revenue forgone, USD billion
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.model.ledger import families, named_set, parameter, post, posted, require, variable
from planner.parameters.assets import CHIPS, SHELL, assets_of
from planner.parameters.hosting import hosts_of

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import Period, Region, Sponsor
    from planner.model.ledger import Relation

READS = (
    "compute.kind",
    "compute.relative_compute_fraction",
    "sponsors.revenue_usd_billion_per_gw_year",
    "hosting.host",
)


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare which assets are shells and chips, whose may carry load, and what the weaker chips lose."""
    named_set(m, "SHELL_CLASS", [SHELL])
    named_set(m, "CHIPS_CLASS", [CHIPS])
    carriers = {*m.LOAD_SPONSORS, *hosts_of(case)}
    named_set(m, "LANDLORDS", [j for j in m.SPONSORS if j in carriers])
    own = {(j, r): [r] for j in m.LOAD_SPONSORS for r in m.REGIONS}
    families(m, "LOAD_AT", m.SPONSORS, m.REGIONS, members=own)
    standing: dict[str, dict[Any, list[str]]] = {SHELL: {}, CHIPS: {}}
    assets = assets_of(case)
    for a, j, t in m.NATIONAL_STANDING_AT:
        if assets[a].asset_class in standing:
            standing[assets[a].asset_class].setdefault((j, t), []).append(a)
    families(m, "SHELLS", m.SPONSORS, m.PERIODS, members=standing[SHELL])
    families(m, "CHIPS", m.SPONSORS, m.PERIODS, members=standing[CHIPS])

    lost = dict.fromkeys(assets, 0.0)
    for row in case.rows("compute"):
        lost[row["asset"]] = 1 - row["relative_compute_fraction"]
    parameter(m, "lost_fraction", m.ASSETS, values=lost)
    revenue = {row["sponsor"]: row["revenue_usd_billion_per_gw_year"] for row in case.rows("sponsors")}
    parameter(m, "revenue_usd_billion_per_gw_year", m.SPONSORS, values=revenue)
    variable(m, "Lost_compute", "jt", m.SPONSORS, m.PERIODS, unit="USD billion", free=True)
    post(m, "cost", "Lost_compute")


def constrain(m: ConcreteModel) -> None:
    """Contents: the rules of compute."""
    require(m, m.LANDLORDS, m.REGIONS, m.PERIODS, rule=load_within_shells)
    require(m, m.LANDLORDS, m.PERIODS, rule=load_within_chips)
    require(m, m.SPONSORS, m.PERIODS, rule=weaker_chips_lose_revenue)


def load_within_shells(m: ConcreteModel, j: Sponsor, r: Region, t: Period) -> Relation:
    """What a sponsor's shells in a region carry fits those standing there: its own load, and what it houses of others.

    Domain:    for j in LANDLORDS for r in REGIONS for t in PERIODS
    Equation:  sum(Served[j, v, t] for v in LOAD_AT[j, r])
                   + sum(housed[j, c, r, t] for c in SHELL_CLASS) <= sum(Standing[a, j, r, t] for a in SHELLS[j, t])
    Units:     GW
    Dual:      minus what one more GW of shell in the region would save in the period
    """
    own = sum(m.Served[j, v, t] for v in m.LOAD_AT[j, r])
    housed = sum(posted(m, "housed", j, c, r, t) for c in m.SHELL_CLASS)
    return own + housed <= sum(m.Standing[a, j, r, t] for a in m.SHELLS[j, t])


def load_within_chips(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """What a sponsor's chips run fits those standing: a GW of them carries a GW of load, whoever made them.

    Domain:    for j in LANDLORDS for t in PERIODS
    Equation:  Own_load[j, t] + sum(housed[j, c, r, t] for c in CHIPS_CLASS for r in REGIONS)
                   <= sum(National_standing[a, j, t] for a in CHIPS[j, t])
    Units:     GW
    Dual:      minus what one more GW of chips would save in the period
    """
    housed = sum(posted(m, "housed", j, c, r, t) for c in m.CHIPS_CLASS for r in m.REGIONS)
    return m.Own_load[j, t] + housed <= sum(m.National_standing[a, j, t] for a in m.CHIPS[j, t])


def weaker_chips_lose_revenue(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """Chips of less relative compute forgo that share of the revenue of a GW, standing or running.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Lost_compute[j, t] == sum(lost_fraction[a] * revenue_usd_billion_per_gw_year[j] * years[t]
                   * price_level[t] * National_standing[a, j, t] for a in CHIPS[j, t])
    Units:     USD billion
    Dual:      what one more dollar of lost compute costs the plan
    """
    revenue = m.revenue_usd_billion_per_gw_year[j] * m.years[t] * m.price_level[t]
    return m.Lost_compute[j, t] == sum(
        m.lost_fraction[a] * revenue * m.National_standing[a, j, t] for a in m.CHIPS[j, t]
    )
