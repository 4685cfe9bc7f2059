"""Colours that a case gives what charts show: written #rrggbb, and not to be taken for unmet demand."""

from __future__ import annotations

import math
import re

UNMET_DEMAND = "#d1391f"
"""The red of unmet demand in every chart."""
ALIKE = 110.0
"""How far two colours are apart, weighed as eyes do, below which one may be taken for the other."""


def is_colour(text: str) -> bool:
    """Whether text is a colour as charts take it.

    >>> is_colour("#1f6fb4"), is_colour("1f6fb4"), is_colour("blue")
    (True, False, False)
    """
    return re.fullmatch(r"#[0-9a-fA-F]{6}", text) is not None


def apart(one: str, other: str) -> float:
    """How far two colours are apart: red, green and blue weighed by how red both are ("redmean"), 0 to 765.

    >>> apart("#000000", "#000000"), round(apart("#000000", "#ffffff"))
    (0.0, 765)
    """
    (r, g, b), (s, h, c) = ([int(hue[n : n + 2], 16) for n in (1, 3, 5)] for hue in (one, other))
    red = (r + s) / 2
    return math.sqrt(
        (2 + red / 256) * (r - s) ** 2 + 4 * (g - h) ** 2 + (2 + (255 - red) / 256) * (b - c) ** 2
    )
