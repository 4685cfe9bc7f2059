"""Where a plan leans on what the rules allow and the world might not, a note each, by what the tables say.

Gifts of rent, good tenants passed on, notes called at will, and a last period whose spreads nobody pays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.case.cells import listed
from planner.parameters.assets import SHELL
from planner.parameters.hosting import earned_fractions, investment_grade
from planner.parameters.ratings import credit_steps
from planner.parameters.running import price_levels
from planner.parameters.timeline import period_names, timeline_of
from planner.parameters.vehicles import tranches_of
from planner.results.occupancy import loads
from planner.results.tabular import by_period

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from planner.case import Case

    Tables = Mapping[str, pd.DataFrame]

LEAST_TOLD = 0.01
"""GW or USD billion: what is less is not worth a note."""


def leans(case: Case, tables: Tables) -> Iterator[str]:
    """Notes on what a plan leans on, each a line."""
    if "hosting" in tables:
        yield from _rents_above_earnings(case, tables)
        yield from _tenants_passed_on(case, tables)
    if "waterfall" in tables:
        yield from _called_early(case, tables)
    if "rated_debt" in tables:
        yield from _debt_without_spreads(case, tables)


def _rents_above_earnings(case: Case, tables: Tables) -> Iterator[str]:
    """Rent beyond all that the load earns, which no tenant can refuse."""
    if not case.settings.funding:
        return
    columns = ["hosted_gw", "rent_usd_billion"]
    hosted, rent = by_period(case, tables["hosting"], ("tenant", "host"), columns)
    revenue = {row["sponsor"]: row["revenue_usd_billion_per_gw_year"] for row in case.rows("sponsors")}
    earned, years, levels = earned_fractions(case), timeline_of(case).years, price_levels(case)
    for (tenant, host), gw in hosted.items():
        per_gw = [
            earned[tenant, t] * (revenue[tenant] or 0.0) * years[t] * levels[t] for t in range(len(years))
        ]
        gift = float(np.maximum(0.0, rent[tenant, host] - gw * np.array(per_gw)).sum())
        if gift > LEAST_TOLD:
            yield (
                f"{tenant} pays {host} USD {gift:.3g} billion more in rent than its load there earns: no tenant can "
                "refuse, so it is a gift of cash to a host whose capital is dear"
            )


def _tenants_passed_on(case: Case, tables: Tables) -> Iterator[str]:
    """Landlords of good tenants whose own load stands with others, while their lenders look at the tenant."""
    looks = {row["instrument"] for row in case.rows("instruments") if row["offtake_usd_billion_per_gw"]}
    borrowers = {row["sponsor"] for row in case.rows("instrument_use") if row["instrument"] in looks}
    names, good = period_names(case), investment_grade(case)
    found = loads(case, tables)
    for j in (row["sponsor"] for row in case.rows("sponsors")):
        let, away = np.zeros(len(names)), np.zeros(len(names))
        for (owner, tenant, c), gw in found.items():
            if c == SHELL:
                let += gw if owner == j != tenant and tenant in good else 0.0
                away += gw if tenant == j != owner else 0.0
        both = np.minimum(let, away)
        if j in borrowers and both.max(initial=0.0) > LEAST_TOLD:
            yield (
                f"{j} houses investment-grade tenants while its own load stands with others, {both.max():.3g} GW in "
                f"{names[int(both.argmax())]}: lenders who look at the tenant lend on the swap (load_by_owner tells "
                "whose load is where)"
            )


def _called_early(case: Case, tables: Tables) -> Iterator[str]:
    """Notes that are called before their tenor and have no noncall period; what is never outstanding is not counted."""
    (called,) = by_period(case, tables["waterfall"], ("vehicle", "tranche"), ["called_usd_billion"])
    sold, after = by_period(
        case, tables["notes"], ("vehicle", "tranche"), ["sold_usd_billion", "outstanding_usd_billion"]
    )
    early: dict[str, float] = {}
    for (v, n), tranche in tranches_of(case).items():
        if not tranche.noncall_quarters:
            before = np.concatenate(([0.0], after[v, n][:-1]))
            # What is sold beyond what comes to be outstanding is a tie where structuring is free.
            idle = np.maximum(0.0, sold[v, n] - np.maximum(0.0, after[v, n] - before))
            early[v] = early.get(v, 0.0) + float(np.maximum(0.0, called[v, n] - idle).sum())
    told = [f"{v} (USD {usd:.3g} billion)" for v, usd in early.items() if usd > LEAST_TOLD]
    if told:
        yield (
            f"notes are called at par before their tenor, which nothing in tranches forbids, of {listed(told)}: buyers "
            "would ask for noncall_years"
        )


def _debt_without_spreads(case: Case, tables: Tables) -> Iterator[str]:
    """Rated debt that rises in the last period, beyond the first step: nobody pays the spread on it."""
    names = period_names(case)
    if len(names) < 2:
        return
    (owed,) = by_period(case, tables["rated_debt"], ("sponsor", "debt_to_ebitda"), ["owed_usd_billion"])
    for j, steps in credit_steps(case).items():
        dear = [owed[j, top] for top, (_, spread) in steps.items() if spread > 0]
        more = float(sum(of[-1] - of[-2] for of in dear))
        if more > LEAST_TOLD:
            yield (
                f"{j} owes USD {more:.3g} billion more in steps that ask a spread at the end of {names[-1]} than a "
                "period before, and pays none on it: read the plan up to an earlier quarter"
            )
