"""Vendor money: a share of what is spent on its chips.

VENDOR_LOANS                  (i, j): instruments of vendors, and who may issue them
VENDOR_ORDERS[i, j, t]        (a, o): a sponsor's orders of the vendor's chips on which something is spent in t
vendor_share_fraction[i]      share of that spending that the vendor lends at most
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.model.ledger import families, named_set, parameter, require
from planner.parameters.assets import CHIPS
from planner.parameters.instruments import instruments_of

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import InstrumentName, Period, Sponsor
    from planner.model.ledger import Relation

READS = ("instruments.vendor", "instruments.vendor_share_fraction", "compute.kind", "compute.vendor")


def applies(case: Case) -> bool:
    """Whether a case plans with funding, and any instrument is a vendor's."""
    lent = any(row["vendor"] is not None for row in case.rows("instruments"))
    return case.settings.funding and lent


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare who borrows of which vendor, and what is spent on its chips."""
    vendors = {i: x.vendor for i, x in instruments_of(case).items() if x.vendor is not None}
    chips = {row["asset"]: row["vendor"] for row in case.rows("compute") if row["kind"] == CHIPS}
    named_set(m, "VENDOR_LOANS", [(i, j) for i, j in m.ISSUERS if i in vendors], dimen=2)
    column = "vendor_share_fraction"
    shares = {
        row["instrument"]: row[column] for row in case.rows("instruments") if row["instrument"] in vendors
    }
    parameter(m, column, m.INSTRUMENTS, values=shares)
    spent = {
        (i, j, t): [(a, o) for a, o in m.SPENDING_ORDERS[j, t] if chips.get(a) == vendors[i]]
        for i, j in m.VENDOR_LOANS
        for t in m.PERIODS
    }
    families(m, "VENDOR_ORDERS", m.VENDOR_LOANS, m.PERIODS, members=spent, dimen=2)


def constrain(m: ConcreteModel) -> None:
    """Contents: the rule of vendor money."""
    require(m, m.VENDOR_LOANS, m.PERIODS, rule=vendor_money_within_share_of_spending)


def vendor_money_within_share_of_spending(
    m: ConcreteModel, i: InstrumentName, j: Sponsor, t: Period
) -> Relation:
    """A vendor lends in a period at most its share of what the sponsor spends in it on the vendor's chips.

    Domain:    for i, j in VENDOR_LOANS for t in PERIODS
    Equation:  sum(Issue[i, j, c, t] for c in CLASSES[i, j]) <= vendor_share_fraction[i]
                   * sum(spend_fraction[a, o, t] * capex_usd_billion_per_gw[a, o] * National_ordered[a, j, o]
                   for a, o in VENDOR_ORDERS[i, j, t])
    Units:     USD billion
    Dual:      minus what one more dollar of the vendor's money would save
    """
    return sum(m.Issue[i, j, c, t] for c in m.CLASSES[i, j]) <= sum(
        m.vendor_share_fraction[i]
        * m.spend_fraction[a, o, t]
        * m.capex_usd_billion_per_gw[a, o]
        * m.National_ordered[a, j, o]
        for a, o in m.VENDOR_ORDERS[i, j, t]
    )
