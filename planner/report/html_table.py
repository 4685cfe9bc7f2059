"""Tables of a report: what is in them, and how they become HTML that a screen reader and a printer understand."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from planner.results.answer_text import MEGAWATTS_BELOW

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Cell = str | float | None
    """Text stands left, numbers right; nothing is an empty cell."""


@dataclass(frozen=True)
class Table:
    """A table under a caption, which has the unit; numbers are shown with so many decimals."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    decimals: int = 1


def table(caption: str, head: Sequence[str], rows: Iterable[Iterable[Any]], decimals: int = 1) -> Table:
    """A table of any rows of cells."""
    return Table(caption, tuple(head), tuple(tuple(row) for row in rows), decimals)


def format_number(number: float, decimals: int = 1) -> str:
    """A number as a reader wants it: thousands set apart, a true minus, and no minus before a zero.

    >>> format_number(-1234.56), format_number(-0.04), format_number(0.5, 3)
    ('−1,234.6', '0.0', '0.500')
    """
    text = f"{number:,.{decimals}f}"
    if text.startswith("-"):
        text = "−" + text[1:] if text.strip("-0.,") else text[1:]
    return text


def format_power(gw: float) -> str:
    """An amount of power, in MW where it is little.

    >>> format_power(12.34), format_power(0.0301)
    ('12.3 GW', '30 MW')
    """
    return f"{format_number(gw)} GW" if gw >= MEGAWATTS_BELOW else f"{format_number(1000 * gw, 0)} MW"


def html(shown: Table, title: str) -> str:
    """The table as HTML under a chart of that title: scopes for headers, a box of its own to scroll in."""
    numeric = [any(isinstance(row[n], float | int) for row in shown.rows) for n in range(len(shown.head))]
    head = "".join(
        f'<th scope="col"{_side(number)}>{escape(name)}</th>'
        for name, number in zip(shown.head, numeric, strict=True)
    )
    body = "".join(f"<tr>{_row(row, numeric, shown.decimals)}</tr>" for row in shown.rows)
    name = escape(f"{title}: {shown.caption}", quote=True)
    return (
        f'<div class="scroll" role="region" aria-label="{name}" tabindex="0"><table>'
        f"<caption>{escape(shown.caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(row: Sequence[Cell], numeric: Sequence[bool], decimals: int) -> str:
    """The cells of a row, the first of which names it."""
    cells = []
    for n, cell in enumerate(row):
        text = "" if cell is None else cell if isinstance(cell, str) else format_number(cell, decimals)
        tag, scope = ("th", ' scope="row"') if n == 0 else ("td", "")
        cells.append(f"<{tag}{scope}{_side(numeric[n])}>{escape(text)}</{tag}>")
    return "".join(cells)


def _side(number: bool) -> str:
    """Numbers stand right."""
    return ' class="n"' if number else ""
