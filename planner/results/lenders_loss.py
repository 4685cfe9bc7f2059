"""What lenders would lose if idle assets were worth nothing: by class, by who holds the loans, and down the tranches.

Of what is owed on a class that is the part above its collateral, at lender value, times the share of it that carries
load. All who are owed on the class lose in proportion; the notes of a vehicle lose from the bottom.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from planner.parameters.instruments import OWN_CREDIT, instruments_of, uses_of
from planner.parameters.timeline import period_names
from planner.parameters.vehicles import tranches_of
from planner.results.returns import lender_values
from planner.results.stranded import CLASS, loaded_fractions
from planner.results.tabular import by_period, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from planner.case import Case

    Tables = Mapping[str, pd.DataFrame]
    Figures = NDArray[np.float64]
    Holder = tuple[str, str, str]
    """A kind of holder, its name, and its tranche where it is a vehicle."""

LENDER, VENDOR, MARKET, VEHICLE = "lender", "vendor", "market", "vehicle"
"""Kinds of holders."""


def lends_to_classes(case: Case) -> bool:
    """Whether anybody may borrow on a class of its assets."""
    return any(c != OWN_CREDIT for _, _, c in uses_of(case))


def lenders_loss(case: Case, tables: Tables, zero: float) -> pd.DataFrame:
    """What is owed on each class, its collateral at lender value, the share that carries load, and the loss.

    Debt on a sponsor's own credit looks to no class.
    """
    names, loaded = period_names(case), loaded_fractions(case, tables)
    (owed,) = by_period(case, tables["debt"], CLASS, ["balance_usd_billion"])
    worth = lender_values(case, tables["orders"])
    nothing, rows = np.zeros(len(names)), []
    for (j, c), debt in owed.items():
        if c != OWN_CREDIT:
            pledged, share = worth.get((j, c), nothing), loaded.get((j, c), nothing + 1)
            lost = np.maximum(0.0, debt - pledged * share)
            columns = (x.tolist() for x in (debt, pledged, share, lost))
            for period, debts, *rest in zip(names, *columns, strict=True):
                if debts > zero:
                    rows.append((j, c, period, debts, *rest))
    figures = ("owed_usd_billion", "collateral_usd_billion", "loaded_fraction", "loss_usd_billion")
    return table((*CLASS, "period", *figures), rows)


def loss_by_holder(case: Case, tables: Tables, zero: float) -> pd.DataFrame:
    """Who holds what is owed, and would lose how much of it; `kind` says what the holder is.

    A vehicle loses its share of every instrument that it holds part of, and its notes lose from the most junior up.
    """
    owed, lost = _by_instrument(case, tables)
    pooled: Mapping[tuple[str, str], Figures] = {}
    if "pools" in tables:
        (pooled,) = by_period(case, tables["pools"], ("vehicle", "instrument"), ["pooled_usd_billion"])
    holders: dict[Holder, Figures] = defaultdict(lambda: np.zeros((2, len(case.periods))))
    vehicles: dict[str, Figures] = defaultdict(lambda: np.zeros(len(case.periods)))
    kept = dict(owed)
    for (v, i), usd in pooled.items():
        kept[i] = np.maximum(0.0, kept[i] - usd)
        vehicles[v] += lost[i] * _share(usd, owed[i])
    for i, usd in kept.items():
        holders[_holder(case, i)] += usd, lost[i] * _share(usd, owed[i])
    if "notes" in tables:
        holders |= _down_the_tranches(case, tables["notes"], vehicles)
    rows = [
        (*holder, period, *figures)
        for holder, amounts in holders.items()
        for period, figures in zip(period_names(case), amounts.T.tolist(), strict=True)
        if figures[0] > zero
    ]
    return table(("kind", "holder", "tranche", "period", "held_usd_billion", "loss_usd_billion"), rows)


def _by_instrument(case: Case, tables: Tables) -> tuple[dict[str, Figures], dict[str, Figures]]:
    """What is owed on every instrument that is issued, and what its holders would lose of it, in every period."""
    use = ("instrument", *CLASS)
    (balances,) = by_period(case, tables["debt"], use, ["balance_usd_billion"])
    classes, losses = by_period(case, tables["lenders_loss"], CLASS, ["owed_usd_billion", "loss_usd_billion"])
    owed: dict[str, Figures] = defaultdict(lambda: np.zeros(len(case.periods)))
    lost: dict[str, Figures] = defaultdict(lambda: np.zeros(len(case.periods)))
    for (i, j, c), usd in balances.items():
        owed[i] += usd
        lost[i] += losses[j, c] * _share(usd, classes[j, c])
    return owed, lost


def _share(part: Figures, whole: Figures) -> Figures:
    """A part as a share of the whole; none of nothing."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _holder(case: Case, instrument: str) -> Holder:
    """Who holds an instrument that no vehicle has bought: its lender, its vendor, or buyers in its market."""
    row = next(row for row in case.rows("instruments") if row["instrument"] == instrument)
    if row["lender"] is not None:
        return LENDER, row["lender"], ""
    vendor = instruments_of(case)[instrument].vendor
    return (MARKET, row["market"], "") if vendor is None else (VENDOR, vendor, "")


def _down_the_tranches(
    case: Case, notes: pd.DataFrame, vehicles: Mapping[str, Figures]
) -> dict[Holder, Figures]:
    """What is outstanding of every tranche, the senior first, and what it loses of its vehicle's loss."""
    (outstanding,) = by_period(case, notes, ("vehicle", "tranche"), ["outstanding_usd_billion"])
    left = {v: usd.copy() for v, usd in vehicles.items()}
    found: dict[Holder, Figures] = {}
    for v, name in reversed(tranches_of(case)):
        held = outstanding[v, name]
        taken = np.minimum(held, left.get(v, np.zeros_like(held)))
        if v in left:
            left[v] -= taken
        found[VEHICLE, v, name] = np.array([held, taken])
    return dict(reversed(found.items()))


def losses_are_shared_out(case: Case, tables: Tables) -> float:
    """What all holders would lose is what is lost on all classes, and nobody loses more than it holds."""
    (lost,) = by_period(case, tables["lenders_loss"], (), ["loss_usd_billion"])
    (shared,) = by_period(case, tables["loss_by_holder"], (), ["loss_usd_billion"])
    figures = (tables["loss_by_holder"][f"{name}_usd_billion"] for name in ("held", "loss"))
    held, losses = (column.to_numpy(dtype=float) for column in figures)
    off = [np.abs(lost[()] - shared[()]), losses - held]
    size = max(1.0, float(np.max(held, initial=0.0)))
    return max(float(np.max(part, initial=0.0)) for part in off) / size
