"""Periods, days and blocks, discounting and price levels; regions and sponsors.

PERIODS                 t, o: quarters of the horizon, or quarters and then years, counted from 0
QUARTERS                q: quarters of the horizon, counted from 0; the periods, where all of those are quarters
PREVIOUS[t]             the period before t; none before the first
years[t], hours[t]      length of a period: a quarter is 0.25 years
ACCRUAL_PERIODS[t]      p: periods on whose closing balances interest of t accrues; for a quarter the one before
accrual_share[t, p]     share of each of those balances on which it does; for a quarter 1
DAYS, BLOCKS            d, b: representative days and the equal blocks of each
PREVIOUS_BLOCK[b]       the block before b, the last one for the first
REGIONS, SPONSORS       r, j
discount[t]             present value, at the start of the horizon, of a dollar paid at the end of t
discount_at_end         the same of a dollar at the end of the horizon
price_level[t]          nominal dollars at the start of t for a dollar of the case's dollar year
block_share[d]          share of a period's hours in one block of day d

YEARS (an approximation)
    All that is decided for a year happens in equal parts in its
    quarters, and its rows are those of the quarters on the mean
    (levels: need, load, what stands) or in sum (flows: money); balances
    are closing balances, and pools deliver by the quarter. So what
    arrives in quarter j of a year (j from 0) stands for (4 - j) / 4 of
    it, a milestone, a repayment or a retirement falls into the period
    that its own quarter lies in, and what holds at the start or the
    end of a quarter is, of a year, the mean over its quarters. A balance
    moves to a year's end in equal steps, and interest accrues by the
    quarter on the balance at the quarter's start: accrual_share is 5/8
    for the closing balance of the period before and 3/8 for its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.model.ledger import families, named_set, parameter
from planner.parameters.time import HOURS_PER_DAY
from planner.parameters.timeline import timeline_of

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.parameters.timeline import Timeline

READS = (
    "regions.region",
    "sponsors.sponsor",
    "days.day",
    "days.share_of_days_fraction",
    "case.calendar.start",
    "case.calendar.end",
    "case.calendar.years_from",
    "case.money.dollar_year",
    "case.money.inflation_per_year",
    "case.money.benchmark_rate_per_year",
    "case.operations.hours_per_block",
)


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare the indices that every concern shares."""
    timeline, periods = timeline_of(case), range(len(case.periods))
    hours_per_block = case.settings.operations.hours_per_block
    blocks = range(HOURS_PER_DAY // hours_per_block)
    named_set(m, "PERIODS", periods)
    named_set(m, "QUARTERS", range(timeline.quarters))
    families(m, "PREVIOUS", m.PERIODS, members={t: [t - 1] for t in periods if t > 0})
    named_set(m, "DAYS", [row["day"] for row in case.rows("days")])
    named_set(m, "BLOCKS", blocks)
    families(m, "PREVIOUS_BLOCK", m.BLOCKS, members={b: [b - 1 if b else blocks[-1]] for b in blocks})
    named_set(m, "REGIONS", [row["region"] for row in case.rows("regions")])
    named_set(m, "SPONSORS", [row["sponsor"] for row in case.rows("sponsors")])

    declare_lengths(m, case, timeline)
    shares = {
        row["day"]: row["share_of_days_fraction"] * hours_per_block / HOURS_PER_DAY
        for row in case.rows("days")
    }
    parameter(m, "block_share", m.DAYS, values=shares)


def declare_lengths(m: ConcreteModel, case: Case, timeline: Timeline) -> None:
    """Declare the length of each period, discounting and prices, and on which balances interest accrues."""
    money = case.settings.money
    columns = {
        "years": timeline.years,
        "hours": timeline.hours,
        "discount": timeline.discounts(money.benchmark_rate_per_year),
        "price_level": timeline.price_levels(money.inflation_per_year, money.dollar_year),
    }
    for name, values in columns.items():
        parameter(m, name, m.PERIODS, values=dict(enumerate(values)))
    at_end = timeline.discount_at_end(money.benchmark_rate_per_year)
    parameter(m, "discount_at_end", values={None: at_end})
    accruals = {(t, p): share for t in m.PERIODS for p, share in timeline.accrual_shares(t).items()}
    families(
        m, "ACCRUAL_PERIODS", m.PERIODS, members={t: list(timeline.accrual_shares(t)) for t in m.PERIODS}
    )
    named_set(m, "ACCRUALS", accruals, dimen=2)
    parameter(m, "accrual_share", m.ACCRUALS, values=accruals)


def constrain(m: ConcreteModel) -> None:
    """Contents: no rules."""
