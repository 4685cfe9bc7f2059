"""Tax credits on what is built: sold, and received when the order first stands.

CREDITED_ORDERS[j, t]          (a, o): a sponsor's orders on which a credit is received in t
credited_fraction[a, o, t]     share of the cost of an order of o that is received in t, at the price of the transfer
Tax_credit[j, t]               what is received at the end of t, USD billion
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.model.ledger import families, post, require, schedules, variable
from planner.parameters.assets import assets_of
from planner.parameters.schedules import credited_fractions
from planner.parameters.timeline import timeline_of

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import Period, Sponsor
    from planner.model.ledger import Expression, Relation

READS = (
    "tax_credits.asset",
    "tax_credits.ordered_from",
    "tax_credits.credit_fraction",
    "tax_credits.transfer_price_fraction",
    "tax_credits.stands_by",
)


def applies(case: Case) -> bool:
    """Whether anything earns a credit."""
    return bool(case.rows("tax_credits"))


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare which orders earn a credit, and when it is received."""
    timeline = timeline_of(case)
    credited = {a: credited_fractions(asset, timeline) for a, asset in assets_of(case).items()}
    received: dict[Any, list[int]] = {}
    for a, o, t in schedules(m, "credited_fraction", credited):
        received.setdefault((a, o), []).append(t)
    orders: dict[Any, list[Any]] = {}
    for a, j, o in m.NATIONAL_ORDERS:
        for t in received.get((a, o), []):
            orders.setdefault((j, t), []).append((a, o))
    families(m, "CREDITED_ORDERS", m.SPONSORS, m.PERIODS, members=orders, dimen=2)
    variable(m, "Tax_credit", "jt", m.SPONSORS, m.PERIODS, unit="USD billion", free=True)
    post(m, "received", "Tax_credit")
    post(m, "cost", "Tax_credit", m.SPONSORS, m.PERIODS, term=tax_credit_as_minus_a_cost)


def constrain(m: ConcreteModel) -> None:
    """Contents: the rule of tax credits."""
    require(m, m.SPONSORS, m.PERIODS, rule=tax_credits_are_received)


def tax_credits_are_received(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """Who paid for an order receives its tax credit at the end of the first period in which the order stands.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Tax_credit[j, t] == sum(credited_fraction[a, o, t] * capex_usd_billion_per_gw[a, o]
                   * National_ordered[a, j, o] for a, o in CREDITED_ORDERS[j, t])
    Units:     USD billion
    Dual:      minus what one more dollar received is worth
    """
    return m.Tax_credit[j, t] == sum(
        m.credited_fraction[a, o, t] * m.capex_usd_billion_per_gw[a, o] * m.National_ordered[a, j, o]
        for a, o in m.CREDITED_ORDERS[j, t]
    )


def tax_credit_as_minus_a_cost(m: ConcreteModel, j: Sponsor, t: Period) -> Expression:
    """What a credit takes off the cost of the plan.

    Posts:     -Tax_credit[j, t]
    Units:     USD billion
    """
    return -m.Tax_credit[j, t]
