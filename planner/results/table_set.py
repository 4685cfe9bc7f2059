"""The tables of a plan or a run by name; a name that is none of them is offered the nearest."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    import pandas as pd

MAY_BE_BLANK = {
    "all_in_cost": frozenset({"usd_billion_per_gw"}),
    "league": frozenset(
        {
            *("time_to_power_months", "levelised_usd_per_mwh", "levelised_as_run_usd_per_mwh"),
            *("firm_capacity_usd_per_kw", "use_hours_per_year"),
        }
    ),
}
"""Columns of figures that some rows have none of, by table."""


class Tables(dict[str, "pd.DataFrame"]):
    """DataFrames by name, as any dict has them."""

    def __missing__(self, name: object) -> NoReturn:
        """Raise KeyError, which offers the nearest table, or lists all there are."""
        near = difflib.get_close_matches(str(name), self, n=2, cutoff=0.5)
        hint = f"is it {' or '.join(near)}?" if near else f"there are {', '.join(self) or 'none'}"
        raise KeyError(f"there is no table {name!r}; {hint}")
