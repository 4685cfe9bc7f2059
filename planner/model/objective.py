"""The present value of everything the plan costs.

Nothing here is discounted at a cost of capital: capital costs what the plan's own instruments and equity ask,
charged by the concern `money`, and the benchmark rate only moves dollars through time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyomo.environ import Objective, minimize

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case

READS = ()


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare nothing: every other concern has posted what it costs."""


def constrain(m: ConcreteModel) -> None:
    """Contents: the objective."""
    m.present_value_of_cost = Objective(rule=present_value_of_cost, sense=minimize)


def present_value_of_cost(m: ConcreteModel) -> Any:
    """The least present value of all costs, less what still has worth at the end of the horizon.

    Equation:  present_value_of_cost == sum(discount[t] * (cost[j, t] + operating_cost[j, t])
                   for j in SPONSORS for t in PERIODS)
                   - discount_at_end * sum(end_value[j] for j in SPONSORS)
    Units:     USD billion at the start of the horizon
    Dual:      none; the objective's value
    """
    terms = []
    for ledger in ("cost", "operating_cost"):
        for variable in m.ledgers[ledger].values():
            terms += [m.discount[j_t[1]] * variable[j_t] for j_t in variable]
    last = m.PERIODS.last()
    for variable in m.ledgers["end_value"].values():
        at_the_end = [index for index in variable if index in m.SPONSORS or index[1] == last]
        terms += [-m.discount_at_end * variable[index] for index in at_the_end]
    return sum(terms)
