"""How large a sweep may be: one limit, whether a file, an option or the product of a grid asks for more."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from planner.case.cells import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.errors import Problem

MOST_CASES = 100_000
"""Cases of a sweep; samples, steps, values and levels are as many at most."""
MOST_FACTORS = 1_000
MOST_WORKERS = 1_024
LARGEST_SEED = 2**32 - 1

_COUNT = re.compile(r"-?\d+", re.ASCII)
_MOST_DIGITS = 18
"""A number that is written with more is beyond any limit, and not worth reading."""
_LARGEST_WRITTEN = 10**12
"""Counts beyond this are given by their order of magnitude."""


def whole_number(text: str) -> int | None:
    """A count as a file or an option writes it, in digits and nothing else; None for what is none.

    >>> whole_number("64"), whole_number("1e3"), whole_number("2_000"), whole_number("9" * 5000) == 10**18
    (64, None, None, True)
    """
    text = text.strip()
    if not _COUNT.fullmatch(text):
        return None
    digits = text.lstrip("-").lstrip("0") or "0"
    size = int(digits) if len(digits) <= _MOST_DIGITS else 10**_MOST_DIGITS
    return -size if text.startswith("-") else size


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
