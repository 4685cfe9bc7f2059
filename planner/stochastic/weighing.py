"""How the costs of leaves are weighed: their expectation, with their tail, or the largest regret.

    expected    sum of probability * cost
    cvar        (1 - weight) * expected + weight * (eta + sum of probability * z / tail), z >= cost - eta, z >= 0: the
                mean of the dearest `tail` of what may come
    regret      the largest of cost of a leaf less cost of the best plan for it alone

The last two leave loose what does not bind. So a second solve holds the value of the weighing and takes the least
expected cost.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from planner.errors import unfit
from planner.solver.program import INFINITY
from planner.tolerances import HELD_WEIGHING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from planner.solver.program import Program

    Floats = NDArray[np.float64]

Measure = Literal["expected", "cvar", "regret"]
MEASURES: tuple[Measure, ...] = ("expected", "cvar", "regret")


@dataclass(frozen=True)
class Weighing:
    """Which measure of the leaves' costs is least; `tail` and `weight` are of cvar alone."""

    measure: Measure = "expected"
    tail: float = 0.25
    weight: float = 0.5

    def __post_init__(self) -> None:
        """Raise UserError where a measure, a tail or a weight is none."""
        problems = list(self._problems())
        if problems:
            raise unfit(problems)

    def _problems(self) -> Iterator[tuple[str, str]]:
        if self.measure not in MEASURES:
            yield (
                f"There is no measure {self.measure!r}.",
                f"weigh {', '.join(MEASURES[:-1])} or {MEASURES[-1]}",
            )
        if not 0 < self.tail <= 1:
            yield f"The tail is {self.tail:g}.", "a share of what may come: above 0 and at most 1"
        if not 0 <= self.weight <= 1:
            yield f"The weight is {self.weight:g}.", "a share of the whole: from 0 to 1"


@dataclass(frozen=True)
class Costs:
    """The cost of every leaf as a row of coefficients over a program's columns, and what is paid in any case."""

    rows: csr_array
    offsets: Floats
    probabilities: Floats

    def at(self, values: Floats) -> Floats:
        """What each leaf costs at a point; columns that were added to the program count nothing."""
        return np.asarray(self.rows @ values[: self.rows.shape[1]] + self.offsets)


def weighed(program: Program, costs: Costs, weighing: Weighing, best: Sequence[float] = ()) -> Program:
    """The program whose least cost is that of the weighing; `best` are the leaves' costs alone, for regret.

    Its new columns and rows stand after those that the program has.
    """
    if weighing.measure == "expected":
        return program
    leaves = len(costs.probabilities)
    if weighing.measure == "regret":
        # cost - best <= regret
        extra = csr_array(np.full((leaves, 1), -1.0))
        upper = np.asarray(best, dtype=float) - costs.offsets
        return _extended(program, costs.rows, extra, upper, np.zeros(len(program.cost)), np.ones(1), 0.0)
    # cost - eta - z <= 0
    extra = csr_array(np.hstack([np.full((leaves, 1), -1.0), -np.eye(leaves)]))
    of_tail = np.concatenate([[1.0], costs.probabilities / weighing.tail]) * weighing.weight
    expected = 1 - weighing.weight
    return _extended(
        program,
        costs.rows,
        extra,
        -costs.offsets,
        expected * program.cost,
        of_tail,
        expected * program.offset,
    )


def _extended(
    program: Program,
    costs: csr_array,
    extra: csr_array,
    upper: Floats,
    cost: Floats,
    extra_cost: Floats,
    offset: float,
) -> Program:
    """A program with one row a leaf more, over its own columns and some that are new: the first of those is free."""
    width = len(extra_cost)
    lower = np.concatenate([[-INFINITY], np.zeros(width - 1)])
    right = vstack([csr_array((program.matrix.shape[0], width)), extra])
    return dataclasses.replace(
        program,
        cost=np.append(cost, extra_cost),
        offset=offset,
        matrix=csr_array(hstack([vstack([program.matrix, costs]), right])),
        row_lower=np.append(program.row_lower, np.full(len(upper), -INFINITY)),
        row_upper=np.append(program.row_upper, upper),
        column_lower=np.append(program.column_lower, lower),
        column_upper=np.append(program.column_upper, np.full(width, INFINITY)),
    )


def expected_at_least(first: Program, value: float, expected: Floats, offset: float) -> Program:
    """The program that takes the least expected cost where the weighing of `first` is not above its `value`."""
    slack = HELD_WEIGHING * max(1.0, abs(value))
    cost = np.append(expected, np.zeros(len(first.cost) - len(expected)))
    return dataclasses.replace(
        first,
        cost=cost,
        offset=offset,
        matrix=csr_array(vstack([first.matrix, csr_array(first.cost[None, :])])),
        row_lower=np.append(first.row_lower, -INFINITY),
        row_upper=np.append(first.row_upper, value - first.offset + slack),
    )


def weighed_value(
    costs: Mapping[str, float],
    probabilities: Mapping[str, float],
    weighing: Weighing,
    best: Mapping[str, float] | None = None,
) -> float:
    """The weighing of costs that are known, by leaf."""
    expected = sum(probabilities[leaf] * cost for leaf, cost in costs.items())
    if weighing.measure == "expected":
        return expected
    if weighing.measure == "regret":
        return max(cost - (best or {})[leaf] for leaf, cost in costs.items())
    # The best eta is the cost of some leaf.
    tails = [
        eta + sum(probabilities[leaf] * max(0.0, cost - eta) for leaf, cost in costs.items()) / weighing.tail
        for eta in costs.values()
    ]
    return (1 - weighing.weight) * expected + weighing.weight * min(tails)
