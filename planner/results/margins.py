"""How near every order is to being made, or to being given up, read from the optimum.

An order is a decision with all that follows from it: it stands for the asset's life, and runs where that pays. What it
falls short of paying is the sum of the reduced costs of all of that, for duals may put the whole of it on any part. It
is what some way to use the order would cost, and so at least what the best way would.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.rules import physical as rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from numpy.typing import NDArray

    from planner.solver import Block, Program, Solution

    Floats = NDArray[np.float64]
    Order = tuple[str, str, int]

POOL_RULES = (rules.POOL.name, rules.DELIVERED.name)
"""Rules by which a scarce pool makes its orders dearer than they are."""
SITE_RULES = (rules.SITE.name, rules.NATIONAL_SITE.name)
"""Rules by which scarce sites do."""
LINK_RULE = rules.NATIONAL_ORDERS.name
COMPUTE_RULE = rules.LOST_COMPUTE.name
OUTPUT_RULE = rules.AVAILABLE.name
STANDING_RULE = rules.STANDING.name
COLUMNS = (
    *("asset", "sponsor", "period", "stands_from", "stands_to", "ordered_gw"),
    *("price_usd_billion", "rent_usd_billion", "lost_usd_billion", "short_usd_billion"),
)


def margins(program: Program, solution: Solution) -> pd.DataFrame:
    """How near every order is to the edge, a row for each asset, sponsor and period of order; periods by number.

    `price` is what the cost of a GW adds to the objective: the overnight cost, its financing, less what it is worth at
    the end; `rent` what its pools and sites add for being scarce; `lost` what weaker chips lose over their life;
    `short` what the GW falls short of paying in the best of its regions, all of these counted: USD billion a GW at
    present value.
    """
    national, reduced = program.columns["National_ordered"], _reduced_costs(program, solution.duals)
    rent = _of_rules(program, solution.duals, POOL_RULES, "National_ordered")
    link = _of_rules(program, solution.duals, [LINK_RULE], "National_ordered")
    own = reduced[national.slice]
    price = own - rent - link
    best, lives = _best_places(program, solution.duals, reduced)
    rows = [
        (*order, *lives[order], gw, cost, scarce + best[order][1], best[order][2], more + best[order][0])
        for order, gw, cost, scarce, more in zip(
            *(national.indices, solution.values[national.slice], price, rent, own), strict=True
        )
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _reduced_costs(program: Program, duals: Floats) -> Floats:
    """What one more unit of every column costs, by the duals of the rows."""
    return np.asarray(program.cost - program.matrix.T @ duals)


def _of_rules(program: Program, duals: Floats, names: Iterable[str], columns: str) -> Floats:
    """What the duals of some rules add to the cost of each of some columns."""
    chosen = np.zeros(len(duals))
    for name in names:
        if name in program.rows:
            rows = program.rows[name].slice
            chosen[rows] = duals[rows]
    return -np.asarray(program.matrix.T @ chosen)[program.columns[columns].slice]


def _best_places(
    program: Program, duals: Floats, reduced: Floats
) -> tuple[dict[Order, tuple[float, float, float]], dict[Order, tuple[int, int]]]:
    """What a GW of each order falls short of in its best region, its sites' rent, what weaker chips lose; and its life.

    That is the first and the last period in which it stands, both -1 where it would come after the last.
    """
    ordered, standing = program.columns["Ordered"], program.columns["Standing"]
    rolls, matrix = program.rows[STANDING_RULE], program.matrix.tocsr()
    short, scarce = _standing_and_running(program, duals, reduced), _site_rents(program, duals)
    lost = dict(
        zip(
            *(_national(program).indices, _of_rules(program, duals, [COMPUTE_RULE], "National_standing")),
            strict=True,
        )
    )
    # What an order adds to what stands from a period on; a row may be compiled either way round.
    own = matrix[rolls.slice][:, standing.slice].diagonal()
    periods = 1 + max((index[3] for index in standing.indices), default=0)
    added: dict[int, Floats] = defaultdict(lambda: np.zeros(periods))
    for row, column, coefficient in _entries(matrix[rolls.slice][:, ordered.slice]):
        added[column][rolls.indices[row][3]] -= coefficient / own[row]
    found: dict[Order, tuple[float, float, float]] = {}
    lives: dict[Order, tuple[int, int]] = {}
    for number, (a, j, r, o) in enumerate(ordered.indices):
        share = np.cumsum(added[number])
        life = np.flatnonzero(share)
        less = float(reduced[ordered.slice][number] + sum(share[t] * short[a, j, r, t] for t in life))
        rent = float(sum(share[t] * scarce[a, j, r, t] for t in life))
        weaker = float(sum(share[t] * lost.get((a, j, t), 0.0) for t in life))
        lives[a, j, o] = (int(life[0]), int(life[-1])) if len(life) else (-1, -1)
        found[a, j, o] = min(found.get((a, j, o), (np.inf, np.inf, np.inf)), (less, rent, weaker))
    return found, lives


def _standing_and_running(program: Program, duals: Floats, reduced: Floats) -> dict[Any, float]:
    """What a GW that stands through a period costs more than it is worth, running in each block or not."""
    standing = program.columns["Standing"]
    found = _over_the_nation(program, reduced[standing.slice], reduced[_national(program).slice])
    if OUTPUT_RULE in program.rows:
        rule, output = program.rows[OUTPUT_RULE], program.columns["Output"]
        running = dict(zip(output.indices, reduced[output.slice], strict=True))
        limits = duals[rule.slice]
        for row, column, coefficient in _entries(program.matrix.tocsr()[rule.slice][:, standing.slice]):
            least = min(abs(float(limits[row])), max(float(running[rule.indices[row]]), 0.0))
            found[standing.indices[column]] += abs(coefficient) * least
    return found


def _site_rents(program: Program, duals: Floats) -> dict[Any, float]:
    """What scarce sites add to the cost of a GW that stands through a period."""
    here = _of_rules(program, duals, SITE_RULES, "Standing")
    return _over_the_nation(program, here, _of_rules(program, duals, SITE_RULES, "National_standing"))


def _over_the_nation(program: Program, here: Floats, everywhere: Floats) -> dict[Any, float]:
    """Figures of what stands in a region, with those of what its sponsor has in all."""
    by_nation = dict(zip(_national(program).indices, everywhere, strict=True))
    return {
        (a, j, r, t): float(cost) + float(by_nation.get((a, j, t), 0.0))
        for (a, j, r, t), cost in zip(program.columns["Standing"].indices, here, strict=True)
    }


def _national(program: Program) -> Block:
    """The columns of what a sponsor has standing in all regions."""
    return program.columns["National_standing"]


def _entries(matrix: Any) -> Iterator[tuple[int, int, float]]:
    """The entries of a sparse matrix: row, column, coefficient."""
    matrix = matrix.tocoo()
    yield from zip(matrix.row.tolist(), matrix.col.tolist(), matrix.data.tolist(), strict=True)
