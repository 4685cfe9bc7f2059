"""Firm capacity: enough of it in every region, whatever the day.

SOURCES                               s: power and storage
STANDING_SOURCES[t]                            sources that may stand in t
OWNER[s]                              the one sponsor who may order a source
firm_credit_fraction[s]               share of its capacity that a source brings to the worst hour
planning_reserve_margin_fraction      what must be firm beyond load
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.model.ledger import families, named_set, parameter, require
from planner.parameters.assets import POWER, assets_of, owners_of

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case

READS = ("sources.firm_credit_fraction", "case.reliability.planning_reserve_margin_fraction")


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare the sources, whose they are and what of them is firm."""
    assets, owners = assets_of(case), owners_of(case)
    named_set(m, "SOURCES", [a for a, asset in assets.items() if asset.asset_class == POWER])
    parameter(m, "OWNER", m.SOURCES, values={s: owners[s][0] for s in m.SOURCES})
    firm = {row["source"]: row["firm_credit_fraction"] for row in case.rows("sources")}
    parameter(m, "firm_credit_fraction", m.SOURCES, values=firm)
    margin = case.settings.reliability.planning_reserve_margin_fraction
    parameter(m, "planning_reserve_margin_fraction", values={None: margin})
    powered: dict[Any, list[str]] = {}
    for a, _, t in m.NATIONAL_STANDING_AT:
        if a in firm:
            powered.setdefault(t, []).append(a)
    families(m, "STANDING_SOURCES", m.PERIODS, members=powered)


def constrain(m: ConcreteModel) -> None:
    """Contents: the rule of adequacy."""
    require(m, m.REGIONS, m.PERIODS, rule=firm_capacity_covers_load)


def firm_capacity_covers_load(m: ConcreteModel, r: Any, t: Any) -> Any:
    """Firm capacity in a region covers its load and the planning reserve margin.

    Equation:  sum(firm_credit_fraction[s] * Standing[s, OWNER[s], r, t] for s in SOURCES)
                   >= (1 + planning_reserve_margin_fraction) * Load[r, t]
    Units:     GW
    Dual:      minus what one GW less of firm need in the region would save in the period
    """
    firm = sum(m.firm_credit_fraction[s] * m.Standing[s, m.OWNER[s], r, t] for s in m.STANDING_SOURCES[t])
    return firm >= (1 + m.planning_reserve_margin_fraction) * m.Load[r, t]
