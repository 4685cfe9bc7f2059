"""What each future strands, and who loses by it, in sentences: by holder of debt, and by tranche of vehicles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.case.cells import listed
from planner.stochastic.text_tables import amount
from planner.tolerances import NEGLIGIBLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from planner.stochastic.answer_read import Told

HOLDERS = "loss_by_holder"
MOST_NAMED = 4
"""Holders that a sentence names."""
LEAST_PAID = 0.005
"""USD billion below which nothing was paid for what is cancelled."""
PLURAL = {"shell": "shells"}
SMALLEST = 0.05
"""GW and USD billion below which nothing is told."""


def losses_by_holder(found: Told) -> pd.DataFrame:
    """What each holder would lose in each leaf, USD billion: the most of any period after the first news.

    Columns `future`, `kind`, `holder`, `tranche`, `loss_usd_billion`, the largest first; no rows without funding.
    """
    import pandas as pd

    columns = ["future", "kind", "holder", "tranche", "loss_usd_billion"]
    parts = []
    for leaf in found.leaves if HOLDERS in found.tables else ():
        frame = found.tables[HOLDERS]
        rows = frame[frame["future"].isin(found.way(leaf)[1:])].fillna({"tranche": ""})
        worst = rows.groupby(columns[1:4], sort=False)["loss_usd_billion"].max().reset_index()
        parts.append(worst[worst["loss_usd_billion"] > NEGLIGIBLE].assign(future=leaf)[columns])
    filled = [part for part in parts if len(part)]
    whole = pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=columns)
    return whole.sort_values("loss_usd_billion", ascending=False, ignore_index=True)


def holder_words(kind: str, holder: str, tranche: str) -> str:
    """A holder in words.

    >>> holder_words("vehicle", "clo", "mezzanine"), holder_words("market", "high_yield", "")
    ('mezzanine notes of clo', 'buyers of high yield')
    """
    name = holder.replace("_", " ")
    if kind == "vehicle":
        return f"{tranche.replace('_', ' ')} notes of {name}" if tranche else name
    return f"buyers of {name}" if kind == "market" else name


def stranded_sentences(found: Told) -> Iterator[str]:
    """A sentence a leaf in which something is cancelled, idle or lost."""
    cancelled, holders = found.tables["cancelled"], losses_by_holder(found)
    for name, told in found.leaves.items():
        leaf = told if isinstance(told, dict) else told.as_dict()
        here = cancelled[cancelled["future"].isin(found.way(name))]
        parts = []
        if leaf["cancelled_gw"] >= SMALLEST:
            paid = float(here["paid_usd_billion"].sum())
            for_them = (
                f"USD {paid:,.2f} billion had been paid" if paid >= LEAST_PAID else "nothing had been paid"
            )
            parts.append(f"{amount(leaf['cancelled_gw'])} GW of orders are cancelled, for which {for_them}")
        parts += [
            f"up to {amount(gw)} GW of {PLURAL.get(kind, kind)} stand idle"
            for kind, gw in leaf["idle_gw"].items()
            if gw >= SMALLEST
        ]
        lost = leaf["lenders_loss_usd_billion"]
        if lost >= SMALLEST:
            parts.append(
                f"lenders lose USD {amount(lost)} billion in the worst period{_of_whom(holders, name)}"
            )
        yield f"In {name} {'; '.join(parts) or 'nothing is stranded'}."


def _of_whom(holders: pd.DataFrame, leaf: str) -> str:
    """The holders who lose most in a leaf."""
    rows = holders[(holders["future"] == leaf) & (holders["loss_usd_billion"] >= SMALLEST)].head(MOST_NAMED)
    named = [
        f"{holder_words(kind, holder, tranche)} {amount(usd)}"
        for _, kind, holder, tranche, usd in rows.itertuples(index=False)
    ]
    return f", at most {listed(named)}" if named else ""
