"""Tables of lines between regions: what they carry by block and by period, what is lost, and what sending costs."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.parameters.running import price_levels
from planner.parameters.time import HOURS_PER_DAY, USD_BILLION_PER_GWH_OF_USD_PER_MWH
from planner.parameters.timeline import period_names, timeline_of
from planner.parameters.transmission import lines_of
from planner.results.tabular import by_period, labels_at, positive_values, records, sum_by, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from planner.case import Case
    from planner.results.costs import Amounts
    from planner.solver.solution import Solution

ITEM = "transmission"
"""The item of costs that operators pay."""


def flows(case: Case, solution: Solution) -> pd.DataFrame:
    """What lines are sent, GW, by line, period, day and block."""
    block, width = solution.columns["Flow"], case.settings.operations.hours_per_block
    sent = solution.values[block.slice]
    at = np.flatnonzero(sent > solution.zero)
    words = {
        name: labels_at(case, block, letter, at)
        for name, letter in (("from_region", "r"), ("to_region", "x"), ("period", "t"), ("day", "d"))
    }
    blocks, which = block.parts["b"]
    from_hour = np.array(blocks, dtype=int)[which[at]] * width
    return pd.DataFrame({**words, "from_hour": from_hour, "sent_gw": sent[at]})


def transmission(case: Case, solution: Solution, carried: pd.DataFrame) -> pd.DataFrame:
    """By line and period: the capacity used, firm capacity lent, energy sent and lost, and what sending costs."""
    periods, levels, hours = period_names(case), price_levels(case), timeline_of(case).hours
    part = case.settings.operations.hours_per_block / HOURS_PER_DAY
    share = {row["day"]: row["share_of_days_fraction"] * part for row in case.rows("days")}
    sent: dict[tuple[str, str, str], float] = defaultdict(float)
    for (r, x, period, day), gw in sum_by(
        carried, ("from_region", "to_region", "period", "day"), "sent_gw"
    ).items():
        sent[r, x, period] += share[day] * gw
    most = _largest(carried)
    firm = positive_values(solution, "Firm_transfer")
    rows = []
    for (r, x), line in lines_of(case).items():
        for t, period in enumerate(periods):
            gwh = sent[r, x, period] * hours[t]
            lent = firm.get((r, x, t), 0.0)
            figures = (max(most[r, x, period], lent), lent, gwh)
            cost = line.cost_usd_per_mwh * levels[t] * gwh * USD_BILLION_PER_GWH_OF_USD_PER_MWH
            if max(figures) > 0.0:
                rows.append((r, x, line.operator, period, *figures, gwh * line.loss_fraction, cost))
    columns = ("from_region", "to_region", "sponsor", "period", "used_gw", "firm_gw", "sent_gwh", "lost_gwh")
    return table((*columns, "cost_usd_billion"), rows)


def _largest(carried: pd.DataFrame) -> dict[tuple[str, str, str], float]:
    """The most that a line is sent in any block of a period: what is used of it beyond that carries nothing."""
    found: dict[tuple[str, str, str], float] = defaultdict(float)
    for row in records(carried):
        line = row.from_region, row.to_region, row.period
        found[line] = max(found[line], row.sent_gw)
    return found


def transmission_costs(told: pd.DataFrame) -> Amounts:
    """What operators pay for sending, by (item, operator, line, period)."""
    return {
        (ITEM, row.sponsor, f"{row.from_region} to {row.to_region}", row.period): row.cost_usd_billion
        for row in records(told)
    }


def losses_bought(case: Case, told: pd.DataFrame) -> dict[tuple[str, str, str], float]:
    """What operators are paid of the tariff: less than nothing, for they buy what their lines lose."""
    tariff = case.settings.money.power_tariff_usd_per_mwh * USD_BILLION_PER_GWH_OF_USD_PER_MWH
    levels = dict(zip(period_names(case), price_levels(case), strict=True))
    lost = sum_by(told, ("sponsor", "period"), "lost_gwh")
    return {
        ("tariff_received", j, period): -tariff * levels[period] * gwh for (j, period), gwh in lost.items()
    }


def net_imports(case: Case, tables: Mapping[str, pd.DataFrame]) -> dict[tuple[Any, ...], float]:
    """GW that lines bring a region in a block, less what they take, by (region, period, day, hour)."""
    kept = {(row["from"], row["to"]): 1 - row["loss_fraction"] for row in case.rows("lines")}
    found: dict[tuple[Any, ...], float] = {}
    if "flows" in tables:
        keys = ("from_region", "to_region", "period", "day", "from_hour")
        for (r, x, *when), gw in sum_by(tables["flows"], keys, "sent_gw").items():
            found[(x, *when)] = found.get((x, *when), 0.0) + kept[r, x] * gw
            found[(r, *when)] = found.get((r, *when), 0.0) - gw
    return found


def lost_gwh(case: Case, tables: Mapping[str, pd.DataFrame]) -> NDArray[np.float64]:
    """What lines lose in each period, GWh; none where there are none."""
    if "transmission" not in tables:
        return np.zeros(len(case.periods))
    (lost,) = by_period(case, tables["transmission"], (), ["lost_gwh"])
    return np.asarray(lost[()])
