"""From the Pyomo model to matrices, without visiting its rows one object at a time.

Pyomo keeps each of our rules as one template over its index set and can turn it into a function that appends the
terms of one row to two lists. Calling that function over the index set is all a compile needs; the general writers
also wrap every row in objects, which takes three times as long on these models. A test compiles the same model
with Pyomo's own writer and compares.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from pyomo.common.gc_manager import PauseGC
from pyomo.environ import ConcreteModel, Constraint, Objective, Param, Set, SortComponents, Var
from pyomo.repn.linear import LinearRepnVisitor
from pyomo.repn.linear_template import LinearTemplateRepnVisitor
from pyomo.repn.util import TemplateVarRecorder
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

INFINITY = float("inf")


@dataclass(frozen=True)
class Span:
    """The columns of one variable, or the rows of one rule: their indices in order, and where they start.

    `letters` name the places of an index: j sponsor, r region, t period and so on, one letter each.
    """

    letters: str
    indices: tuple[Any, ...]
    start: int

    @property
    def stop(self) -> int:
        """One past the last column or row."""
        return self.start + len(self.indices)

    @property
    def cut(self) -> slice:
        """The columns or rows as a slice."""
        return slice(self.start, self.stop)


@dataclass(frozen=True)
class Program:
    """A linear program in matrices: minimise `cost @ x + offset`, rows and columns within their bounds.

    `columns` and `rows` give the span of every variable and rule by name; the matrix is row-wise, GW and USD
    billion.
    """

    cost: Floats
    offset: float
    matrix: csr_array
    row_lower: Floats
    row_upper: Floats
    column_lower: Floats
    column_upper: Floats
    columns: dict[str, Span]
    rows: dict[str, Span]


def compile_model(m: ConcreteModel) -> Program:
    """Compile a built model; raises ValueError for a rule that is not linear or not a template."""
    with PauseGC():
        recorder = TemplateVarRecorder({}, SortComponents.UNSORTED)
        columns, lower, upper = _columns(m, recorder)
        cost, offset = _objective(m, recorder, len(lower))
        rows = _Rows(recorder, m.letters)
        rows.know(m.component_objects(Param))
        for rule in m.component_objects(Constraint, active=True, sort=SortComponents.declOrder):
            rows.add(rule)
    return Program(
        cost=cost,
        offset=offset,
        matrix=rows.matrix(len(lower)),
        row_lower=np.array(rows.lower, dtype=float),
        row_upper=np.array(rows.upper, dtype=float),
        column_lower=lower,
        column_upper=upper,
        columns=columns,
        rows=rows.spans,
    )


def _columns(m: ConcreteModel, recorder: TemplateVarRecorder) -> tuple[dict[str, Span], Floats, Floats]:
    """Number the columns, variable by variable; bounds are those of the variable's domain."""
    spans: dict[str, Span] = {}
    lower: list[float] = []
    for variable in m.component_objects(Var, sort=SortComponents.declOrder):
        recorder.add(variable)
        indices = tuple(variable)
        spans[variable.name] = Span(m.letters[variable.name], indices, len(lower))
        first = next(iter(variable.values()), None)
        bound = 0.0 if first is None or first.lb is not None else -INFINITY
        lower += [bound] * len(indices)
    return spans, np.array(lower), np.full(len(lower), INFINITY)


def _objective(m: ConcreteModel, recorder: TemplateVarRecorder, width: int) -> tuple[Floats, float]:
    """The one objective, as costs by column and a constant."""
    (objective,) = m.component_data_objects(Objective, active=True)
    terms = LinearRepnVisitor({}, var_recorder=recorder).walk_expression(objective.expr)
    cost = np.zeros(width)
    order = recorder.var_order
    for column, value in terms.linear.items():
        cost[order[column]] += value
    return cost, float(terms.constant)


class _Rows:
    """Rows written so far."""

    def __init__(self, recorder: TemplateVarRecorder, letters: Mapping[str, str]) -> None:
        self.letters = letters
        self.visitor = LinearTemplateRepnVisitor({}, var_recorder=recorder)
        self.spans: dict[str, Span] = {}
        self.lower: list[float] = []
        self.upper: list[float] = []
        self.ends: list[int] = [0]
        self.columns: list[int] = []
        self.values: list[float] = []

    def know(self, parameters: Iterable[Param]) -> None:
        """Give the functions plain dictionaries of data, which the visitor would otherwise copy out one by one."""
        for parameter in parameters:
            if parameter.is_indexed():
                self.visitor.indexed_params.add(parameter)
                self.visitor.env[self.visitor.symbolmap.getSymbol(parameter)] = dict(parameter.items())

    def add(self, rule: Constraint) -> None:
        """Write all rows of one rule."""
        indices = tuple(rule)
        self.spans[rule.name] = Span(self.letters[rule.name], indices, len(self.lower))
        if not indices:
            return
        body, lower, upper = self._functions(rule, next(iter(rule.values())))
        columns, values, ends = self.columns, self.values, self.ends
        for index in indices:
            place = index if index.__class__ is tuple else (index,)
            constant = body(columns, values, *place)
            ends.append(len(columns))
            self.lower.append(-INFINITY if lower is None else lower(*place) - constant)
            self.upper.append(INFINITY if upper is None else upper(*place) - constant)

    def _functions(self, rule: Constraint, row: Any) -> tuple[Any, Any, Any]:
        """The rule's body, lower and upper bound as functions of its index; None for a bound it lacks."""
        if not hasattr(row, "template_expr"):
            raise ValueError(f"{rule.name} is not a template: it must not loop or branch over an index")
        template = row.template_expr()
        self.visitor._generate_expanded_template(row, template)
        body, lower, upper = self.visitor.expanded_templates[id(template)]
        self._flatten_sets()
        return body, _bound(lower), _bound(upper)

    def _flatten_sets(self) -> None:
        """Give the functions plain tuples to loop over; Pyomo's own sets iterate ten times slower."""
        for name, component in self.visitor.env.items():
            if isinstance(component, Set):
                self.visitor.env[name] = (
                    {index: tuple(members) for index, members in component.items()}
                    if component.is_indexed()
                    else tuple(component)
                )

    def matrix(self, width: int) -> csr_array:
        """All rows as one matrix; a column that a row names twice is added up, and zeros are dropped."""
        matrix = csr_array(
            (
                np.array(self.values, dtype=float),
                np.array(self.columns, dtype=np.int32),
                np.array(self.ends, dtype=np.int32),
            ),
            shape=(len(self.lower), width),
        )
        matrix.sum_duplicates()
        matrix.eliminate_zeros()
        return matrix


def _bound(bound: Any) -> Any:
    """A bound as a function of the index: Pyomo gives a number, or a function that also takes two lists."""
    if bound is None:
        return None
    if callable(bound):
        return lambda *index: bound([], [], *index)
    return lambda *index: float(bound)
