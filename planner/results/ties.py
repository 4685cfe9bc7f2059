"""Options so near to each other that a hundredth of a price turns the mix, read from the optimum.

Only options that can be exchanged are compared, a GW for a GW: chips, or sources that count and run alike, which stand
from and to the same periods. One is ordered, and nothing scarce is paid for with it; the other is not, and would be for
a hundredth less. Of chips a hundredth of what the strongest compute counts as well, and those are a tie too that are
ordered as far as something scarce allows, and are better by no more than that.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.parameters.assets import CHIPS, POWER
from planner.parameters.horizon import periods_read
from planner.tolerances import NEGLIGIBLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from planner.case import Case

TURNS = 0.01
"""Of a price, and of what the strongest chips compute: a difference that no estimate tells from none."""
LEAST_SHARE = 0.1
"""Of what is ordered of a class: a mix that turns by less is not worth a note."""


def ties(case: Case, found: pd.DataFrame) -> Iterator[str]:
    """Notes on pairs that are a tie in a tenth or more of what is ordered of their class, as far as a plan is read."""
    class_of = {row["source"]: POWER for row in case.rows("sources") if row["kind"] == POWER}
    class_of |= {row["asset"]: row["kind"] for row in case.rows("compute")}
    found = found[(found["period"] < periods_read(case)) & (found["stands_from"] >= 0)]
    found = found.assign(asset_class=found["asset"].map(class_of)).dropna(subset="asset_class")
    whole = found.groupby("asset_class")["ordered_gw"].sum()
    turning: dict[tuple[str, str, str], float] = defaultdict(float)
    for kind, one, other, gw in _pairs(
        found.assign(edge=_edges(case, found), does=found["asset"].map(_what_it_does(case)))
    ):
        turning[kind, min(one, other), max(one, other)] += gw
    for (kind, one, other), gw in sorted(turning.items(), key=lambda item: -item[1]):
        if gw > LEAST_SHARE * whole[kind]:
            what = "price or of compute" if kind == CHIPS else "price"
            yield (
                f"{one} and {other} are a tie: {TURNS:.0%} of {what} turns up to {gw:.3g} of {whole[kind]:.3g} GW of "
                f"{kind} that are ordered"
            )


def _what_it_does(case: Case) -> dict[str, str]:
    """What must be alike for a GW of one source to do what a GW of another does, by its name; chips do all the same."""
    same = ("firm_credit_fraction", "availability_fraction", "profile")
    found = {row["source"]: repr([row[column] for column in same]) for row in case.rows("sources")}
    return found | {row["asset"]: row["kind"] for row in case.rows("compute")}


def _edges(case: Case, found: pd.DataFrame) -> pd.Series[float]:
    """What a hundredth of each order's price comes to, or of what the strongest chips compute where that is more."""
    weaker = {
        row["asset"]: 1 - row["relative_compute_fraction"]
        for row in case.rows("compute")
        if row["relative_compute_fraction"] is not None
    }
    fraction = found["asset"].map(weaker).astype(float)
    compute = (found["lost_usd_billion"] / fraction.where(fraction > 0)).fillna(0.0)
    return TURNS * found["price_usd_billion"].where(found["price_usd_billion"] > compute, compute)


def _pairs(found: pd.DataFrame) -> Iterator[tuple[str, str, str, float]]:
    """Class, what is ordered at no rent, what is as good within its edge, and the GW that turn."""
    made, rent = found["ordered_gw"] > NEGLIGIBLE, found["rent_usd_billion"]
    plain = found[made & (rent <= NEGLIGIBLE)]
    near = found[~made & (rent <= NEGLIGIBLE) & (found["short_usd_billion"] <= found["edge"])]
    chips = found["asset_class"] == CHIPS
    ahead = found[chips & made & (rent > NEGLIGIBLE) & (rent <= found["edge"])]
    for others, gw in ((near, "ordered_gw_x"), (ahead, "ordered_gw_y")):
        pairs = plain.merge(others, on=["asset_class", "does", "sponsor", "stands_from", "stands_to"])
        columns = pairs[["asset_class", "asset_x", "asset_y", gw]]
        yield from columns.itertuples(index=False, name=None)
