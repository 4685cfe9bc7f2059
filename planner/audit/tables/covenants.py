"""What the table of covenants should say: each limit, and what is used of it, from orders, debt, load and energy."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.audit.facts.assets import CHIPS, POWER, SHELL
from planner.audit.facts.loans import ANY_STAGE
from planner.audit.tables.expected import Expected
from planner.audit.tables.landlords import LoadByOwner
from planner.audit.tables.physical import ordered
from planner.audit.tables.ratings_and_contracts import agencies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.audit.facts import Facts
    from planner.audit.facts.assets import Asset
    from planner.audit.facts.loans import Loan
    from planner.audit.run_folder import Run
    from planner.audit.tables.prices import Duals

    Covenant = tuple[tuple[str, str, str, str, str], float, float, tuple[str, ...], float]
    """A covenant by key, with its limit, what is used of it, the key of its dual, and the largest figure."""


def covenants(run: Run, facts: Facts, y: Duals) -> Expected:
    """Limit, use, slack and price of every covenant."""
    expected, calendar, measured = Expected(), facts.calendar, _Measures(run, facts)
    for t in facts.periods:
        found = (
            *measured.by_class(t),
            *measured.own_credit(t),
            *measured.users_and_vendors(t),
            *agencies(run, facts, t),
        )
        for key, limit, used, dual, size in found:
            price = abs(y.get(dual, 0.0)) / calendar.discount[calendar.number[key[4]]]
            expected.add(key, (), (limit, used, limit - used, price), size)
    return expected


class _Measures:
    """What covenants are measured by, for each sponsor, class and period."""

    def __init__(self, run: Run, facts: Facts) -> None:
        self.facts, self.names = facts, facts.calendar.names
        self.balance = run.numbers("debt", "balance_usd_billion")
        self.issued = run.numbers("debt", "issued_usd_billion")
        self.balance_sheet = {
            column: run.numbers("balance_sheet", f"{column}_usd_billion")
            for column in ("book_value", "cash", "debt")
        }
        self.ordered: dict[tuple[str, str], list[tuple[Asset, int, float]]] = defaultdict(list)
        for asset, j, o, gw in ordered(run, facts):
            self.ordered[j, asset.kind].append((asset, o, gw))
        self.load = LoadByOwner(run, facts)
        self.sold: dict[tuple[str, str], float] = defaultdict(float)
        for column, sign in (("output_gwh", 1), ("charge_gwh", -1)):
            for (s, _, period), gwh in run.numbers("energy", column).items():
                t = facts.calendar.number.get(period)
                if s in facts.sources and t is not None:
                    self.sold[facts.assets[s].owners[0], period] += sign * gwh / facts.calendar.hours[t]

    def by_class(self, t: int) -> Iterator[Covenant]:
        """Advance ladders, stages and coverage of every class."""
        facts, period = self.facts, self.names[t]
        for (j, c), ladder in facts.advance_ladders.items():
            worth = self.collateral(j, c, t)
            for f, of in ladder.items():
                used = sum([self.owed(loan, j, c, t) for loan in of])
                names = ", ".join(loan.name for loan in of)
                dual = ("balances_within_advance_ladder", j, c, repr(f), period)
                yield (f"advance of {f:g}", j, c, names, period), f * worth, used, dual, 0.0
        for loan, j, c in facts.uses:
            if loan.stage != ANY_STAGE:
                limit, used = loan.advance * self.collateral(j, c, t, loan), self.owed(loan, j, c, t)
                dual = ("staged_balance_within_its_stage", loan.name, j, c, period)
                yield (f"{loan.stage} stage", j, c, loan.name, period), limit, used, dual, 0.0
        for (j, c), of in facts.covered.items():
            service = sum([loan.min_dscr * self.service(loan, j, c, t) for loan in of])
            names = ", ".join(loan.name for loan in of)
            rule = "power_covers_scheduled_service" if c == POWER else "load_covers_scheduled_service"
            earned = 1.0 if c == POWER else facts.earned(j, t)
            limit = facts.coverage_cash_flow(c, t) * earned * self.gw(j, c, t)
            size = max((loan.rate(t) * self.mean_balance(loan, j, c, t) for loan in of), default=0.0)
            yield ("coverage", j, c, names, period), limit, service, (rule, j, c, period), size

    def own_credit(self, t: int) -> Iterator[Covenant]:
        """The limit on own credit, and the floor under equity as the most debt that it leaves room for."""
        period = self.names[t]
        for j, row in self.facts.sponsors.items():
            unsecured = [(loan, c) for loan, i, c in self.facts.uses if i == j and not loan.secured]
            used = sum(self.owed(loan, j, c, t) for loan, c in unsecured)
            names, limit = (
                ", ".join(loan.name for loan, _ in unsecured),
                row["corporate_debt_limit_usd_billion"],
            )
            dual = ("unsecured_debt_within_corporate_limit", j, period)
            yield ("corporate debt", j, "", names, period), limit, used, dual, 0.0
            book, kept, debt = (of.get((j, period), 0.0) for of in self.balance_sheet.values())
            room = (1 - row["equity_floor_fraction"]) * (book + kept)
            yield ("equity floor", j, "", "", period), room, debt, ("equity_above_floor", j, period), 0.0

    def owed(self, loan: Loan, j: str, c: str, t: int) -> float:
        """What is owed of one use of an instrument at the end of a period."""
        return self.balance.get((loan.name, j, c, self.names[t]), 0.0) if t >= 0 else 0.0

    def users_and_vendors(self, t: int) -> Iterator[Covenant]:
        """What lenders look for in who uses the assets, and what vendors lend on their own chips."""
        facts, period = self.facts, self.names[t]
        for loan, j, c in facts.uses:
            if loan.offtake is not None and c in (SHELL, CHIPS):
                limit = loan.offtake * self.load.of_investment_grade(j, c, period)
                dual = ("balance_within_offtake", loan.name, j, c, period)
                yield ("offtake", j, c, loan.name, period), limit, self.owed(loan, j, c, t), dual, 0.0
        for loan, j in dict.fromkeys((loan, j) for loan, j, _ in facts.uses if loan.vendor):
            spent = 0.0
            for asset, o, gw in self.ordered[j, CHIPS]:
                if asset.vendor == loan.vendor and o <= t:
                    spent += asset.spending(o, t) * gw
            uses = [c for x, i, c in facts.uses if (x, i) == (loan, j)]
            lent = sum(self.issued.get((loan.name, j, c, period), 0.0) for c in uses)
            paid = ("vendor_money_within_share_of_spending", loan.name, j, period)
            yield ("vendor share", j, "", loan.name, period), loan.vendor_share * spent, lent, paid, spent

    def collateral(self, j: str, c: str, t: int, loan: Loan | None = None) -> float:
        """What lenders count of a sponsor's class, or one lender to a stage of it."""
        total = 0.0
        for asset, o, gw in self.ordered[j, c]:
            if o <= t:
                counts = loan.lends_to if loan else lambda _: True
                total += asset.collateral(o, t, counts) * gw
        return total

    def service(self, loan: Loan, j: str, c: str, t: int) -> float:
        """Scheduled service of one use of an instrument; a callable's is interest beyond its grace."""
        issued = {o: self.issued.get((loan.name, j, c, self.names[o]), 0.0) for o in range(t + 1)}
        if loan.scheduled:
            return sum(loan.scheduled_service(o, t) * amount for o, amount in issued.items() if amount)
        if loan.sculpted:
            principal = self.owed(loan, j, c, t - 1) + issued[t] - self.owed(loan, j, c, t)
            return loan.rate(t) * self.mean_balance(loan, j, c, t) + principal
        in_grace = sum(loan.in_grace(o, t) * amount for o, amount in issued.items() if amount)
        return loan.rate(t) * max(0.0, self.mean_balance(loan, j, c, t) - in_grace)

    def mean_balance(self, loan: Loan, j: str, c: str, t: int) -> float:
        """What is owed of it at the starts of a period's quarters, on the mean."""
        before, own = self.facts.periods.opening_weights(t)
        return before * self.owed(loan, j, c, t - 1) + own * self.owed(loan, j, c, t)

    def gw(self, j: str, c: str, t: int) -> float:
        """The GW whose cash flow services the debt of a class."""
        period = self.names[t]
        return self.sold.get((j, period), 0.0) if c == POWER else self.load.on(j, c, period)
