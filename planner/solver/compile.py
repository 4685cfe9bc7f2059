"""From the Pyomo model to matrices, without visiting its rows one object at a time.

Pyomo keeps each of our rules as one template over its index set and can turn it into a function that appends the
terms of one row to two lists. Calling that function over the index set is all a compile needs; the general writers
also wrap every row in objects, which takes three times as long on these models. A test compiles the same model
with Pyomo's own writer and compares.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from pyomo.common.gc_manager import PauseGC
from pyomo.common.numeric_types import native_numeric_types
from pyomo.environ import ConcreteModel, Constraint, Objective, Param, Set, SortComponents, Var
from pyomo.repn.linear import LinearRepnVisitor
from pyomo.repn.linear_template import LinearTemplateRepnVisitor
from pyomo.repn.util import TemplateVarRecorder, VarRecorder
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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

    @cached_property
    def place(self) -> dict[Any, int]:
        """The place of every index, the first at zero."""
        return {index: k for k, index in enumerate(self.indices)}

    @cached_property
    def parts(self) -> dict[str, tuple[list[Any], NDArray[np.int64]]]:
        """Of each letter what stands at its place, every one once, and which of them that is in every index."""
        found = {}
        for place, letter in enumerate(self.letters):
            part = [index[place] if len(self.letters) > 1 else index for index in self.indices]
            number = {each: k for k, each in enumerate(dict.fromkeys(part))}
            found[letter] = list(number), np.fromiter(map(number.__getitem__, part), np.int64, len(part))
        return found


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

    def objective(self, values: Floats) -> float:
        """What a point costs.

        Added up without BLAS, whose second thread goes on spinning for a tenth of a second after a product so long.
        """
        return float(np.sum(self.cost * values)) + self.offset


def compile_model(m: ConcreteModel) -> Program:
    """Compile a built model; raises ValueError for a rule that is not linear or not a template."""
    with PauseGC():
        columns, lower, upper = _columns(m)
        recorder = _recorder(m, columns)
        cost, offset = _objective(m, recorder, len(lower))
        rows = _Rows(m, recorder)
        for rule in m.component_objects(Constraint, active=True, sort=SortComponents.declOrder):
            rows.add(rule)
    return Program(
        cost=cost,
        offset=offset,
        matrix=rows.matrix(len(lower)),
        row_lower=np.concatenate(rows.lower),
        row_upper=np.concatenate(rows.upper),
        column_lower=lower,
        column_upper=upper,
        columns=columns,
        rows=rows.spans,
    )


def _columns(m: ConcreteModel) -> tuple[dict[str, Span], Floats, Floats]:
    """Number the columns, variable by variable; bounds are those of the variable's domain."""
    spans: dict[str, Span] = {}
    lower: list[float] = []
    for variable in m.component_objects(Var, sort=SortComponents.declOrder):
        indices = tuple(variable)
        spans[variable.name] = Span(m.letters[variable.name], indices, len(lower))
        bounded = not indices or variable[indices[0]].lb is not None
        lower += [0.0 if bounded else -INFINITY] * len(indices)
    return spans, np.array(lower), np.full(len(lower), INFINITY)


def _recorder(m: ConcreteModel, columns: Mapping[str, Span]) -> TemplateVarRecorder:
    """What tells a visitor of templates the number of a column, by variable and index.

    Filled from the spans, for of itself it goes through every variable again, object by object. A rule that named a
    column by no letter at all, by a place fixed beforehand, would not find it and stop the compile.
    """
    recorder = TemplateVarRecorder({}, SortComponents.UNSORTED)
    for name, span in columns.items():
        symbol = recorder.symbolmap.getSymbol(m.component(name))
        recorder.env[symbol] = dict(zip(span.indices, range(span.start, span.stop), strict=True))
    return recorder


def _objective(m: ConcreteModel, recorder: TemplateVarRecorder, width: int) -> tuple[Floats, float]:
    """The one objective, as costs by column and a constant."""
    (objective,) = m.component_data_objects(Objective, active=True)
    named = VarRecorder({}, SortComponents.UNSORTED)
    terms = LinearRepnVisitor({}, var_recorder=named).walk_expression(objective.expr)
    cost = np.zeros(width)
    for key, value in terms.linear.items():
        column = named.var_map[key]
        numbers = recorder.env[recorder.symbolmap.getSymbol(column.parent_component())]
        cost[numbers[column.index()]] += value
    return cost, float(terms.constant)


class _Rows:
    """Rows written so far."""

    def __init__(self, m: ConcreteModel, recorder: TemplateVarRecorder) -> None:
        self.letters: Mapping[str, str] = m.letters
        self.given: Mapping[str, Mapping[Any, float]] = m.given
        self.visitor = LinearTemplateRepnVisitor({}, var_recorder=recorder)
        for parameter in m.component_objects(Param):
            if parameter.is_indexed():
                # Looked up as it was given: the visitor would copy it out of the parameter one by one.
                self.visitor.indexed_params.add(parameter)
                self.visitor.env[self.visitor.symbolmap.getSymbol(parameter)] = m.given[parameter.name]
        self.spans: dict[str, Span] = {}
        self.lower: list[Floats] = []
        self.upper: list[Floats] = []
        self.ends: list[int] = [0]
        self.columns: list[int] = []
        self.values: list[float] = []

    def add(self, rule: Constraint) -> None:
        """Write all rows of one rule."""
        indices = tuple(rule)
        self.spans[rule.name] = Span(self.letters[rule.name], indices, len(self.ends) - 1)
        if not indices:
            return
        lower, body, upper = self._functions(rule, rule[indices[0]])
        places = indices if indices[0].__class__ is tuple else [(index,) for index in indices]
        columns, values, ends = self.columns, self.values, self.ends
        constants = []
        for place in places:
            constants.append(body(columns, values, *place))
            ends.append(len(columns))
        self.lower.append(_bounds(lower, places, -INFINITY) - constants)
        self.upper.append(_bounds(upper, places, INFINITY) - constants)

    def _functions(self, rule: Constraint, row: Any) -> list[Any]:
        """The rule's lower bound, body and upper bound, as functions of two lists and an index or as numbers."""
        if not hasattr(row, "template_expr"):
            raise ValueError(f"{rule.name} is not a template: it must not loop or branch over an index")
        arguments = [self.visitor.symbolmap.getSymbol(letter) for letter in row.template_expr()[1]]
        parts = [self._function(part, arguments) for part in row.to_bounded_expression()]
        self._flatten()
        return parts

    def _function(self, part: Any, arguments: list[str]) -> Any:
        """One side of a rule as a function; a bound that is the same in every row stays a number, or None."""
        if part is None or part.__class__ in native_numeric_types:
            return part
        visitor = self.visitor
        written = visitor.walk_expression(part)
        return written.compile(visitor.env, visitor.symbolmap, visitor.expr_cache, arguments)

    def _flatten(self) -> None:
        """Give the functions plain dictionaries and tuples; Pyomo's own sets and data answer ten times slower."""
        env = self.visitor.env
        for name, component in env.items():
            if isinstance(component, Param):
                env[name] = self.given[component.name]
            elif isinstance(component, Set):
                env[name] = (
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
            shape=(len(self.ends) - 1, width),
        )
        matrix.sum_duplicates()
        matrix.eliminate_zeros()
        return matrix


def _bounds(bound: Any, places: Sequence[tuple[Any, ...]], default: float) -> Floats:
    """A bound at every place: Pyomo gives a number, or a function that also takes two lists."""
    if callable(bound):
        return np.array([bound([], [], *place) for place in places], dtype=float)
    return np.full(len(places), default if bound is None else bound, dtype=float)
