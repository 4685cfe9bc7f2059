"""What is paid for what is ordered, and its book value.

SPENDING_ORDERS[j, t]             (a, o): a sponsor's orders with a spending milestone in t
BOOKED_ORDERS[j, t]               (a, o): its orders with book value at the end of t
BOOK_AT                           (j, t) at which book value counts: every period, or the last where funding is off
capex_usd_billion_per_gw[a, o]    overnight cost on the terms and at the price level of the order, nominal
spend_fraction[a, o, t]           share of the cost of an order of o that is paid in t
book_fraction[a, o, t]            book value at the end of t as a share of the cost of an order of o, where it counts
Capex[j, t]                       what is paid for construction, USD billion
Book[j, t]                        book value of everything ordered, USD billion
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from planner.case.settings import LENDER
from planner.model.ledger import families, named_set, parameter, post, require, schedules, variable
from planner.parameters.assets import assets_of
from planner.parameters.schedules import booked_fractions, capex_by_order, paid_fractions
from planner.parameters.timeline import timeline_of

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import Period, Sponsor
    from planner.model.ledger import Expression, Relation
    from planner.parameters.timeline import Fractions

READS = (
    "sources.capex_usd_per_kw",
    "sources.spend_profile",
    "compute.capex_usd_billion_per_gw",
    "compute.spend_profile",
    "source_vintages.capex_usd_per_kw",
    "source_vintages.dollar_year",
    "source_vintages.spend_profile",
    "compute_vintages.capex_usd_billion_per_gw",
    "compute_vintages.dollar_year",
    "compute_vintages.spend_profile",
    "spend_profiles.spend_profile",
    "spend_profiles.progress_fraction",
    "spend_profiles.spend_fraction",
    "case.funding",
    "case.money.end_value",
)


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare what an order costs, when it is paid, and how it is depreciated."""
    assets, timeline = assets_of(case), timeline_of(case)
    cost = {
        (a, o): capex * m.asset_price_level[a, o]
        for a, asset in assets.items()
        for o, capex in enumerate(capex_by_order(asset, timeline))
    }
    parameter(m, "capex_usd_billion_per_gw", m.ASSETS, m.PERIODS, values=cost)
    since = 0 if case.settings.funding else m.PERIODS.last()
    named_set(m, "BOOK_AT", [(j, t) for j in m.SPONSORS for t in m.PERIODS if t >= since], dimen=2)
    paid = {a: paid_fractions(asset, timeline) for a, asset in assets.items()}
    counts = np.arange(len(timeline)) >= since
    booked = {a: booked_fractions(asset, timeline) * counts for a, asset in assets.items()}
    declare_schedule(m, "spend_fraction", "SPENDING_ORDERS", paid)
    declare_schedule(m, "book_fraction", "BOOKED_ORDERS", booked)
    variable(m, "Capex", "jt", m.SPONSORS, m.PERIODS, unit="USD billion", free=True)
    variable(m, "Book", "jt", m.BOOK_AT, unit="USD billion", free=True)
    post(m, "cost", "Capex")
    if case.settings.money.end_value != LENDER:
        post(m, "end_value", "Book", m.SPONSORS, term=book_value_at_the_end)


def declare_schedule(m: ConcreteModel, name: str, members: str, by_asset: dict[str, Fractions]) -> None:
    """Declare shares of the cost of orders by period, and the orders that have one in each."""
    shares = schedules(m, name, by_asset)
    found: dict[Any, list[Any]] = {}
    for a, j, o in m.NATIONAL_ORDERS:
        for t in range(o, len(m.PERIODS)):
            if (a, o, t) in shares:
                found.setdefault((j, t), []).append((a, o))
    families(m, members, m.SPONSORS, m.PERIODS, members=found, dimen=2)


def constrain(m: ConcreteModel) -> None:
    """Contents: the rules of construction."""
    require(m, m.SPONSORS, m.PERIODS, rule=capex_follows_spend_profiles)
    require(m, m.BOOK_AT, rule=book_value_adds_up)


def capex_follows_spend_profiles(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """Every order is paid by the milestones of its spend profile, at the price level of its order.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Capex[j, t] == sum(spend_fraction[a, o, t] * capex_usd_billion_per_gw[a, o]
                   * National_ordered[a, j, o] for a in ASSETS for o in PERIODS if o <= t)
    Units:     USD billion
    Dual:      either sign: what one more dollar of construction spending costs, less the borrowing it gives a
                   use
    """
    return m.Capex[j, t] == sum(
        m.spend_fraction[a, o, t] * m.capex_usd_billion_per_gw[a, o] * m.National_ordered[a, j, o]
        for a, o in m.SPENDING_ORDERS[j, t]
    )


def book_value_adds_up(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """Book value is what is spent while building, then depreciates in a straight line over the life.

    Domain:    for j, t in BOOK_AT
    Equation:  Book[j, t] == sum(book_fraction[a, o, t] * capex_usd_billion_per_gw[a, o]
                   * National_ordered[a, j, o] for a in ASSETS for o in PERIODS if o <= t)
    Units:     USD billion
    Dual:      either sign: what one more dollar of book value costs in equity charges, less what it is worth
    """
    return m.Book[j, t] == sum(
        m.book_fraction[a, o, t] * m.capex_usd_billion_per_gw[a, o] * m.National_ordered[a, j, o]
        for a, o in m.BOOKED_ORDERS[j, t]
    )


def book_value_at_the_end(m: ConcreteModel, j: Sponsor) -> Expression:
    """What a sponsor's assets are worth at the end of the horizon.

    Posts:     Book[j, PERIODS[-1]]
    Units:     USD billion
    """
    return m.Book[j, m.PERIODS.last()]
