"""Does it pay, and for whom, on a terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from planner.parameters.horizon import periods_read
from planner.parameters.timeline import period_names
from planner.results.returns import ALL_LOST, BOOK, LENDER, MOST_EARNED
from planner.results.tabular import records
from planner.tolerances import NEGLIGIBLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from planner.case import Case

NAME_WIDTH = 36
"""Of the column of sponsors."""


def verdict_text(returns: pd.DataFrame) -> str:
    """Whom the plan pays what their equity asks, and whom not, in a sentence; by book value at the end."""
    at_book = [row for row in records(returns) if row.valued_at == BOOK]
    paid = [row.sponsor for row in at_book if row.net_present_value_usd_billion >= -NEGLIGIBLE]
    short = [row.sponsor for row in at_book if row.sponsor not in paid]
    if not at_book:
        return "Nobody puts in equity."
    if not short:
        return "It pays: all who put in equity earn what they ask."
    if not paid:
        return f"It does not pay: {listed(short)} {_verb(short)} less than their equity asks."
    return f"It pays {listed(paid)} what their equity asks, and not {listed(short)}."


def returns_text(case: Case, returns: pd.DataFrame) -> str:
    """What equity asks and earns a year, by sponsor, at both values at the end."""
    last = period_names(case)[periods_read(case) - 1]
    title = f"Equity, a year to {last}: asks, earns"
    lines = [f"{title:<{NAME_WIDTH + 8}} {'at book':>10} {'at lender value':>16}"]
    earned = {(row.sponsor, row.valued_at): row for row in records(returns)}
    for j in dict.fromkeys(returns["sponsor"]):
        asked = f"{100 * earned[j, BOOK].asked_per_year:.1f} %"
        figures = [rate_text(earned[j, value].earned_per_year) for value in (BOOK, LENDER)]
        name = textwrap.shorten(j, NAME_WIDTH, placeholder="…")
        lines.append(f"{name:<{NAME_WIDTH}}{asked:>8} {figures[0]:>10} {figures[1]:>16}")
    return "\n".join(lines) if len(lines) > 1 else f"{title}: nobody puts any in"


def rate_text(rate: float) -> str:
    """A return in words where it is all or nothing.

    >>> rate_text(0.0934), rate_text(-1.0), rate_text(10.0)
    ('9.3 %', 'all lost', 'over 1000 %')
    """
    if rate <= ALL_LOST:
        return "all lost"
    return "over 1000 %" if rate >= MOST_EARNED else f"{100 * rate:.1f} %"


def listed(names: Sequence[str]) -> str:
    """Names in a sentence.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _verb(names: Sequence[str]) -> str:
    """The verb of one or of several."""
    return "earns" if len(names) == 1 else "earn"
