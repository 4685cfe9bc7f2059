"""What stands idle and what lenders would lose by it, in a sentence; nothing where it does not matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.parameters.assets import CHIPS, SHELL
from planner.parameters.horizon import periods_read
from planner.parameters.timeline import period_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from planner.case import Case

LEAST_TOLD = 0.1
"""GW or USD billion: less is not worth a line on the first screen."""


def stranded_text(case: Case, tables: Mapping[str, pd.DataFrame]) -> str:
    """The most shells and chips that stand idle at once, and what lenders would lose then, of the periods read."""
    names = period_names(case)[: periods_read(case)]
    idle = tables["stranded"]
    idle = idle[idle["asset_class"].isin((SHELL, CHIPS)) & idle["period"].isin(names)]
    parts = []
    for kind in (SHELL, CHIPS):
        found = idle[idle["asset_class"] == kind].groupby("period")["idle_gw"].sum()
        if len(found) and found.max() >= LEAST_TOLD:
            named = "shells" if kind == SHELL else "chips"
            parts.append(f"{found.max():.1f} GW of {named} ({found.idxmax()})")
    text = f"At most {' and '.join(parts)} stand without load." if parts else ""
    return " ".join(part for part in (text, _loss_text(names, tables)) if part)


def _loss_text(names: list[str], tables: Mapping[str, pd.DataFrame]) -> str:
    """What lenders would lose at most, if what is idle were worth nothing."""
    if "lenders_loss" not in tables:
        return ""
    losses = tables["lenders_loss"]
    by_period = losses[losses["period"].isin(names)].groupby("period")["loss_usd_billion"].sum()
    if not len(by_period) or by_period.max() < LEAST_TOLD:
        return ""
    return (
        f"Were what is idle worth nothing, lenders would lose USD {by_period.max():.1f} billion "
        f"({by_period.idxmax()})."
    )
