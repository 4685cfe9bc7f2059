"""One record a rule: all that the house knows of a rule of the model besides its equation.

Tables of bottlenecks, diagnoses and repairs, curves, patched programs and the decomposition derive from these
records; none of them knows a rule by a name of its own. No Pyomo here, and no sentence: those stand in the docstring
of the rule's function, in `planner.model`.
"""

from planner.rules import credit, financial, physical
from planner.rules.finders import cells_behind
from planner.rules.right_sides import right_sides
from planner.rules.rule import COVENANT, Cell, Rule
from planner.rules.units import GW, GWH, MILLION_TONNES, UNITS, USD_BILLION

RULES: dict[str, Rule] = {rule.name: rule for rule in (*physical.RULES, *financial.RULES, *credit.RULES)}
"""Every rule by name, in the order of the concerns."""

BOTTLENECKS: dict[str, Rule] = {
    rule.bottleneck: rule for rule in reversed(RULES.values()) if rule.bottleneck not in ("", COVENANT)
}
"""The first rule of each kind of bottleneck that is no covenant."""

__all__ = [
    "BOTTLENECKS",
    "COVENANT",
    "GW",
    "GWH",
    "MILLION_TONNES",
    "RULES",
    "UNITS",
    "USD_BILLION",
    "Cell",
    "Rule",
    "cells_behind",
    "credit",
    "financial",
    "physical",
    "right_sides",
]
