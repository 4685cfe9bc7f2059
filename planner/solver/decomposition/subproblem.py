"""What a cell lacks of a point of the plan, the prices that tell it, and the dispatch where it lacks nothing.

A small program for each cell: output of its sources and stores by block, within what stands, and within the energies
that the plan has or whatever they may be. What it cannot meet of the load is a cut that those violate (see cuts.py);
where it lacks nothing it is the dispatch behind the energies. The programs stay open, for from one look to the next
little moves, and in most cells nothing at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import highspy
import numpy as np
from scipy.sparse import csr_array

from planner.errors import SolverFailed
from planner.solver.decomposition.benders_cuts import Cuts, no_cuts
from planner.solver.decomposition.region_periods import NONE
from planner.solver.decomposition.storage_columns import level_rolls
from planner.solver.pass_model import pass_matrices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from planner.solver.decomposition.region_periods import Cells
    from planner.solver.decomposition.storage_columns import Stores

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

EXACT = 1e-9
"""GW that HiGHS may leave a block off: what a cut may lack on the mean of a period is more than that."""
SAME = 1e-11
"""GW by which a point may have moved to be looked at as the one before."""


@dataclass(frozen=True)
class Look:
    """How a cell is looked at.

    What lacks no more than `least` GW lacks nothing. For a cut at least `floor` GW of a store stand, so that it knows
    what one would be worth. A source of which no more than `stands` GW stand is priced like those before it in the
    order of `merit`, which are prices (cells, sources). `present` are the columns of the program that it holds. Where
    it is to be `dispatched`, it is by what stands there, and else with some of each store too.
    """

    least: float
    floor: float
    stands: float
    merit: Floats
    present: Mask
    dispatched: bool = True


@dataclass(frozen=True)
class Answer:
    """What a cell lacks of a point (GW on the mean), its prices by row, and output, charge and level by column."""

    asked: Floats
    lacks: float
    price: Floats
    values: Floats


class Dispatching:
    """The programs of all cells that have been looked at."""

    def __init__(self, cells: Cells, stores: Stores) -> None:
        self.cells, self.stores = cells, stores
        self.known: dict[int, Cell] = {}
        self.present: Mask | None = None

    def cell(self, number: int, present: Mask) -> Cell:
        """The program of a cell with all that is present there."""
        if present is not self.present:
            self.known = {k: cell for k, cell in self.known.items() if cell.has(present)}
            self.present = present
        if number not in self.known:
            self.known[number] = Cell(self.cells, self.stores, number, present)
        return self.known[number]

    def cuts(self, values: Floats, which: Ints, look: Look) -> Cuts:
        """Put the dispatch of some cells among `values`, and find the cuts of those that lack something."""
        found = [no_cuts(self.cells, self.stores)]
        for number in which.tolist():
            cell = self.cell(number, look.present)
            answer = cell.ask(values, 0.0 if look.dispatched else look.floor, bound=True)
            values[cell.columns] = answer.values
            if answer.lacks > look.least:
                found += self._cuts_of(cell, values, look, answer)
        return Cuts.of(found)

    def _cuts_of(self, cell: Cell, values: Floats, look: Look, answer: Answer) -> Iterator[Cuts]:
        """The cut of the energies that a cell has, and of its capacities whatever those are.

        Of what stands there alone where it lacks nothing with some of each store; and it lacks no more of capacities
        than of energies.
        """
        energies = cell.ask(values, look.floor, bound=True)
        if energies.lacks > look.least:
            yield cell.cut(values, energies, look)
            capacities = cell.ask(values, look.floor, bound=False)
            if capacities.lacks > look.least:
                yield cell.cut(values, capacities, look)
        else:
            yield cell.cut(values, answer, look)


class Cell:
    """A cell's program, minimising the GW of load and of stores' energy that are lacking on the mean of the period.

    Columns are outputs of the sources; output, charge and level of the stores; what is lacking by block, and by store.
    Rows are loads by block, energies of sources and of stores, and what rolls from block to block.
    """

    def __init__(self, cells: Cells, stores: Stores, cell: int, present: Mask) -> None:
        self.number, self.cells, self.stores = cell, cells, stores
        self.known = self._there(present)
        self.sources, self.places = map(np.flatnonzero, self.known)
        self.members = stores.members[cell][self.places]
        own, of_stores = cells.output[cell, self.sources], stores.columns[:, self.members]
        self.columns = _in_order(own, of_stores)
        self.most = _in_order(cells.available[cell, self.sources], stores.most[:, self.members])
        standing = np.append(cells.standing[cell, self.sources], stores.standing[self.members])
        energy = np.append(cells.energy[cell, self.sources], stores.energy[self.members])
        self.point = np.concatenate([[cells.load[cell]], standing, energy])
        blocks, sources, storing = len(cells.weight), len(self.sources), len(self.members)
        self.size = np.repeat([blocks, 3 * blocks], [sources, storing])
        self.height = blocks + sources + storing
        self.answers: dict[tuple[float, bool], Answer] = {}
        zero = np.zeros(self.height + storing * blocks)
        tops = np.append(np.zeros(len(self.columns)), np.full(blocks + storing, np.inf))
        self.highs = pass_matrices(
            cost=np.concatenate([np.zeros(len(self.columns)), cells.weight, np.ones(storing)]),
            matrix=_matrix(cells.weight, sources, stores.rates[:, self.members], stores.before),
            rows=(zero, zero),
            columns=(np.zeros(len(tops)), tops),
        )
        self.highs.setOptionValue("solver", "simplex")
        self.highs.setOptionValue("presolve", "off")
        self.highs.setOptionValue("primal_feasibility_tolerance", EXACT)

    def _there(self, present: Mask) -> tuple[Mask, Mask]:
        """Which of the cell's sources, and of its stores, have an energy column that is present."""
        member = self.stores.members[self.number]
        sources = self.cells.there[self.number] & present[self.cells.energy[self.number]]
        return sources, (member != NONE) & present[self.stores.energy[member]]

    def has(self, present: Mask) -> bool:
        """Whether it knows all that is present; what it knows beyond that has nothing standing."""
        return not any(
            (now & ~known).any() for now, known in zip(self._there(present), self.known, strict=True)
        )

    def ask(self, values: Floats, floor: float, bound: bool) -> Answer:
        """What it lacks of a point, `bound` to the energies there or whatever they are."""
        stores = slice(1 + len(self.sources), 1 + len(self.size))
        asked = np.maximum(0.0, values[self.point if bound else self.point[: stores.stop]])
        asked[stores] = np.maximum(floor, asked[stores])
        known = self.answers.get((floor, bound))
        if known is None or np.abs(known.asked - asked).max() > SAME:
            self._limit(asked)
            known = self.answers[floor, bound] = self._run(asked)
        return known

    def _limit(self, asked: Floats) -> None:
        """Give HiGHS the limits of a point: load, what stands, and energies where it is bound to those."""
        load, stands, energy = np.split(asked, [1, 1 + len(self.size)])
        top = self.most * np.repeat(stands, self.size)
        self.highs.changeColsBounds(len(top), np.arange(len(top), dtype=np.int32), np.zeros(len(top)), top)
        weight, sources = self.cells.weight, len(self.sources)
        least = np.full(self.height, -np.inf)
        least[: len(weight)] = load * weight
        if len(energy):
            least[len(weight) + sources :] = energy[sources:]
        most = np.full(self.height, np.inf)
        most[self.height - len(energy) :] = energy
        self.highs.changeRowsBounds(self.height, np.arange(self.height, dtype=np.int32), least, most)

    def _run(self, asked: Floats) -> Answer:
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise SolverFailed(
                "HiGHS found no dispatch of a cell, where there always is one that lacks something."
            )
        solution, lacks = self.highs.getSolution(), self.highs.getInfo().objective_function_value
        price, values = solution.row_dual[: self.height], solution.col_value[: len(self.columns)]
        return Answer(asked, lacks, np.array(price), np.array(values))

    def cut(self, values: Floats, answer: Answer, look: Look) -> Cuts:
        """The cut that a point violates by as much as it lacks."""
        cells, here, blocks = self.cells, self.number, len(self.cells.weight)
        block, source, stored = np.split(answer.price, [blocks, blocks + len(self.sources)])
        of_source, stands = np.zeros(cells.energy.shape[1]), np.zeros(cells.energy.shape[1], dtype=bool)
        of_source[self.sources] = np.maximum(0.0, -source)
        stands[self.sources] = values[cells.standing[here, self.sources]] > look.stands
        order = np.argsort(look.merit[here], kind="stable")
        dearest = np.maximum.accumulate(np.where(stands, of_source, 0.0)[order])
        of_source[order] = np.where(stands[order], of_source[order], dearest)
        of_source[~cells.there[here]] = 0.0
        of_store = np.zeros(self.stores.members.shape[1])
        of_store[self.places] = -stored
        return Cuts(np.array([here]), np.maximum(0.0, block)[None], of_source[None], of_store[None])


def _in_order(of_sources: NDArray[np.generic], of_stores: NDArray[np.generic]) -> NDArray[np.generic]:
    """What is told by (sources, blocks) and by (3, stores, blocks), in the order of a cell's columns."""
    return np.concatenate([of_sources.ravel(), np.moveaxis(of_stores, 1, 0).ravel()])


def _matrix(weight: Floats, sources: int, rates: Floats, before: Ints) -> csr_array:
    """The rows of a cell's program: `rates` (output and charge, stores, blocks) are those of its stores."""
    blocks, storing = len(weight), rates.shape[1]
    running, lacking = blocks * (sources + 3 * storing), blocks + storing
    now, mean = np.diag(weight), weight[None]
    of_store = [mean, np.zeros((1, 2 * blocks))]
    loads = [
        *([now] * sources),
        *([now, -now, np.zeros_like(now)] * storing),
        now,
        np.zeros((blocks, storing)),
    ]
    energies = [*([mean] * sources), *([np.concatenate(of_store, axis=1)] * storing)]
    rows = np.zeros((blocks + sources + storing + storing * blocks, running + lacking))
    rows[:blocks] = np.concatenate(loads, axis=1)
    column = 0
    for number, energy in enumerate(energies, start=blocks):
        rows[number, column : column + energy.shape[1]] = energy
        column += energy.shape[1]
    for store in range(storing):
        rows[blocks + sources + store, running + blocks + store] = 1.0
        row, first = blocks + sources + storing + store * blocks, blocks * (sources + 3 * store)
        rows[row : row + blocks, first : first + 3 * blocks] = level_rolls(rates[:, store], before).toarray()
    return csr_array(rows)
