"""The answer as numbers and prices, free of Pyomo and of HiGHS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from planner.solver.program import Block

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Solution:
    """A proven optimum: the value of every column, the dual of every row.

    `duals` are the change of the objective (USD billion at the start of the horizon) per unit added to a row's
    right-hand side: never above zero for an inequality, which is compiled as <=. `limits` are the right-hand sides as
    they were compiled, infinite where a row has none. `ranges` are the least and the
    largest size of the program's numbers, by part.
    """

    objective: float
    values: Floats
    duals: Floats
    limits: Floats
    columns: Mapping[str, Block]
    rows: Mapping[str, Block]
    residuals: Mapping[str, float]
    iterations: Mapping[str, int]
    ranges: Mapping[str, tuple[float, float]]
    status: str

    def value(self, name: str, least: float = 0.0) -> dict[Any, float]:
        """A variable's values by index, those above `least` in size; empty where the plan has no such variable."""
        return _by_index(self.columns, self.values, name, least)

    def dual(self, name: str, least: float = 0.0) -> dict[Any, float]:
        """A rule's duals by index, those above `least` in size; empty where the plan has no such rule."""
        return _by_index(self.rows, self.duals, name, least)


def _by_index(blocks: Mapping[str, Block], numbers: Floats, name: str, least: float) -> dict[Any, float]:
    """The numbers of one block by index."""
    if name not in blocks:
        return {}
    block = blocks[name]
    part = numbers[block.slice]
    return {block.indices[k]: float(part[k]) for k in np.flatnonzero(np.abs(part) > least)}
