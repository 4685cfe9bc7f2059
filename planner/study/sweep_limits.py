"""How large a sweep may be: one limit, whether a file, an option or the product of a grid asks for more."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planner.case.cells import shown
from planner.numbers import whole_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.errors import Problem

MOST_CASES = 100_000
"""Cases of a sweep; samples, steps, values and levels are as many at most."""
MOST_FACTORS = 1_000
MOST_WORKERS = 1_024
LARGEST_SEED = 2**32 - 1

_LARGEST_WRITTEN = 10**12
"""Counts beyond this are given by their order of magnitude."""


def text_problems(name: str, text: str, least: int, most: int) -> Iterator[Problem]:
    """Why a text is no count from `least` to `most`."""
    yield from count_problems(name, whole_number(text), least, most, shown(text)[1:-1])


def count_problems(
    name: str, count: object, least: int, most: int, quoted: str | None = None
) -> Iterator[Problem]:
    """Why something is no count from `least` to `most`; a message has it as it is `quoted`, or as a number."""
    quoted = amount(count) if quoted is None else quoted
    if isinstance(count, bool) or not isinstance(count, int):
        yield f"{name} {quoted} is no whole number.", f"ask for {least:,} to {most:,}"
    elif not least <= count <= most:
        size = "small" if count < least else "large"
        yield f"{name} {quoted} is too {size}.", f"ask for {least:,} to {most:,}"


def amount(found: object) -> str:
    """A count in words, by its order of magnitude where it is very large.

    >>> amount(100_000), amount(10**5000), amount(2.5)
    ('100,000', 'about 1e5000', '2.5')
    """
    if not isinstance(found, int) or isinstance(found, bool):
        return shown(str(found))[1:-1]
    if abs(found) <= _LARGEST_WRITTEN:
        return f"{found:,}"
    return f"about {'-' if found < 0 else ''}1e{math.log10(abs(found)):.0f}"
