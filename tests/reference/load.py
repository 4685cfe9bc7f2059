"""Load: who needs it, where it stands, and on whose shells and chips."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from reference.lines import imports
from reference.program import INF, times
from reference.units import NATION, H, quarter

if TYPE_CHECKING:
    from reference.case import Case
    from reference.program import Program, Terms


def load(lp: Program, case: Case) -> None:
    """sum_r Served + Unserved == need."""
    close = quarter(case["close_by"]) - case.start if case["policy"] == "required" else case.T
    for j, t in product(case.takers, case.periods):
        served = [(1.0, lp.var("Served", j, r, t)) for r in case.regions]
        lp.define("Carried", j, t, terms=served)
        # required also forbids unserved load from the period close_by on
        value = case.sponsors[j]["value_of_service_usd_billion_per_gw_year"] * case.level(t) * H
        unserved = lp.var("Unserved", j, t, upper=INF if t < close else 0.0, cost=case.discount[t] * value)
        need = case.need(j, t)
        lp.row("need", j, t, terms=[(1.0, lp["Carried", j, t]), (1.0, unserved)], least=need, most=need)


def hosting(lp: Program, case: Case) -> None:
    """Within the limit over regions; over hosts and kinds at most Served; the tenant pays rent to the host."""
    pairs = dict.fromkeys((row["tenant"], row["host"], row["kind"]) for row in case.rows("hosting"))
    limit = case.yearly("hosting", "limit_gw", "tenant", "host", "kind")
    price = case.yearly("hosting", "rent_usd_billion_per_gw_year", "tenant", "host", "kind")
    for t in case.periods:
        rents: dict[str, dict[str, Terms]] = {"tenant": {}, "host": {}}
        for j, k, kind in [pair for pair in pairs if pair[0] in case.takers and limit(t, *pair) is not None]:
            housed = [(1.0, lp.var("Hosted", j, k, kind, r, t)) for r in case.regions]
            lp.row("hosting", j, k, kind, t, terms=housed, most=limit(t, j, k, kind))
            rent = times(price(t, j, k, kind) * case.level(t) * H, housed)
            rents["tenant"][j] = rents["tenant"].get(j, []) + rent
            rents["host"][k] = rents["host"].get(k, []) + rent
        for j in case.sponsors:
            lp.define("RentPaid", j, t, terms=rents["tenant"].get(j, []))
            lp.define("RentReceived", j, t, terms=rents["host"].get(j, []))
        for j, r in product(case.takers, case.regions):
            away = hosted(lp, case, r, t, tenant=j)
            if away:
                lp.row("hosted", j, r, t, terms=[*away, (-1.0, lp["Served", j, r, t])], most=0)


def hosted(
    lp: Program, case: Case, r: str, t: int, tenant: str = "", host: str = "", kinds: str = "compute shell"
) -> Terms:
    """Give the load of a tenant, or on a host, that stands on another's assets in a region."""
    pairs = dict.fromkeys((row["tenant"], row["host"], row["kind"]) for row in case.rows("hosting"))
    meant = [pair for pair in pairs if tenant in ("", pair[0]) and host in ("", pair[1]) and pair[2] in kinds]
    return [term for pair in meant for term in lp.maybe(1.0, "Hosted", *pair, r, t)]


KINDS = {"shell": "compute shell", "chips": "compute"}  # what hosting on each class can be


def own_load(lp: Program, case: Case, c: str, k: str, r: str, t: int) -> Terms:
    """Give a sponsor's own load less what others house of it."""
    away = hosted(lp, case, r, t, tenant=k, kinds=KINDS[c])
    return lp.maybe(1.0, "Served", k, r, t) + times(-1.0, away)


def housing(lp: Program, case: Case) -> None:
    """What stands on a sponsor's shells, region by region, and on its chips is within what stands of them."""
    for k, t in product(case.sponsors, case.periods):
        for c in KINDS:
            here = {
                r: own_load(lp, case, c, k, r, t) + hosted(lp, case, r, t, host=k, kinds=KINDS[c])
                for r in case.regions
            }
            everywhere = [term for terms in here.values() for term in terms]
            lp.define("Housed", c, k, t, terms=everywhere, lower=-INF)  # a ledger, no rule of its own
            if c == "chips":
                chips = [(-1.0, lp["Fleet", a.name, k, t]) for a, _ in case.owned("chips", k)]
                lp.row("chips", k, t, terms=[*chips, (1.0, lp["Housed", c, k, t])], most=0)
                continue
            for r, terms in here.items():
                shells = [(-1.0, lp["Standing", a.name, k, r, t]) for a, _ in case.owned("shell", k)]
                if terms:
                    lp.row("shells", k, r, t, terms=terms + shells, most=0)


def regions(lp: Program, case: Case) -> None:
    """share_min * total <= sum_j Served <= share_max * total; firm credit >= (1 + margin) * sum_j Served."""
    reserve = 1 + case["planning_reserve_margin_fraction"]
    for t in case.periods:
        lp.define("Load", NATION, t, terms=[(1.0, lp["Carried", j, t]) for j in case.takers])
        for r, region in case.regions.items():
            lp.define("Load", r, t, terms=[(1.0, lp["Served", j, r, t]) for j in case.takers])
            here, total = lp["Load", r, t], lp["Load", NATION, t]
            lp.row("least", r, t, terms=[(1, here), (-region["siting_share_min_fraction"], total)], least=0)
            lp.row("share", r, t, terms=[(1, here), (-region["siting_share_max_fraction"], total)], most=0)
            standing = [(a.row["firm_credit_fraction"], a.name, j) for a, j in case.owned("power")]
            firm = [(credit, lp["Standing", s, j, r, t]) for credit, s, j in standing]
            firm += imports(lp, case, "Lent", r, t)
            lp.row("adequacy", r, t, terms=[*firm, (-reserve, here)], least=0)
