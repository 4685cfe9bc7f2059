"""A linear program of named columns and rows, and what solving it gave."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from scipy.sparse import coo_matrix

INF = highspy.kHighsInf
Terms = list[tuple[float, int]]  # coefficient, column


def by_name(keys: Any, numbers: Any) -> dict[str, dict[Any, float]]:
    found: dict[str, dict[Any, float]] = defaultdict(dict)
    for (name, *index), number in zip(keys, list(numbers), strict=False):
        found[name][tuple(index)] = number
    return dict(found)


def times(factor: float, terms: Terms) -> Terms:
    return [(factor * coefficient, column) for coefficient, column in terms]


@dataclass(frozen=True)
class Reference:
    """A solved program: values of columns and raw duals of rows, by name and then by index."""

    objective: float
    status: str
    values: dict[str, dict[Any, float]]
    duals: dict[str, dict[Any, float]]
    seconds: float


class Program:
    """Named columns and rows, solved by one passModel."""

    def __init__(self) -> None:
        self.column: dict[tuple, int] = {}
        self.lower, self.upper, self.cost = [], [], []
        self.names, self.least, self.most, self.entries = [], [], [], []

    def __getitem__(self, key: tuple) -> int:
        return self.column[key]

    def var(self, *key: Any, lower: float = 0.0, upper: float = INF, cost: float = 0.0) -> int:
        if key in self.column:
            raise KeyError(f"a second column {key}")
        self.column[key] = len(self.cost)
        self.lower.append(lower), self.upper.append(upper), self.cost.append(cost)
        return self.column[key]

    def maybe(self, coefficient: float, *key: Any) -> Terms:
        """Give the term, or nothing where the column does not exist (an order that cannot arrive)."""
        return [(coefficient, self.column[key])] if key in self.column else []

    def row(self, *name: Any, terms: Terms, least: float = -INF, most: float = INF) -> None:
        self.entries += [(coefficient, len(self.names), column) for coefficient, column in terms]
        self.names.append(name), self.least.append(least), self.most.append(most)

    def define(
        self, *key: Any, terms: Terms, lower: float = 0.0, cost: float = 0.0, constant: float = 0.0
    ) -> None:
        """Make a column equal to a sum of others and a constant: a ledger."""
        column = self.var(*key, lower=lower, cost=cost)
        self.row(*key, terms=[*terms, (-1.0, column)], least=-constant, most=-constant)

    def pay(self, amount: float, *key: Any) -> None:
        self.cost[self.column[key]] += amount

    def solve(self, options: dict[str, Any]) -> Reference:
        lp, highs = highspy.HighsLp(), highspy.Highs()
        lp.num_row_, lp.num_col_ = shape = len(self.names), len(self.cost)
        coefficients, rows, columns = zip(*self.entries, strict=True)
        matrix = coo_matrix((coefficients, (rows, columns)), shape=shape).tocsc()
        lp.a_matrix_.start_, lp.a_matrix_.index_ = matrix.indptr, matrix.indices
        lp.a_matrix_.value_, lp.a_matrix_.format_ = matrix.data, highspy.MatrixFormat.kColwise
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = map(np.array, (self.cost, self.lower, self.upper))
        lp.row_lower_, lp.row_upper_ = np.array(self.least, float), np.array(self.most, float)
        for option, value in options.items():
            highs.setOptionValue(option, value)
        highs.passModel(lp)
        highs.run()
        status = highs.modelStatusToString(highs.getModelStatus())
        objective = highs.getInfo().objective_function_value if status == "Optimal" else math.nan
        values = by_name(self.column, highs.getSolution().col_value)
        duals = by_name(self.names, highs.getSolution().row_dual)
        return Reference(objective, status, values, duals, highs.getRunTime())
