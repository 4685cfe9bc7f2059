"""How values become tables: one row an index, periods by name, units in the headers."""

from __future__ import annotations

from collections import defaultdict, namedtuple
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.parameters.timeline import names_of, period_names
from planner.tolerances import ROUNDING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from planner.case import Case
    from planner.solver import Solution
    from planner.solver.program import Block

    ByPeriod = defaultdict[Any, NDArray[np.float64]]
    """A figure in every period, by key."""


DIMS = {
    "a": "asset",
    "s": "source",
    "j": "sponsor",
    "h": "host",
    "w": "kind",
    "r": "region",
    "x": "to_region",
    "t": "period",
    "o": "period",
    "q": "period",
    "d": "day",
    "b": "block",
    "i": "instrument",
    "c": "asset_class",
    "k": "step",
    "u": "market",
    "p": "supply_pool",
    "f": "advance_fraction",
    "g": "lender",
    "v": "vehicle",
    "n": "tranche",
    "y": "debt_to_ebitda",
}
"""What each dimension of an index is, by its letter, everywhere."""
OPTIONAL_DIMS = "hwgvnyx"
"""Dimensions that rules of optional sheets alone have."""
TIME_DIMS = "toq"
"""Dimensions of time: periods, and quarters."""


def positive_values(solution: Solution, name: str) -> dict[Any, float]:
    """The values of a variable above the tolerance, by index.

    No variable is below zero; where HiGHS leaves one there by its own tolerance, it counts as zero too.
    """
    return {index: number for index, number in solution.value(name).items() if number > solution.zero}


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """A table of those columns; empty tables keep their headers."""
    return pd.DataFrame(list(rows), columns=list(columns))


def named_series(case: Case, block: Block, numbers: NDArray[np.float64], name: str) -> pd.Series[float]:
    """The numbers of a block as a series whose levels have the names of their dimensions, periods by name."""
    levels = {
        DIMS[dim]: pd.Index(labels_of(case, dim, parts)).take(which)
        for dim, (parts, which) in block.parts.items()
    }
    by_name = pd.MultiIndex.from_arrays(list(levels.values()), names=list(levels))
    # No zero has a sign.
    return pd.Series(numbers + 0.0, index=by_name, name=name, dtype=float)


def labels_of(case: Case, dim: str, parts: Iterable[Any]) -> list[Any]:
    """The labels along a dimension of an index: periods by name, all else as it is."""
    if dim not in TIME_DIMS:
        return list(parts)
    names = names_of(case, dim)
    return [names[t] for t in parts]


def labels_at(case: Case, block: Block, dim: str, at: NDArray[np.int64]) -> Any:
    """The labels along a dimension of a block, of its indices at some positions, as a column of text."""
    column = LabelColumn()
    column.add(case, block, dim, at)
    return column.column()


class LabelColumn:
    """A column of text as it grows, of which few values differ: each as text takes pandas four times as long."""

    def __init__(self) -> None:
        self._codes: dict[Any, int] = {}
        self._chunks: list[NDArray[np.int64]] = []

    def add(self, case: Case, block: Block, dim: str, at: NDArray[np.int64]) -> None:
        """Append the labels along a dimension of a block, of its indices at some positions."""
        parts, which = block.parts[dim]
        codes = [self._code(label) for label in labels_of(case, dim, parts)]
        self._chunks.append(np.array(codes, dtype=np.int64)[which[at]])

    def repeat(self, cell: Any, count: int) -> None:
        """Append the same value so many times."""
        self._chunks.append(np.full(count, self._code(cell)))

    def _code(self, cell: Any) -> int:
        return self._codes.setdefault(cell, len(self._codes))

    def column(self) -> Any:
        """All values as text."""
        return pd.array(list(map(str, self._codes)), dtype="str").take(np.concatenate(self._chunks))


def records(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a table, with its columns as attributes."""
    # itertuples takes six times as long where there are words.
    row = namedtuple("row", frame.columns.tolist())  # type: ignore[misc]
    return map(row._make, zip(*(frame[column].tolist() for column in frame), strict=True))


def by_period(
    case: Case, frame: pd.DataFrame, keys: Sequence[str], columns: Sequence[str], period: str = "period"
) -> list[ByPeriod]:
    """Columns of a table summed by key, each as a figure a period; of a key that the table lacks, nothing.

    `period` is the column that says of which period a row is.
    """
    number = {name: t for t, name in enumerate(period_names(case))}
    place: dict[Any, int] = {}
    rows = list(zip(*(frame[name].tolist() for name in keys), strict=True)) if keys else [()] * len(frame)
    at = [place.setdefault(key, len(place)) for key in rows], [number[t] for t in frame[period].tolist()]
    found = []
    for column in columns:
        figures = np.zeros((len(place), len(number)))
        np.add.at(figures, at, frame[column].to_numpy(dtype=float))
        found.append(defaultdict(lambda: np.zeros(len(number)), zip(place, figures, strict=True)))
    return found


def difference(more: float, less: float) -> float:
    """`more` less `less`: zero where that is rounding alone.

    >>> difference(0.3, 0.1 + 0.2), difference(3.0, 1.0)
    (0.0, 2.0)
    """
    left = more - less
    return 0.0 if abs(left) <= ROUNDING * max(abs(more), abs(less)) else left


def sum_by(frame: pd.DataFrame, keys: Sequence[str], column: str) -> dict[Any, float]:
    """A column summed over everything but the keys, by key."""
    cells = [frame[key].tolist() for key in keys]
    rows = cells[0] if len(cells) == 1 else zip(*cells, strict=True)
    summed: dict[Any, float] = {}
    for key, amount in zip(rows, frame[column].tolist(), strict=True):
        summed[key] = summed.get(key, 0.0) + amount
    return {key: summed[key] for key in sorted(summed)}
