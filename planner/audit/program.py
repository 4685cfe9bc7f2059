"""The linear program as the audit writes it: columns and rows by name, one term at a time.

A row is an equation `terms == bound` or a ceiling `terms <= bound`; a floor is written as a ceiling, its sides turned
round. A total is a free column that one equation defines; every other column is at least zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Key = tuple[Any, ...]
"""A column by name and index, or a row by rule and index."""
Terms = list[tuple[float, Key]]
"""Coefficients and the columns that they multiply."""


@dataclass
class Program:
    """Columns, rows and the entries of the matrix between them, in the order written.

    `indices` has the index of each rule, a letter for each of its parts. `defined` pairs every total with its row.
    """

    columns: dict[Key, int] = field(default_factory=dict)
    cost: list[float] = field(default_factory=list)
    free: list[bool] = field(default_factory=list)
    indices: dict[str, str] = field(default_factory=dict)
    rows: dict[Key, int] = field(default_factory=dict)
    equal: list[bool] = field(default_factory=list)
    bound: list[float] = field(default_factory=list)
    entries: tuple[list[int], list[int], list[float]] = field(default_factory=lambda: ([], [], []))
    ends: list[int] = field(default_factory=lambda: [0])
    defined: list[tuple[int, int]] = field(default_factory=list)

    def column(self, name: str, *index: Any, cost: float = 0.0, free: bool = False) -> Key:
        """Add a column; `cost` is what a unit of it adds to the objective, USD billion of present value."""
        key = (name, *index)
        self.columns[key] = len(self.cost)
        self.cost.append(cost)
        self.free.append(free)
        return key

    def optional_term(self, coefficient: float, *key: Any) -> Terms:
        """The term, or none where there is no such column."""
        return [(coefficient, key)] if key in self.columns else []

    def announce(self, rules: Mapping[str, str]) -> None:
        """Announce rules by name with their indices, so that they are listed even where they hold nowhere."""
        self.indices |= rules

    def equation(self, rule: str, index: Key, terms: Terms, bound: float = 0.0) -> int:
        """Add a row `terms == bound`; returns its number."""
        return self._row(rule, index, terms, bound, True)

    def ceiling(self, rule: str, index: Key, terms: Terms, bound: float = 0.0) -> int:
        """Add a row `terms <= bound`; returns its number."""
        return self._row(rule, index, terms, bound, False)

    def total(
        self,
        rule: str,
        name: str,
        index: Key,
        terms: Terms,
        cost: float = 0.0,
        constant: float = 0.0,
        times: float = 1.0,
    ) -> Key:
        """Add a free column and the equation that defines it: `times * column == terms + constant`."""
        key = self.column(name, *index, cost=cost, free=True)
        sides: Terms = [(times, key), *((-coefficient, column) for coefficient, column in terms)]
        self.defined.append((self.columns[key], self.equation(rule, index, sides, constant)))
        return key

    def _row(
        self, rule: str, index: Key, terms: Iterable[tuple[float, Key]], bound: float, equal: bool
    ) -> int:
        """Add a row; raises KeyError for a column or a rule that has not been announced."""
        if rule not in self.indices:
            raise KeyError(rule)
        number = len(self.bound)
        rows, columns, values = self.entries
        for coefficient, key in terms:
            rows.append(number)
            columns.append(self.columns[key])
            values.append(coefficient)
        self.rows[rule, *index] = number
        self.equal.append(equal)
        self.bound.append(bound)
        self.ends.append(len(rows))
        return number
