"""What a GW of need costs all in, by the year in which its source, shell and chips are ordered.

overnight_cost              capex of what is ordered in the year, nominal
supply_premiums             what is paid for its delivery beyond the limits of supply pools
tax_credits                 what is received on it, below zero
interest_during_construction   what its owner's cost of capital asks on what is paid, until it stands
fees                        what its owner pays in fees and concessions over the plan, by its share of overnight cost

A GW of need takes one of shells, one of chips, and of power what counts as firm for it, reserve and all: the items of
a class are told by what its orders carry, and those of all three add up to what a GW costs.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from planner.parameters.assets import POWER, assets_of
from planner.parameters.schedules import cost_weights
from planner.parameters.time import rate_per_quarter
from planner.parameters.timeline import period_names, timeline_of
from planner.results.costs import COST_PARTS
from planner.results.generation import year_of
from planner.results.league import rates_of_owners
from planner.results.tabular import records, sum_by, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from planner.case import Case
    from planner.parameters.assets import Asset

    Tables = Mapping[str, pd.DataFrame]
    Key = tuple[int, str]

OVERNIGHT, PREMIUMS, CREDITS = "overnight_cost", "supply_premiums", "tax_credits"
INTEREST, FEES = "interest_during_construction", "fees"
ITEMS = (OVERNIGHT, PREMIUMS, CREDITS, INTEREST, FEES)
PAID_IN_FEES = frozenset(COST_PARTS["fees and concessions"]) - {"unexpired_fees_at_end"}


def all_in_cost(case: Case, tables: Tables) -> pd.DataFrame:
    """Every item by year of order and class: in all, and by GW of need that the class's orders of the year carry."""
    firm = {row["source"]: row["firm_credit_fraction"] for row in case.rows("sources")}
    need = 1 + case.settings.reliability.planning_reserve_margin_fraction
    carries: dict[Key, float] = defaultdict(float)
    amounts: dict[tuple[int, str, str], float] = defaultdict(float)
    fees, interest = _fees(tables), _Interest(case, rates_of_owners(case, tables))
    for order in records(tables["orders"]):
        key, cost = (year_of(order.ordered), order.asset_class), order.overnight_cost_usd_billion
        of_power = order.asset_class == POWER
        carries[key] += order.ordered_gw * (firm[order.asset] / need if of_power else 1.0)
        amounts[*key, OVERNIGHT] += cost
        amounts[*key, CREDITS] -= getattr(order, "tax_credit_usd_billion", 0.0)
        amounts[*key, INTEREST] += cost * interest.share(order.asset, order.sponsor, order.ordered)
        amounts[*key, FEES] += cost * fees.get(order.sponsor, 0.0)
    for key, premium in _premiums(case, tables).items():
        amounts[*key, PREMIUMS] += premium
    rows = [
        (year, c, item, gw, amounts[year, c, item], amounts[year, c, item] / gw if gw else math.nan)
        for (year, c), gw in sorted(carries.items())
        for item in ITEMS
        if amounts.get((year, c, item), 0.0) != 0.0
    ]
    return table(("year", "asset_class", "item", "carries_gw", "usd_billion", "usd_billion_per_gw"), rows)


def _fees(tables: Tables) -> dict[str, float]:
    """What every sponsor pays in fees and concessions over the plan, of a dollar of overnight cost."""
    cost = sum_by(tables["orders"], ("sponsor",), "overnight_cost_usd_billion")
    costs = tables["costs"][tables["costs"]["item"].isin(PAID_IN_FEES)]
    paid = sum_by(costs, ("sponsor",), "usd_billion")
    return {j: paid.get(j, 0.0) / whole for j, whole in cost.items() if whole}


def _premiums(case: Case, tables: Tables) -> dict[Key, float]:
    """Premiums by year of order and class, by what a pool delivers to a sponsor of each in a period."""
    if "bought" not in tables:
        return {}
    use: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for row in case.rows("supply_use"):
        use[row["asset"]].append((row["supply_pool"], row["use_per_gw"]))
    drawn: dict[tuple[str, str, str], dict[Key, float]] = defaultdict(lambda: defaultdict(float))
    for order in records(tables["orders"]):
        for pool, per_gw in use[order.asset]:
            key = year_of(order.ordered), order.asset_class
            drawn[pool, order.sponsor, order.arrives][key] += per_gw * order.ordered_gw
    found: dict[Key, float] = defaultdict(float)
    paid = sum_by(tables["bought"], ("supply_pool", "sponsor", "period"), "premium_usd_billion")
    for key, premium in paid.items():
        whole = sum(drawn[key].values())
        for of, gw in drawn[key].items():
            found[of] += premium * gw / whole
    return found


class _Interest:
    """What owners' rates ask on what is paid until an order stands."""

    def __init__(self, case: Case, rates: Mapping[str, float]) -> None:
        self.assets, self.rates, self.timeline = assets_of(case), rates, timeline_of(case)
        self.number = {name: t for t, name in enumerate(period_names(case))}

    def share(self, a: str, j: str, ordered: str) -> float:
        """Of the overnight cost of what is ordered in a period; of a year's on the mean of what its quarters cost."""
        asset, rate = self.assets[a], rate_per_quarter(self.rates[j])
        quarters = asset.order_quarters(self.timeline)[self.number[ordered]]
        costs = cost_weights(asset, self.timeline) or [1.0] * self.timeline.quarters
        whole = sum(costs[q] for q in quarters)
        weights = [costs[q] / whole if whole else 1 / len(quarters) for q in quarters]
        return sum(
            weight * _interest(asset.ordered_in(q), rate) for weight, q in zip(weights, quarters, strict=True)
        )


def _interest(asset: Asset, rate: float) -> float:
    """Interest until an order stands, as a share of its cost: on what is paid at the ends of the quarters before."""
    ages = ((age, share) for age, share in asset.spend_fractions.items() if age < asset.lead_quarters)
    return sum(share * ((1 + rate) ** (asset.lead_quarters - 1 - age) - 1) for age, share in ages)


def all_in_cost_is_what_is_paid(case: Case, tables: Tables) -> float:
    """Over all years and classes each item is what the cost table says; the worst, relative to the largest.

    What it costs to build is all paid within the horizon, in which all that is ordered arrives.
    """
    told = sum_by(tables["all_in_cost"], ("item",), "usd_billion")
    of_owners = tables["costs"]["sponsor"].isin(_fees(tables))
    paid = sum_by(tables["costs"][of_owners], ("item",), "usd_billion")
    counted = {OVERNIGHT: ("capex",), PREMIUMS: (PREMIUMS,), CREDITS: (CREDITS,), FEES: tuple(PAID_IN_FEES)}
    pairs = [
        (told.get(item, 0.0), sum(paid.get(line, 0.0) for line in lines)) for item, lines in counted.items()
    ]
    size = max([1.0, *(abs(amount) for pair in pairs for amount in pair)])
    return max(abs(one - other) for one, other in pairs) / size
