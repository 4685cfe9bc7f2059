"""Programs of textbooks in two stages, as nodes of a tree: the first stage is of period 0, the second of period 2."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from cases.tiny import tiny_case
from scipy.sparse import csr_array

from planner.case.calendar import Quarter
from planner.solver.program import INFINITY, Block, Program
from planner.stochastic.tree import TRUNK, Node, Tree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NEWS = 2
"""The period that the second stage is of."""


def program_of(
    costs: Mapping[tuple[str, int], float],
    rows: Sequence[tuple[int, Mapping[str, float], float]],
) -> Program:
    """Minimise the costs of columns (name, period), at least zero, with rows (period, coefficients, ceiling)."""
    names = [name for name, _ in costs]
    matrix = np.zeros((len(rows), len(costs)))
    for k, (_, coefficients, _) in enumerate(rows):
        for name, value in coefficients.items():
            matrix[k, names.index(name)] = value
    return Program(
        cost=np.array(list(costs.values()), dtype=float),
        offset=0.0,
        matrix=csr_array(matrix),
        row_lower=np.full(len(rows), -INFINITY),
        row_upper=np.array([upper for *_, upper in rows], dtype=float),
        column_lower=np.zeros(len(costs)),
        column_upper=np.full(len(costs), INFINITY),
        columns={name: Block("t", (t,), k) for k, (name, t) in enumerate(costs)},
        rows={f"row{k}": Block("t", (t,), k) for k, (t, *_) in enumerate(rows)},
    )


def tree_of(chances: Sequence[float]) -> Tree:
    """A tree of two stages whose leaves are called 0, 1 and so on."""
    case, since = tiny_case(), Quarter(2026, 3)
    trunk = Node(TRUNK, None, 0, case.periods[0].first, 1.0, "", case)
    leaves = [Node(str(k), TRUNK, NEWS, since, chance, "", case) for k, chance in enumerate(chances)]
    return Tree([trunk, *leaves])


def farmer(yields: float) -> Program:
    """Birge and Louveaux: 500 acres of wheat, corn and beets."""
    costs = {("wheat", 0): 150, ("corn", 0): 230, ("beets", 0): 260}
    costs |= {("buy_wheat", 2): 238, ("buy_corn", 2): 210, ("sell_wheat", 2): -170, ("sell_corn", 2): -150}
    costs |= {("sell_beets", 2): -36, ("sell_more", 2): -10}
    return program_of(
        costs,
        [
            (0, {"wheat": 1, "corn": 1, "beets": 1}, 500),
            (2, {"wheat": -2.5 * yields, "buy_wheat": -1, "sell_wheat": 1}, -200),
            (2, {"corn": -3 * yields, "buy_corn": -1, "sell_corn": 1}, -240),
            (2, {"beets": -20 * yields, "sell_beets": 1, "sell_more": 1}, 0),
            (2, {"sell_beets": 1}, 6000),
        ],
    )


def lands(demand: float) -> Program:
    """Louveaux and Smeers: four plants, three modes of operation."""
    plants, loads = (10, 7, 16, 6), (demand, 3.0, 2.0)
    running = ((40, 24, 4), (45, 27, 4.5), (32, 19.2, 3.2), (55, 33, 5.5))
    costs = {(f"x{i}", 0): float(cost) for i, cost in enumerate(plants)}
    costs |= {(f"y{i}{k}", 2): running[i][k] for i in range(4) for k in range(3)}
    rows = [
        (0, {f"x{i}": -1.0 for i in range(4)}, -12.0),
        (0, {f"x{i}": float(cost) for i, cost in enumerate(plants)}, 120.0),
        *((2, {f"y{i}{k}": 1.0 for k in range(3)} | {f"x{i}": -1.0}, 0.0) for i in range(4)),
        *((2, {f"y{i}{k}": -1.0 for i in range(4)}, -loads[k]) for k in range(3)),
    ]
    return program_of(costs, rows)


def reservation(need: float, reserving: bool) -> Program:
    """Need is met now at 1, later at 3, or by what was reserved at 0.3 and is exercised at 1."""
    costs = {("now", 0): 1, ("later", 2): 3} | (
        {("reserve", 0): 0.3, ("exercise", 2): 1} if reserving else {}
    )
    rows = [(2, {"now": -1, "later": -1} | ({"exercise": -1} if reserving else {}), -need)]
    return program_of(costs, rows + ([(2, {"exercise": 1, "reserve": -1}, 0)] if reserving else []))
