"""Options so near to each other that a hundredth of a price turns the mix, read from the optimum.

One is ordered, and nothing that is scarce is paid for with it; another of its class is not ordered then by its sponsor,
and would be for a hundredth less. At a corner where several limits meet, prices are those of one side.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.parameters.horizon import periods_read
from planner.tolerances import NEGLIGIBLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from planner.case import Case

TURNS = 0.01
"""Of a price: a difference that no estimate of a price tells from none."""
LEAST_SHARE = 0.1
"""Of what is ordered of a class: a mix that turns by less is not worth a note."""


def ties(case: Case, found: pd.DataFrame) -> Iterator[str]:
    """Notes on pairs that are a tie in a tenth or more of what is ordered of their class, as far as a plan is read."""
    class_of = {row["source"]: "power" for row in case.rows("sources") if row["kind"] == "power"}
    class_of |= {row["asset"]: row["kind"] for row in case.rows("compute")}
    found = found[found["period"] < periods_read(case)]
    found = found.assign(asset_class=found["asset"].map(class_of)).dropna(subset="asset_class")
    whole = found.groupby("asset_class")["ordered_gw"].sum()
    most, made = TURNS * found["price_usd_billion"], found["ordered_gw"] > NEGLIGIBLE
    same = ["asset_class", "sponsor", "period"]
    free = (most > 0) & (found["rent_usd_billion"] <= most)
    pairs = found[made & free].merge(found[~made & free & (found["short_usd_billion"] <= most)], on=same)
    turning: dict[tuple[str, str, str], float] = defaultdict(float)
    for kind, one, other, gw in pairs[["asset_class", "asset_x", "asset_y", "ordered_gw_x"]].itertuples(
        index=False
    ):
        turning[kind, *sorted((one, other))] += float(gw)
    for (kind, one, other), gw in sorted(turning.items(), key=lambda item: -item[1]):
        if gw > LEAST_SHARE * whole[kind]:
            yield (
                f"{one} and {other} are a tie: {TURNS:.0%} of price turns up to {gw:.3g} of {whole[kind]:.3g} GW of "
                f"{kind} that are ordered"
            )
