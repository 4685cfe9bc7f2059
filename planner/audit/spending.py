"""What the table of costs and the lines of cash that come from it should say."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.audit.arithmetic import MILLIONTH
from planner.audit.expected import Expected
from planner.audit.running import prices_per_mwh, tonnes_per_mwh

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.audit.facts import Facts
    from planner.audit.run_folder import Run

ITEMS_PAID = (
    "capex",
    "fixed_om",
    "lost_compute",
    "energy",
    "fuel",
    "variable_om",
    "emissions",
    "issue_fees",
    "concessions",
    "equity_fees",
)
"""Items of cost that are lines of cash as well; the others are charges, or worth left at the end."""

AT_THE_END = ("book_value_at_end", "unexpired_fees_at_end")
"""Items that are worth at the end of the horizon, and not paid in its last period."""


class Sums:
    """Amounts added up by key, and the largest of what was added."""

    def __init__(self) -> None:
        self.amount: dict[tuple[str, ...], float] = defaultdict(float)
        self.size: dict[tuple[str, ...], float] = defaultdict(float)

    def add(self, *key: str, amount: float) -> None:
        """Add an amount under a key."""
        self.amount[key] += amount
        self.size[key] = max(self.size[key], abs(amount))


def amounts(run: Run, facts: Facts) -> Sums:
    """Every cost by (item, sponsor, asset or instrument, period), USD billion, nominal, from the other tables."""
    sums = Sums()
    parts: list[Callable[[Run, Facts, Sums], None]] = [_orders, _standing, _energy, _unserved]
    if facts.settings.funding:
        parts += [_issues, _debt, _equity]
    for part in parts:
        part(run, facts, sums)
    return sums


def costs(facts: Facts, sums: Sums) -> Expected:
    """Every amount, nominal and at present value."""
    expected = Expected()
    for key, amount in sums.amount.items():
        if key[3] in facts.number:
            end = key[0] in AT_THE_END
            present = amount * (facts.worth_at_end if end else facts.discount[facts.number[key[3]]])
            expected.add(key, (), (amount, present), sums.size[key])
    return expected


def _orders(run: Run, facts: Facts, sums: Sums) -> None:
    """Capex by milestone, and what is left on the books at the end."""
    for (a, j, _, ordered, _), cost in run.numbers("orders", "overnight_cost_usd_billion").items():
        asset, o = facts.assets.get(a), facts.number.get(ordered)
        if asset is None or o is None:
            continue
        for t in range(o, facts.last + 1):
            if share := asset.due(o, t):
                sums.add("capex", j, a, facts.names[t], amount=share * cost)
        left = asset.booked(o, facts.last)
        sums.add("book_value_at_end", j, a, facts.names[facts.last], amount=-left * cost)


def _standing(run: Run, facts: Facts, sums: Sums) -> None:
    """Upkeep of what stands, and revenue lost to weaker chips."""
    for (a, j, _, period), gw in run.numbers("capacity", "standing_gw").items():
        asset, t = facts.assets.get(a), facts.number.get(period)
        if asset is None or t is None or j not in facts.sponsors:
            continue
        sums.add("fixed_om", j, a, period, amount=asset.upkeep[t] * gw)
        if asset.lost:
            sums.add("lost_compute", j, a, period, amount=asset.lost * facts.revenue(j, t) * gw)


def _energy(run: Run, facts: Facts, sums: Sums) -> None:
    """Energy bought, fuel burnt, variable cost and emissions of output."""
    price, per_tonne = prices_per_mwh(facts), facts.settings.emissions_price_usd_per_tonne or 0.0
    for (s, r, period), gwh in run.numbers("energy", "output_gwh").items():
        t = facts.number.get(period)
        if s not in facts.sources or r not in facts.regions or t is None:
            continue
        owner = facts.assets[s].owners[0]
        for line, usd in price(s, r, t).items():
            sums.add(line, owner, s, period, amount=usd * gwh * MILLIONTH)
        tonnes = tonnes_per_mwh(facts, s) * per_tonne * facts.levels[t]
        sums.add("emissions", owner, s, period, amount=tonnes * gwh * MILLIONTH)


def _unserved(run: Run, facts: Facts, sums: Sums) -> None:
    """Unserved load at its price."""
    for (j, period), gw in run.numbers("shortfall", "unserved_gw").items():
        if j in facts.takers and period in facts.number:
            sums.add("unserved", j, "", period, amount=facts.penalty(j, facts.number[period]) * gw)


def _issues(run: Run, facts: Facts, sums: Sums) -> None:
    """Fees and concessions, and what of them is unexpired at the end."""
    end = facts.names[facts.last]
    for item, table, column in (
        ("issue_fees", "issuance", "fee_usd_billion"),
        ("concessions", "placement", "concession_usd_billion"),
    ):
        for key, lost in run.numbers(table, column).items():
            loan, j, t = facts.loans.get(key[0]), key[1], facts.number.get(key[3])
            if loan is not None and t is not None:
                sums.add(item, j, loan.name, key[3], amount=lost)
                left = loan.beyond(t)
                sums.add("unexpired_fees_at_end", j, loan.name, end, amount=-left * lost)


def _debt(run: Run, facts: Facts, sums: Sums) -> None:
    """What debt asks above the benchmark, in the period after."""
    for (i, j, _, period), owed in run.numbers("debt", "balance_usd_billion").items():
        loan, t = facts.loans.get(i), facts.number.get(period)
        if loan is not None and t is not None:
            for now, share in bearing(facts, t):
                charge = (loan.coupon(now) - facts.benchmark[now]) * share * owed
                sums.add("debt_above_benchmark", j, i, facts.names[now], amount=charge)


def bearing(facts: Facts, t: int) -> list[tuple[int, float]]:
    """The periods in which a stock at the end of t bears, each with its weight."""
    found = [(t, facts.spans.starts(t)[1])]
    if t < facts.last:
        found.append((t + 1, facts.spans.starts(t + 1)[0]))
    return [(now, share) for now, share in found if share]


def _equity(run: Run, facts: Facts, sums: Sums) -> None:
    """What equity asks above the benchmark, what idle cash yields below it, and fees on equity put in."""
    for column, item in (("equity_usd_billion", "equity_charge"), ("cash_usd_billion", "idle_cash")):
        for (j, period), held in run.numbers("balance_sheet", column).items():
            t = facts.number.get(period)
            for now, share in bearing(facts, t) if j in facts.sponsors and t is not None else ():
                base = facts.benchmark[now]
                above = (
                    facts.equity_rate(j, now) - base
                    if item == "equity_charge"
                    else base - facts.cash_yield[now]
                )
                sums.add(item, j, "", facts.names[now], amount=above * share * held)
    fee = facts.settings.money.equity_issue_fee_fraction
    for (j, period, line), amount in run.numbers("cash", "usd_billion").items():
        if line == "equity_in":
            sums.add("equity_fees", j, "", period, amount=fee * amount)


def earned(run: Run, facts: Facts) -> Sums:
    """Revenue, tariff received and tariff paid by (sponsor, period, line), USD billion, nominal."""
    sums = Sums()
    for (j, period), gw in run.numbers("shortfall", "served_gw").items():
        t = facts.number.get(period)
        if j in facts.takers and t is not None:
            sums.add(j, period, "revenue", amount=facts.revenue(j, t) * gw)
            sums.add(j, period, "tariff_paid", amount=facts.tariff[t] * facts.hours[t] * gw)
    for column, sign in (("output_gwh", 1.0), ("charge_gwh", -1.0)):
        for (s, _, period), gwh in run.numbers("energy", column).items():
            t = facts.number.get(period)
            if s in facts.sources and t is not None:
                owner = facts.assets[s].owners[0]
                sums.add(owner, period, "tariff_received", amount=sign * facts.tariff[t] * gwh)
    return sums
