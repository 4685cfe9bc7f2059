"""The rules of capacity, pools, sites and load, in the audit's own words."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from planner.audit.arithmetic import YEAR
from planner.audit.assets import CHIPS, SHELL

if TYPE_CHECKING:
    from planner.audit.assets import Asset
    from planner.audit.facts import Facts
    from planner.audit.program import Program, Terms

RULES = {
    "sponsor_load_adds_up": "jt",
    "regional_load_adds_up": "rt",
    "need_is_served_or_unserved": "jt",
    "nothing_unserved_after_the_deadline": "jt",
    "shortfall_is_priced": "jt",
    "standing_rolls_forward": "ajrt",
    "national_orders_add_up": "ajt",
    "national_standing_adds_up": "ajt",
    "fixed_cost_of_standing": "jt",
    "deliveries_within_pool_limit": "pq",
    "load_at_least_the_regions_share": "rt",
    "load_at_most_the_regions_share": "rt",
    "standing_within_site_limit": "art",
    "standing_within_national_site_limit": "at",
    "load_within_shells": "jrt",
    "load_within_chips": "jt",
    "weaker_chips_lose_revenue": "jt",
    "firm_capacity_covers_load": "rt",
}


def write(p: Program, facts: Facts) -> None:
    """Write these rules, and the columns that are decided here."""
    for rule, letters in RULES.items():
        p.rule(rule, letters)
    _load(p, facts)
    _capacity(p, facts)
    _upkeep(p, facts)
    _pools(p, facts)
    _sites(p, facts)
    for t in facts.periods:
        _shares_and_firm(p, facts, t)
        _compute(p, facts, t)


def _load(p: Program, facts: Facts) -> None:
    """Load is served somewhere or left unserved, at a price or not at all."""
    for j, r, t in product(facts.takers, facts.regions, facts.periods):
        p.column("Served", j, r, t)
    for j, t in product(facts.sponsors, facts.periods):
        here: Terms = [term for r in facts.regions for term in p.maybe(1.0, "Served", j, r, t)]
        p.total("sponsor_load_adds_up", "Own_load", (j, t), here)
    for r, t in product(facts.regions, facts.periods):
        p.total("regional_load_adds_up", "Load", (r, t), [(1.0, ("Served", j, r, t)) for j in facts.takers])
    target = facts.settings.target
    required = target.policy == "required"
    close_by = YEAR * target.close_by.year + target.close_by.quarter - 1 - facts.first
    for j, t in product(facts.takers, facts.periods):
        unserved = p.column("Unserved", j, t)
        sides: Terms = [(1.0, ("Own_load", j, t)), (1.0, unserved)]
        p.equation("need_is_served_or_unserved", (j, t), sides, facts.need(j, t))
        if required and facts.spans.of[t].stop > close_by:
            p.ceiling("nothing_unserved_after_the_deadline", (j, t), [(1.0, unserved)])
        lost: Terms = [(facts.penalty(j, t), unserved)]
        p.total("shortfall_is_priced", "Shortfall_cost", (j, t), lost, facts.discount[t])


def _capacity(p: Program, facts: Facts) -> None:
    """What stands is what stood, plus what arrives, less what retires."""
    for asset in facts.assets.values():
        a, moved = asset.name, _moved(asset)
        for j, r in product(asset.owners, asset.places):
            for o in asset.orders:
                p.column("Ordered", a, j, r, o)
            for t in asset.stands:
                now: Terms = [(1.0, p.column("Standing", a, j, r, t))]
                now += p.maybe(-1.0, "Standing", a, j, r, t - 1)
                for o, more in moved[t]:
                    now.append((-more, ("Ordered", a, j, r, o)))
                p.equation("standing_rolls_forward", (a, j, r, t), now)
        for j in asset.owners:
            for o in asset.orders:
                ordered: Terms = [(1.0, ("Ordered", a, j, r, o)) for r in asset.places]
                p.total("national_orders_add_up", "National_ordered", (a, j, o), ordered)
            for t in asset.stands:
                standing: Terms = [(1.0, ("Standing", a, j, r, t)) for r in asset.places]
                p.total("national_standing_adds_up", "National_standing", (a, j, t), standing)


def _moved(asset: Asset) -> dict[int, list[tuple[int, float]]]:
    """By period, how much more of the orders of each period stands than in the period before."""
    found: dict[int, list[tuple[int, float]]] = {}
    for t in asset.stands:
        shares = ((o, asset.there(o, t) - (asset.there(o, t - 1) if t else 0.0)) for o in asset.orders)
        found[t] = [(o, more) for o, more in shares if more]
    return found


def _upkeep(p: Program, facts: Facts) -> None:
    """What stands costs its upkeep, and weaker chips lose revenue."""
    for j, t in product(facts.sponsors, facts.periods):
        kept, lost = [], []
        for asset in facts.assets.values():
            kept += p.maybe(asset.upkeep[t], "National_standing", asset.name, j, t)
            if asset.lost:
                lost += p.maybe(asset.lost * facts.revenue(j, t), "National_standing", asset.name, j, t)
        p.total("fixed_cost_of_standing", "Fixed_cost", (j, t), kept, facts.discount[t])
        p.total("weaker_chips_lose_revenue", "Lost_compute", (j, t), lost, facts.discount[t])


def _pools(p: Program, facts: Facts) -> None:
    """What arrives out of a pool in a quarter is at most a quarter of its yearly limit, within a year too."""
    limit = facts.in_force("supply_limits", "limit_gw_per_year", "supply_pool")
    users: dict[str, list[tuple[float, str]]] = {}
    for row in facts.case.rows("supply_use"):
        users.setdefault(row["supply_pool"], []).append((row["use_per_gw"], row["asset"]))
    for pool, q in product(users, range(facts.spans.end)):
        drawn: Terms = []
        for use, a in users[pool]:
            asset = facts.assets[a]
            coming = [(o, 1 / len(of)) for o, of in asset.orders.items() if q - asset.lead in of]
            for j, (o, part) in product(asset.owners, coming):
                drawn.append((use * part, ("National_ordered", a, j, o)))
        if drawn:
            p.ceiling(
                "deliveries_within_pool_limit", (pool, q), drawn, limit(facts.period_of[q], pool) / YEAR
            )


def _sites(p: Program, facts: Facts) -> None:
    """What stands at once fits the sites of a region, or of all together."""
    for row in facts.case.rows("site_limits"):
        asset, r = facts.assets[row["asset"]], row["region"]
        for t in asset.stands if asset.owners else ():
            if r is None:
                standing: Terms = [(1.0, ("National_standing", asset.name, j, t)) for j in asset.owners]
                rule, index = "standing_within_national_site_limit", (asset.name, t)
                p.ceiling(rule, index, standing, row["limit_gw"])
            else:
                standing = [(1.0, ("Standing", asset.name, j, r, t)) for j in asset.owners]
                p.ceiling("standing_within_site_limit", (asset.name, r, t), standing, row["limit_gw"])


def _shares_and_firm(p: Program, facts: Facts, t: int) -> None:
    """A region's load is within its shares of the whole, and firm capacity covers it with the margin."""
    margin = 1 + facts.settings.reliability.planning_reserve_margin_fraction
    whole = [("Own_load", j, t) for j in facts.sponsors]
    for row in facts.case.rows("regions"):
        r, load = row["region"], ("Load", row["region"], t)
        least: Terms = [(row["siting_share_min_fraction"], key) for key in whole]
        p.ceiling("load_at_least_the_regions_share", (r, t), [*least, (-1.0, load)])
        most: Terms = [(-row["siting_share_max_fraction"], key) for key in whole]
        p.ceiling("load_at_most_the_regions_share", (r, t), [(1.0, load), *most])
        firm: Terms = [(margin, load)]
        for s, source in facts.sources.items():
            for j in facts.assets[s].owners:
                firm += p.maybe(-source["firm_credit_fraction"], "Standing", s, j, r, t)
        p.ceiling("firm_capacity_covers_load", (r, t), firm)


def _compute(p: Program, facts: Facts, t: int) -> None:
    """Load needs a shell where it stands, and chips anywhere."""
    of = {kind: [a for a, x in facts.assets.items() if x.kind == kind] for kind in (SHELL, CHIPS)}
    for j in facts.takers:
        for r in facts.regions:
            roofs: Terms = [(1.0, ("Served", j, r, t))]
            roofs += [term for a in of[SHELL] for term in p.maybe(-1.0, "Standing", a, j, r, t)]
            p.ceiling("load_within_shells", (j, r, t), roofs)
        chips: Terms = [(1.0, ("Own_load", j, t))]
        chips += [term for a in of[CHIPS] for term in p.maybe(-1.0, "National_standing", a, j, t)]
        p.ceiling("load_within_chips", (j, t), chips)
