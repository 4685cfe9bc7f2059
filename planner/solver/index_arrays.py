"""Indices as arrays of numbers, and what stands at many of them at once."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
from pyomo.common.numeric_types import native_numeric_types

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.intp]
    DimCodes = Sequence[Ints]
    """One array a dimension: the code of its label in every index."""


class Codes:
    """A number for every label of an index: names, periods, blocks."""

    def __init__(self) -> None:
        self.labels: dict[Any, int] = {}

    def of(self, labels: Collection[Any]) -> Ints:
        """The code of every label; new ones get the next."""
        for label in dict.fromkeys(labels):
            self.labels.setdefault(label, len(self.labels))
        return np.fromiter(map(self.labels.__getitem__, labels), np.intp, len(labels))

    def by_dim(self, indices: Collection[Any], count: int) -> DimCodes:
        """Indices of so many dimensions, dimension by dimension; an index of one is bare."""
        flat = indices if count == 1 else list(chain.from_iterable(indices))
        return list(self.of(flat).reshape(len(indices), count).T)

    def numbers(self, codes: Ints) -> NDArray[np.float64]:
        """The labels of these codes; raises ValueError where one is not a number."""
        labels = list(self.labels)
        found = [labels[code] for code in codes.tolist()]
        for label in dict.fromkeys(found):
            if label.__class__ not in native_numeric_types:
                raise ValueError(f"{label!r} stands where a number is due")
        return np.array(found, dtype=float)


class Index:
    """The indices of a component, to be looked up by their codes: the position of each is found."""

    def __init__(self, name: str, codes: DimCodes) -> None:
        self.name = name
        self.seen = [np.flatnonzero(np.bincount(of_dim)) for of_dim in codes]
        self.extent = int(np.prod([len(seen) for seen in self.seen], dtype=np.intp))
        self.position = np.full(self.extent, -1, dtype=np.intp)
        self.position[self._keys(codes)] = np.arange(len(codes[0]))

    def find(self, codes: DimCodes) -> Ints:
        """The position of every index; raises KeyError where one is not there."""
        keys = self._keys(codes)
        if len(keys) and (keys.min() < 0 or self.position[keys].min() < 0):
            raise KeyError(f"{self.name} is asked for an index that it does not have")
        return self.position[keys]

    def _keys(self, codes: DimCodes) -> Ints:
        """Every index as one number, as if each label seen went with each other; below zero where one was not."""
        keys, stride = np.zeros(len(codes[0]), dtype=np.intp), self.extent
        for seen, of_dim in zip(self.seen, codes, strict=True):
            stride //= max(len(seen), 1)
            key_of = np.full(1 + max(seen.max(initial=-1), of_dim.max(initial=-1)), -self.extent - 1)
            key_of[seen] = stride * np.arange(len(seen))
            keys += key_of[of_dim]
        return keys
