"""Candidates: a source in a region that may be built there, with every column and row that is its alone.

Most sources are never built in most regions, yet each brings a column and a row for every block of every day. What is
a candidate's alone can be left out of the program while nothing is ordered there, and what the rest of the program pays
for power says whether that costs anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.rules import physical as rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray

    from planner.solver.program import Block, Program

    Candidate = tuple[str, str]
    """(source, region)."""

NOBODY = -1
"""The candidate of a column or row that belongs to none."""

OF_CAPACITY = ("Ordered", "Standing")
OF_DISPATCH = ("Output", "Energy", "Charge", "Level", "Charging", "Paid_energy")
"""The last is there where there are contracts with a minimum take."""
RULES_OF_CAPACITY = (rules.STANDING.name,)
RULES_OF_DISPATCH = (
    rules.AVAILABLE.name,
    rules.MEAN_OUTPUT.name,
    rules.CHARGE.name,
    rules.DURATION.name,
    rules.LEVEL.name,
    rules.MEAN_CHARGE.name,
    rules.PAID_OUTPUT.name,
    rules.PAID_MINIMUM.name,
)


@dataclass(frozen=True)
class Candidates:
    """Which candidate each column and row belongs to: its number in `names`, or NOBODY."""

    names: tuple[Candidate, ...]
    of_column: NDArray[np.int64]
    of_row: NDArray[np.int64]

    def kept(self, chosen: Iterable[Candidate]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Columns and rows of a program that knows the chosen candidates alone, as masks."""
        keep = np.zeros(len(self.names) + 1, dtype=bool)
        keep[NOBODY] = True
        number = {name: k for k, name in enumerate(self.names)}
        keep[[number[name] for name in chosen]] = True
        return keep[self.of_column], keep[self.of_row]


def candidates_of(program: Program) -> Candidates:
    """The candidates of a program, in the order of their columns."""
    sources = {index[0] for index in program.columns["Energy"].indices}
    names = dict.fromkeys((index[0], index[1]) for index in program.columns["Energy"].indices)
    number = {name: k for k, name in enumerate(names)}

    def of_capacity(index: tuple[Any, ...]) -> int:
        return number[index[0], index[2]] if index[0] in sources else NOBODY

    def of_dispatch(index: tuple[Any, ...]) -> int:
        return number[index[0], index[1]]

    return Candidates(
        names=tuple(names),
        of_column=_numbers(
            program.columns, len(program.cost), {of_capacity: OF_CAPACITY, of_dispatch: OF_DISPATCH}
        ),
        of_row=_numbers(
            program.rows,
            len(program.row_lower),
            {of_capacity: RULES_OF_CAPACITY, of_dispatch: RULES_OF_DISPATCH},
        ),
    )


def _numbers(
    blocks: Mapping[str, Block],
    length: int,
    owners: Mapping[Callable[[tuple[Any, ...]], int], tuple[str, ...]],
) -> NDArray[np.int64]:
    """The candidate of every column or row, by the variables or rules that belong to candidates."""
    numbers = np.full(length, NOBODY)
    for owner, names in owners.items():
        for name in (name for name in names if name in blocks):
            block = blocks[name]
            numbers[block.slice] = [owner(index) for index in block.indices]
    return numbers
