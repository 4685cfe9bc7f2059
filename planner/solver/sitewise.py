"""The exact optimum of a large program, site by site: start with the sites that matter, add those that pay.

A site is a source in a region. The program is solved with the sites that are in use, then the rest is priced: a site
where an order would lower the cost joins, the simplex method goes on from where it stood, and so on until none would.
The prices of the sites that stayed out complete the certificate, which is that of the whole program.
"""

from __future__ import annotations

import dataclasses
import time
from typing import TYPE_CHECKING

import highspy
import numpy as np

from planner.solver.hand_over import hand_over
from planner.solver.highs import iterations_of, optimum, proved, run
from planner.solver.pricing import PRIMAL, Pricing
from planner.solver.sites import sites_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from planner.options import Options
    from planner.solver.compile import Program
    from planner.solver.sites import Site, Sites
    from planner.solver.solution import Solution

    Mask = NDArray[np.bool_]

WORTHWHILE = 1e-8
"""USD billion per GW that an order must save before its site joins."""
JOINING_PER_REGION = 1
"""Sites that join at a time in each region: more would mostly be rivals of one another."""


def solve_sitewise(
    program: Program, first: Iterable[Site], options: Options, tick: Callable[[], None] | None = None
) -> Solution:
    """The proven optimum of the whole program, starting from the sites `first`.

    Raises NoPlan where no plan exists, with every site considered, and SolverFailed where HiGHS stops early.
    """
    sites = sites_of(program)
    pricing, chosen = Pricing(program, sites), set(first) & set(sites.names)
    deadline = None if options.time_limit_seconds is None else time.monotonic() + options.time_limit_seconds
    iterations: dict[str, int] = {}
    basis: Basis | None = None
    while True:
        columns, rows = sites.kept(chosen)
        left = None if deadline is None else max(0.001, deadline - time.monotonic())
        highs = hand_over(
            _part(program, columns, rows), dataclasses.replace(options, time_limit_seconds=left)
        )
        if basis is not None:
            basis.put(highs, columns, rows)
        run(highs, tick)
        if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible and len(chosen) < len(sites.names):
            chosen, basis = set(sites.names), None
            continue
        values, duals = np.zeros(len(program.cost)), np.zeros(len(program.row_lower))
        values[columns], duals[rows] = optimum(highs)
        for method, count in iterations_of(highs).items():
            iterations[method] = iterations.get(method, 0) + count
        duals, least = pricing.price(duals, np.array([name not in chosen for name in sites.names]))
        joining = _joining(sites, least)
        if not joining:
            return proved(program, values, duals, iterations)
        basis = Basis(program, highs, columns, rows)
        chosen |= joining


def _joining(sites: Sites, least: NDArray[np.float64]) -> set[Site]:
    """The sites whose orders would save most, some in each region."""
    joining: set[Site] = set()
    seen: dict[str, int] = {}
    for k in np.argsort(least, kind="stable"):
        source, region = sites.names[k]
        if least[k] < -WORTHWHILE and seen.get(region, 0) < JOINING_PER_REGION:
            seen[region] = seen.get(region, 0) + 1
            joining.add((source, region))
    return joining


def _part(program: Program, columns: Mask, rows: Mask) -> Program:
    """The program without the columns and rows that are masked out, each of which is zero when left out."""
    return dataclasses.replace(
        program,
        cost=program.cost[columns],
        matrix=program.matrix[rows][:, columns],
        row_lower=program.row_lower[rows],
        row_upper=program.row_upper[rows],
        column_lower=program.column_lower[columns],
        column_upper=program.column_upper[columns],
    )


class Basis:
    """Where the simplex method stood, by columns and rows of the whole program; what is new starts at zero."""

    def __init__(self, program: Program, highs: highspy.Highs, columns: Mask, rows: Mask) -> None:
        statuses = highspy.HighsBasisStatus
        basis = highs.getBasis()
        bounded = program.column_lower > -np.inf
        self.columns = [statuses.kLower if low else statuses.kZero for low in bounded]
        self.rows = [statuses.kBasic] * len(program.row_lower)
        for mask, known, mine in (
            (columns, basis.col_status, self.columns),
            (rows, basis.row_status, self.rows),
        ):
            for k, status in zip(np.flatnonzero(mask), known, strict=True):
                mine[k] = status

    def put(self, highs: highspy.Highs, columns: Mask, rows: Mask) -> None:
        """Let HiGHS go on from here by primal simplex, with the columns and rows it now knows."""
        basis = highspy.HighsBasis()
        basis.col_status = [self.columns[k] for k in np.flatnonzero(columns)]
        basis.row_status = [self.rows[k] for k in np.flatnonzero(rows)]
        basis.valid = True
        highs.setBasis(basis)
        highs.setOptionValue("solver", "simplex")
        highs.setOptionValue("simplex_strategy", PRIMAL)
