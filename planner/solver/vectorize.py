"""Rows of a rule all at once: its template evaluated on arrays.

Pyomo calls a rule once and keeps the expression, in which templates stand for the dimensions of an index. Here each is
an array of its labels in every row, a parameter one of numbers and a variable one of columns; a sum makes the rows
as many times longer as it has members. (Pyomo's own compiler makes a function of a template and calls it row by row.)
"""

from __future__ import annotations

import functools
import operator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
from pyomo.common.numeric_types import native_numeric_types
from pyomo.core.base.var import VarData
from pyomo.core.expr.numeric_expr import (
    DivisionExpression,
    NegationExpression,
    ProductExpression,
    SumExpression,
)
from pyomo.core.expr.template_expr import GetItemExpression, IndexTemplate, TemplateSumExpression
from pyomo.environ import Var

from planner.solver.index_arrays import Codes, Index

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from planner.solver.index_arrays import DimCodes, Ints
    from planner.solver.program import Block

    Floats = NDArray[np.float64]
    Terms = tuple[Ints, Ints, Floats]


@dataclass(frozen=True)
class Linear:
    """A linear expression in so many rows: a constant in each, and terms as arrays of row, column, coefficient."""

    constant: Floats
    terms: tuple[Terms, ...] = ()

    def __add__(self, other: Linear) -> Linear:
        return Linear(self.constant + other.constant, self.terms + other.terms)

    def __mul__(self, other: Linear) -> Linear:
        if self.terms and other.terms:
            raise ValueError("a product of variables is not linear")
        scaled, factor = (other, self.constant) if other.terms else (self, other.constant)
        terms = tuple((rows, columns, values * factor[rows]) for rows, columns, values in scaled.terms)
        return Linear(scaled.constant * factor, terms)

    def __truediv__(self, other: Linear) -> Linear:
        if other.terms:
            raise ValueError("a quotient by variables is not linear")
        divisor = other.constant
        terms = tuple((rows, columns, values / divisor[rows]) for rows, columns, values in self.terms)
        return Linear(self.constant / divisor, terms)


@dataclass(frozen=True)
class Rows:
    """So many rows, and the label of each dimension in every one of them; dimensions by the id of their template."""

    size: int
    dims: Mapping[int, Ints]

    def taken(self, rows: Ints) -> Rows:
        """These of the rows, each as often as it is named."""
        return Rows(len(rows), {dim: codes[rows] for dim, codes in self.dims.items()})

    def named(self, templates: Sequence[IndexTemplate], codes: DimCodes) -> Rows:
        """The same rows with more dimensions."""
        more = {id(template): of_dim for template, of_dim in zip(templates, codes, strict=True)}
        return Rows(self.size, {**self.dims, **more})


def _column(columns: Ints) -> Linear:
    """One column in each row."""
    size = len(columns)
    return Linear(np.zeros(size), ((np.arange(size), columns, np.ones(size)),))


class Templates:
    """Evaluates templates of a model: `columns` are the blocks of its variables, `given` the data of its parameters."""

    def __init__(self, columns: Mapping[str, Block], given: Mapping[str, Mapping[Any, Any]]) -> None:
        self.columns, self.given = columns, given
        self.codes = Codes()
        self.coded: dict[tuple[int, int], tuple[tuple[Any, ...], DimCodes]] = {}
        self.found: dict[str, Index] = {}
        self.members: dict[str, tuple[Ints, Ints, DimCodes]] = {}

    def rows(self, indices: tuple[Any, ...], templates: Sequence[IndexTemplate]) -> Rows:
        """A row for every index, whose dimensions these templates stand for."""
        return Rows(len(indices), {}).named(templates, self._codes(indices, len(templates)))

    def linear(self, part: Any, rows: Rows) -> Linear:
        """An expression in every row; raises ValueError for one that is not linear, KeyError for a wrong index."""
        if part.__class__ in native_numeric_types:
            return Linear(np.full(rows.size, float(part)))
        if isinstance(part, IndexTemplate):
            return Linear(self.codes.numbers(rows.dims[id(part)]))
        if isinstance(part, VarData):
            block = self.columns[part.parent_component().name]
            return _column(np.full(rows.size, block.start + block.position[part.index()]))
        if isinstance(part, GetItemExpression):
            return self._item(part, rows)
        if isinstance(part, TemplateSumExpression):
            return self._sum(part, rows)
        parts = [self.linear(each, rows) for each in part.args]
        if isinstance(part, SumExpression):
            return functools.reduce(operator.add, parts)
        if isinstance(part, NegationExpression):
            return parts[0] * Linear(np.full(rows.size, -1.0))
        if isinstance(part, ProductExpression):
            return parts[0] * parts[1]
        if isinstance(part, DivisionExpression):
            return parts[0] / parts[1]
        raise ValueError(f"{part} is not linear")

    def _codes(self, indices: tuple[Any, ...], count: int) -> DimCodes:
        """Indices dimension by dimension; the same tuple is coded once, and kept so that no other gets its id."""
        key = id(indices), count
        if key not in self.coded:
            self.coded[key] = indices, self.codes.by_dim(indices, count)
        return self.coded[key][1]

    def _item(self, part: GetItemExpression, rows: Rows) -> Linear:
        """A variable or a parameter at an index."""
        component, at = self._at(part, rows)
        if isinstance(component, Var):
            return _column(self.columns[component.name].start + at)
        return Linear(np.array(list(self.given[component.name].values()), dtype=float)[at])

    def _at(self, part: GetItemExpression, rows: Rows) -> tuple[Any, Ints]:
        """The component of an item, and the position of its index in every row."""
        component, *labels = part.args
        name = component.name
        if name not in self.found:
            block = self.columns.get(name)
            indices = tuple(self.given.get(name, component)) if block is None else block.indices
            self.found[name] = Index(name, self._codes(indices, len(labels)))
        return component, self.found[name].find([self._label(each, rows) for each in labels])

    def _label(self, part: Any, rows: Rows) -> Ints:
        """The label in one dimension of an index in every row: a template's, a constant, or what a parameter says."""
        if isinstance(part, IndexTemplate):
            return rows.dims[id(part)]
        if isinstance(part, GetItemExpression):
            parameter, at = self._at(part, rows)
            return self.codes.of(list(self.given[parameter.name].values()))[at]
        return np.repeat(self.codes.of([part]), rows.size)

    def _sum(self, part: TemplateSumExpression, rows: Rows) -> Linear:
        """A sum over sets, the later of which may depend on members of the earlier."""
        summand, *sets = part.template_args()
        inner, outer = rows, np.arange(rows.size)
        for members, templates in zip(sets, part.template_iters(), strict=True):
            inner, of = self._each(members, templates, inner)
            outer = outer[of]
        found = self.linear(summand, inner)
        constant = np.bincount(outer, found.constant, rows.size).astype(float, copy=False)
        return Linear(constant, tuple((outer[at], columns, values) for at, columns, values in found.terms))

    def _each(self, members: Any, templates: Sequence[IndexTemplate], rows: Rows) -> tuple[Rows, Ints]:
        """Every member of a set in every row as a row of its own, and the row that it is of."""
        if isinstance(members, GetItemExpression):
            family, at = self._at(members, rows)
        else:
            family, at = members, np.zeros(rows.size, dtype=np.intp)
        if family.name not in self.members:
            self.members[family.name] = self._members(family, len(templates))
        start, count, labels = self.members[family.name]
        of = np.repeat(np.arange(rows.size), count[at])
        last = np.cumsum(count[at])
        which = np.arange(len(of)) + (start[at] + count[at] - last)[of]
        return rows.taken(of).named(templates, [codes[which] for codes in labels]), of

    def _members(self, family: Any, width: int) -> tuple[Ints, Ints, DimCodes]:
        """Of every set of a family where its members start and how many they are, and the codes of them all."""
        sets = list(family.values()) if family.is_indexed() else [family]
        count = np.array([len(each) for each in sets], dtype=np.intp)
        flat = tuple(chain.from_iterable(sets))
        return np.cumsum(count) - count, count, self._codes(flat, width)
