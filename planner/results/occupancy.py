"""Whose load stands on whose shells and chips: the table of load by owner and tenant, and what it adds up to."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from planner.parameters.assets import CHIPS, SHELL
from planner.parameters.hosting import CLASSES_LET, PARTIES
from planner.parameters.timeline import period_names
from planner.results.tabular import by_period, table
from planner.tolerances import ROUNDING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from planner.case import Case

    Tables = Mapping[str, pd.DataFrame]
    Figures = NDArray[np.float64]

LET = (SHELL, CHIPS)
"""Classes that load stands on."""


def loads(case: Case, tables: Tables) -> dict[tuple[str, str, str], Figures]:
    """GW of load in every period by (owner of what it stands on, tenant, class); of an own load both are the same.

    What is housed as compute stands on the host's shells and chips, what is housed in shells on the tenant's chips.
    """
    (served,) = by_period(case, tables["shortfall"], ["sponsor"], ["served_gw"])
    found: dict[tuple[str, str, str], Figures] = {}
    for (j,), gw in served.items():
        for c in LET:
            found[j, j, c] = gw.copy()
    housed: dict[tuple[str, str, str], Figures] = defaultdict(lambda: np.zeros(len(case.periods)))
    if "hosting" in tables:
        (hosted,) = by_period(case, tables["hosting"], PARTIES, ["hosted_gw"])
        for (tenant, host, kind), gw in hosted.items():
            for c in CLASSES_LET[kind]:
                found[tenant, tenant, c] -= gw
                housed[host, tenant, c] += gw
    for (j,), gw in served.items():
        for c in LET:
            own = found[j, j, c]
            own[np.abs(own) <= ROUNDING * gw] = 0.0
    return found | housed


def load_by_owner(case: Case, tables: Tables, zero: float) -> pd.DataFrame:
    """Load by owner of what it stands on, tenant, class and period, where it is more than zero.

    The rows of a tenant and class add up to the load that it is served.
    """
    rows = [
        (owner, tenant, c, period, float(gw))
        for (owner, tenant, c), load in loads(case, tables).items()
        for period, gw in zip(period_names(case), load, strict=True)
        if gw > zero
    ]
    return table(("owner", "tenant", "asset_class", "period", "load_gw"), rows)


def load_is_told_by_owner(case: Case, tables: Tables) -> float:
    """Of every class, the load of a tenant on all owners' assets is the load that it is served, GW."""
    (served,) = by_period(case, tables["shortfall"], ["sponsor"], ["served_gw"])
    (told,) = by_period(case, tables["load_by_owner"], ("tenant", "asset_class"), ["load_gw"])
    size = max(1.0, max((float(gw.max()) for gw in served.values()), default=0.0))
    off = [np.abs(told[j, c] - gw) for (j,), gw in served.items() for c in LET]
    return max((float(np.max(part, initial=0.0)) for part in off), default=0.0) / size
