"""Periods, days and blocks, discounting and prices; where things stand and who pays.

PERIODS                 t, o: quarters of the horizon, counted from 0
PREVIOUS[t]             the period before t; none before the first
DAYS, BLOCKS            d, b: representative days and the equal blocks of each
PREVIOUS_BLOCK[b]       the block before b, the last one for the first
REGIONS, SPONSORS       r, j
discount[t]             worth at the start of the horizon of a dollar paid at the end of t
price_level[t]          nominal dollars at the start of t for a dollar of the case's dollar year
block_share[d]          share of a period's hours in one block of day d
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.model.ledger import families, named_set, parameter
from planner.terms.time import HOURS_PER_DAY, discount_factors, price_level

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case

READS = (
    "regions.region",
    "sponsors.sponsor",
    "days.day",
    "days.share_of_days_fraction",
    "case.calendar.start",
    "case.calendar.end",
    "case.money.dollar_year",
    "case.money.inflation_per_year",
    "case.money.benchmark_rate_per_year",
    "case.operations.hours_per_block",
)


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare the indices that every concern shares."""
    money, periods = case.settings.money, range(len(case.periods))
    hours_per_block = case.settings.operations.hours_per_block
    blocks = range(HOURS_PER_DAY // hours_per_block)
    named_set(m, "PERIODS", periods)
    families(m, "PREVIOUS", m.PERIODS, members={t: [t - 1] for t in periods if t > 0})
    named_set(m, "DAYS", [row["day"] for row in case.rows("days")])
    named_set(m, "BLOCKS", blocks)
    families(m, "PREVIOUS_BLOCK", m.BLOCKS, members={b: [b - 1 if b else blocks[-1]] for b in blocks})
    named_set(m, "REGIONS", [row["region"] for row in case.rows("regions")])
    named_set(m, "SPONSORS", [row["sponsor"] for row in case.rows("sponsors")])

    discount = discount_factors(money.benchmark_rate_per_year, len(periods))
    parameter(m, "discount", m.PERIODS, values=dict(enumerate(discount)))
    levels = [price_level(money.inflation_per_year, money.dollar_year, q.start) for q in case.periods]
    parameter(m, "price_level", m.PERIODS, values=dict(enumerate(levels)))
    shares = {
        row["day"]: row["share_of_days_fraction"] * hours_per_block / HOURS_PER_DAY
        for row in case.rows("days")
    }
    parameter(m, "block_share", m.DAYS, values=shares)


def constrain(m: ConcreteModel) -> None:
    """Time obeys no rules of ours."""
