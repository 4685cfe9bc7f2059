"""Where the simplex method stood, told in a way that holds when an energy form grows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

from planner.solver.going_on import Change, new_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from planner.solver.energy_form import Open

    Ints = NDArray[np.int64]
    Statuses = NDArray[np.object_]

OWN, MEAN, CUT = "of the program", "mean", "cut"


class Basis:
    """The basis of an open energy form, by kind and number of columns and rows.

    What is new since starts at zero. That keeps all rows but new cuts.
    """

    def __init__(self, opened: Open) -> None:
        basis = opened.highs.getBasis()
        self.column = _by_kind({OWN: np.flatnonzero(opened.columns)}, basis.col_status)
        self.row = _by_kind(rows_of(opened), basis.row_status)

    def put(self, opened: Open) -> None:
        """Let HiGHS go on from here."""
        statuses = highspy.HighsBasisStatus
        columns, rows = np.flatnonzero(opened.columns), rows_of(opened)
        column, row = _known(self.column, {OWN: columns}), _known(self.row, rows)
        free, new = opened.form.lower[columns] == -np.inf, _unknown(column)
        column[new & ~free], column[new & free] = statuses.kLower, statuses.kZero
        row[_unknown(row)] = statuses.kBasic
        basis = highspy.HighsBasis()
        basis.col_status, basis.row_status, basis.valid = column.tolist(), row.tolist(), True
        opened.highs.setBasis(basis)

    def news(self, opened: Open) -> Change:
        """What HiGHS has that the basis does not know."""
        priced = _unknown(_known(self.column, {OWN: np.flatnonzero(opened.columns)})).any()
        before = opened.counts["rows"] + opened.counts["means"]
        cuts = _known(self.row, {CUT: np.arange(opened.counts["cuts"])})
        return new_rows(before + np.flatnonzero(_unknown(cuts)), bool(priced))


def rows_of(opened: Open) -> dict[str, Ints]:
    """Every row that HiGHS has, in order, by number among those of its kind."""
    return {
        OWN: np.flatnonzero(opened.rows),
        MEAN: opened.of_means,
        CUT: np.arange(opened.counts["cuts"]),
    }


def _by_kind(kinds: Mapping[str, Ints], statuses: Sequence[Any]) -> dict[str, Statuses]:
    """The status of every number of each kind, None where it has none."""
    found, start = {}, 0
    for kind, numbers in kinds.items():
        found[kind] = np.full(int(numbers.max(initial=-1)) + 1, None, dtype=object)
        found[kind][numbers] = statuses[start : start + len(numbers)]
        start += len(numbers)
    return found


def _known(known: Mapping[str, Statuses], kinds: Mapping[str, Ints]) -> Statuses:
    """The statuses of these columns or rows, None where one is not known."""
    found = []
    for kind, numbers in kinds.items():
        table = known[kind]
        padded = np.append(table, [None])
        found.append(padded[np.minimum(numbers, len(table))])
    return np.concatenate(found)


def _unknown(statuses: Statuses) -> NDArray[np.bool_]:
    """Where there is no status."""
    return np.array([status is None for status in statuses.tolist()], dtype=bool)
