"""The rules of construction spending, of issuing and repaying, and of what a sponsor owes in all."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING

from planner.audit.arithmetic import NOWHERE

if TYPE_CHECKING:
    from planner.audit.facts import Facts
    from planner.audit.loans import Loan
    from planner.audit.program import Key, Program, Terms

SPENDING = {"capex_follows_spend_profiles": "jt", "book_value_adds_up": "jt"}
RULES = {
    "issues_are_placed_in_steps": "ijt",
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


def uses(facts: Facts) -> list[tuple[Loan, str, str]]:
    """Who may issue which instrument against which class of asset."""
    rows = facts.case.rows("instrument_use")
    return [(facts.loans[x["instrument"]], x["sponsor"], x["asset_class"] or NOWHERE) for x in rows]


def steps(facts: Facts) -> dict[str, list[int]]:
    """The steps of every market, in the order of the sheet."""
    found: dict[str, dict[int, None]] = defaultdict(dict)
    for row in facts.case.rows("market_limits"):
        found[row["market"]][row["step"]] = None
    return {market: list(known) for market, known in found.items()}


def write_spending(p: Program, facts: Facts) -> None:
    """Write what is paid for orders and what they are worth on the books."""
    for rule, letters in SPENDING.items():
        p.rule(rule, letters)
    for j, t in product(facts.sponsors, facts.periods):
        paid, worth = [], []
        for asset in facts.assets.values():
            for o in asset.orders:
                if o <= t and j in asset.owners:
                    order: Key = ("National_ordered", asset.name, j, o)
                    paid.append((asset.price[o] * asset.due(o, t), order))
                    worth.append((asset.price[o] * asset.booked(o, t), order))
        p.total("capex_follows_spend_profiles", "Capex", (j, t), paid, facts.discount[t])
        if facts.settings.funding or t == facts.last:
            at_the_end = -facts.worth_at_end if t == facts.last else 0.0
            p.total("book_value_adds_up", "Book", (j, t), worth, at_the_end)


def write(p: Program, facts: Facts) -> None:
    """Write the rules of debt, and the columns that are decided here."""
    for rule, letters in RULES.items():
        p.rule(rule, letters)
    _markets(p, facts)
    for loan, j, c in uses(facts):
        _repay(p, facts, loan, j, c)
    for j in facts.sponsors:
        _owe(p, facts, j)


def _markets(p: Program, facts: Facts) -> None:
    """What is issued is placed in the steps of its market, each of them so deep."""
    limit = facts.in_force("market_limits", "issuance_limit_usd_billion_per_year", "market", "step")
    ladder, placed = steps(facts), defaultdict[tuple[str, int, int], "Terms"](list)
    classes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for loan, j, c in uses(facts):
        classes[loan.name, j].append(c)
        for t in facts.periods:
            p.column("Issue", loan.name, j, c, t)
            p.column("Balance", loan.name, j, c, t)
    for (i, j), of in classes.items():
        market = facts.loans[i].market
        for t in facts.periods:
            sides: Terms = [(1.0, ("Issue", i, j, c, t)) for c in of]
            for k in ladder[market]:
                step = p.column("Step", i, j, k, t)
                sides.append((-1.0, step))
                placed[market, k, t].append((1.0, step))
            p.equation("issues_are_placed_in_steps", (i, j, t), sides)
    for (market, k, t), terms in placed.items():
        p.ceiling("issuance_within_market_limit", (market, k, t), terms, limit(t, market, k) * facts.years[t])


def _repay(p: Program, facts: Facts, loan: Loan, j: str, c: str) -> None:
    """What is owed follows the schedule; a callable is repaid when the plan likes, but by its tenor."""
    for t in facts.periods:
        index, issues = (loan.name, j, c, t), [("Issue", loan.name, j, c, o) for o in range(t + 1)]
        owed: Terms = [(1.0, ("Balance", *index))]
        if loan.scheduled:
            owed += [(-loan.owed(o, t), issue) for o, issue in enumerate(issues)]
            p.equation("balance_follows_schedule", index, owed)
            continue
        through: Terms = [(loan.owed(t, t), issues[t]), (-1.0, ("Balance", *index))]
        p.ceiling("callable_stands_through_its_period_of_issue", index, through)
        grown = [*owed, (-1.0, issues[t]), *p.maybe(-1.0, "Balance", loan.name, j, c, t - 1)]
        p.ceiling("callable_grows_by_issues_alone", index, grown)
        young: Terms = [(-loan.owed(o, t), issue) for o, issue in enumerate(issues)]
        p.ceiling("callable_repaid_by_its_tenor", index, owed + young)


def _owe(p: Program, facts: Facts, j: str) -> None:
    """A sponsor's totals: issued, owed, interest and service, what issuing costs and what of it is unexpired."""
    held = [(loan, c) for loan, owner, c in uses(facts) if owner == j]
    ladder, off = steps(facts), facts.in_force("market_limits", "concession_fraction", "market", "step")
    tapped = [(loan, k) for loan in dict.fromkeys(loan for loan, _ in held) for k in ladder[loan.market]]
    lasting: Terms = []
    for t in facts.periods:
        issues: Terms = [(1.0, ("Issue", x.name, j, c, t)) for x, c in held]
        p.total("issues_add_up", "Issued", (j, t), issues)
        p.total("debt_adds_up", "Debt", (j, t), [(1.0, ("Balance", x.name, j, c, t)) for x, c in held])
        interest: Terms = []
        for x, c in held:
            for back, weight in zip((1, 0), facts.spans.starts(t), strict=True):
                interest += p.maybe(x.coupon(t) * weight, "Balance", x.name, j, c, t - back)
        p.total("interest_adds_up", "Interest", (j, t), interest)
        service: Terms = [(1.0, ("Interest", j, t)), (1.0, ("Issued", j, t)), (-1.0, ("Debt", j, t))]
        service += p.maybe(1.0, "Debt", j, t - 1)
        p.total("debt_service_is_interest_and_principal", "Debt_service", (j, t), service)
        lost: list[tuple[Loan, float, Key]] = [(x, x.fee, ("Issue", x.name, j, c, t)) for x, c in held]
        lost += [(x, off(t, x.market, k), ("Step", x.name, j, k, t)) for x, k in tapped]
        cost: Terms = [(part, key) for _, part, key in lost]
        p.total("issue_cost_is_fees_and_concessions", "Issue_cost", (j, t), cost, facts.discount[t])
        lasting += [(x.beyond(t) * part, key) for x, part, key in lost]
    end = -facts.worth_at_end
    p.total("unexpired_issue_cost_has_worth", "Unexpired", (j,), lasting, end)
