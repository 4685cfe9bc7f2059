"""Tables of a few columns on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.terminal import WIDTH

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_NAME = 22
"""Characters of a name in the first column, or of a heading, that is told whole."""
GAP = 2


def text_table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A title and rows below heads: the first column to the left, the others to the right.

    Columns that do not fit go on below, with the first column again.

    >>> print(text_table("GW", ["", "low", "high"], [["grid", "1.0", "2.5"]]))
    GW
            low  high
      grid  1.0   2.5
    """
    cut = [[short(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(len(row[k]) for row in cut) for k in range(len(heads))]
    lines = [title]
    for part in _parts(widths):
        for row in cut:
            cells = [row[0].ljust(widths[0]), *(row[k].rjust(widths[k]) for k in part)]
            lines.append((" " * GAP + (" " * GAP).join(cells)).rstrip())
    return "\n".join(lines)


def _parts(widths: Sequence[int]) -> list[list[int]]:
    """Columns but the first, in groups that fit a terminal beside it."""
    parts: list[list[int]] = [[]]
    used = widths[0] + GAP
    for k, width in enumerate(widths[1:], 1):
        if parts[-1] and used + GAP + width > WIDTH:
            parts.append([])
            used = widths[0] + GAP
        parts[-1].append(k)
        used += GAP + width
    return parts


def short(text: str) -> str:
    """A text, cut where it is long.

    >>> short("a-very-long-name-for-a-future")
    'a-very-long-name-for-…'
    """
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"


def amount(number: float | None, digits: int = 1) -> str:
    """A number for a reader; a dash where there is none, or where it rounds to nothing.

    >>> amount(1234.56), amount(0.01), amount(None)
    ('1,234.6', '-', '-')
    """
    if number is None or abs(number) < 0.5 * 10**-digits:
        return "-"
    return f"{number:,.{digits}f}"
