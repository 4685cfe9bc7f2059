"""The answer as numbers and prices, free of Pyomo and of HiGHS."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.tolerances import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from planner.solver.program import Block

    Floats = NDArray[np.float64]


SIMPLEX, INTERIOR_POINT, DECOMPOSITION = "simplex", "interior point", "decomposition"
"""Methods that find an optimum."""
WARM_START = "warm start"


@dataclass(frozen=True)
class Fallback:
    """A faster way that was `left`, and why; the optimum is the same by whatever way was gone instead."""

    left: str
    reason: str

    @property
    def text(self) -> str:
        """What was left and why, in a few words."""
        return f"{self.left} left: {self.reason}"

    @classmethod
    def of(cls, left: str, problem: Exception) -> Fallback:
        """A way that was left for what it raised, of which the first line is kept, but for what became of it then."""
        first = str(problem).split("\n")[0]
        return cls(left, first.removesuffix("; nothing was written.").rstrip("."))


@dataclass(frozen=True)
class SolveRecord:
    """How an optimum was found: by which method, from a warm start or from cold, in how many runs of HiGHS.

    `fallbacks` are the faster ways that were left before, and on the way.
    """

    method: str
    warm_start: bool = False
    rounds: int = 1
    fallbacks: tuple[Fallback, ...] = ()

    @property
    def text(self) -> str:
        """How, in a few words: `simplex, 1 round; warm start left: HiGHS reached the time limit`."""
        rounds = "1 round" if self.rounds == 1 else f"{self.rounds} rounds"
        found = f"{self.method}{' from a warm start' if self.warm_start else ''}, {rounds}"
        return "; ".join([found, *(fallback.text for fallback in self.fallbacks)])

    def as_dict(self) -> dict[str, Any]:
        """The record as plain data."""
        return dataclasses.asdict(self) | {"fallbacks": [dataclasses.asdict(each) for each in self.fallbacks]}


@dataclass(frozen=True)
class Solution:
    """A proven optimum: the value of every column, the dual of every row.

    `duals` are the change of the objective (USD billion at the start of the horizon) per unit added to a row's
    right-hand side: never above zero for an inequality, which is compiled as <=. `limits` are the right-hand sides as
    they were compiled, infinite where a row has none. `ranges` are the least and the largest size of the program's
    numbers, by part. `solved` is how the optimum was found. A value no larger than `zero` is none: less
    than usual in a case that is small altogether.
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
    solved: SolveRecord
    zero: float = ZERO

    def after(self, fallbacks: Iterable[Fallback]) -> Solution:
        """The same solution, found after other ways had been left."""
        fallbacks = (*fallbacks, *self.solved.fallbacks)
        return dataclasses.replace(self, solved=dataclasses.replace(self.solved, fallbacks=fallbacks))

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
