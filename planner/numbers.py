"""Numbers as people write them: the same wherever they are read, in cells, edits, sweeps, options and tables."""

from __future__ import annotations

import math
import re

LONGEST = 100
"""Most characters of a number."""
FORM = "digits with a point, such as 12.5 or 1.25e1"
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_COUNT = re.compile(r"-?\d+", re.ASCII)
_MOST_DIGITS = 18
"""A count that is written with more is beyond any limit, and not worth reading."""


def is_number(text: str) -> bool:
    """Whether a text is a number in plain digits: no nan, no signs between them, no digits of other alphabets.

    >>> is_number("1.25e1"), is_number("2_026"), is_number("nan"), is_number("1,5"), is_number("١")
    (True, False, False, False, False)
    """
    return len(text) <= LONGEST and _NUMBER.fullmatch(text) is not None


def number_of(text: str) -> float | None:
    """A number as it is written, blanks around it left out; None where it is none, or beyond what can be held.

    >>> number_of(" 1.5 "), number_of("off"), number_of("inf"), number_of("1e999")
    (1.5, None, None, None)
    """
    text = text.strip()
    value = float(text) if is_number(text) else math.nan
    return value if math.isfinite(value) else None


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
