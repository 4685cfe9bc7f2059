"""The rules that lenders insist on: collateral, coverage, own credit and equity."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from planner.audit.facts.assets import POWER
from planner.audit.facts.loans import ANY_STAGE
from planner.audit.rules.housed import covering, lend_on_offtake

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.audit.facts import Facts
    from planner.audit.facts.loans import Loan
    from planner.audit.program import Program, Terms

RULES = {
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
    p.announce(RULES)
    _advance_ladders(p, facts)
    _stages(p, facts)
    _coverage(p, facts)
    lend_on_offtake(p, facts)
    for j, t in product(facts.sponsors, facts.periods):
        _own_credit(p, facts, j, t)


def collateral(facts: Facts, j: str, c: str, t: int, counts: Callable[[int], bool]) -> Terms:
    """What lenders take a sponsor's class to be worth, of orders that have stood a number of quarters that counts."""
    worth: Terms = []
    for asset in facts.assets.values():
        for o in asset.orders if asset.kind == c and j in asset.owners else ():
            value = asset.collateral(o, t, counts) if o <= t else 0.0
            if value:
                worth.append((value, ("National_ordered", asset.name, j, o)))
    return worth


def _advance_ladders(p: Program, facts: Facts) -> None:
    """All lenders of advance up to f together lend at most f of what the class is worth to them."""
    for ((j, c), ladder), t in product(facts.advance_ladders.items(), facts.periods):
        worth = collateral(facts, j, c, t, lambda stood: True)
        value = p.total("collateral_adds_up", "Collateral", (j, c, t), worth)
        for f, of in ladder.items():
            lent: Terms = [(1.0, ("Balance", loan.name, j, c, t)) for loan in of]
            p.ceiling("balances_within_advance_ladder", (j, c, f, t), [*lent, (-f, value)])


def _stages(p: Program, facts: Facts) -> None:
    """A lender to one stage lends on what is at that stage alone."""
    for (loan, j, c), t in product(facts.uses, facts.periods):
        if loan.stage != ANY_STAGE:
            worth = collateral(facts, j, c, t, loan.lends_to)
            room: Terms = [(-loan.advance * value, order) for value, order in worth]
            balance = ("Balance", loan.name, j, c, t)
            p.ceiling("staged_balance_within_its_stage", (loan.name, j, c, t), [(1.0, balance), *room])


def _coverage(p: Program, facts: Facts) -> None:
    """Scheduled service, each loan's times its least coverage, is covered by the GW served, or sold."""
    for ((j, c), of), t in product(facts.covered.items(), facts.periods):
        service: Terms = []
        for loan in of:
            index = (loan.name, j, c)
            if loan.scheduled:
                for o in range(t + 1):
                    service.append((loan.min_dscr * loan.scheduled_service(o, t), ("Issue", *index, o)))
                continue
            if loan.sculpted:
                service += _paid(p, facts, loan, index, t)
                continue
            due = p.column("Due_balance", *index, t)
            owed: Terms = [(-loan.in_grace(o, t), ("Issue", *index, o)) for o in range(t + 1)]
            owed.append((-1.0, due))
            for back, weight in zip((1, 0), facts.periods.opening_weights(t), strict=True):
                owed += p.optional_term(weight, "Balance", *index, t - back)
            p.ceiling("callable_beyond_its_grace_is_due", (*index, t), owed)
            service.append((loan.min_dscr * loan.rate(t), due))
        earned = 1.0 if c == POWER else facts.earned(j, t)
        flow = facts.coverage_cash_flow(c, t) * earned
        gw: Terms = [(-flow * sign, key) for sign, key in covering(p, facts, j, c, t)]
        rule = "power_covers_scheduled_service" if c == POWER else "load_covers_scheduled_service"
        p.ceiling(rule, (j, c, t), [*service, *gw])


def _paid(p: Program, facts: Facts, loan: Loan, index: tuple[str, str, str], t: int) -> Terms:
    """All that is paid on a sculpted loan in a period, times its least coverage."""
    paid: Terms = [(1.0, ("Issue", *index, t)), (-1.0, ("Balance", *index, t))]
    paid += p.optional_term(1.0, "Balance", *index, t - 1)
    for back, weight in zip((1, 0), facts.periods.opening_weights(t), strict=True):
        paid += p.optional_term(loan.rate(t) * weight, "Balance", *index, t - back)
    return [(loan.min_dscr * part, key) for part, key in paid]


def _own_credit(p: Program, facts: Facts, j: str, t: int) -> None:
    """Debt on own credit keeps within a sponsor's limit, and its equity above a floor."""
    row = facts.sponsors[j]
    unsecured: Terms = [
        (1.0, ("Balance", loan.name, j, c, t)) for loan, i, c in facts.uses if i == j and not loan.secured
    ]
    limit = row["corporate_debt_limit_usd_billion"]
    p.ceiling("unsecured_debt_within_corporate_limit", (j, t), unsecured, limit)
    floor = row["equity_floor_fraction"]
    held: Terms = [(floor, ("Book", j, t)), (floor, ("Cash", j, t)), (-1.0, ("Equity", j, t))]
    p.ceiling("equity_above_floor", (j, t), held)
