"""What joins the concerns: named totals that any concern may add to, and the one way to add a rule.

LEDGERS
    operating_cost[j, t]  what running costs a sponsor in a period, USD billion
    cost[j, t]            what else the objective counts in a period, USD billion
    end_value[j]          what still has worth at the end of the horizon, USD billion

A concern posts a variable to a ledger while declaring; whoever closes the ledger sums what was posted.

PRICES
    A rule's `Dual:` is the change of the objective, USD billion at the start of the horizon, per unit added
    to the right-hand side of its row. A row is left == right, or a ceiling left <= right; Pyomo turns a floor
    left >= right round to right <= left. So the dual of an inequality is never above zero: "minus what ...
    would save". That of an equation is what its total costs, "minus" what it is worth, or of "either sign".
"""

from __future__ import annotations

import inspect
import math
from typing import TYPE_CHECKING, Any

from pyomo.environ import Any as AnyValue
from pyomo.environ import ConcreteModel, Constraint, NonNegativeReals, Param, Reals, Set, Var

from planner.parameters.timeline import by_periods

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from planner.parameters.timeline import Fractions

LEDGERS = ("operating_cost", "cost", "end_value")


def open_ledgers(m: ConcreteModel) -> None:
    """Give a new model its empty ledgers."""
    m.ledgers = {name: {} for name in LEDGERS}
    m.units = {}
    m.dims = {}
    m.given = {}


def post(m: ConcreteModel, ledger: str, name: str) -> None:
    """Add the variable of that name to a ledger; posting twice is an error, because it would count twice."""
    entries = m.ledgers[ledger]
    if name in entries:
        raise ValueError(f"{name} is already posted to the ledger {ledger}")
    entries[name] = getattr(m, name)


def posted(m: ConcreteModel, ledger: str, j: Any, t: Any) -> Any:
    """Sum of everything posted to a ledger for a sponsor and a period."""
    total = 0
    for entry in m.ledgers[ledger].values():
        total = total + entry[j, t]
    return total


def require(m: ConcreteModel, *sets: Set, rule: Callable[..., Any]) -> None:
    """Add a constraint whose name and documentation are those of its function.

    A rule that holds nowhere is still there by name, without rows: Pyomo cannot make a template over nothing.
    """
    holds = rule if all(len(index) for index in sets) else None
    m.add_component(rule.__name__, Constraint(*sets, rule=holds, doc=inspect.getdoc(rule)))
    m.dims[rule.__name__] = "".join(list(inspect.signature(rule).parameters)[1:])


def variable(m: ConcreteModel, name: str, dims: str, *sets: Set, unit: str, free: bool = False) -> None:
    """Declare a decision or a total, at least zero unless `free`; `dims` name its indices, one each.

    A total is free: its rule alone decides it, so that at zero the rule and not a bound carries the price.
    """
    m.add_component(name, Var(*sets, domain=Reals if free else NonNegativeReals))
    m.units[name] = unit
    m.dims[name] = dims


def parameter(m: ConcreteModel, name: str, *sets: Set, values: Mapping[Any, Any]) -> None:
    """Declare a datum under the name that its sheet column has; the compiler looks values up as they are given here."""
    whole = sets and math.prod(map(len, sets)) == len(values)
    # Where there is a value everywhere, a function spares Pyomo looking up every index in the sets it comes from.
    given = (lambda _, *index: values[unwrap(index)]) if whole else values
    m.add_component(name, Param(*sets, initialize=given, within=AnyValue))
    m.given[name] = values


def schedules(m: ConcreteModel, name: str, by_thing: Mapping[Any, Fractions]) -> dict[Any, float]:
    """Declare fractions by thing, period of order or issue, and period, over the indices where there are any.

    `by_thing` holds those of each thing by both periods; the index set is named after them, NAME_AT.
    """
    values = {(thing, *when): x for thing, of in by_thing.items() for when, x in by_periods(of).items()}
    named_set(m, f"{name.upper()}_AT", values, dimen=3)
    parameter(m, name, getattr(m, f"{name.upper()}_AT"), values=values)
    return values


def named_set(m: ConcreteModel, name: str, members: Iterable[Any], dimen: int = 1) -> None:
    """Declare a set of indices, in the order given."""
    m.add_component(name, Set(initialize=list(members), dimen=dimen, ordered=True))


def set_of_blocks(m: ConcreteModel, name: str, places: Set) -> None:
    """Declare every block of every day of places (s, r, t) as one set.

    As a product Pyomo would make its members anew whenever it goes through them.
    """
    named_set(m, name, [(*place, d, b) for place in places for d in m.DAYS for b in m.BLOCKS], dimen=5)


def families(
    m: ConcreteModel, name: str, *sets: Set, members: Mapping[Any, list[Any]], dimen: int = 1
) -> None:
    """Declare one set for every index of `sets`; an index that `members` leaves out has an empty set."""
    m.add_component(
        name, Set(*sets, initialize=lambda _, *index: members.get(unwrap(index), []), dimen=dimen)
    )


def unwrap(index: tuple[Any, ...]) -> Any:
    """An index as Pyomo writes it: bare where it has one letter."""
    return index[0] if len(index) == 1 else index
