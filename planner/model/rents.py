"""Rents, which tenants pay to those who house their load: in cash, for over all sponsors they cancel.

rent_usd_billion_per_gw_year[j, h, w, t]   rent in force, in the case's dollars
Rent[j, h, w, t]                           what a tenant pays a host at the end of t, USD billion
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.model.ledger import parameter, post, require, variable
from planner.parameters.hosting import rents

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import Host, HostingKind, Period, Sponsor
    from planner.model.ledger import Expression, Relation

READS = ("hosting.rent_usd_billion_per_gw_year",)


def applies(case: Case) -> bool:
    """Whether anybody may house the load of another, and money is planned."""
    return case.settings.funding and bool(case.rows("hosting"))


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare what housing costs a tenant and brings a host."""
    parameter(m, "rent_usd_billion_per_gw_year", m.HOSTING, values=rents(case))
    variable(m, "Rent", "jhwt", m.HOSTING, unit="USD billion", free=True)
    post(m, "rent_received", "Rent", m.SPONSORS, m.PERIODS, term=rent_of_tenants)
    post(m, "rent_paid", "Rent", m.SPONSORS, m.PERIODS, term=rent_to_hosts)


def constrain(m: ConcreteModel) -> None:
    """Contents: the rule of rents."""
    require(m, m.HOSTING, rule=rent_is_paid_on_what_is_housed)


def rent_is_paid_on_what_is_housed(
    m: ConcreteModel, j: Sponsor, h: Host, w: HostingKind, t: Period
) -> Relation:
    """A tenant pays the host rent on every GW that it houses, at the price level of the period.

    Domain:    for j, h, w, t in HOSTING
    Equation:  Rent[j, h, w, t] == rent_usd_billion_per_gw_year[j, h, w, t] * years[t] * price_level[t]
                   * sum(Hosted[j, h, w, r, t] for r in REGIONS)
    Units:     USD billion
    Dual:      either sign: what one more dollar is worth to the tenant, less what it is worth to the host
    """
    price = m.rent_usd_billion_per_gw_year[j, h, w, t] * m.years[t] * m.price_level[t]
    return m.Rent[j, h, w, t] == price * sum(m.Hosted[j, h, w, r, t] for r in m.REGIONS)


def rent_of_tenants(m: ConcreteModel, j: Sponsor, t: Period) -> Expression:
    """What all its tenants pay a host.

    Posts:     sum(Rent[v, j, w, t] for v, w in TENANTS_OF[j, t])
    Units:     USD billion
    """
    return sum(m.Rent[v, j, w, t] for v, w in m.TENANTS_OF[j, t])


def rent_to_hosts(m: ConcreteModel, j: Sponsor, t: Period) -> Expression:
    """What a tenant pays all its hosts.

    Posts:     sum(Rent[j, h, w, t] for h, w in HOSTS_OF[j, t])
    Units:     USD billion
    """
    return sum(m.Rent[j, h, w, t] for h, w in m.HOSTS_OF[j, t])
