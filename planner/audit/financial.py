"""What the tables of money should say: issues, debt, the balance sheet, cash, covenants."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.audit.assets import POWER
from planner.audit.debt import uses
from planner.audit.expected import Expected
from planner.audit.loans import ANY
from planner.audit.money import asking, cash_flow, ladders
from planner.audit.spending import ITEMS_PAID, Sums, earned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.audit.facts import Facts
    from planner.audit.loans import Loan
    from planner.audit.run_folder import Run

    Covenant = tuple[tuple[str, str, str, str, str], float, float, tuple[str, ...], float]
    """A covenant by key, with its limit, what is used of it, the name of its price, and the largest figure."""

SOURCES = (
    "cash_brought_forward",
    "interest_on_cash",
    "equity_in",
    "debt_issued",
    "revenue",
    "tariff_received",
)


def issuance(run: Run, facts: Facts) -> Expected:
    """Market and fee follow from what is issued."""
    expected = Expected()
    known = {(loan.name, j, c) for loan, j, c in uses(facts)}
    for key, issued in run.numbers("issuance", "issued_usd_billion").items():
        if key[:3] in known and key[3] in facts.number:
            loan = facts.loans[key[0]]
            expected.add(key, (loan.market,), (None, loan.fee * issued))
    return expected


def placement(run: Run, facts: Facts) -> Expected:
    """Market and concession follow from what is placed in which step."""
    off = facts.in_force("market_limits", "concession_fraction", "market", "step")
    steps = {(row["market"], str(row["step"])): row["step"] for row in facts.case.rows("market_limits")}
    expected, issuers = Expected(), {(loan.name, j) for loan, j, _ in uses(facts)}
    for key, placed in run.numbers("placement", "placed_usd_billion").items():
        loan, t = facts.loans.get(key[0]), facts.number.get(key[3])
        if loan is not None and key[:2] in issuers and t is not None and (loan.market, key[2]) in steps:
            share = off(t, loan.market, steps[loan.market, key[2]])
            expected.add(key, (loan.market,), (None, share * placed))
    return expected


def debt(run: Run, facts: Facts) -> Expected:
    """Interest is due on what was owed, principal is what is no longer owed."""
    issued = run.numbers("issuance", "issued_usd_billion")
    owed = run.numbers("debt", "balance_usd_billion")
    expected = Expected()
    for loan, j, c in uses(facts):
        before = 0.0
        for period in facts.names:
            key = (loan.name, j, c, period)
            new, after = issued.get(key, 0.0), owed.get(key, 0.0)
            if max(before, new, after) > 0:
                weights = facts.spans.starts(facts.number[period])
                interest = loan.coupon(facts.number[period]) * (weights[0] * before + weights[1] * after)
                figures = (new, interest, before + new - after, None)
                expected.add(key, (), figures, max(before, new, after))
            before = after
    return expected


def balance_sheet(run: Run, facts: Facts) -> Expected:
    """Book value follows from orders, debt from balances, equity from both and cash."""
    book: dict[tuple[str, str], float] = defaultdict(float)
    owed: dict[tuple[str, str], float] = defaultdict(float)
    for (a, j, _, ordered, _), cost in run.numbers("orders", "overnight_cost_usd_billion").items():
        asset, o = facts.assets.get(a), facts.number.get(ordered)
        if asset is not None and o is not None:
            for t in range(o, facts.last + 1):
                book[j, facts.names[t]] += asset.booked(o, t) * cost
    for (_, j, _, period), amount in run.numbers("debt", "balance_usd_billion").items():
        owed[j, period] += amount
    cash = run.numbers("cash", "usd_billion")
    expected = Expected(complete=True)
    for j in facts.sponsors:
        for period in facts.names:
            who = (j, period)
            kept = cash.get((*who, "cash_carried_forward"), 0.0)
            equity = book[who] + kept - owed[who]
            expected.add(who, (), (book[who], kept, owed[who], equity))
    return expected


def cash(run: Run, facts: Facts, sums: Sums) -> Expected:
    """Every line of sources and uses but equity put in and money paid out, which rules hold."""
    lines, kept = earned(run, facts), run.numbers("balance_sheet", "cash_usd_billion")
    for (item, j, name, period), amount in sums.amount.items():
        if item in ITEMS_PAID:
            lines.add(j, period, item, amount=amount)
            size = sums.size[item, j, name, period]
            lines.size[j, period, item] = max(lines.size[j, period, item], size)
    for line, column in (("debt_issued", "issued"), ("interest", "interest"), ("principal", "principal")):
        for (_, j, _, period), amount in run.numbers("debt", f"{column}_usd_billion").items():
            lines.add(j, period, line, amount=amount)
    for (j, period), amount in kept.items():
        lines.add(j, period, "cash_carried_forward", amount=amount)
        t = facts.number.get(period)
        if t is None:
            continue
        own = facts.cash_yield[t] * facts.spans.starts(t)[1]
        lines.add(j, period, "interest_on_cash", amount=own * amount)
        if t < facts.last:
            after, later = facts.names[t + 1], facts.cash_yield[t + 1] * facts.spans.starts(t + 1)[0]
            lines.add(j, after, "cash_brought_forward", amount=amount)
            lines.add(j, after, "interest_on_cash", amount=later * amount)
    expected = Expected()
    for key, amount in lines.amount.items():
        side = "source" if key[2] in SOURCES else "use"
        expected.add(key, (side,), (amount,), lines.size[key])
    for key in run.tables["cash"].rows:
        if key[2] in ("equity_in", "paid_out") and key[0] in facts.sponsors and key[1] in facts.number:
            expected.add(key, ("source" if key[2] in SOURCES else "use",), (None,))
    return expected


def covenants(run: Run, facts: Facts) -> Iterator[Covenant]:
    """Every covenant in every period: its limit and what is used of it, from orders, debt, load and energy."""
    books = _Books(run, facts)
    for t, period in enumerate(facts.names):
        for (j, c), rungs in ladders(facts).items():
            worth = books.pledged(j, c, t)
            for f, of in rungs.items():
                used = [books.owed(loan, j, c, t) for loan in of]
                names = ", ".join(loan.name for loan in of)
                price = ("balances_within_advance_ladder", j, c, repr(f), period)
                yield (f"advance of {f:g}", j, c, names, period), f * worth, sum(used), price, 0.0
        for loan, j, c in uses(facts):
            if loan.stage != ANY:
                limit, used_here = loan.advance * books.pledged(j, c, t, loan), books.owed(loan, j, c, t)
                price = ("staged_balance_within_its_stage", loan.name, j, c, period)
                yield (f"{loan.stage} stage", j, c, loan.name, period), limit, used_here, price, 0.0
        for (j, c), of in asking(facts).items():
            service = [loan.cover * books.service(loan, j, c, t) for loan in of]
            names = ", ".join(loan.name for loan in of)
            rule = "power_covers_scheduled_service" if c == POWER else "load_covers_scheduled_service"
            limit = cash_flow(facts, c, t) * books.gw(j, c, t)
            size = max((loan.coupon(t) * books.bearing(loan, j, c, t) for loan in of), default=0.0)
            yield ("coverage", j, c, names, period), limit, sum(service), (rule, j, c, period), size
        yield from books.own_credit(t)


class _Books:
    """What covenants are measured against, by sponsor, class and period."""

    def __init__(self, run: Run, facts: Facts) -> None:
        self.facts = facts
        self.balance = run.numbers("debt", "balance_usd_billion")
        self.issued = run.numbers("debt", "issued_usd_billion")
        self.sheet = {
            column: run.numbers("balance_sheet", f"{column}_usd_billion")
            for column in ("book_value", "cash", "debt")
        }
        self.cost: dict[tuple[str, str], list[tuple[str, int, float]]] = defaultdict(list)
        for (a, j, _, ordered, _), cost in run.numbers("orders", "overnight_cost_usd_billion").items():
            asset, o = facts.assets.get(a), facts.number.get(ordered)
            if asset is not None and o is not None:
                self.cost[j, asset.kind].append((a, o, cost))
        self.served = run.numbers("shortfall", "served_gw")
        self.sold: dict[tuple[str, str], float] = defaultdict(float)
        for column, sign in (("output_gwh", 1), ("charge_gwh", -1)):
            for (s, _, period), gwh in run.numbers("energy", column).items():
                if s in facts.sources and period in facts.number:
                    self.sold[facts.assets[s].owners[0], period] += (
                        sign * gwh / facts.hours[facts.number[period]]
                    )

    def owed(self, loan: Loan, j: str, c: str, t: int) -> float:
        """What is owed of one use of an instrument at the end of a period."""
        return self.balance.get((loan.name, j, c, self.facts.names[t]), 0.0) if t >= 0 else 0.0

    def pledged(self, j: str, c: str, t: int, loan: Loan | None = None) -> float:
        """What lenders count of a sponsor's class, or one lender to a stage of it."""
        total = 0.0
        for a, o, cost in self.cost[j, c]:
            asset = self.facts.assets[a]
            if o <= t:
                total += asset.pledged(o, t, loan.lends_to if loan else lambda _: True) * cost
        return total

    def service(self, loan: Loan, j: str, c: str, t: int) -> float:
        """Scheduled service of one use of an instrument; a callable's is interest beyond its grace."""
        new = {o: self.issued.get((loan.name, j, c, self.facts.names[o]), 0.0) for o in range(t + 1)}
        if loan.scheduled:
            return sum(loan.served(o, t) * amount for o, amount in new.items() if amount)
        young = sum(loan.resting(o, t) * amount for o, amount in new.items() if amount)
        return loan.coupon(t) * max(0.0, self.bearing(loan, j, c, t) - young)

    def bearing(self, loan: Loan, j: str, c: str, t: int) -> float:
        """What is owed of it at the starts of a period's quarters, on the mean."""
        before, own = self.facts.spans.starts(t)
        return before * self.owed(loan, j, c, t - 1) + own * self.owed(loan, j, c, t)

    def gw(self, j: str, c: str, t: int) -> float:
        """The GW whose cash flow services the debt of a class."""
        found = self.sold if c == POWER else self.served
        return found.get((j, self.facts.names[t]), 0.0)

    def own_credit(self, t: int) -> Iterator[Covenant]:
        """The limit on own credit, and the floor under equity as the most debt that it leaves room for."""
        period = self.facts.names[t]
        for j, row in self.facts.sponsors.items():
            bare = [(loan, c) for loan, i, c in uses(self.facts) if i == j and not loan.secured]
            used = sum(self.owed(loan, j, c, t) for loan, c in bare)
            names, limit = ", ".join(loan.name for loan, _ in bare), row["corporate_debt_limit_usd_billion"]
            price = ("unsecured_debt_within_corporate_limit", j, period)
            yield ("corporate debt", j, "", names, period), limit, used, price, 0.0
            book, kept, debt = (of.get((j, period), 0.0) for of in self.sheet.values())
            room = (1 - row["equity_floor_fraction"]) * (book + kept)
            yield ("equity floor", j, "", "", period), room, debt, ("equity_above_floor", j, period), 0.0
