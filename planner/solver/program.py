"""A linear program in matrices, and where in them the variables and rules of the model stand."""

from __future__ import annotations

import builtins
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Floats = NDArray[np.float64]

INFINITY = float("inf")


@dataclass(frozen=True)
class Block:
    """The columns of one variable, or the rows of one rule: their indices in order, and where they start.

    `dims` name the dimensions of an index: j sponsor, r region, t period and so on, one letter each.
    """

    dims: str
    indices: tuple[Any, ...]
    start: int

    @property
    def stop(self) -> int:
        """One past the last column or row."""
        return self.start + len(self.indices)

    @property
    def slice(self) -> builtins.slice:
        """The columns or rows as a slice."""
        return builtins.slice(self.start, self.stop)

    @cached_property
    def position(self) -> dict[Any, int]:
        """The position of every index, the first at zero."""
        return {index: k for k, index in enumerate(self.indices)}

    @cached_property
    def parts(self) -> dict[str, tuple[list[Any], NDArray[np.int64]]]:
        """Of each dimension its labels, every one once, and which of them stands in every index."""
        found = {}
        for axis, dim in enumerate(self.dims):
            part = [index[axis] if len(self.dims) > 1 else index for index in self.indices]
            number = {each: k for k, each in enumerate(dict.fromkeys(part))}
            found[dim] = list(number), np.fromiter(map(number.__getitem__, part), np.int64, len(part))
        return found


@dataclass(frozen=True)
class Program:
    """A linear program in matrices: minimise `cost @ x + offset`, rows and columns within their bounds.

    `columns` and `rows` give the block of every variable and rule by name; the matrix is row-wise, GW and USD
    billion.
    """

    cost: Floats
    offset: float
    matrix: csr_array
    row_lower: Floats
    row_upper: Floats
    column_lower: Floats
    column_upper: Floats
    columns: dict[str, Block]
    rows: dict[str, Block]

    def objective(self, values: Floats) -> float:
        """What a point costs.

        Added up without BLAS, whose second thread goes on spinning for a tenth of a second after a product so long.
        """
        return float(np.sum(self.cost * values)) + self.offset
