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

OWN, BEYOND = "of the program", "beyond"
CEILING, BLOCK, SUM, CUT = "ceiling", "block", "sum", "cut"
OF_CUTS = (SUM, CUT)
"""Kinds of rows that a plan may break when they are new; all others hold where new columns start."""


class Basis:
    """The basis of an open energy form, by kind and number of columns and rows.

    What is new since starts at zero, but in the blocks that a split set cannot meet alone: there others give just what
    is missing, so that the sum of it is all that the point breaks of a split.
    """

    def __init__(self, opened: Open) -> None:
        basis = opened.highs.getBasis()
        self.column = _by_kind(columns_of(opened), basis.col_status)
        self.row = _by_kind(rows_of(opened), basis.row_status)

    def put(self, opened: Open) -> None:
        """Let HiGHS go on from here."""
        statuses = highspy.HighsBasisStatus
        columns, rows = columns_of(opened), rows_of(opened)
        column, row = _known(self.column, columns), _known(self.row, rows)
        free = np.zeros(len(column), dtype=bool)
        free[: len(columns[OWN])] = opened.form.lower[columns[OWN]] == -np.inf
        new = _unknown(column)
        column[new & ~free], column[new & free] = statuses.kLower, statuses.kZero
        row[_unknown(row)] = statuses.kBasic
        beyond, block = len(columns[OWN]), len(rows[OWN]) + len(rows[CEILING])
        short = new[beyond:] & opened.content.splits.short.ravel()[opened.beyond]
        column[beyond:][short], row[block : block + len(short)][short] = statuses.kBasic, statuses.kLower
        basis = highspy.HighsBasis()
        basis.col_status, basis.row_status, basis.valid = column.tolist(), row.tolist(), True
        opened.highs.setBasis(basis)

    def news(self, opened: Open) -> Change:
        """What HiGHS has that the basis does not know."""
        columns, rows = columns_of(opened), rows_of(opened)
        priced = _unknown(_known(self.column, {OWN: columns[OWN]})).any()
        of_cuts = np.repeat([kind in OF_CUTS for kind in rows], [len(numbers) for numbers in rows.values()])
        return new_rows(np.flatnonzero(_unknown(_known(self.row, rows)) & of_cuts), bool(priced))


def columns_of(opened: Open) -> dict[str, Ints]:
    """Every column that HiGHS has, in order: by number in the program, or in the splits' blocks."""
    return {OWN: np.flatnonzero(opened.columns), BEYOND: np.flatnonzero(opened.beyond)}


def rows_of(opened: Open) -> dict[str, Ints]:
    """Every row that HiGHS has, in order, by number among those of its kind."""
    splits, cuts = opened.content.splits, opened.content.cuts
    return {
        OWN: np.flatnonzero(opened.rows),
        CEILING: opened.of_ceilings,
        BLOCK: np.flatnonzero(opened.beyond),
        SUM: np.arange(len(splits)),
        CUT: np.arange(len(cuts)),
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
