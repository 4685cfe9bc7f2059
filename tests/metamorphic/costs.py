"""What the best plan of a case costs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hypothesis import assume
from solver.programs import at_once

from planner.errors import NoPlan
from planner.model import build
from planner.solver import compile_model

if TYPE_CHECKING:
    from planner.case import Case
    from planner.solver import Solution


def optimum(case: Case) -> Solution:
    """The planner's proved optimum of a case; raises NoPlan."""
    return at_once(compile_model(build(case)))


def cost(case: Case) -> float:
    """What the best plan costs, USD billion; infinite where there is none."""
    try:
        return optimum(case).objective
    except NoPlan:
        return math.inf


def feasible_cost(case: Case) -> float:
    """What the best plan costs; an example without a plan is drawn again."""
    found = cost(case)
    assume(found < math.inf)
    return found
