"""The present value of everything the plan costs.

Nothing here is discounted at a cost of capital: capital costs what the plan's own instruments and equity ask,
charged by the concern `money`, and the benchmark rate only moves dollars through time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyomo.environ import Objective, minimize

from planner.model.ledger import entries

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.ledger import Expression

READS = ()


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare nothing: every other concern has posted what it costs."""


def constrain(m: ConcreteModel) -> None:
    """Contents: the objective."""
    m.present_value_of_cost = Objective(rule=present_value_of_cost, sense=minimize)


def present_value_of_cost(m: ConcreteModel) -> Expression:
    """The least present value of all costs, less what still has worth at the end of the horizon.

    Domain:    once, for the whole plan
    Equation:  present_value_of_cost == sum(discount[t] * (cost[j, t] + operating_cost[j, t])
                   for j in SPONSORS for t in PERIODS) + sum(discount[t] * plan_cost[t] for t in PERIODS)
                   - discount_at_end * sum(end_value[j] for j in SPONSORS)
    Units:     USD billion at the start of the horizon
    Dual:      none; the objective's value
    """
    costs = (*entries(m, "cost"), *entries(m, "operating_cost"))
    terms = [m.discount[t] * term for (_, t), term in costs]
    terms += [m.discount[t] * term for (t,), term in entries(m, "plan_cost")]
    terms += [-m.discount_at_end * term for _, term in entries(m, "end_value")]
    return sum(terms)
