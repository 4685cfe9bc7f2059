"""The rules of cash and equity."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from planner.audit.rules.housed import pay_rent

if TYPE_CHECKING:
    from planner.audit.facts import Facts
    from planner.audit.program import Program, Terms

RULES = {
    "receipts_add_up": "jt",
    "sources_equal_uses": "jt",
    "proceeds_are_used": "jt",
    "equity_within_sponsor_cash": "jt",
    "cash_within_limit": "jt",
    "equity_is_assets_less_debt": "jt",
    "raising_equity_costs_a_fee": "jt",
    "capital_is_charged_above_the_benchmark": "jt",
}
PROCEEDS = {"Issued": 1.0, "Issue_cost": -1.0, "Capex": -1.0, "Debt_service": -1.0, "Cash": -1.0}
"""What borrowing brings, and what it may be spent on, by sponsor and period."""
OTHER_FLOWS = {
    "Equity_in": 1.0,
    "Receipts": 1.0,
    "Tax_credit": 1.0,
    "Equity_fee": -1.0,
    "Fixed_cost": -1.0,
    "Generation_cost": -1.0,
    "Contract_cost": -1.0,
    "Emissions_cost": -1.0,
    "Transmission_cost": -1.0,
    "Premium": -1.0,
    "Paid_out": -1.0,
}
"""The other flows of cash, by sponsor and period; one that a case does without has no columns."""


def write(p: Program, facts: Facts) -> None:
    """Write these rules, and the columns that are decided here."""
    p.announce(RULES)
    pay_rent(p, facts)
    for name, j, t in product(("Equity_in", "Paid_out", "Cash"), facts.sponsors, facts.periods):
        p.column(name, j, t)
    for j, t in product(facts.sponsors, facts.periods):
        _equity(p, facts, j, t)
        _cash(p, facts, j, t)


def _equity(p: Program, facts: Facts, j: str, t: int) -> None:
    """Equity is what is owned less what is owed; capital is charged for what it asks above the benchmark."""
    most = facts.in_force("sponsor_cash", "cash_usd_billion_per_year", "sponsor")
    put_in, fee = ("Equity_in", j, t), facts.settings.money.equity_issue_fee_fraction
    years, discount = facts.calendar.years[t], facts.calendar.discount[t]
    p.ceiling("equity_within_sponsor_cash", (j, t), [(1.0, put_in)], most(t, j) * years)
    p.total("raising_equity_costs_a_fee", "Equity_fee", (j, t), [(fee, put_in)], discount)
    owned: Terms = [(1.0, ("Book", j, t)), (1.0, ("Cash", j, t)), (-1.0, ("Debt", j, t))]
    p.total("equity_is_assets_less_debt", "Equity", (j, t), owned)
    charge: Terms = [(1.0, ("Interest", j, t))]
    benchmark, cash_yield = facts.benchmark[t], facts.cash_yield[t]
    for back, weight in zip((1, 0), facts.periods.opening_weights(t), strict=True):
        charge += p.optional_term(-benchmark * weight, "Debt", j, t - back)
        charge += p.optional_term((facts.equity_rate(j, t) - benchmark) * weight, "Equity", j, t - back)
        charge += p.optional_term((benchmark - cash_yield) * weight, "Cash", j, t - back)
    p.total("capital_is_charged_above_the_benchmark", "Carrying_cost", (j, t), charge, discount)


def _cash(p: Program, facts: Facts, j: str, t: int) -> None:
    """Every dollar that comes in is spent, paid out or kept, and no dividend is borrowed."""
    tariff = facts.tariff[t] * facts.calendar.hours[t]
    earned: Terms = [
        (facts.revenue(j, t) * facts.earned(j, t) - tariff, ("Own_load", j, t)),
        (tariff, ("Net_output", j, t)),
        (-1.0, ("Lost_compute", j, t)),
    ]
    p.total("receipts_add_up", "Receipts", (j, t), earned)
    proceeds: Terms = [(sign, (name, j, t)) for name, sign in PROCEEDS.items()]
    p.ceiling("proceeds_are_used", (j, t), proceeds)
    flows = list(proceeds)
    for name, sign in OTHER_FLOWS.items():
        flows += p.optional_term(sign, name, j, t)
    for pair in facts.hosting.pairs:
        if j in pair[:2]:
            flows += p.optional_term(1.0 if j == pair[1] else -1.0, "Rent", *pair, t)
    before, own = facts.periods.opening_weights(t)
    flows += p.optional_term(1 + facts.cash_yield[t] * before, "Cash", j, t - 1)
    flows.append((facts.cash_yield[t] * own, ("Cash", j, t)))
    p.equation("sources_equal_uses", (j, t), flows)
    limit = facts.sponsors[j]["cash_limit_usd_billion"]
    if limit is not None:
        p.ceiling("cash_within_limit", (j, t), [(1.0, ("Cash", j, t))], limit)
