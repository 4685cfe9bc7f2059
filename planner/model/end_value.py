"""What lenders count for the assets that stand at the end of the horizon, where the plan counts them so.

VALUED_ORDERS[j]               (a, o): a sponsor's orders that lenders count at the end
end_value_fraction[a, o]       what lenders count at the end of the cost of an order of o
Lender_value_at_end[j]         what they count of everything ordered, USD billion
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.case.settings import LENDER
from planner.model.ledger import families, named_set, parameter, post, require, variable
from planner.parameters.collateral import lender_fractions

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import Sponsor
    from planner.model.ledger import Relation

READS = (
    "lender_value.asset_class",
    "lender_value.age_years",
    "lender_value.value_fraction",
)


def applies(case: Case) -> bool:
    """Whether assets count at the end for what lenders count for them, and not for their book value."""
    return case.settings.money.end_value == LENDER


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare what of every order counts at the end."""
    last = {
        (a, o): share
        for a, shares in lender_fractions(case).items()
        for o, share in enumerate(shares[:, -1].tolist())
        if share
    }
    named_set(m, "END_VALUE_FRACTION_AT", last, dimen=2)
    parameter(m, "end_value_fraction", m.END_VALUE_FRACTION_AT, values=last)
    valued: dict[Any, list[Any]] = {}
    for a, j, o in m.NATIONAL_ORDERS:
        if (a, o) in last:
            valued.setdefault(j, []).append((a, o))
    families(m, "VALUED_ORDERS", m.SPONSORS, members=valued, dimen=2)
    variable(m, "Lender_value_at_end", "j", m.SPONSORS, unit="USD billion", free=True)
    post(m, "end_value", "Lender_value_at_end")


def constrain(m: ConcreteModel) -> None:
    """Contents: the rule of the value at the end."""
    require(m, m.SPONSORS, rule=lender_value_at_the_end_adds_up)


def lender_value_at_the_end_adds_up(m: ConcreteModel, j: Sponsor) -> Relation:
    """At the end assets have the lower of book value and the lender's value curve, both of cost less tax credit.

    Domain:    for j in SPONSORS
    Equation:  Lender_value_at_end[j] == sum(end_value_fraction[a, o] * capex_usd_billion_per_gw[a, o]
                   * National_ordered[a, j, o] for a, o in VALUED_ORDERS[j])
    Units:     USD billion
    Dual:      minus the discount factor at the end
    """
    return m.Lender_value_at_end[j] == sum(
        m.end_value_fraction[a, o] * m.capex_usd_billion_per_gw[a, o] * m.National_ordered[a, j, o]
        for a, o in m.VALUED_ORDERS[j]
    )
