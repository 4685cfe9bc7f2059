"""How far a plan is to be read: its last years bend, for what is ordered then counts mostly at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.parameters.assets import CHIPS, assets_of

if TYPE_CHECKING:
    from planner.case import Case
    from planner.case.calendar import Quarter


def read_to(case: Case) -> Quarter:
    """The last quarter for which a plan is to be read.

    Where the case does not say, it is the end less the longest life of chips, but not before the target.
    """
    calendar = case.settings.calendar
    if calendar.read_to is not None:
        return calendar.read_to
    chips = [asset for asset in assets_of(case).values() if asset.asset_class == CHIPS]
    lives = [of.life_quarters for asset in chips for of in (asset, *(later for _, later in asset.later))]
    early = calendar.end.plus(-max(lives, default=0))
    return min(calendar.end, max(early, case.settings.target.close_by, calendar.start))


def periods_read(case: Case) -> int:
    """How many of the periods begin by the last quarter for which the plan is to be read."""
    last = read_to(case)
    return sum(period.first <= last for period in case.periods)
