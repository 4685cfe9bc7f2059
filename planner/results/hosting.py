"""The table of hosting: whose load stands on whose assets, and what it pays."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.parameters.hosting import rents
from planner.parameters.running import price_levels
from planner.parameters.timeline import period_names, timeline_of
from planner.results.tabular import positive_values, records, table

if TYPE_CHECKING:
    import pandas as pd

    from planner.case import Case
    from planner.solver.solution import Solution


def hosting(case: Case, solution: Solution) -> pd.DataFrame:
    """Load that is housed, by tenant, host, kind, region and period, and the rent of it, paid in the period."""
    periods, years, levels, rent = (
        period_names(case),
        timeline_of(case).years,
        price_levels(case),
        rents(case),
    )
    rows = (
        (j, h, w, r, periods[t], gw, rent[j, h, w, t] * years[t] * levels[t] * gw)
        for (j, h, w, r, t), gw in positive_values(solution, "Hosted").items()
    )
    columns = ("tenant", "host", "kind", "region", "period")
    return table((*columns, "hosted_gw", "rent_usd_billion"), rows)


def rent_lines(hosted: pd.DataFrame) -> dict[tuple[str, str, str], float]:
    """Rent paid by tenants and received by hosts, by (line, sponsor, period); they cancel over all sponsors."""
    lines: dict[tuple[str, str, str], float] = defaultdict(float)
    for row in records(hosted):
        lines["rent_paid", row.tenant, row.period] += row.rent_usd_billion
        lines["rent_received", row.host, row.period] += row.rent_usd_billion
    return lines
