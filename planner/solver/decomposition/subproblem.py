"""Subproblems: how far a point of the master is from having a dispatch in a region period, and that if it has one.

A small program for each region period: output of its sources and stores by block, within what stands, and within the
energies that the point has or whatever they may be, minimising infeasibility. Its duals make a cut that the point
violates by just that (see benders_cuts.py); where there is none it is the dispatch behind the energies. The programs
stay open, for from one point to the next little moves, and in most region periods nothing at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import highspy
import numpy as np

from planner.errors import SolverFailed
from planner.solver.decomposition.benders_cuts import Cuts, no_cuts
from planner.solver.decomposition.region_periods import NONE
from planner.solver.decomposition.subproblem_layout import Layout
from planner.solver.pass_model import pass_matrices
from planner.tolerances import SAME_POINT_GW, SUBPROBLEM_FEASIBILITY_GW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from planner.solver.decomposition.region_periods import RegionPeriods
    from planner.solver.decomposition.storage_columns import Stores

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Separation:
    """How a point is separated: which cuts are looked for.

    An infeasibility of no more than `least` GW is none. For a cut at least `floor` GW of a store stand, so that it
    knows what one would be worth. A source of which no more than `stands` GW stand is priced like those before it in
    the order of `merit`, which are prices (region periods, sources). `present` are the columns of the program that the
    master holds. Where the point is to be `dispatched`, it is by what stands there, and else with some of each store
    too.
    """

    least: float
    floor: float
    stands: float
    merit: Floats
    present: Mask
    dispatched: bool = True


@dataclass(frozen=True)
class SubproblemSolution:
    """How infeasible a right-hand side is (GW on the mean), the duals by row, the dispatch by column."""

    right_hand_side: Floats
    infeasibility: float
    duals: Floats
    dispatch: Floats


class Subproblems:
    """The subproblems of all region periods that have been solved so far."""

    def __init__(self, region_periods: RegionPeriods, stores: Stores) -> None:
        self.region_periods, self.stores = region_periods, stores
        self.known: dict[int, Subproblem] = {}
        self.present: Mask | None = None

    def of(self, number: int, present: Mask) -> Subproblem:
        """The subproblem of a region period with all that is present there."""
        if present is not self.present:
            self.known = {k: subproblem for k, subproblem in self.known.items() if subproblem.has(present)}
            self.present = present
        if number not in self.known:
            self.known[number] = Subproblem(self.region_periods, self.stores, number, present)
        return self.known[number]

    def cuts(self, values: Floats, which: Ints, separation: Separation) -> Cuts:
        """Put the dispatch of some region periods among `values`, and find the cuts of those without."""
        found = [no_cuts(self.region_periods, self.stores)]
        for number in which.tolist():
            subproblem = self.of(number, separation.present)
            solution = subproblem.solve(
                values, 0.0 if separation.dispatched else separation.floor, bound=True
            )
            values[subproblem.columns] = solution.dispatch
            if solution.infeasibility > separation.least:
                found += self._cuts_of(subproblem, values, separation, solution)
        return Cuts.of(found)

    def _cuts_of(
        self, subproblem: Subproblem, values: Floats, separation: Separation, solution: SubproblemSolution
    ) -> Iterator[Cuts]:
        """The cut of the energies that a region period has, and of its capacities whatever those are.

        Of what stands there alone where it is feasible with some of each store; and with energies free it is no more
        infeasible than with those it has.
        """
        energies = subproblem.solve(values, separation.floor, bound=True)
        if energies.infeasibility > separation.least:
            yield subproblem.cut(values, energies, separation)
            capacities = subproblem.solve(values, separation.floor, bound=False)
            if capacities.infeasibility > separation.least:
                yield subproblem.cut(values, capacities, separation)
        else:
            yield subproblem.cut(values, solution, separation)


class Subproblem:
    """A region period's dispatch, minimising the slack of load and of stores' energy, GW on the mean.

    Its columns and rows are those of a Layout.
    """

    def __init__(self, region_periods: RegionPeriods, stores: Stores, number: int, present: Mask) -> None:
        self.number, self.region_periods, self.stores = number, region_periods, stores
        self.known = self._there(present)
        self.sources, self.places = map(np.flatnonzero, self.known)
        self.members = stores.members[number][self.places]
        weight = region_periods.weight
        self.layout = layout = Layout(len(weight), len(self.sources), len(self.members))
        own, of_stores = region_periods.output[number, self.sources], stores.columns[:, self.members]
        self.columns = layout.in_order(own, of_stores)
        available = region_periods.available[number, self.sources]
        self.most = layout.in_order(available, stores.limit_per_gw[:, self.members])
        self.columns_each = layout.columns_each
        standing = np.append(region_periods.standing[number, self.sources], stores.standing[self.members])
        energy = np.append(region_periods.energy[number, self.sources], stores.energy[self.members])
        self.point = np.concatenate([[region_periods.load[number]], standing, energy])
        self.solutions: dict[tuple[float, bool], SubproblemSolution] = {}
        nothing = np.zeros(layout.rows)
        tops = np.append(np.zeros(layout.width), np.full(layout.columns - layout.width, np.inf))
        self.highs = pass_matrices(
            cost=layout.costs(weight),
            matrix=layout.matrix(weight, stores.rates[:, self.members], stores.previous_block),
            rows=(nothing, nothing),
            columns=(np.zeros(layout.columns), tops),
        )
        self.highs.setOptionValue("solver", "simplex")
        self.highs.setOptionValue("presolve", "off")
        self.highs.setOptionValue("primal_feasibility_tolerance", SUBPROBLEM_FEASIBILITY_GW)

    def _there(self, present: Mask) -> tuple[Mask, Mask]:
        """Which of its sources, and of its stores, have an energy column that is present."""
        member = self.stores.members[self.number]
        sources = self.region_periods.exists[self.number] & present[self.region_periods.energy[self.number]]
        return sources, (member != NONE) & present[self.stores.energy[member]]

    def has(self, present: Mask) -> bool:
        """Whether it knows all that is present; what it knows beyond that has nothing standing."""
        return not any(
            (now & ~known).any() for now, known in zip(self._there(present), self.known, strict=True)
        )

    def solve(self, values: Floats, floor: float, bound: bool) -> SubproblemSolution:
        """How far a point is from having a dispatch, `bound` to the energies there or whatever they are."""
        stores = slice(1 + self.layout.sources, 1 + len(self.columns_each))
        right_hand_side = np.maximum(0.0, values[self.point if bound else self.point[: stores.stop]])
        right_hand_side[stores] = np.maximum(floor, right_hand_side[stores])
        known = self.solutions.get((floor, bound))
        if known is None or np.abs(known.right_hand_side - right_hand_side).max() > SAME_POINT_GW:
            self._limit(right_hand_side)
            known = self.solutions[floor, bound] = self._run(right_hand_side)
        return known

    def _limit(self, right_hand_side: Floats) -> None:
        """Give HiGHS the limits of a point: load, what stands, and energies where it is bound to those."""
        layout, height = self.layout, self.layout.height
        load, stands, energy = np.split(right_hand_side, [1, 1 + len(self.columns_each)])
        top = self.most * np.repeat(stands, self.columns_each)
        self.highs.changeColsBounds(len(top), np.arange(len(top), dtype=np.int32), np.zeros(len(top)), top)
        least, most = np.full(height, -np.inf), np.full(height, np.inf)
        least[layout.load_rows] = load * self.region_periods.weight
        if len(energy):
            least[layout.store_rows] = energy[layout.sources :]
            most[layout.source_rows], most[layout.store_rows] = np.split(energy, [layout.sources])
        self.highs.changeRowsBounds(height, np.arange(height, dtype=np.int32), least, most)

    def _run(self, right_hand_side: Floats) -> SubproblemSolution:
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise SolverFailed(
                "HiGHS found no dispatch of a region in a period, where there always is one with slack."
            )
        solution, infeasibility = self.highs.getSolution(), self.highs.getInfo().objective_function_value
        duals, dispatch = solution.row_dual[: self.layout.height], solution.col_value[: self.layout.width]
        return SubproblemSolution(right_hand_side, infeasibility, np.array(duals), np.array(dispatch))

    def cut(self, values: Floats, solution: SubproblemSolution, separation: Separation) -> Cuts:
        """The cut that a point violates by as much as it is infeasible."""
        region_periods, here, layout = self.region_periods, self.number, self.layout
        block, source, stored = (
            solution.duals[rows] for rows in (layout.load_rows, layout.source_rows, layout.store_rows)
        )
        width = region_periods.energy.shape[1]
        of_source, stands = np.zeros(width), np.zeros(width, dtype=bool)
        of_source[self.sources] = np.maximum(0.0, -source)
        stands[self.sources] = values[region_periods.standing[here, self.sources]] > separation.stands
        order = np.argsort(separation.merit[here], kind="stable")
        dearest = np.maximum.accumulate(np.where(stands, of_source, 0.0)[order])
        of_source[order] = np.where(stands[order], of_source[order], dearest)
        of_source[~region_periods.exists[here]] = 0.0
        of_store = np.zeros(self.stores.members.shape[1])
        of_store[self.places] = -stored
        return Cuts(np.array([here]), np.maximum(0.0, block)[None], of_source[None], of_store[None])
