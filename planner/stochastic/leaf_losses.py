"""What a leaf strands, and what lenders would lose by it, from its tables: the most of any period after the first news.

Both are as the tables of stranded assets and of lenders' loss have them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.parameters.assets import CHIPS, SHELL

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from planner.case import Case

    Tables = Mapping[str, pd.DataFrame]


def idle_gw(case: Case, tables: Tables, start: int) -> dict[str, float]:
    """Most shells and chips that stand without load in any period from `start` on, GW by class."""
    frame = _since(case, tables["stranded"], start)
    return {
        kind: _most(frame[frame["asset_class"] == kind], "idle_gw")
        for kind in (SHELL, CHIPS)
        if (tables["capacity"]["asset_class"] == kind).any()
    }


def loss_usd_billion(case: Case, tables: Tables, start: int) -> float:
    """Most that lenders would lose in any period from `start` on, USD billion."""
    if "lenders_loss" not in tables:
        return 0.0
    return _most(_since(case, tables["lenders_loss"], start), "loss_usd_billion")


def _since(case: Case, frame: pd.DataFrame, start: int) -> pd.DataFrame:
    """The rows of a table from a period on."""
    return frame[frame["period"].isin([str(period) for period in case.periods[start:]])]


def _most(frame: pd.DataFrame, column: str) -> float:
    """The largest sum of a column over any period; nothing where there are no rows."""
    return float(frame.groupby("period")[column].sum().max()) if len(frame) else 0.0
