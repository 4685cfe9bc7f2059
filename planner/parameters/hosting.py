"""Who may house whose load, what that lets of the host, and what is earned of revenue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.parameters.assets import CHIPS, SHELL
from planner.parameters.limits import yearly_prices

if TYPE_CHECKING:
    from planner.case import Case

PARTIES = ("tenant", "host", "kind")
"""What names a contract."""
CLASSES_LET = {"compute": (SHELL, CHIPS), "shell": (SHELL,)}
"""The classes of the host's assets that load stands on, by kind of hosting; all of it stands on shells."""


def hosting_in_force(case: Case) -> list[tuple[str, str, str, int]]:
    """Who may house whose load when: (tenant, host, kind, period), the tenant with load, from the first row on."""
    takers = {row["sponsor"] for row in case.rows("demand")}
    return [key for key in yearly_prices(case, "hosting", PARTIES, "year") if key[0] in takers]


def rents(case: Case) -> dict[tuple[str, str, str, int], float]:
    """Rent of a GW and year in force, in the case's dollars, by (tenant, host, kind, period)."""
    found = yearly_prices(case, "hosting", PARTIES, "rent_usd_billion_per_gw_year")
    return {key: found[key] for key in hosting_in_force(case)}


def hosts_of(case: Case) -> set[str]:
    """Sponsors who may house the load of others."""
    return {host for _, host, _, _ in hosting_in_force(case)}


def investment_grade(case: Case) -> set[str]:
    """Sponsors whom lenders take for good tenants."""
    return {row["sponsor"] for row in case.rows("sponsors") if row["investment_grade"] == "yes"}


def earned_fractions(case: Case) -> dict[tuple[str, int], float]:
    """Share of revenue, and of cash flow on shells and chips, that is earned, by (sponsor, period).

    Before a sponsor's first row it is 1.
    """
    given = yearly_prices(case, "earnings", ("sponsor",), "earned_fraction")
    return {
        (row["sponsor"], t): given.get((row["sponsor"], t), 1.0)
        for row in case.rows("sponsors")
        for t in range(len(case.periods))
    }
