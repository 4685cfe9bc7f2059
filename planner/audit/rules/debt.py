"""The rules of issuing and repaying, and of what a sponsor owes in all."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING

from planner.audit.rules import drawings, rated

if TYPE_CHECKING:
    from planner.audit.facts import Facts
    from planner.audit.facts.loans import Loan
    from planner.audit.program import Key, Program, Terms

RULES = {
    "issues_are_placed_in_steps": "ijt",
    "commitments_are_placed_in_steps": "ijt",
    "issuance_within_market_limit": "ukt",
    "balance_follows_schedule": "ijct",
    "callable_stands_through_its_period_of_issue": "ijct",
    "callable_grows_by_issues_alone": "ijct",
    "callable_repaid_by_its_tenor": "ijct",
    "issues_add_up": "jt",
    "debt_adds_up": "jt",
    "interest_adds_up": "jt",
    "debt_service_is_interest_and_principal": "jt",
    "issue_cost_is_fees_and_concessions": "jt",
    "unexpired_issue_cost_has_worth": "j",
}


def write(p: Program, facts: Facts) -> None:
    """Write these rules, and the columns that are decided here."""
    p.announce(RULES)
    _markets(p, facts)
    drawings.write(p, facts)
    rated.spreads(p, facts)
    for loan, j, c in facts.uses:
        _repay(p, facts, loan, j, c)
    for j in facts.sponsors:
        _totals(p, facts, j)
        _issue_cost(p, facts, j)


def _markets(p: Program, facts: Facts) -> None:
    """What is issued is placed in the steps of its market, each of them so deep."""
    limit = facts.in_force("market_limits", "issuance_limit_usd_billion_per_year", "market", "step")
    placed = defaultdict[tuple[str, int, int], "Terms"](list)
    classes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for loan, j, c in facts.uses:
        classes[loan.name, j].append(c)
        for t in facts.periods:
            p.column("Issue", loan.name, j, c, t)
            p.column("Balance", loan.name, j, c, t)
            if loan.committed_first:
                p.column("Committed", loan.name, j, c, t)
                p.column("Undrawn", loan.name, j, c, t)
    for (i, j), of in classes.items():
        market, first = facts.loans[i].market, facts.loans[i].committed_first
        made, rule = ("Committed", "commitments") if first else ("Issue", "issues")
        for t in facts.periods:
            sides: Terms = [(1.0, (made, i, j, c, t)) for c in of]
            for k in facts.market_steps[market]:
                step = p.column("Step", i, j, k, t)
                sides.append((-1.0, step))
                placed[market, k, t].append((1.0, step))
            p.equation(f"{rule}_are_placed_in_steps", (i, j, t), sides)
    for x in [x for vehicle in facts.vehicles for x in vehicle.tranches]:
        for k, t in product(facts.market_steps[x.market], facts.periods):
            placed[x.market, k, t] += p.optional_term(1.0, "Note_step", x.vehicle, x.name, k, t)
    for (market, k, t), terms in placed.items():
        most = limit(t, market, k) * facts.calendar.years[t]
        p.ceiling("issuance_within_market_limit", (market, k, t), terms, most)


def _repay(p: Program, facts: Facts, loan: Loan, j: str, c: str) -> None:
    """What is owed follows the schedule; a callable is repaid when the plan likes, but by its tenor."""
    for t in facts.periods:
        index, issues = (loan.name, j, c, t), [("Issue", loan.name, j, c, o) for o in range(t + 1)]
        balance: Terms = [(1.0, ("Balance", *index))]
        outstanding: Terms = [(-loan.outstanding(o, t), issue) for o, issue in enumerate(issues)]
        if loan.scheduled:
            p.equation("balance_follows_schedule", index, balance + outstanding)
            continue
        through: Terms = [(loan.outstanding(t, t), issues[t]), (-1.0, ("Balance", *index))]
        p.ceiling("callable_stands_through_its_period_of_issue", index, through)
        before = p.optional_term(-1.0, "Balance", loan.name, j, c, t - 1)
        p.ceiling("callable_grows_by_issues_alone", index, [*balance, (-1.0, issues[t]), *before])
        p.ceiling("callable_repaid_by_its_tenor", index, balance + outstanding)


def _totals(p: Program, facts: Facts, j: str) -> None:
    """A sponsor's totals: issued, owed, interest and service."""
    held = [(loan, c) for loan, sponsor, c in facts.uses if sponsor == j]
    for t in facts.periods:
        p.total("issues_add_up", "Issued", (j, t), [(1.0, ("Issue", x.name, j, c, t)) for x, c in held])
        p.total("debt_adds_up", "Debt", (j, t), [(1.0, ("Balance", x.name, j, c, t)) for x, c in held])
        interest: Terms = []
        for x, c in held:
            interest += _interest(p, facts, x, j, c, t)
        p.total("interest_adds_up", "Interest", (j, t), interest)
        service: Terms = [(1.0, ("Interest", j, t)), (1.0, ("Issued", j, t)), (-1.0, ("Debt", j, t))]
        service += p.optional_term(1.0, "Debt", j, t - 1)
        service += p.optional_term(1.0, "Commitment_fee", j, t) + p.optional_term(1.0, "Rating_spread", j, t)
        p.total("debt_service_is_interest_and_principal", "Debt_service", (j, t), service)


def _interest(p: Program, facts: Facts, loan: Loan, j: str, c: str, t: int) -> Terms:
    """Interest of a period: of what was issued at different rates by issue, of other debt on all that is owed."""
    if loan.keeps_rates:
        return [(loan.interest(o, t), ("Issue", loan.name, j, c, o)) for o in range(t + 1)]
    due: Terms = []
    for back, weight in zip((1, 0), facts.periods.opening_weights(t), strict=True):
        due += p.optional_term(loan.rate(t) * weight, "Balance", loan.name, j, c, t - back)
    return due


def _issue_cost(p: Program, facts: Facts, j: str) -> None:
    """What issuing costs a sponsor, and what of it is unexpired at the end."""
    held = [(loan, c) for loan, sponsor, c in facts.uses if sponsor == j]
    concession = facts.in_force("market_limits", "concession_fraction", "market", "step")
    placed = [(x, k) for x in dict.fromkeys(x for x, _ in held) for k in facts.market_steps[x.market]]
    unexpired: Terms = []
    for t in facts.periods:
        lost: list[tuple[Loan, float, Key]] = []
        for x, c in held:
            made = "Committed" if x.committed_first else "Issue"
            lost.append((x, x.fee(t), (made, x.name, j, c, t)))
        lost += [(x, concession(t, x.market, k), ("Step", x.name, j, k, t)) for x, k in placed]
        cost: Terms = [(part, key) for _, part, key in lost]
        discount = facts.calendar.discount[t]
        p.total("issue_cost_is_fees_and_concessions", "Issue_cost", (j, t), cost, discount)
        unexpired += [(x.unexpired(t) * part, key) for x, part, key in lost]
    end_value = -facts.calendar.discount_at_end
    p.total("unexpired_issue_cost_has_worth", "Unexpired", (j,), unexpired, end_value)
