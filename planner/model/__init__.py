"""The plan as one linear program: one file a concern, joined only by shared totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyomo.common.gc_manager import PauseGC
from pyomo.core.base import constraint as pyomo_constraint
from pyomo.environ import ConcreteModel

from planner.model import (
    additionality,
    adequacy,
    capacity,
    commitments,
    compute,
    construction,
    covenants,
    debt,
    demand,
    dispatch,
    emissions,
    end_value,
    hosting,
    issuance,
    ledger,
    lenders,
    lines,
    minimum_take,
    money,
    objective,
    offtake,
    ratings,
    rents,
    siting,
    storage,
    supply,
    supply_growth,
    supply_steps,
    tax_credits,
    timeline,
    tranches,
    vehicles,
    vendor_money,
)

if TYPE_CHECKING:
    from types import ModuleType

    from planner.case import Case

CONCERNS = (
    timeline,
    demand,
    hosting,
    capacity,
    supply,
    supply_steps,
    supply_growth,
    siting,
    compute,
    adequacy,
    dispatch,
    storage,
    lines,
    minimum_take,
    emissions,
    additionality,
    construction,
    end_value,
    tax_credits,
    issuance,
    commitments,
    vendor_money,
    debt,
    rents,
    money,
    covenants,
    offtake,
    ratings,
    lenders,
    vehicles,
    tranches,
    objective,
)


def concerns_of(case: Case) -> list[ModuleType]:
    """The concerns that a case has: all of them but those that say by `applies` that they have nothing to do there."""
    return [concern for concern in CONCERNS if getattr(concern, "applies", _always)(case)]


def _always(case: Case) -> bool:
    """A concern without conditions."""
    return True


def build(case: Case) -> ConcreteModel:
    """Build the plan of a case as a Pyomo model.

    Every rule is kept as a template over its index set, which is why building takes a second and not a
    minute: the rule is called once, and `planner.solver.compile` writes its rows.
    """
    concerns = concerns_of(case)
    m = ConcreteModel(name=case.name)
    ledger.open_ledgers(m)
    before = pyomo_constraint.TEMPLATIZE_CONSTRAINTS
    pyomo_constraint.TEMPLATIZE_CONSTRAINTS = True
    try:
        with PauseGC():
            for concern in concerns:
                concern.declare(m, case)
            for concern in concerns:
                concern.constrain(m)
    finally:
        pyomo_constraint.TEMPLATIZE_CONSTRAINTS = before
    return m
