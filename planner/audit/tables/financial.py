"""What the tables of money should say: issues, debt, the balance sheet, cash."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.audit.tables.costs import CASH_ITEMS, earned
from planner.audit.tables.expected import Expected
from planner.audit.tables.physical import ordered

if TYPE_CHECKING:
    from planner.audit.facts import Facts
    from planner.audit.facts.loans import Loan
    from planner.audit.run_folder import Run
    from planner.audit.tables.costs import Amounts

SOURCES = (
    "cash_brought_forward",
    "interest_on_cash",
    "equity_in",
    "debt_issued",
    "revenue",
    "tariff_received",
    "tax_credits",
    "rent_received",
)
"""Lines of cash that bring money in; all others are uses."""
DECIDED = ("equity_in", "paid_out")
"""Lines of cash that follow from nothing: rules hold them."""


def issuance(run: Run, facts: Facts) -> Expected:
    """Market and fee follow from what is issued, or from what is committed where that comes first."""
    expected = Expected()
    committed = run.numbers("commitments", "committed_usd_billion")
    known = {(loan.name, j, c) for loan, j, c in facts.uses}
    for key, issued in run.numbers("issuance", "issued_usd_billion").items():
        if key[:3] in known and key[3] in facts.calendar.number:
            loan = facts.loans[key[0]]
            signed = committed.get(key, 0.0) if loan.committed_first else issued
            expected.add(key, (loan.market,), (None, loan.fee(facts.calendar.number[key[3]]) * signed))
    return expected


def commitments(run: Run, facts: Facts) -> Expected:
    """The fee on what waited at the starts of a period's quarters; what is committed and waits are decisions."""
    waits, expected = run.numbers("commitments", "undrawn_usd_billion"), Expected()
    for loan, j, c in facts.uses:
        before = 0.0
        for t, period in enumerate(facts.calendar.names if loan.committed_first else ()):
            key = (loan.name, j, c, period)
            opening, own = facts.periods.opening_weights(t)
            after = waits.get(key, 0.0)
            fee = loan.commitment_fee(t) * (opening * before + own * after)
            if key in waits or fee:
                expected.add(key, (), (None, None, fee))
            before = after
    return expected


def placement(run: Run, facts: Facts) -> Expected:
    """Market and concession follow from what is placed in which step."""
    concession = facts.in_force("market_limits", "concession_fraction", "market", "step")
    steps = {(market, str(k)): k for market, of in facts.market_steps.items() for k in of}
    # Notes have neither instrument nor sponsor, and loans neither vehicle nor tranche.
    blank = ("", "") if facts.vehicles else ()
    expected, markets = Expected(), dict[tuple[str, ...], str]()
    for loan, j, _ in facts.uses:
        markets[loan.name, j, *blank] = loan.market
    markets |= {("", "", x.vehicle, x.name): x.market for v in facts.vehicles for x in v.tranches}
    for key, placed in run.numbers("placement", "placed_usd_billion").items():
        market, t = markets.get((*key[:2], *key[4:])), facts.calendar.number.get(key[3])
        if market is not None and t is not None and (market, key[2]) in steps:
            expected.add(key, (market,), (None, concession(t, market, steps[market, key[2]]) * placed))
    return expected


def debt(run: Run, facts: Facts) -> Expected:
    """Interest accrues on what was owed, and is added to it in some graces; principal is what is no longer owed."""
    issued = run.numbers("issuance", "issued_usd_billion")
    owed = run.numbers("debt", "balance_usd_billion")
    expected, capitalised = Expected(), "capitalised_usd_billion" in run.tables["debt"].form.numbers
    for loan, j, c in facts.uses:
        before, made = 0.0, [issued.get((loan.name, j, c, name), 0.0) for name in facts.calendar.names]
        for t, period in enumerate(facts.calendar.names):
            key = (loan.name, j, c, period)
            new, after = made[t], owed.get(key, 0.0)
            if max(before, new, after) > 0:
                interest = _interest(facts, loan, t, before, after, made)
                added = sum(
                    loan.capitalised(o, t) * amount for o, amount in enumerate(made[: t + 1]) if amount
                )
                figures = (
                    new,
                    interest,
                    before + new + added - after,
                    None,
                    *((added,) if capitalised else ()),
                )
                expected.add(key, (), figures, max(before, new, after))
            before = after
    return expected


def _interest(facts: Facts, loan: Loan, t: int, before: float, after: float, issued: list[float]) -> float:
    """Interest of a period on what was owed before and after it, or on what was issued at different rates."""
    if loan.keeps_rates:
        return sum(loan.interest(o, t) * amount for o, amount in enumerate(issued[: t + 1]) if amount)
    weights = facts.periods.opening_weights(t)
    return loan.rate(t) * (weights[0] * before + weights[1] * after)


def balance_sheet(run: Run, facts: Facts) -> Expected:
    """Book value follows from orders, debt from balances, equity from both and cash."""
    names = facts.calendar.names
    book: dict[tuple[str, str], float] = defaultdict(float)
    owed: dict[tuple[str, str], float] = defaultdict(float)
    for asset, j, o, gw in ordered(run, facts):
        for t in range(o, len(names)):
            book[j, names[t]] += asset.book_value(o, t) * gw
    for (_, j, _, period), amount in run.numbers("debt", "balance_usd_billion").items():
        owed[j, period] += amount
    lines = run.numbers("cash", "usd_billion")
    expected = Expected(complete=True)
    for j in facts.sponsors:
        for period in names:
            key = (j, period)
            kept = lines.get((*key, "cash_carried_forward"), 0.0)
            equity = book[key] + kept - owed[key]
            expected.add(key, (), (book[key], kept, owed[key], equity))
    return expected


def cash(run: Run, facts: Facts, costs: Amounts) -> Expected:
    """Every line of sources and uses but those that are decided."""
    lines = earned(run, facts)
    for (item, j, name, period), amount in costs.total.items():
        if item in CASH_ITEMS:
            lines.add(j, period, item, amount=CASH_ITEMS[item] * amount)
            size = costs.largest[item, j, name, period]
            lines.largest[j, period, item] = max(lines.largest[j, period, item], size)
    for line, column, sign in (
        ("debt_issued", "issued", 1),
        ("interest", "interest", 1),
        ("interest", "capitalised", -1),
        ("principal", "principal", 1),
    ):
        for (_, j, _, period), amount in run.numbers("debt", f"{column}_usd_billion").items():
            lines.add(j, period, line, amount=sign * amount)
    _kept(run, facts, lines)
    expected = Expected()
    for key, amount in lines.total.items():
        expected.add(key, (_side(key[2]),), (amount,), lines.largest[key])
    for key in run.tables["cash"].rows:
        if key[2] in DECIDED and key[0] in facts.sponsors and key[1] in facts.calendar.number:
            expected.add(key, (_side(key[2]),), (None,))
    return expected


def _side(line: str) -> str:
    """Which side of the account a line stands on."""
    return "source" if line in SOURCES else "use"


def _kept(run: Run, facts: Facts, lines: Amounts) -> None:
    """Cash that is kept, brought forward in the period after, and what it yields in both."""
    calendar = facts.calendar
    for (j, period), amount in run.numbers("balance_sheet", "cash_usd_billion").items():
        lines.add(j, period, "cash_carried_forward", amount=amount)
        t = calendar.number.get(period)
        if t is None:
            continue
        own = facts.cash_yield[t] * facts.periods.opening_weights(t)[1]
        lines.add(j, period, "interest_on_cash", amount=own * amount)
        if t < facts.periods.last:
            after = calendar.names[t + 1]
            later = facts.cash_yield[t + 1] * facts.periods.opening_weights(t + 1)[0]
            lines.add(j, after, "cash_brought_forward", amount=amount)
            lines.add(j, after, "interest_on_cash", amount=later * amount)
