"""Additionality: the least share of the energy made that may not serve somebody else already, where it is asked for.

additional_fraction[s]          share of a source's output that serves nobody else already
ASKED                           t: every period from the first row of the sheet on
MADE_IN[t]                      (s, r): sources that make energy where they may stand; storage passes it on
min_additional_fraction[t]      least share of the energy made that is to be additional, in force in t
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.model.ledger import families, named_set, parameter, require
from planner.parameters.running import additional_fractions, least_additional_fractions

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import Period
    from planner.model.ledger import Relation

READS = (
    "sources.additional_fraction",
    "additionality.year",
    "additionality.min_additional_fraction",
)


def applies(case: Case) -> bool:
    """Whether any share is asked for."""
    return bool(case.rows("additionality"))


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare what of each source is additional, and how much must be."""
    least = least_additional_fractions(case)
    made: dict[Any, list[Any]] = {}
    for s, r, t in m.RUNS:
        if s not in m.STORAGES:
            made.setdefault(t, []).append((s, r))
    families(m, "MADE_IN", m.PERIODS, members=made, dimen=2)
    named_set(m, "ASKED", least)
    parameter(m, "additional_fraction", m.SOURCES, values=additional_fractions(case))
    parameter(m, "min_additional_fraction", m.ASKED, values=least)


def constrain(m: ConcreteModel) -> None:
    """Contents: the rule of additionality."""
    require(m, m.ASKED, rule=energy_is_additional)


def energy_is_additional(m: ConcreteModel, t: Period) -> Relation:
    """Of the energy that all sources make in a period at least a share serves nobody else already.

    Domain:    for t in ASKED
    Equation:  sum((min_additional_fraction[t] - additional_fraction[s]) * Energy[s, r, t]
                   for s, r in MADE_IN[t]) <= 0
    Units:     GW, mean over the period
    Dual:      minus what one GW through the period that need not be additional would save
    """
    return (
        sum(
            (m.min_additional_fraction[t] - m.additional_fraction[s]) * m.Energy[s, r, t]
            for s, r in m.MADE_IN[t]
        )
        <= 0
    )
