"""What joins the concerns: named totals that any concern may add to, and the one way to add a rule.

LEDGERS
    operating_cost[j, t]  what running costs a sponsor in a period, USD billion
    cost[j, t]            what else the objective counts in a period, USD billion
    received[j, t]        what else a sponsor receives in a period, in cash alone, USD billion
    rent_received[j, t]   what tenants pay a sponsor for housing their load in a period, in cash alone, USD billion
    rent_paid[j, t]       what a sponsor pays for the housing of its own load in a period, in cash alone, USD billion
    finance_charges[j, t] what lenders ask for in a period besides principal: interest as it accrues, capitalised or
                          paid, and fees that run with time; debt service, in cash alone, USD billion
    plan_cost[t]          what the objective counts in a period that no sponsor pays, USD billion
    placed[u, k, t]       what is placed in a step of a market in a period, USD billion
    taken_over[g, t]      what others hold of a lender's loans at the end of a period, USD billion
    end_value[j]          what still has worth at the end of the horizon, USD billion
    bought[p, q]          what a pool delivers beyond its limit in a quarter, GW
    supply[r, t, d, b]    power that meets a region's load in a block: output less what storage takes, GW
    firm[r, t]            firm capacity of a region besides that of its own sources, GW
    delivered[j, t]       what a sponsor delivers besides the output of its sources less what its storage takes, GW
    housed[j, c, r, t]    load of others on a sponsor's shells or chips, less its own load on those of others, GW
    graded[j, c, t]       the same over all regions, of investment-grade tenants, and of its own load if it is one, GW

A concern posts a variable, or a sum of its variables, to a ledger while
declaring; whoever closes the ledger sums what was posted, and need not
know by whom. So lines between regions are one concern that posts to `supply`.

PRICES
    A rule's `Dual:` is the change of the objective, USD billion at the
    start of the horizon, per unit added to the right-hand side of its row.
    A row is left == right, or a ceiling left <= right; Pyomo turns a floor
    left >= right round to right <= left. So the dual of an inequality is
    never above zero: "minus what ... would save". That of an equation is
    what its total costs, "minus" what it is worth, or of "either sign".
"""

from __future__ import annotations

import inspect
import math
from dataclasses import dataclass
from functools import partial
from itertools import chain, product
from typing import TYPE_CHECKING, Any

from pyomo.environ import Any as AnyValue
from pyomo.environ import ConcreteModel, Constraint, NonNegativeReals, Param, Reals, Set, Var

from planner.parameters.timeline import by_periods

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from planner.parameters.timeline import Fractions

LEDGERS = {
    "operating_cost": "jt",
    "cost": "jt",
    "received": "jt",
    "rent_received": "jt",
    "rent_paid": "jt",
    "finance_charges": "jt",
    "plan_cost": "t",
    "placed": "ukt",
    "taken_over": "gt",
    "end_value": "j",
    "bought": "pq",
    "supply": "rtdb",
    "firm": "rt",
    "delivered": "jt",
    "housed": "jcrt",
    "graded": "jct",
}
"""The ledgers, each with the letters of its indices."""
Relation = Any
"""What a rule returns: an equation or a ceiling, for which Pyomo has no type."""
Expression = Any
"""A linear expression in decisions, likewise."""


@dataclass(frozen=True)
class Posting:
    """What one concern adds to a ledger: a term at each of those indices of the ledger."""

    sets: tuple[Set, ...]
    term: Callable[..., Any]

    def terms(self) -> Iterator[tuple[tuple[Any, ...], Any]]:
        """Every index with its term."""
        for parts in product(*self.sets):
            index = tuple(chain.from_iterable(part if isinstance(part, tuple) else (part,) for part in parts))
            yield index, self.term(*index)


def open_ledgers(m: ConcreteModel) -> None:
    """Give a new model its empty ledgers."""
    m.ledgers = {name: {} for name in LEDGERS}
    m.units = {}
    m.dims = {}
    m.given = {}


def post(
    m: ConcreteModel, ledger: str, name: str, *sets: Set, term: Callable[..., Any] | None = None
) -> None:
    """Add a variable to a ledger at each of its own indices, or, over `sets`, a term made of it.

    A term is a function of the model and of an index of the ledger, like a rule; its docstring says what it posts.
    Raises ValueError where the indices are not the ledger's, and where the variable is posted already, because it
    would count twice.
    """
    if name in m.ledgers[ledger]:
        raise ValueError(f"{name} is already posted to the ledger {ledger}")
    dims = m.dims[name] if term is None else dims_of(term)
    if dims != LEDGERS[ledger]:
        raise ValueError(f"{name} is posted by {dims}, but the ledger {ledger} is kept by {LEDGERS[ledger]}")
    one = m.component(name)
    m.ledgers[ledger][name] = (
        Posting((one.index_set(),), lambda *index: one[unwrap(index)])
        if term is None
        else Posting(sets, partial(term, m))
    )


def posted(m: ConcreteModel, ledger: str, *index: Any) -> Any:
    """Sum of everything posted to a ledger at an index; in a rule, which must hold where each posting does."""
    total = 0
    for posting in m.ledgers[ledger].values():
        total = total + posting.term(*index)
    return total


def entries(m: ConcreteModel, ledger: str) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every term posted to a ledger, with its index: several where several concerns posted there, or none."""
    for posting in m.ledgers[ledger].values():
        yield from posting.terms()


def require(m: ConcreteModel, *sets: Set, rule: Callable[..., Any]) -> None:
    """Add a constraint whose name and documentation are those of its function.

    A rule that holds nowhere is still there by name, without rows: Pyomo cannot make a template over nothing.
    """
    holds = rule if all(len(index) for index in sets) else None
    m.add_component(rule.__name__, Constraint(*sets, rule=holds, doc=inspect.getdoc(rule)))
    m.dims[rule.__name__] = dims_of(rule)


def dims_of(rule: Callable[..., Any]) -> str:
    """The letters of a rule's indices, which are the names of its parameters after the model."""
    return "".join(list(inspect.signature(rule).parameters)[1:])


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


def schedules(m: ConcreteModel, name: str, by_name: Mapping[Any, Fractions]) -> dict[Any, float]:
    """Declare fractions by asset or instrument, vintage and period, over the indices where they are not zero.

    The vintage is the period of order or issue. The index set is named after the fractions, NAME_AT.
    """
    values = {(name_of, *when): x for name_of, of in by_name.items() for when, x in by_periods(of).items()}
    named_set(m, f"{name.upper()}_AT", values, dimen=3)
    parameter(m, name, getattr(m, f"{name.upper()}_AT"), values=values)
    return values


def named_set(m: ConcreteModel, name: str, members: Iterable[Any], dimen: int = 1) -> None:
    """Declare a set of indices, in the order given."""
    m.add_component(name, Set(initialize=list(members), dimen=dimen, ordered=True))


def set_of_blocks(m: ConcreteModel, name: str, runs: Set) -> None:
    """Declare every block of every day of members (s, r, t) of a set as one set.

    Blocks run fastest, then days: the decomposition counts on the blocks of a member to stand side by side in that
    order, and checks it. As a product Pyomo would make its members anew whenever it goes through them.
    """
    named_set(m, name, [(*run, d, b) for run in runs for d in m.DAYS for b in m.BLOCKS], dimen=5)


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
