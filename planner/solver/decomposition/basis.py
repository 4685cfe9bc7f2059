"""Where the simplex method stood, told in a way that holds when a restricted master grows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

from planner.solver.reoptimize import new_limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from planner.solver.decomposition.master import OpenMaster
    from planner.solver.reoptimize import ModelDelta

    Ints = NDArray[np.int64]

UNKNOWN = -1


@dataclass(frozen=True)
class Statuses:
    """A basis of HiGHS, and the numbers of the columns and rows whose statuses it tells."""

    columns: Ints
    rows: Ints
    basis: highspy.HighsBasis

    def is_of(self, columns: Ints, rows: Ints) -> bool:
        """Whether these are its columns and rows."""
        return np.array_equal(columns, self.columns) and np.array_equal(rows, self.rows)


class MasterBasis:
    """The basis of an open master, by numbers of columns and rows.

    What is new since starts at zero. That keeps all rows but new cuts.
    """

    def __init__(self, opened: OpenMaster) -> None:
        self.idle = opened.content.idle
        self.found = Statuses(*numbers_of(opened), opened.highs.getBasis())
        self.extended = self.found

    def install(self, opened: OpenMaster) -> None:
        """Let HiGHS start from here; what that takes is kept, for the next time it may be the same."""
        columns, rows = numbers_of(opened)
        if not self.extended.is_of(columns, rows):
            self.extended = self._extended(columns, rows, opened.master.lower[columns] == -np.inf)
        opened.highs.setBasis(self.extended.basis)

    def _extended(self, columns: Ints, rows: Ints, free: NDArray[np.bool_]) -> Statuses:
        """The basis of a master with these columns, some of them free, and rows."""
        statuses, found, basis = highspy.HighsBasisStatus, self.found, highspy.HighsBasis()
        new = [statuses.kZero if is_free else statuses.kLower for is_free in free.tolist()]
        basis.col_status = _carried(found.basis.col_status, _positions(found.columns, columns), new)
        new = [statuses.kBasic] * len(rows)
        basis.row_status = _carried(found.basis.row_status, _positions(found.rows, rows), new)
        basis.valid = True
        return Statuses(columns, rows, basis)

    def delta(self, opened: OpenMaster) -> ModelDelta:
        """What HiGHS has that the basis does not know: columns, cuts, and limits of rows that were idle."""
        columns, rows = numbers_of(opened)
        priced = (_positions(self.found.columns, columns) == UNKNOWN).any()
        new = _positions(self.found.rows, rows) == UNKNOWN
        cuts = np.flatnonzero(new & are_cuts(opened))
        program, here = opened.master.program, np.flatnonzero(opened.rows)
        woken = np.flatnonzero((self.idle & ~opened.content.idle)[here])
        lower, upper = program.row_lower[here[woken]], program.row_upper[here[woken]]
        now = np.append(np.zeros(len(cuts)), lower), np.append(np.full(len(cuts), np.inf), upper)
        return new_limits(np.append(cuts, woken), now, bool(priced))


@dataclass(frozen=True)
class SolvedMaster:
    """An open master, and the basis of the optimum at which HiGHS stands in it."""

    opened: OpenMaster
    basis: MasterBasis


def numbers_of(opened: OpenMaster) -> tuple[Ints, Ints]:
    """Every column and every row that HiGHS has, in order, by its number among all that the master may have."""
    bounds = len(opened.master.rows) + opened.bounds
    first = len(opened.master.rows) + len(opened.master.energy_bounds.energy)
    rows = [np.flatnonzero(opened.rows), bounds, first + np.arange(opened.counts["cuts"])]
    return np.flatnonzero(opened.columns), np.concatenate(rows)


def are_cuts(opened: OpenMaster) -> NDArray[np.bool_]:
    """Which of the rows that HiGHS has are cuts."""
    counts = opened.counts
    return np.arange(sum(counts.values())) >= counts["rows"] + counts["bounds"]


def _positions(known: Ints, numbers: Ints) -> Ints:
    """Where each number stands among those known, which rise; UNKNOWN where it does not."""
    position = np.searchsorted(known, numbers)
    padded = np.append(known, UNKNOWN)
    return np.where(padded[position] == numbers, position, UNKNOWN)


def _carried(statuses: Sequence[Any], positions: Ints, new: Sequence[Any]) -> list[Any]:
    """The status of each column or row by its position among those known, a new one's where it has none."""
    return [
        other if position == UNKNOWN else statuses[position]
        for position, other in zip(positions.tolist(), new, strict=True)
    ]
