"""Bottlenecks at their dearest: what the screen, the report and comparisons tell of the table of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.case.calendar import Period
from planner.parameters.horizon import read_to
from planner.rules import USD_BILLION
from planner.tolerances import NO_ROOM_USD_BILLION

if TYPE_CHECKING:
    import pandas as pd

    from planner.case import Case

PRICE = "price_usd_billion_per_unit"
KEY = ["kind", "bottleneck", "detail", "unit"]
"""The columns that tell one bottleneck from another."""


def with_room(frame: pd.DataFrame) -> pd.DataFrame:
    """Bottlenecks without limits that are zero on money, where the dual is no saving of one more dollar, or on sites.

    A site limit of zero says that a region has no such sites, which is nothing to bid for.
    """
    money, site = frame["unit"] == USD_BILLION, frame["kind"] == "site_limit"
    return frame[~(money & (frame["limit"] < NO_ROOM_USD_BILLION)) & ~(site & (frame["limit"] == 0))]


def until_read(case: Case, frame: pd.DataFrame) -> pd.DataFrame:
    """Bottlenecks of the periods and quarters for which the plan is to be read."""
    last = read_to(case)
    read = [name for name in frame["period"].unique() if Period.parse(name).first <= last]
    return frame[frame["period"].isin(read)]


def dearest_first(frame: pd.DataFrame) -> pd.DataFrame:
    """Each bottleneck once, at its dearest period, the dearest first."""
    return frame.sort_values(PRICE, ascending=False, kind="stable").drop_duplicates(KEY)


def by_gw_and_by_dollar(top: pd.DataFrame, most: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The first so many: half of them by the GW and half by the dollar, or more of one where the other has fewer."""
    physical, money = top[top["unit"] != USD_BILLION], top[top["unit"] == USD_BILLION]
    by_gw = max(most // 2, most - len(money))
    return physical.head(by_gw), money.head(most - min(by_gw, len(physical)))


def called(kind: str, name: str, detail: str) -> str:
    """A bottleneck in words.

    >>> called("supply_pool", "engine_makers", ""), called("market", "bonds", "step 1")
    ('supply pool engine_makers', 'market bonds (step 1)')
    """
    return f"{kind.replace('_', ' ')} {name}" + (f" ({detail})" if detail else "")
