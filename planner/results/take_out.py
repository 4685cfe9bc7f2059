"""The table of take-outs: who refinances whom, of what construction loans repay in a period.

Money has no colour: what a sponsor repays is met by all of its sources of the period in proportion, each of its new
issues, and cash, which is everything else that comes in or was kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.parameters.instruments import CONSTRUCTION, instruments_of
from planner.parameters.timeline import period_names
from planner.results.tabular import by_period, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from planner.case import Case

    Tables = Mapping[str, pd.DataFrame]
    Figures = NDArray[np.float64]

USE = ("sponsor", "asset_class", "instrument")
"""Whose debt on what is repaid."""
CASH = ""
"""What meets a repayment that no new issue meets."""


def lends_to_construction(case: Case) -> bool:
    """Whether some instrument is for what is still being built."""
    return any(row["stage"] == CONSTRUCTION for row in case.rows("instruments"))


def take_out(case: Case, tables: Tables, zero: float) -> pd.DataFrame:
    """What each construction loan repays in a period, and what of it each new issue meets; cash has a blank name."""
    (repaid,) = by_period(case, tables["debt"], USE, ["principal_usd_billion"])
    rows: list[tuple[object, ...]] = []
    for (j, c, i), paid in repaid.items():
        if instruments_of(case)[i].stage == CONSTRUCTION:
            for met_by, share in _shares_of_sources(case, tables, j).items():
                figures = zip(period_names(case), paid.tolist(), share.tolist(), strict=True)
                rows += [
                    (j, c, i, met_by, t, usd, usd * part)
                    for t, usd, part in figures
                    if usd > zero and part > 0
                ]
    return table((*USE, "met_by", "period", "repaid_usd_billion", "met_usd_billion"), rows)


def _shares_of_sources(case: Case, tables: Tables, sponsor: str) -> dict[str, Figures]:
    """Each new issue of a sponsor as a share of all its sources in every period, and cash."""
    cash = tables["cash"]
    sources = cash[(cash["side"] == "source") & (cash["line"] != "debt_issued")]
    (kept,) = by_period(case, sources, ["sponsor"], ["usd_billion"])
    (issued,) = by_period(case, tables["debt"], ("sponsor", "instrument"), ["issued_usd_billion"])
    found = {i: usd for (j, i), usd in issued.items() if j == sponsor}
    found[CASH] = np.maximum(0.0, kept[sponsor,])
    total = sum(found.values())
    return {
        name: np.divide(usd, total, out=np.zeros_like(usd), where=total > 0) for name, usd in found.items()
    }


def take_outs_add_up(case: Case, tables: Tables) -> float:
    """What meets the repayments of a construction loan is what it repays, USD billion."""
    (repaid,) = by_period(case, tables["debt"], USE, ["principal_usd_billion"])
    (met,) = by_period(case, tables["take_out"], USE, ["met_usd_billion"])
    told = {key: usd for key, usd in repaid.items() if instruments_of(case)[key[2]].stage == CONSTRUCTION}
    size = max(1.0, max((float(usd.max()) for usd in told.values()), default=0.0))
    off = [np.abs(met[key] - told.get(key, 0.0)) for key in {**told, **met}]
    return max((float(np.max(part, initial=0.0)) for part in off), default=0.0) / size
