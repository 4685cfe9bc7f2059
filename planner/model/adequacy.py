"""Firm capacity: enough of it in every region, whatever the day.

firm_credit_fraction[s]               share of its capacity that a source brings to the worst hour
planning_reserve_margin_fraction      what must be firm beyond load
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.model.ledger import parameter, posted, require

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import Period, Region
    from planner.model.ledger import Relation

READS = ("sources.firm_credit_fraction", "case.reliability.planning_reserve_margin_fraction")


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare what of a source is firm, and how much must be."""
    firm = {row["source"]: row["firm_credit_fraction"] for row in case.rows("sources")}
    parameter(m, "firm_credit_fraction", m.SOURCES, values=firm)
    margin = case.settings.reliability.planning_reserve_margin_fraction
    parameter(m, "planning_reserve_margin_fraction", values={None: margin})


def constrain(m: ConcreteModel) -> None:
    """Contents: the rule of adequacy."""
    require(m, m.REGIONS, m.PERIODS, rule=firm_capacity_covers_load)


def firm_capacity_covers_load(m: ConcreteModel, r: Region, t: Period) -> Relation:
    """Firm capacity in a region, and what neighbours lend it, covers its load and the planning reserve margin.

    Domain:    for r in REGIONS for t in PERIODS
    Equation:  sum(firm_credit_fraction[s] * Standing[s, OWNER[s], r, t] for s in SOURCES) + firm[r, t]
                   >= (1 + planning_reserve_margin_fraction) * Load[r, t]
    Units:     GW
    Dual:      minus what one GW less of firm need in the region would save in the period
    """
    firm = sum(m.firm_credit_fraction[s] * m.Standing[s, m.OWNER[s], r, t] for s in m.STANDING_SOURCES[t])
    return firm + posted(m, "firm", r, t) >= (1 + m.planning_reserve_margin_fraction) * m.Load[r, t]
