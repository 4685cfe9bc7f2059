"""From the Pyomo model to matrices, a rule at a time, without an object for every row.

Pyomo keeps each of our rules as one template over its index set, which `planner.solver.vectorize` evaluates at all
indices at once; Pyomo's own writers go through the rows. A test compiles the same model with one of them and compares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pyomo.common.gc_manager import PauseGC
from pyomo.environ import ConcreteModel, Constraint, Objective, SortComponents, Var
from pyomo.repn.linear import LinearRepnVisitor
from pyomo.repn.util import VarRecorder
from scipy.sparse import csr_array

from planner.solver.program import INFINITY, Block, Program
from planner.solver.vectorize import Templates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from planner.solver.vectorize import Rows, Terms

    Floats = NDArray[np.float64]


def compile_model(m: ConcreteModel) -> Program:
    """Compile a built model; raises ValueError for a rule that is not linear or not a template."""
    with PauseGC():
        known: dict[int, tuple[Any, ...]] = {}
        columns, lower, upper = _columns(m, known)
        cost, offset = _objective(m, columns, len(lower))
        rows = _Rows(Templates(columns, m.given))
        for rule in m.component_objects(Constraint, active=True, sort=SortComponents.declOrder):
            rows.add(rule, Block(m.dims[rule.name], _indices(rule, known), rows.height))
    return Program(
        cost=cost,
        offset=offset,
        matrix=rows.matrix(len(lower)),
        row_lower=np.concatenate(rows.lower),
        row_upper=np.concatenate(rows.upper),
        column_lower=lower,
        column_upper=upper,
        columns=columns,
        rows=rows.blocks,
    )


def _indices(component: Var | Constraint, known: dict[int, tuple[Any, ...]]) -> tuple[Any, ...]:
    """The indices of a variable or a rule: one tuple for all that have the same set, which is then coded once."""
    if not len(component):
        return ()
    key = id(component.index_set())
    if key not in known:
        known[key] = tuple(component)
    return known[key]


def _columns(m: ConcreteModel, known: dict[int, tuple[Any, ...]]) -> tuple[dict[str, Block], Floats, Floats]:
    """Number the columns, variable by variable; bounds are those of the variable's domain."""
    blocks: dict[str, Block] = {}
    lower: list[float] = []
    for variable in m.component_objects(Var, sort=SortComponents.declOrder):
        indices = _indices(variable, known)
        blocks[variable.name] = Block(m.dims[variable.name], indices, len(lower))
        bounded = not indices or variable[indices[0]].lb is not None
        lower += [0.0 if bounded else -INFINITY] * len(indices)
    return blocks, np.array(lower), np.full(len(lower), INFINITY)


def _objective(m: ConcreteModel, columns: Mapping[str, Block], width: int) -> tuple[Floats, float]:
    """The one objective, as costs by column and a constant."""
    (objective,) = m.component_data_objects(Objective, active=True)
    named = VarRecorder({}, SortComponents.UNSORTED)
    terms = LinearRepnVisitor({}, var_recorder=named).walk_expression(objective.expr)
    cost = np.zeros(width)
    for key, value in terms.linear.items():
        variable = named.var_map[key]
        block = columns[variable.parent_component().name]
        cost[block.start + block.position[variable.index()]] += value
    return cost, float(terms.constant)


class _Rows:
    """Rows written so far."""

    def __init__(self, templates: Templates) -> None:
        self.templates = templates
        self.blocks: dict[str, Block] = {}
        self.lower: list[Floats] = []
        self.upper: list[Floats] = []
        self.terms: list[Terms] = []
        self.height = 0

    def add(self, rule: Constraint, block: Block) -> None:
        """Write all rows of one rule."""
        self.blocks[rule.name] = block
        if not block.indices:
            return
        row = rule[block.indices[0]]
        if not hasattr(row, "template_expr"):
            raise ValueError(f"{rule.name} is not a template: it must not loop or branch over an index")
        rows = self.templates.rows(block.indices, row.template_expr()[1])
        lower, body, upper = row.to_bounded_expression()
        try:
            found = self.templates.linear(body, rows)
            self.lower.append(self._bound(lower, rows, -INFINITY) - found.constant)
            self.upper.append(self._bound(upper, rows, INFINITY) - found.constant)
        except (KeyError, ValueError) as problem:
            problem.add_note(f"in the rule {rule.name}")
            raise
        self.terms += [(block.start + at, columns, values) for at, columns, values in found.terms]
        self.height = block.stop

    def _bound(self, bound: Any, rows: Rows, default: float) -> Floats:
        """A bound in every row."""
        return self.templates.linear(default if bound is None else bound, rows).constant

    def matrix(self, width: int) -> csr_array:
        """All rows as one matrix; a column that a row names twice is added up, and zeros are dropped."""
        rows, columns, values = (np.concatenate(parts) for parts in zip(*self.terms, strict=True))
        at = rows.astype(np.int32), columns.astype(np.int32)
        matrix = csr_array((values, at), shape=(self.height, width))
        matrix.eliminate_zeros()
        return matrix
