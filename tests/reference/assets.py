"""Sources and compute assets: what an order of each period costs, when it stands, and what it is worth."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reference.units import NATION, periods, quarter

if TYPE_CHECKING:
    from reference.case import Case


@dataclass(frozen=True)
class Order:
    """A gigawatt ordered at the start of a period, on the terms of that period."""

    arrives: int  # o + L
    life: int  # N
    cost: float  # USD billion, at the price level of the start of the order period
    paid: dict[int, float]  # period -> fraction of cost
    credit: float  # of cost, received at the end of the first standing period

    def standing(self, t: int) -> int:
        """Count the standing periods to the end of a period."""
        return t - self.arrives + 1

    def book(self, t: int) -> float:
        """Cost spent so far while building; after n standing periods max(0, 1 - n / N) of cost less credit."""
        if self.standing(t) < 1:
            return sum(part for when, part in self.paid.items() if when <= t)
        return max(0.0, 1 - self.standing(t) / self.life) * (1 - self.credit)


class Asset:
    """A source or a compute asset, and its orders by period; fixed cost in USD billion per GW."""

    def __init__(self, case: Case, row: dict[str, Any]) -> None:
        self.power = "source" in row
        self.row, self.name = row, row["source" if self.power else "asset"]
        self.asset_class = "power" if self.power else row["kind"]
        yearly = "fixed_om_usd_per_kw_year" if self.power else "fixed_om_usd_billion_per_gw_year"
        self.fixed = row[yearly] / (1e3 if self.power else 1)
        self.owners = [r["sponsor"] for r in case.rows("owners") if r["asset"] == self.name]
        self.regions = [NATION] if row["kind"] == "chips" else list(case.regions)  # chips are national
        # orders that would arrive after the horizon, or before first_delivery, do not exist
        first = quarter(row["first_delivery"]) - case.start if row.get("first_delivery") else 0
        orders = {o: self.order(case, o) for o in case.periods}
        self.orders = {o: order for o, order in orders.items() if first <= order.arrives < case.T}

    def order(self, case: Case, o: int) -> Order:
        sheet, key = ("source_vintages", "source") if self.power else ("compute_vintages", "asset")
        terms = case.terms(sheet, "ordered_from", key, self.row, o)
        # USD per kW is USD million per GW
        capex = terms["capex_usd_per_kw"] / 1e3 if self.power else terms["capex_usd_billion_per_gw"]
        lead = math.ceil(terms["lead_months"] / 3)
        paid: dict[int, float] = defaultdict(float)
        for r in case.rows("spend_profiles"):
            if r["spend_profile"] == terms["spend_profile"]:
                paid[o + math.floor(r["progress_fraction"] * lead + 0.5 + 1e-9)] += r["spend_fraction"]
        cost = capex * case.level(o, terms["dollar_year"])
        return Order(o + lead, periods(terms["life_years"]), cost, dict(paid), self.credit(case, o, o + lead))

    def credit(self, case: Case, o: int, arrives: int) -> float:
        """Give credit_fraction * transfer_price_fraction of the row in force, if it stands in time."""
        rows = case.signed("tax_credits", "ordered_from", "asset", self.name, o)
        by = rows[-1].get("stands_by") if rows else None
        if not rows or (by and case.start + arrives > quarter(by)):
            return 0.0
        return rows[-1]["credit_fraction"] * rows[-1]["transfer_price_fraction"]

    def arriving(self, t: int) -> list[int]:
        """Give the periods of the orders that stand from the start of a period."""
        return [o for o, order in self.orders.items() if order.arrives == t]

    def retiring(self, t: int) -> list[int]:
        return [o for o, order in self.orders.items() if order.arrives + order.life == t]
