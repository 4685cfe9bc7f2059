"""Who houses whose load: shells and chips of others, or their shells alone.

HOSTING                   (j, h, w, t): a tenant with load, a host, the kind (compute or shell), a period in which the
                          host may house the tenant's load so
HOSTING_AT                (j, h, w, r, t): the same by region
CLASSES_LET               c: shell and chips
HOSTS_OF[j, t]            (h, w): every contract of a tenant
TENANTS_OF[j, t]          (v, w): every contract of a host
HOSTS[j, c, t]            (h, w): contracts by which load of a tenant stands on assets of the class that are not its own
TENANTS[j, c, t]          (v, w): contracts by which load of others stands on a sponsor's assets of the class
GRADED_HOSTS[j, c, t]     (h, w): the former, of an investment-grade sponsor; none of others
GRADED_TENANTS[j, c, t]   (v, w): the latter, of investment-grade tenants
limit_gw[j, h, w, t]      most that may be housed at once, all regions together
Hosted[j, h, w, r, t]     load of a tenant that a host houses, GW
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.model.ledger import families, named_set, parameter, post, require, variable
from planner.parameters.hosting import CLASSES_LET, PARTIES, hosting_in_force, investment_grade
from planner.parameters.limits import yearly_limits

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import AssetClass, Host, HostingKind, Period, Region, Sponsor
    from planner.model.ledger import Expression, Relation

READS = (
    "hosting.tenant",
    "hosting.host",
    "hosting.kind",
    "hosting.year",
    "hosting.limit_gw",
    "sponsors.investment_grade",
)


def applies(case: Case) -> bool:
    """Whether anybody may house the load of another."""
    return bool(case.rows("hosting"))


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare who may house whose load when, and how much of it."""
    hosting = hosting_in_force(case)
    named_set(m, "HOSTING", hosting, dimen=4)
    named_set(m, "HOSTING_AT", [(j, h, w, r, t) for j, h, w, t in hosting for r in m.REGIONS], dimen=5)
    named_set(m, "CLASSES_LET", CLASSES_LET["compute"])
    limits = yearly_limits(case, "hosting", PARTIES, "limit_gw")
    parameter(m, "limit_gw", m.HOSTING, values={key: limits[key] for key in hosting})
    declare_parties(m, hosting, investment_grade(case))
    variable(m, "Hosted", "jhwrt", m.HOSTING_AT, unit="GW")
    post(m, "housed", "Hosted", m.SPONSORS, m.CLASSES_LET, m.REGIONS, m.PERIODS, term=load_of_others)
    post(m, "graded", "Hosted", m.SPONSORS, m.CLASSES_LET, m.PERIODS, term=load_of_good_tenants)


def declare_parties(m: ConcreteModel, hosting: list[Any], graded: set[str]) -> None:
    """Declare on whose assets of a class the load of whom may stand."""
    hosts_of: dict[Any, list[Any]] = {}
    tenants_of: dict[Any, list[Any]] = {}
    hosts: dict[Any, list[Any]] = {}
    tenants: dict[Any, list[Any]] = {}
    graded_tenants: dict[Any, list[Any]] = {}
    for j, h, w, t in hosting:
        hosts_of.setdefault((j, t), []).append((h, w))
        tenants_of.setdefault((h, t), []).append((j, w))
        for c in CLASSES_LET[w]:
            hosts.setdefault((j, c, t), []).append((h, w))
            tenants.setdefault((h, c, t), []).append((j, w))
            if j in graded:
                graded_tenants.setdefault((h, c, t), []).append((j, w))
    graded_hosts = {key: found for key, found in hosts.items() if key[0] in graded}
    families(m, "HOSTS_OF", m.SPONSORS, m.PERIODS, members=hosts_of, dimen=2)
    families(m, "TENANTS_OF", m.SPONSORS, m.PERIODS, members=tenants_of, dimen=2)
    for name, members in (
        ("HOSTS", hosts),
        ("TENANTS", tenants),
        ("GRADED_HOSTS", graded_hosts),
        ("GRADED_TENANTS", graded_tenants),
    ):
        families(m, name, m.SPONSORS, m.CLASSES_LET, m.PERIODS, members=members, dimen=2)


def constrain(m: ConcreteModel) -> None:
    """Contents: the rules of hosting."""
    require(m, m.HOSTING, rule=hosted_within_limit)
    require(m, m.LOAD_SPONSORS, m.REGIONS, m.PERIODS, rule=hosted_load_is_served)


def hosted_within_limit(m: ConcreteModel, j: Sponsor, h: Host, w: HostingKind, t: Period) -> Relation:
    """A host houses of a tenant's load, in all regions together, at most what the two have agreed on.

    Domain:    for j, h, w, t in HOSTING
    Equation:  sum(Hosted[j, h, w, r, t] for r in REGIONS) <= limit_gw[j, h, w, t]
    Units:     GW
    Dual:      minus what one more GW that may be housed would save in the period
    """
    return sum(m.Hosted[j, h, w, r, t] for r in m.REGIONS) <= m.limit_gw[j, h, w, t]


def hosted_load_is_served(m: ConcreteModel, j: Sponsor, r: Region, t: Period) -> Relation:
    """What others house of a tenant's load is at most what it is served in the region.

    Domain:    for j in LOAD_SPONSORS for r in REGIONS for t in PERIODS
    Equation:  sum(Hosted[j, h, w, r, t] for h, w in HOSTS_OF[j, t]) <= Served[j, r, t]
    Units:     GW
    Dual:      minus what housing one more GW than is served would save
    """
    return sum(m.Hosted[j, h, w, r, t] for h, w in m.HOSTS_OF[j, t]) <= m.Served[j, r, t]


def load_of_others(m: ConcreteModel, j: Sponsor, c: AssetClass, r: Region, t: Period) -> Expression:
    """What a sponsor's assets of a class carry for others, less what others carry of its own load.

    Posts:     sum(Hosted[v, j, w, r, t] for v, w in TENANTS[j, c, t])
                   - sum(Hosted[j, h, w, r, t] for h, w in HOSTS[j, c, t])
    Units:     GW
    """
    carried = sum(m.Hosted[v, j, w, r, t] for v, w in m.TENANTS[j, c, t])
    return carried - sum(m.Hosted[j, h, w, r, t] for h, w in m.HOSTS[j, c, t])


def load_of_good_tenants(m: ConcreteModel, j: Sponsor, c: AssetClass, t: Period) -> Expression:
    """What investment-grade sponsors put on a sponsor's assets besides its own load, less what it puts elsewhere.

    Posts:     sum(Hosted[v, j, w, r, t] for v, w in GRADED_TENANTS[j, c, t] for r in REGIONS)
                   - sum(Hosted[j, h, w, r, t] for h, w in GRADED_HOSTS[j, c, t] for r in REGIONS)
    Units:     GW
    """
    carried = sum(m.Hosted[v, j, w, r, t] for v, w in m.GRADED_TENANTS[j, c, t] for r in m.REGIONS)
    return carried - sum(m.Hosted[j, h, w, r, t] for h, w in m.GRADED_HOSTS[j, c, t] for r in m.REGIONS)
