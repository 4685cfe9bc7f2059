"""What an order is worth by the quarter in which it is made: its cost, its lead and life, and its tax credit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.audit.arithmetic import MONTHS_PER_QUARTER, QUARTERS_PER_YEAR, USD_PER_KW
from planner.audit.tolerances import MILESTONE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from planner.audit.facts.calendar import Calendar
    from planner.case import Case

CAPEX_UNITS = {"capex_usd_per_kw": USD_PER_KW, "capex_usd_billion_per_gw": 1.0}
"""Columns of overnight cost, each with what its unit is in USD billion per GW."""

VINTAGES = {"sources": ("source_vintages", "source"), "compute": ("compute_vintages", "asset")}
"""Of each sheet of assets that of its vintages, and the column that both have of names."""


@dataclass(frozen=True)
class OrderTerms:
    """Terms of what is ordered in one quarter, for its life.

    `capex` is USD billion per GW, nominal; `milestones` the share of it by the age at which it is paid, an age being
    counted in quarters from the order; `credit` the share of it that is received as a tax credit.
    """

    capex: float
    lead_quarters: int
    life_quarters: int
    milestones: Mapping[int, float]
    credit: float

    @property
    def ends(self) -> int:
        """The age from which on it stands no longer."""
        return self.lead_quarters + self.life_quarters

    def quarters_stood(self, age: int) -> int:
        """Quarters that it has stood at the end of the quarter of an age; below one while building."""
        return age - self.lead_quarters + 1

    def cost_less_credit(self, age: int) -> float:
        """What it has cost less the credit received by an age, as a share of capex; before it stands all of it."""
        return 1 - self.credit if self.quarters_stood(age) >= 1 else 1.0


def order_terms(case: Case, calendar: Calendar, sheet: str, row: Mapping[str, Any]) -> tuple[OrderTerms, ...]:
    """The terms of an asset's row in every quarter of the horizon."""
    name = row[VINTAGES[sheet][1]]
    vintages = rows_by_date(case, *VINTAGES[sheet], name, "ordered_from")
    found = []
    for q in range(calendar.periods.end):
        held = dict(row)
        for begins, vintage in vintages:
            if calendar.quarter(begins) <= q:
                held |= {column: value for column, value in vintage.items() if value is not None}
        lead = math.ceil(held["lead_months"] / MONTHS_PER_QUARTER)
        column, unit = next((column, unit) for column, unit in CAPEX_UNITS.items() if column in row)
        level = calendar.price_level(calendar.period_of_quarter[q], held["dollar_year"])
        found.append(
            OrderTerms(
                capex=held[column] * unit * level,
                lead_quarters=lead,
                life_quarters=round(held["life_years"] * QUARTERS_PER_YEAR),
                milestones=_milestones(case, held["spend_profile"], lead),
                credit=_tax_credit(case, calendar, name, q, q + lead),
            )
        )
    return tuple(found)


def rows_by_date(
    case: Case, sheet: str, column: str, name: str, since: str
) -> list[tuple[Any, Mapping[str, Any]]]:
    """Rows whose column has a name, each after the quarter from which on it holds, the earliest first."""
    rows = [(row[since], row) for row in case.rows(sheet) if row[column] == name]
    return sorted(rows, key=lambda pair: pair[0])


def _tax_credit(case: Case, calendar: Calendar, name: str, ordered: int, stands: int) -> float:
    """The credit of an order as a share of its capex: of the row in force, where it stands in time."""
    share = 0.0
    for begins, row in rows_by_date(case, "tax_credits", "asset", name, "ordered_from"):
        if calendar.quarter(begins) <= ordered:
            by = row["stands_by"]
            in_time = by is None or stands <= calendar.quarter(by)
            share = row["credit_fraction"] * row["transfer_price_fraction"] if in_time else 0.0
    return share


def _milestones(case: Case, profile: str, lead: int) -> dict[int, float]:
    """Share of capex paid at each age: progress through the lead time, to the nearest quarter, halves up."""
    paid: dict[int, float] = {}
    for row in case.rows("spend_profiles"):
        if row["spend_profile"] == profile:
            due = math.floor(row["progress_fraction"] * lead + 0.5 + MILESTONE)
            paid[due] = paid.get(due, 0.0) + row["spend_fraction"]
    return paid
