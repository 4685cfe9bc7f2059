"""Sources and uses of money, sponsor by sponsor and period by period.

CASH_LIMITED                          j: sponsors with a limit on cash
equity_rate[j, t], benchmark_rate[t], cash_yield[t]   rates of a period
equity_issue_fee_fraction, power_tariff_usd_per_mwh, cash_limit_usd_billion[j]
earned_fraction[j, t]                 share of revenue, and of cash flow on shells and chips, that is earned
cash_usd_billion_per_year[j, t]       most equity a sponsor can put in within a year
Equity_in[j, t]                       equity put in at the end of t, USD billion
Paid_out[j, t]                        paid to owners at the end of t, USD billion
Cash[j, t]                            cash kept at the end of t, USD billion
Receipts[j, t]                        revenue earned less lost compute, tariff received less paid, USD billion
Equity[j, t]                          book value and cash less debt, USD billion
Equity_fee[j, t]                      what raising equity costs, USD billion
Carrying_cost[j, t]                   what capital costs above the benchmark in t, USD billion
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.model.ledger import named_set, parameter, post, posted, require, variable
from planner.parameters.hosting import earned_fractions
from planner.parameters.limits import yearly_limits
from planner.parameters.timeline import timeline_of

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import Period, Sponsor
    from planner.model.ledger import Relation

READS = (
    "sponsors.equity_rate_per_year",
    "sponsors.cash_limit_usd_billion",
    "sponsor_cash.sponsor",
    "sponsor_cash.year",
    "sponsor_cash.cash_usd_billion_per_year",
    "earnings.sponsor",
    "earnings.year",
    "earnings.earned_fraction",
    "case.money.benchmark_rate_per_year",
    "case.money.cash_yield_per_year",
    "case.money.equity_issue_fee_fraction",
    "case.money.power_tariff_usd_per_mwh",
)


def applies(case: Case) -> bool:
    """Whether a case plans with funding."""
    return case.settings.funding


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare the rates at which money is kept and charged, and the flows of every sponsor."""
    money, timeline = case.settings.money, timeline_of(case)
    for name in ("equity_issue_fee_fraction", "power_tariff_usd_per_mwh"):
        parameter(m, name, values={None: getattr(money, name)})
    for name in ("benchmark_rate", "cash_yield"):
        rates = timeline.rates(getattr(money, f"{name}_per_year"))
        parameter(m, name, m.PERIODS, values=dict(enumerate(rates)))
    equity = {
        (row["sponsor"], t): rate
        for row in case.rows("sponsors")
        for t, rate in enumerate(timeline.rates(row["equity_rate_per_year"]))
    }
    parameter(m, "equity_rate", m.SPONSORS, m.PERIODS, values=equity)

    parameter(m, "earned_fraction", m.SPONSORS, m.PERIODS, values=earned_fractions(case))
    given = yearly_limits(case, "sponsor_cash", ("sponsor",), "cash_usd_billion_per_year")
    depth = {(j, t): given.get((j, t), 0.0) for j in m.SPONSORS for t in m.PERIODS}
    parameter(m, "cash_usd_billion_per_year", m.SPONSORS, m.PERIODS, values=depth)
    column = "cash_limit_usd_billion"
    limits = {row["sponsor"]: row[column] for row in case.rows("sponsors") if row[column] is not None}
    named_set(m, "CASH_LIMITED", limits)
    parameter(m, column, m.CASH_LIMITED, values=limits)

    for name in ("Equity_in", "Paid_out", "Cash"):
        variable(m, name, "jt", m.SPONSORS, m.PERIODS, unit="USD billion")
    for name in ("Equity_fee", "Receipts", "Equity", "Carrying_cost"):
        variable(m, name, "jt", m.SPONSORS, m.PERIODS, unit="USD billion", free=True)
    post(m, "cost", "Equity_fee")
    post(m, "cost", "Carrying_cost")


def constrain(m: ConcreteModel) -> None:
    """Contents: the rules of cash and equity."""
    require(m, m.SPONSORS, m.PERIODS, rule=receipts_add_up)
    require(m, m.SPONSORS, m.PERIODS, rule=sources_equal_uses)
    require(m, m.SPONSORS, m.PERIODS, rule=proceeds_are_used)
    require(m, m.SPONSORS, m.PERIODS, rule=equity_within_sponsor_cash)
    require(m, m.CASH_LIMITED, m.PERIODS, rule=cash_within_limit)
    require(m, m.SPONSORS, m.PERIODS, rule=equity_is_assets_less_debt)
    require(m, m.SPONSORS, m.PERIODS, rule=raising_equity_costs_a_fee)
    require(m, m.SPONSORS, m.PERIODS, rule=capital_is_charged_above_the_benchmark)


def receipts_add_up(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """A sponsor earns its share of revenue on its load, pays the tariff for it, and is paid it for what it delivers.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Receipts[j, t] == revenue_usd_billion_per_gw_year[j] * earned_fraction[j, t] * years[t]
                   * price_level[t] * Own_load[j, t] - Lost_compute[j, t] + usd_billion_per_gw[t]
                   * power_tariff_usd_per_mwh * price_level[t] * (Net_output[j, t] - Own_load[j, t])
    Units:     USD billion
    Dual:      minus what one more dollar earned is worth
    """
    per_gw = m.revenue_usd_billion_per_gw_year[j] * m.earned_fraction[j, t] * m.years[t] * m.price_level[t]
    revenue = per_gw * m.Own_load[j, t]
    tariff = m.usd_billion_per_gw[t] * m.power_tariff_usd_per_mwh * m.price_level[t]
    sold = tariff * m.Net_output[j, t] - tariff * m.Own_load[j, t]
    return m.Receipts[j, t] == revenue - m.Lost_compute[j, t] + sold


def sources_equal_uses(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """Every dollar that comes in is spent, paid out or kept.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Cash[j, t - 1] + cash_yield[t] * sum(accrual_share[t, p] * Cash[j, p] for p in ACCRUAL_PERIODS[t])
                   + Equity_in[j, t] - Equity_fee[j, t] + Issued[j, t] - Issue_cost[j, t] + Receipts[j, t]
                   + received[j, t] + rent_received[j, t] == operating_cost[j, t] + rent_paid[j, t] + Capex[j, t]
                   + Debt_service[j, t] + Paid_out[j, t] + Cash[j, t]
    Units:     USD billion
    Dual:      what one more dollar to be found costs, which is what a dollar in hand is worth
    """
    kept = sum(m.Cash[j, p] for p in m.PREVIOUS[t])
    earned = sum(m.cash_yield[t] * m.accrual_share[t, p] * m.Cash[j, p] for p in m.ACCRUAL_PERIODS[t])
    raised = m.Equity_in[j, t] - m.Equity_fee[j, t] + m.Issued[j, t] - m.Issue_cost[j, t]
    running = posted(m, "operating_cost", j, t) + posted(m, "rent_paid", j, t)
    spent = running + m.Capex[j, t] + m.Debt_service[j, t]
    received = m.Receipts[j, t] + posted(m, "received", j, t) + posted(m, "rent_received", j, t)
    return kept + earned + raised + received == spent + m.Paid_out[j, t] + m.Cash[j, t]


def proceeds_are_used(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """Nobody borrows to pay a dividend: proceeds go into construction, debt service or cash.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Issued[j, t] - Issue_cost[j, t] <= Capex[j, t] + Debt_service[j, t] + Cash[j, t]
    Units:     USD billion
    Dual:      minus what borrowing one more dollar to pay out would save
    """
    uses = m.Capex[j, t] + m.Debt_service[j, t] + m.Cash[j, t]
    return m.Issued[j, t] - m.Issue_cost[j, t] <= uses


def equity_within_sponsor_cash(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """Equity put in within a period is at most what the sponsor can spare in a year, for so long.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Equity_in[j, t] <= cash_usd_billion_per_year[j, t] * years[t]
    Units:     USD billion
    Dual:      minus what one more dollar of equity in this period would save
    """
    return m.Equity_in[j, t] <= m.cash_usd_billion_per_year[j, t] * m.years[t]


def cash_within_limit(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """Cash kept is at most the sponsor's limit, where there is one.

    Domain:    for j in CASH_LIMITED for t in PERIODS
    Equation:  Cash[j, t] <= cash_limit_usd_billion[j]
    Units:     USD billion
    Dual:      minus what keeping one more dollar would save
    """
    return m.Cash[j, t] <= m.cash_limit_usd_billion[j]


def equity_is_assets_less_debt(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """Equity is what the sponsor owns less what it owes.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Equity[j, t] == Book[j, t] + Cash[j, t] - Debt[j, t]
    Units:     USD billion
    Dual:      either sign: what one more dollar of equity is charged, less the room it gives above the floor
    """
    return m.Equity[j, t] == m.Book[j, t] + m.Cash[j, t] - m.Debt[j, t]


def raising_equity_costs_a_fee(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """Raising equity costs a fee on what is put in.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Equity_fee[j, t] == equity_issue_fee_fraction * Equity_in[j, t]
    Units:     USD billion
    Dual:      what one more dollar of fees costs the plan
    """
    return m.Equity_fee[j, t] == m.equity_issue_fee_fraction * m.Equity_in[j, t]


def capital_is_charged_above_the_benchmark(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """Debt and equity cost what they ask above the benchmark, idle cash what it yields below it.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Carrying_cost[j, t] == Interest[j, t] + sum(accrual_share[t, p] * (
                   (equity_rate[j, t] - benchmark_rate[t]) * Equity[j, p] - benchmark_rate[t] * Debt[j, p]
                   + (benchmark_rate[t] - cash_yield[t]) * Cash[j, p]) for p in ACCRUAL_PERIODS[t])
    Units:     USD billion
    Dual:      the discount factor of the period
    """
    return m.Carrying_cost[j, t] == m.Interest[j, t] + sum(
        m.accrual_share[t, p] * (m.equity_rate[j, t] - m.benchmark_rate[t]) * m.Equity[j, p]
        - m.accrual_share[t, p] * m.benchmark_rate[t] * m.Debt[j, p]
        + m.accrual_share[t, p] * (m.benchmark_rate[t] - m.cash_yield[t]) * m.Cash[j, p]
        for p in m.ACCRUAL_PERIODS[t]
    )
