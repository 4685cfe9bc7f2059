"""Hosting, rents and tenants: what must hold across rows and sheets."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from planner.case.cells import shown
from planner.case.draft import Check, Draft, Finding, fault_at, note_at
from planner.case.sheets import SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from planner.case.row import Row

NEEDED = {"compute": ("shell", "chips"), "shell": ("shell",)}
"""The classes that a host must own, by kind."""


def nobody_houses_oneself(draft: Draft) -> Iterator[Finding]:
    """A tenant and its host are two."""
    for row in draft.rows("hosting"):
        if row["tenant"] == row["host"]:
            allowed = "another sponsor than the tenant, whose load stands on its own shells without a row"
            yield fault_at("hosting", row, "host", allowed, "name another host, or remove the row")


def hosting_goes_in_no_circle(draft: Draft) -> Iterator[Finding]:
    """Nobody is housed, over any number of others, by a sponsor whom it houses."""
    hosts: dict[str, dict[str, Row]] = {}
    for row in draft.rows("hosting"):
        tenant, host = row.text("tenant"), row.text("host")
        if tenant == host:
            continue
        way = _way(hosts, host, tenant)
        if way:
            circle = " by ".join([tenant, *way])
            allowed = f"hosting in no circle: {circle}, a rent that goes round"
            numbers = ", ".join(str(hosts[a][b].row) for a, b in pairwise(way))
            yield fault_at("hosting", row, "host", allowed, f"remove this row, or row {numbers}")
        else:
            hosts.setdefault(tenant, {}).setdefault(host, row)


def _way(hosts: Mapping[str, Mapping[str, Row]], tenant: str, landlord: str) -> list[str]:
    """Sponsors from a tenant to a landlord, each housed by the next; none where there is no such way."""
    ways, seen = [[tenant]], {tenant}
    for way in ways:
        if way[-1] == landlord:
            return way
        for host in hosts.get(way[-1], ()):
            if host not in seen:
                seen.add(host)
                ways.append([*way, host])
    return []


def hosting_can_happen(draft: Draft) -> Iterator[Finding]:
    """A tenant without load, or a host that may own nothing to house it on, is worth a note."""
    takers, classes, file = set(draft.column("demand", "sponsor")), draft.classes(), SHEETS["hosting"].file
    owned = {(row["sponsor"], classes.get(row.text("asset"))) for row in draft.rows("owners")}
    for row in draft.rows("hosting"):
        lacking = [c for c in NEEDED[row.text("kind")] if (row["host"], c) not in owned]
        if row["tenant"] not in takers:
            why = f"as {row['tenant']} has no rows in {SHEETS['demand'].file}"
            yield f"{file}, row {row.row}: does nothing, {why}"
        elif lacking:
            why = f"as {row['host']} may order no {' and no '.join(lacking)}"
            yield f"{file}, row {row.row}: does nothing, {why}"


def rents_are_earned(draft: Draft) -> Iterator[Finding]:
    """A rent above what the load earns is a gift that no tenant can refuse here, which is worth a note."""
    revenue = {
        row["sponsor"]: row.number("revenue_usd_billion_per_gw_year") for row in draft.rows("sponsors")
    }
    for row in draft.rows("hosting"):
        rent, earns = row.number("rent_usd_billion_per_gw_year"), revenue.get(row["tenant"])
        if earns is not None and rent > earns:
            yield (
                f"{SHEETS['hosting'].file}, row {row.row}: the rent is {shown(rent)}, above the revenue of the tenant, "
                f"{shown(earns)}; no tenant can refuse, so it is a gift of cash to a host whose capital is dear"
            )


def offtake_has_something_to_hold(draft: Draft) -> Iterator[Finding]:
    """A lender who looks at the tenant, but lends on no shells or chips, is worth a note; so is one without tenants."""
    column = "offtake_usd_billion_per_gw"
    held = {
        row["instrument"] for row in draft.rows("instrument_use") if row["asset_class"] in ("shell", "chips")
    }
    graded = any(row["investment_grade"] == "yes" for row in draft.rows("sponsors"))
    for row in draft.rows("instruments"):
        if row[column] is not None and row["instrument"] not in held:
            yield note_at("instruments", row, column, "as nobody issues it against shells or chips")
        elif row[column] is not None and not graded:
            yield (
                f"{SHEETS['instruments'].file}, row {row.row}: nothing can be lent on shells or chips, as there is an "
                f"{column}, and no sponsor is investment_grade"
            )


CHECKS: tuple[Check, ...] = (
    nobody_houses_oneself,
    hosting_goes_in_no_circle,
    hosting_can_happen,
    rents_are_earned,
    offtake_has_something_to_hold,
)
