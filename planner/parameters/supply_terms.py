"""Supply beyond the limits of pools, and what growth from what was delivered before the start allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from planner.parameters.assets import KW_PER_GW_IN_BILLIONS
from planner.parameters.limits import yearly_prices
from planner.parameters.time import QUARTERS_PER_YEAR, price_level
from planner.parameters.timeline import timeline_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from planner.case import Case


class Step(NamedTuple):
    """A step of a pool in force in a quarter: its limit, and its premium, nominal."""

    limit_gw_per_year: float
    premium_usd_billion_per_gw: float


def supply_steps(case: Case) -> dict[tuple[str, int, int], Step]:
    """Every step that has begun, by (pool, step, quarter); the premium at the price level of the quarter's start."""
    money, timeline, start = case.settings.money, timeline_of(case), case.periods[0].start
    limits, premiums = (
        yearly_prices(case, "supply_steps", ("supply_pool", "step"), column)
        for column in ("limit_gw_per_year", "premium_usd_per_kw")
    )
    levels = [
        price_level(money.inflation_per_year, money.dollar_year, start + q / QUARTERS_PER_YEAR)
        for q in range(timeline.quarters)
    ]
    return {
        (p, k, q): Step(limit, premiums[p, k, t] * KW_PER_GW_IN_BILLIONS * levels[q])
        for (p, k, t), limit in limits.items()
        for q in timeline.quarters_of[t]
    }


def year_to(quarter: int) -> range:
    """The four quarters that end with one; those below zero are before the start.

    >>> list(year_to(2))
    [-1, 0, 1, 2]
    """
    return range(quarter - QUARTERS_PER_YEAR + 1, quarter + 1)


def carried_over_gw(row: Mapping[str, Any], quarter: int) -> float:
    """What deliveries before the start add to the most that may be delivered in the four quarters to one.

    That is their part in the four quarters before, grown, less their part in those four themselves.

    >>> row = {"growth_fraction_per_year": 0.5, "delivered_before_gw_per_year": 2.0}
    >>> [carried_over_gw(row, quarter) for quarter in (0, 3, 4, 7)]
    [1.5, 3.0, 2.25, 0.0]
    """
    each = row["delivered_before_gw_per_year"] / QUARTERS_PER_YEAR
    before, own = (sum(n < 0 for n in year_to(last)) for last in (quarter - QUARTERS_PER_YEAR, quarter))
    return float((1 + row["growth_fraction_per_year"]) * each * before - each * own)
