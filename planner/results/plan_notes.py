"""What is worth knowing of a plan besides its tables: numbers far apart, energy that is lost, traps, leans, ties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.case.cells import listed
from planner.case.magnitudes import far_apart
from planner.results.leans import leans
from planner.results.ties import ties
from planner.results.traps import traps
from planner.tolerances import NEGLIGIBLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from planner.results.plan import Plan


def plan_notes(plan: Plan) -> list[str]:
    """Notes on a plan, each a line."""
    lost = _energy_lost_on_purpose(plan.tables["dispatch"])
    tables = plan.tables
    near = () if plan.margins is None else ties(plan.case, plan.margins)
    traps_and_leans = (*traps(plan.case, tables), *leans(plan.case, tables))
    return [*far_apart(plan.solution.ranges), *lost, *traps_and_leans, *near]


def _energy_lost_on_purpose(dispatch: pd.DataFrame) -> Iterator[str]:
    """Storage that charges and discharges in the same block, which only energy worth less than nothing pays for."""
    both = dispatch[(dispatch["output_gw"] > NEGLIGIBLE) & (dispatch["charge_gw"] > NEGLIGIBLE)]
    for source, rows in both.groupby("source", sort=False):
        regions = listed(dict.fromkeys(rows["region"]))
        most = rows[["output_gw", "charge_gw"]].min(axis=1).max()
        yield (
            f"{source} charges and discharges at once in {regions}, from {rows['period'].iloc[0]} on, at most "
            f"{most:.3g} GW: it loses energy that costs less than nothing, which no rule forbids"
        )
