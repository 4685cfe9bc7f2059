"""The proof: rows kept, prices of the right sign, each with its limit, reduced costs, and the gap.

With x the plan, y the prices and z = c - A'y the reduced costs: every row holds of x; y is at most zero at a ceiling,
and zero where there is room below it; z is zero of a total, at least zero of a decision, and zero where the decision
is above zero; and c'x is b'y. Whoever keeps all that is optimal, whatever found it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.audit.finding import Finding
from planner.audit.tolerances import LARGE_TERM, RESIDUAL, SMALL_CASE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from planner.audit.program import Program

    Floats = NDArray[np.float64]


class Proof:
    """A program with the values that tables give its columns and the prices they give its rows."""

    def __init__(self, program: Program, x: Sequence[float], y: Sequence[float]) -> None:
        self.program = program
        self.x, self.y = np.array(x), np.array(y)
        rows, columns, values = (np.array(part) for part in program.entries)
        rows, columns = rows.astype(int), columns.astype(int)
        terms = values * self.x[columns]
        count, width = len(program.bound), len(program.cost)
        self.cost, self.bound = np.array(program.cost), np.array(program.bound)
        self.free, self.equal = np.array(program.free), np.array(program.equal)
        self.activity = np.bincount(rows, terms, count)
        largest = np.abs(self.bound)
        np.maximum.at(largest, rows, np.abs(terms))
        self.size = _size(self.bound[self.equal])
        self.scale = np.maximum(self.size, largest / LARGE_TERM)
        self.reduced = self.cost - np.bincount(columns, values * self.y[rows], width)

    def rules(self) -> list[Finding]:
        """The worst residual of every rule, in its unit."""
        over = self.activity - self.bound
        residual = np.where(self.equal, np.abs(over), np.maximum(over, 0.0)) / self.scale
        return self._by_name(list(self.program.rows), residual, dict.fromkeys(self.program.indices, ""))

    def prices(self) -> list[Finding]:
        """Prices that have the wrong sign, or a limit that is not reached, by what is wrong."""
        wrong = np.where(self.equal, 0.0, np.maximum(self.y, 0.0))
        room = np.where(self.equal, 0.0, np.maximum(self.bound - self.activity, 0.0)) / self.scale
        rows = list(self.program.rows)
        return [
            self._worst("prices_have_their_sign", rows, wrong),
            self._worst("prices_have_their_limit", rows, np.minimum(np.abs(self.y), room)),
        ]

    def reduced_costs(self) -> list[Finding]:
        """The worst reduced cost of every kind of decision and total, below zero or where it should be zero."""
        columns = list(self.program.columns)
        below = np.where(self.free, np.abs(self.reduced), np.maximum(-self.reduced, 0.0))
        idle = np.where(self.free, 0.0, np.minimum(np.abs(self.reduced), np.abs(self.x) / self.size))
        signs = np.where(self.free, 0.0, np.maximum(-self.x, 0.0)) / self.size
        worst = np.maximum(np.maximum(below, idle), signs)
        return self._by_name(columns, worst, dict.fromkeys(key[0] for key in columns))

    def gap(self) -> Finding:
        """What the plan costs against what the prices say that no plan can undercut, relative to the cost."""
        primal, dual = float(self.cost @ self.x), float(self.bound @ self.y)
        where = f"the plan costs {primal!r}, the prices prove {dual!r}"
        gap = abs(primal - dual) / max(self.size, abs(primal))
        return Finding("gap_between_plan_and_prices", 1, gap, RESIDUAL, where)

    @property
    def objective(self) -> float:
        """What the plan costs by its tables, USD billion, present value."""
        return float(self.cost @ self.x)

    def _worst(self, name: str, keys: list[tuple[object, ...]], residual: Floats) -> Finding:
        """The worst of one residual over all its keys."""
        if not len(residual):
            return Finding(name, 0, 0.0, RESIDUAL)
        k = int(np.argmax(residual))
        return Finding(name, len(residual), float(residual[k]), RESIDUAL, ", ".join(map(str, keys[k])))

    def _by_name(
        self, keys: list[tuple[object, ...]], residual: Floats, names: dict[object, object]
    ) -> list[Finding]:
        """The worst residual of every name, which is the first part of a key."""
        numbers: dict[object, list[int]] = {name: [] for name in names}
        for k, key in enumerate(keys):
            numbers[key[0]].append(k)
        found = []
        for name, at in numbers.items():
            own = residual[np.array(at, dtype=int)]
            found.append(self._worst(str(name), [keys[k][1:] for k in at], own))
        return found


def _size(needs: Floats) -> float:
    """How small a case is altogether: 1, or less where the largest number that its equations ask for is small."""
    largest = float(np.max(np.abs(needs), initial=0.0))
    return min(1.0, largest / SMALL_CASE) if largest > 0.0 else 1.0
