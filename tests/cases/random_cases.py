"""Random valid cases of few quarters: variants with some of their rules taken away or made stricter."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import assume
from hypothesis import strategies as st

from cases.edits import changed, dropped, scaled, valid, with_settings
from cases.variants import write_variant
from planner.case import Case, read

if TYPE_CHECKING:
    from collections.abc import Callable

QUARTERS = 6
"""Horizon of the random cases: enough for every lead time but the longest, short enough for hundreds of solves."""


@lru_cache(maxsize=256)
def variant(seed: int, quarters: int = QUARTERS) -> Case:
    """The random case of a seed, cut to a few quarters; where serving is required, it is from the last but one."""
    with tempfile.TemporaryDirectory() as folder:
        write_variant(Path(folder) / "case", seed)
        case = read(Path(folder) / "case")
    start = case.settings.calendar.start
    end = start.plus(quarters - 1)
    return with_settings(case, calendar={"end": end}, target={"close_by": end.plus(-1)})


EDITS: dict[str, Callable[[Case, int], Case]] = {
    "an instrument's use dropped": lambda case, n: dropped(case, "instrument_use", n),
    "a site limit dropped": lambda case, n: dropped(case, "site_limits", n),
    "a pool's user dropped": lambda case, n: dropped(case, "supply_use", n),
    "a market's step dropped": lambda case, n: dropped(case, "market_limits", n),
    "coarse days": lambda case, n: with_settings(case, operations={"hours_per_block": (24, 12, 8)[n % 3]}),
    "more need": lambda case, n: scaled(case, 1 + n / 50, lambda name: name == "need_gw"),
    "more margin": lambda case, n: with_settings(
        case, reliability={"planning_reserve_margin_fraction": n / 400}
    ),
    "cash without a limit": lambda case, n: changed(case, "sponsors", cash_limit_usd_billion=None),
    "priced": lambda case, n: with_settings(case, target={"policy": "priced"}),
    "no price of emissions": lambda case, n: with_settings(case, emissions_price_usd_per_tonne=None),
}
"""What may besides be changed at random in a random case, each by a number from 0 to 99."""


@st.composite
def random_cases(draw: st.DrawFn) -> Case:
    """A random valid case: a variant with up to three edits, in blocks of eight hours or more."""
    case = variant(draw(st.integers(0, 4999)))
    if case.settings.operations.hours_per_block < 8:
        case = with_settings(case, operations={"hours_per_block": 8})
    names = st.sampled_from(sorted(EDITS))
    for name, number in draw(st.lists(st.tuples(names, st.integers(0, 99)), max_size=3)):
        case = EDITS[name](case, number)
    assume(valid(case))
    return case
