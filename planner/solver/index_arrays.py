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
    Letters = Sequence[Ints]
    """One array a letter: what the letter is, as a code, in every index."""


class Codes:
    """A number for every word that stands in an index: names, periods, blocks."""

    def __init__(self) -> None:
        self.words: dict[Any, int] = {}

    def of(self, words: Collection[Any]) -> Ints:
        """The code of every word; new ones get the next."""
        for word in dict.fromkeys(words):
            self.words.setdefault(word, len(self.words))
        return np.fromiter(map(self.words.__getitem__, words), np.intp, len(words))

    def letters(self, indices: Collection[Any], count: int) -> Letters:
        """Indices of so many letters, letter by letter; an index of one is bare."""
        flat = indices if count == 1 else list(chain.from_iterable(indices))
        return list(self.of(flat).reshape(len(indices), count).T)

    def numbers(self, codes: Ints) -> NDArray[np.float64]:
        """The words of these codes; raises ValueError where one is not a number."""
        words = list(self.words)
        found = [words[code] for code in codes.tolist()]
        for word in dict.fromkeys(found):
            if word.__class__ not in native_numeric_types:
                raise ValueError(f"{word!r} stands where a number is due")
        return np.array(found, dtype=float)


class Index:
    """The indices of a component, to be looked up by their letters: its place among them is found for each."""

    def __init__(self, name: str, letters: Letters) -> None:
        self.name = name
        self.seen = [np.flatnonzero(np.bincount(codes)) for codes in letters]
        self.extent = int(np.prod([len(seen) for seen in self.seen], dtype=np.intp))
        self.place = np.full(self.extent, -1, dtype=np.intp)
        self.place[self._keys(letters)] = np.arange(len(letters[0]))

    def find(self, letters: Letters) -> Ints:
        """The place of every index; raises KeyError where one is not there."""
        keys = self._keys(letters)
        if len(keys) and (keys.min() < 0 or self.place[keys].min() < 0):
            raise KeyError(f"{self.name} is asked for an index that it does not have")
        return self.place[keys]

    def _keys(self, letters: Letters) -> Ints:
        """Every index as one number, as if each letter seen went with each other; below zero where one was not."""
        keys, stride = np.zeros(len(letters[0]), dtype=np.intp), self.extent
        for seen, codes in zip(self.seen, letters, strict=True):
            stride //= max(len(seen), 1)
            key_of = np.full(1 + max(seen.max(initial=-1), codes.max(initial=-1)), -self.extent - 1)
            key_of[seen] = stride * np.arange(len(seen))
            keys += key_of[codes]
        return keys
