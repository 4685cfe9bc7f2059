"""The rules of cash and equity, and of what lenders insist on."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from planner.audit.assets import POWER
from planner.audit.debt import uses
from planner.audit.loans import ANY

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.audit.facts import Facts
    from planner.audit.loans import Loan
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
    "collateral_adds_up": "jct",
    "balances_within_advance_ladder": "jcft",
    "staged_balance_within_its_stage": "ijct",
    "callable_beyond_its_grace_is_due": "ijct",
    "load_covers_scheduled_service": "jct",
    "power_covers_scheduled_service": "jct",
    "unsecured_debt_within_corporate_limit": "jt",
    "equity_above_floor": "jt",
}


def write(p: Program, facts: Facts) -> None:
    """Write these rules, and the columns that are decided here."""
    for rule, letters in RULES.items():
        p.rule(rule, letters)
    for name, j, t in product(("Equity_in", "Paid_out", "Cash"), facts.sponsors, facts.periods):
        p.column(name, j, t)
    for j, t in product(facts.sponsors, facts.periods):
        _equity(p, facts, j, t)
        _cash(p, facts, j, t)
        _credit(p, facts, j, t)
    _ladders(p, facts)
    _stages(p, facts)
    _coverage(p, facts)


def _equity(p: Program, facts: Facts, j: str, t: int) -> None:
    """Equity is what is owned less what is owed; capital is charged for what it asks above the benchmark."""
    most = facts.in_force("sponsor_cash", "cash_usd_billion_per_year", "sponsor")
    put_in, fee = ("Equity_in", j, t), facts.settings.money.equity_issue_fee_fraction
    p.ceiling("equity_within_sponsor_cash", (j, t), [(1.0, put_in)], most(t, j) * facts.years[t])
    p.total("raising_equity_costs_a_fee", "Equity_fee", (j, t), [(fee, put_in)], facts.discount[t])
    owned: Terms = [(1.0, ("Book", j, t)), (1.0, ("Cash", j, t)), (-1.0, ("Debt", j, t))]
    p.total("equity_is_assets_less_debt", "Equity", (j, t), owned)
    charge: Terms = [(1.0, ("Interest", j, t))]
    base, kept = facts.benchmark[t], facts.cash_yield[t]
    for back, weight in zip((1, 0), facts.spans.starts(t), strict=True):
        charge += p.maybe(-base * weight, "Debt", j, t - back)
        charge += p.maybe((facts.equity_rate(j, t) - base) * weight, "Equity", j, t - back)
        charge += p.maybe((base - kept) * weight, "Cash", j, t - back)
    rule = "capital_is_charged_above_the_benchmark"
    p.total(rule, "Carrying_cost", (j, t), charge, facts.discount[t])


def _cash(p: Program, facts: Facts, j: str, t: int) -> None:
    """Every dollar that comes in is spent, paid out or kept, and no dividend is borrowed."""
    tariff = facts.tariff[t] * facts.hours[t]
    earned: Terms = [
        (facts.revenue(j, t) - tariff, ("Own_load", j, t)),
        (tariff, ("Net_output", j, t)),
        (-1.0, ("Lost_compute", j, t)),
    ]
    p.total("receipts_add_up", "Receipts", (j, t), earned)
    raised: Terms = [(1.0, ("Issued", j, t)), (-1.0, ("Issue_cost", j, t))]
    spent: Terms = [(-1.0, (name, j, t)) for name in ("Capex", "Debt_service", "Cash")]
    p.ceiling("proceeds_are_used", (j, t), raised + spent)
    flows = [*raised, *spent, (1.0, ("Equity_in", j, t)), (1.0, ("Receipts", j, t))]
    before, own = facts.spans.starts(t)
    flows += p.maybe(1 + facts.cash_yield[t] * before, "Cash", j, t - 1)
    flows.append((facts.cash_yield[t] * own, ("Cash", j, t)))
    for name in ("Equity_fee", "Fixed_cost", "Generation_cost", "Emissions_cost", "Paid_out"):
        flows += p.maybe(-1.0, name, j, t)
    p.equation("sources_equal_uses", (j, t), flows)


def _credit(p: Program, facts: Facts, j: str, t: int) -> None:
    """Cash, debt on own credit and equity keep within a sponsor's own limits."""
    row = facts.sponsors[j]
    if row["cash_limit_usd_billion"] is not None:
        p.ceiling("cash_within_limit", (j, t), [(1.0, ("Cash", j, t))], row["cash_limit_usd_billion"])
    bare: Terms = [(1.0, ("Balance", x.name, j, c, t)) for x, i, c in uses(facts) if i == j and not x.secured]
    limit = row["corporate_debt_limit_usd_billion"]
    p.ceiling("unsecured_debt_within_corporate_limit", (j, t), bare, limit)
    floor = row["equity_floor_fraction"]
    held: Terms = [(floor, ("Book", j, t)), (floor, ("Cash", j, t)), (-1.0, ("Equity", j, t))]
    p.ceiling("equity_above_floor", (j, t), held)


def pledged(facts: Facts, j: str, c: str, t: int, counts: Callable[[int], bool]) -> Terms:
    """What lenders take a sponsor's class to be worth, of orders that have stood a number of quarters that counts."""
    worth: Terms = []
    for asset in facts.assets.values():
        for o in asset.orders if asset.kind == c and j in asset.owners else ():
            value = asset.pledged(o, t, counts) * asset.price[o] if o <= t else 0.0
            if value:
                worth.append((value, ("National_ordered", asset.name, j, o)))
    return worth


def ladders(facts: Facts) -> dict[tuple[str, str], dict[float, list[Loan]]]:
    """By sponsor and class, every advance with the secured instruments up to it."""
    secured: dict[tuple[str, str], list[Loan]] = {}
    for loan, j, c in uses(facts):
        if loan.secured:
            secured.setdefault((j, c), []).append(loan)
    return {
        who: {x.advance: [y for y in of if y.advance <= x.advance] for x in of} for who, of in secured.items()
    }


def _ladders(p: Program, facts: Facts) -> None:
    """All lenders of advance up to f together lend at most f of what the class is worth to them."""
    for ((j, c), rungs), t in product(ladders(facts).items(), facts.periods):
        worth = pledged(facts, j, c, t, lambda stood: True)
        value = p.total("collateral_adds_up", "Collateral", (j, c, t), worth)
        for f, of in rungs.items():
            lent: Terms = [(1.0, ("Balance", loan.name, j, c, t)) for loan in of]
            p.ceiling("balances_within_advance_ladder", (j, c, f, t), [*lent, (-f, value)])


def _stages(p: Program, facts: Facts) -> None:
    """A lender to one stage lends on what is at that stage alone."""
    for (loan, j, c), t in product(uses(facts), facts.periods):
        if loan.stage != ANY:
            worth = pledged(facts, j, c, t, loan.lends_to)
            room: Terms = [(-loan.advance * value, order) for value, order in worth]
            balance = ("Balance", loan.name, j, c, t)
            p.ceiling("staged_balance_within_its_stage", (loan.name, j, c, t), [(1.0, balance), *room])


def asking(facts: Facts) -> dict[tuple[str, str], list[Loan]]:
    """By sponsor and class, the instruments with a least coverage."""
    found: dict[tuple[str, str], list[Loan]] = {}
    for loan, j, c in uses(facts):
        if loan.cover:
            found.setdefault((j, c), []).append(loan)
    return found


def cash_flow(facts: Facts, c: str, t: int) -> float:
    """What a GW brings for debt service in a period, USD billion, nominal."""
    row = next(row for row in facts.case.rows("coverage") if row["asset_class"] == c)
    return float(row["cash_flow_usd_billion_per_gw_year"] * facts.years[t] * facts.levels[t])


def _coverage(p: Program, facts: Facts) -> None:
    """Scheduled service, each loan's times its least coverage, is covered by the GW served, or sold."""
    for ((j, c), of), t in product(asking(facts).items(), facts.periods):
        service: Terms = []
        for loan in of:
            index = (loan.name, j, c)
            if loan.scheduled:
                service += [(loan.cover * loan.served(o, t), ("Issue", *index, o)) for o in range(t + 1)]
                continue
            ripe = p.column("Due_balance", *index, t)
            owed: Terms = [(-loan.resting(o, t), ("Issue", *index, o)) for o in range(t + 1)]
            owed.append((-1.0, ripe))
            for back, weight in zip((1, 0), facts.spans.starts(t), strict=True):
                owed += p.maybe(weight, "Balance", *index, t - back)
            p.ceiling("callable_beyond_its_grace_is_due", (*index, t), owed)
            service.append((loan.cover * loan.coupon(t), ripe))
        gw = ("Net_output" if c == POWER else "Own_load", j, t)
        rule = "power_covers_scheduled_service" if c == POWER else "load_covers_scheduled_service"
        p.ceiling(rule, (j, c, t), [*service, (-cash_flow(facts, c, t), gw)])
