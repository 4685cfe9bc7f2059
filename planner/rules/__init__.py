"""One record a rule: all that the house knows of a rule of the model besides its equation.

Tables of bottlenecks, diagnoses and repairs, curves, patched programs and the decomposition derive from these
records; none of them knows a rule by a name of its own. No Pyomo here, and no sentence: those stand in the docstring
of the rule's function, in `planner.model`.
"""

from planner.rules import financial, physical
from planner.rules.finders import cells_behind
from planner.rules.right_sides import right_sides
from planner.rules.rule import COVENANT, GW, GWH, TONNES, USD_BILLION, Cell, Rule

RULES: dict[str, Rule] = {rule.name: rule for rule in (*physical.RULES, *financial.RULES)}
"""Every rule by name, in the order of the concerns."""

__all__ = [
    "COVENANT",
    "GW",
    "GWH",
    "RULES",
    "TONNES",
    "USD_BILLION",
    "Cell",
    "Rule",
    "cells_behind",
    "financial",
    "physical",
    "right_sides",
]
