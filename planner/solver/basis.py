"""Where the simplex method stood, told in a way that holds when an energy form grows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

from planner.solver.going_on import Change, new_rows

if TYPE_CHECKING:
    from planner.solver.energy_form import Open

INFINITY = float("inf")
OF_CUTS = ("block", "sum", "cut")
"""Kinds of rows that a plan may break when they are new; all others hold where new columns are at zero."""


class Basis:
    """The basis of an open energy form, by name of its columns and rows; what is new since starts at zero."""

    def __init__(self, opened: Open) -> None:
        basis = opened.highs.getBasis()
        self.column = dict(zip(columns_of(opened), basis.col_status, strict=True))
        self.row = dict(zip(rows_of(opened), basis.row_status, strict=True))

    def put(self, opened: Open, change: Change | None = None) -> Change:
        """Let HiGHS go on from here; what it now has differently, besides a `change` of the program."""
        statuses = highspy.HighsBasisStatus
        basis = highspy.HighsBasis()
        at_zero = (opened.form.lower > -INFINITY).tolist()
        columns, rows = columns_of(opened), rows_of(opened)
        basis.col_status = [
            self.column.get(
                name, statuses.kLower if isinstance(name, tuple) or at_zero[name] else statuses.kZero
            )
            for name in columns
        ]
        basis.row_status = [self.row.get(name, statuses.kBasic) for name in rows]
        basis.valid = True
        opened.highs.setBasis(basis)
        priced = any(name not in self.column for name in columns if not isinstance(name, tuple))
        news = new_rows(
            np.array(
                [
                    k
                    for k, name in enumerate(rows)
                    if name.__class__ is tuple and name[0] in OF_CUTS and name not in self.row
                ],
                dtype=int,
            ),
            priced,
        )
        if change is None:
            return news
        return Change(change.priced, change.limits.of_rows(opened.rows)) + news


def columns_of(opened: Open) -> list[Any]:
    """A name for every column that HiGHS has: its number in the program, or the split and block it is of."""
    splits = opened.content.splits
    beyond = [("beyond", k) for k in range(len(splits) * splits.count)]
    return [*np.flatnonzero(opened.columns).tolist(), *beyond]


def rows_of(opened: Open) -> list[Any]:
    """A name for every row that HiGHS has, in order."""
    splits, cuts = opened.content.splits, opened.content.cuts
    return [
        *np.flatnonzero(opened.rows).tolist(),
        *(("ceiling", k) for k in opened.of_ceilings.tolist()),
        *(("block", k) for k in range(len(splits) * splits.count)),
        *(("sum", k) for k in range(len(splits))),
        *(("cut", k) for k in range(len(cuts))),
    ]
