"""Lenders who look at the tenant: they lend so much for each GW that investment-grade sponsors use.

OFFTAKE_USES                     (i, j, c): an instrument with such a covenant, who may issue it against shells or chips
GRADED[j]                        j itself where it is investment-grade, for its own load; none where it is not
offtake_usd_billion_per_gw[i]    most owed for each such GW, nominal
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.model.ledger import families, named_set, parameter, posted, require
from planner.parameters.assets import CHIPS, SHELL
from planner.parameters.hosting import investment_grade

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import AssetClass, InstrumentName, Period, Sponsor
    from planner.model.ledger import Relation

READS = ("instruments.offtake_usd_billion_per_gw", "sponsors.investment_grade")


def applies(case: Case) -> bool:
    """Whether any lender looks at the tenant."""
    return case.settings.funding and any(
        row["offtake_usd_billion_per_gw"] is not None for row in case.rows("instruments")
    )


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare which lenders look at the tenant, and whose own load is good."""
    column = "offtake_usd_billion_per_gw"
    most = {row["instrument"]: row[column] for row in case.rows("instruments") if row[column] is not None}
    uses = [(i, j, c) for i, j, c in m.USES if i in most and c in (SHELL, CHIPS)]
    named_set(m, "OFFTAKE_USES", uses, dimen=3)
    graded = investment_grade(case)
    families(m, "GRADED", m.SPONSORS, members={j: [j] for j in m.SPONSORS if j in graded})
    parameter(m, column, m.INSTRUMENTS, values=most)


def constrain(m: ConcreteModel) -> None:
    """Contents: the rule of offtake."""
    require(m, m.OFFTAKE_USES, m.PERIODS, rule=balance_within_offtake)


def balance_within_offtake(
    m: ConcreteModel, i: InstrumentName, j: Sponsor, c: AssetClass, t: Period
) -> Relation:
    """A lender who looks at the tenant lends so much for each GW that investment-grade sponsors use of the assets.

    Those are tenants, and the sponsor itself with the load that stands on its own assets.

    Domain:    for i, j, c in OFFTAKE_USES for t in PERIODS
    Equation:  Balance[i, j, c, t] <= offtake_usd_billion_per_gw[i]
                   * (sum(Own_load[v, t] for v in GRADED[j]) + graded[j, c, t])
    Units:     USD billion
    Dual:      minus what one more dollar of room with this lender would save
    """
    used = sum(m.Own_load[v, t] for v in m.GRADED[j]) + posted(m, "graded", j, c, t)
    return m.Balance[i, j, c, t] <= m.offtake_usd_billion_per_gw[i] * used
