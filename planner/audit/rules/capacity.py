"""The rules of load, capacity and sites, and of the firm capacity that load needs."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from planner.audit.rules import transmission

if TYPE_CHECKING:
    from planner.audit.facts import Facts
    from planner.audit.facts.assets import Asset
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
    "load_at_least_the_regions_share": "rt",
    "load_at_most_the_regions_share": "rt",
    "standing_within_site_limit": "art",
    "standing_within_national_site_limit": "at",
    "weaker_chips_lose_revenue": "jt",
    "firm_capacity_covers_load": "rt",
}


def write(p: Program, facts: Facts) -> None:
    """Write these rules, and the columns that are decided here."""
    p.announce(RULES)
    _load(p, facts)
    _capacity(p, facts)
    _fixed_cost(p, facts)
    _sites(p, facts)
    for t in facts.periods:
        _regional_shares_and_firm_capacity(p, facts, t)


def _load(p: Program, facts: Facts) -> None:
    """Load is served somewhere or left unserved, at a price or not at all."""
    for j, r, t in product(facts.load_sponsors, facts.regions, facts.periods):
        p.column("Served", j, r, t)
    for j, t in product(facts.sponsors, facts.periods):
        served: Terms = [term for r in facts.regions for term in p.optional_term(1.0, "Served", j, r, t)]
        p.total("sponsor_load_adds_up", "Own_load", (j, t), served)
    for r, t in product(facts.regions, facts.periods):
        load: Terms = [(1.0, ("Served", j, r, t)) for j in facts.load_sponsors]
        p.total("regional_load_adds_up", "Load", (r, t), load)
    target = facts.settings.target
    required = target.policy == "required"
    close_by = facts.calendar.quarter(target.close_by)
    for j, t in product(facts.load_sponsors, facts.periods):
        unserved = p.column("Unserved", j, t)
        sides: Terms = [(1.0, ("Own_load", j, t)), (1.0, unserved)]
        p.equation("need_is_served_or_unserved", (j, t), sides, facts.need(j, t))
        if required and facts.periods.quarters[t].stop > close_by:
            p.ceiling("nothing_unserved_after_the_deadline", (j, t), [(1.0, unserved)])
        lost: Terms = [(facts.value_of_service(j, t), unserved)]
        p.total("shortfall_is_priced", "Shortfall_cost", (j, t), lost, facts.calendar.discount[t])


def _capacity(p: Program, facts: Facts) -> None:
    """What stands is what stood, plus what arrives, ordered or under way before, less what retires."""
    for asset in facts.assets.values():
        a, added = asset.name, _net_additions(asset)
        for j, r in product(asset.owners, asset.regions):
            for o in asset.orders:
                p.column("Ordered", a, j, r, o)
            for t in asset.standing_periods:
                now: Terms = [(1.0, p.column("Standing", a, j, r, t))]
                now += p.optional_term(-1.0, "Standing", a, j, r, t - 1)
                for o, more in added[t]:
                    now.append((-more, ("Ordered", a, j, r, o)))
                begun = asset.begun_before(j, r, t) - (asset.begun_before(j, r, t - 1) if t else 0.0)
                p.equation("standing_rolls_forward", (a, j, r, t), now, begun)
        for j in asset.owners:
            for o in asset.orders:
                ordered: Terms = [(1.0, ("Ordered", a, j, r, o)) for r in asset.regions]
                p.total("national_orders_add_up", "National_ordered", (a, j, o), ordered)
            for t in asset.standing_periods:
                standing: Terms = [(1.0, ("Standing", a, j, r, t)) for r in asset.regions]
                p.total("national_standing_adds_up", "National_standing", (a, j, t), standing)


def _net_additions(asset: Asset) -> dict[int, list[tuple[int, float]]]:
    """By period, how much more of the orders of each period stands than in the period before."""
    found: dict[int, list[tuple[int, float]]] = {}
    for t in asset.standing_periods:
        shares = ((o, asset.standing(o, t) - (asset.standing(o, t - 1) if t else 0.0)) for o in asset.orders)
        found[t] = [(o, more) for o, more in shares if more]
    return found


def _fixed_cost(p: Program, facts: Facts) -> None:
    """What stands costs its fixed O&M, and weaker chips lose revenue."""
    for j, t in product(facts.sponsors, facts.periods):
        paid, lost = [], []
        for asset in facts.assets.values():
            standing = ("National_standing", asset.name, j, t)
            paid += p.optional_term(asset.fixed_om[t], *standing)
            if asset.lost_compute:
                lost += p.optional_term(asset.lost_compute * facts.revenue(j, t), *standing)
        discount = facts.calendar.discount[t]
        p.total("fixed_cost_of_standing", "Fixed_cost", (j, t), paid, discount)
        p.total("weaker_chips_lose_revenue", "Lost_compute", (j, t), lost, discount)


def _sites(p: Program, facts: Facts) -> None:
    """What stands at once fits the sites of a region, or of all together."""
    for row in facts.case.rows("site_limits"):
        asset, r = facts.assets[row["asset"]], row["region"]
        for t in asset.standing_periods if asset.owners else ():
            if r is None:
                standing: Terms = [(1.0, ("National_standing", asset.name, j, t)) for j in asset.owners]
                rule, index = "standing_within_national_site_limit", (asset.name, t)
                p.ceiling(rule, index, standing, row["limit_gw"])
            else:
                standing = [(1.0, ("Standing", asset.name, j, r, t)) for j in asset.owners]
                p.ceiling("standing_within_site_limit", (asset.name, r, t), standing, row["limit_gw"])


def _regional_shares_and_firm_capacity(p: Program, facts: Facts, t: int) -> None:
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
                firm += p.optional_term(-source["firm_credit_fraction"], "Standing", s, j, r, t)
        firm += [(-part, key) for part, key in transmission.brought(facts, r, "Firm_transfer", t)]
        p.ceiling("firm_capacity_covers_load", (r, t), firm)
