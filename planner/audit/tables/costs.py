"""What the table of costs should say, and the lines of cash that are earned or come from costs."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.audit.arithmetic import USD_PER_MWH
from planner.audit.facts.operating_costs import prices_per_mwh, tonnes_per_mwh
from planner.audit.tables.expected import Expected
from planner.audit.tables.physical import ordered

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.audit.facts import Facts
    from planner.audit.run_folder import Run

CASH_ITEMS = {
    "capex": 1,
    "tax_credits": -1,
    "fixed_om": 1,
    "lost_compute": 1,
    "energy": 1,
    "fuel": 1,
    "variable_om": 1,
    "emissions": 1,
    "transmission": 1,
    "issue_fees": 1,
    "concessions": 1,
    "equity_fees": 1,
    "commitment_fees": 1,
    "supply_premiums": 1,
    "rating_spreads": 1,
}
"""Items of cost that are lines of cash as well, with the sign that they have there.

The others are charges, or worth left at the end.
"""
END_VALUE_ITEMS = ("book_value_at_end", "lender_value_at_end", "unexpired_fees_at_end")
"""Items that are worth at the end of the horizon, and not paid in its last period."""


class Amounts:
    """Amounts added up by key, and the largest of what was added."""

    def __init__(self) -> None:
        self.total: dict[tuple[str, ...], float] = defaultdict(float)
        self.largest: dict[tuple[str, ...], float] = defaultdict(float)

    def add(self, *key: str, amount: float) -> None:
        """Add an amount under a key."""
        self.total[key] += amount
        self.largest[key] = max(self.largest[key], abs(amount))


def amounts(run: Run, facts: Facts) -> Amounts:
    """Every cost by (item, sponsor, asset or instrument, period), USD billion, nominal, from the other tables."""
    found = Amounts()
    parts: list[Callable[[Run, Facts, Amounts], None]] = [
        _orders,
        _bought,
        _standing,
        _energy,
        _contracts,
        _transmission,
        _unserved,
    ]
    if facts.settings.funding:
        parts += [_issues, _debt, _equity, _notes, _commitments, _spreads]
    for part in parts:
        part(run, facts, found)
    return found


def costs(facts: Facts, found: Amounts) -> Expected:
    """Every amount, nominal and at present value."""
    expected, calendar = Expected(), facts.calendar
    for key, amount in found.total.items():
        if key[3] in calendar.number:
            end = key[0] in END_VALUE_ITEMS
            discount = calendar.discount_at_end if end else calendar.discount[calendar.number[key[3]]]
            expected.add(key, (), (amount, amount * discount), found.largest[key])
    return expected


def _orders(run: Run, facts: Facts, found: Amounts) -> None:
    """Capex by milestone, tax credits, and what is left on the books at the end."""
    names, last = facts.calendar.names, facts.periods.last
    by_lenders = facts.settings.money.end_value == "lender"
    at_end = "lender_value_at_end" if by_lenders else "book_value_at_end"
    for asset, j, o, gw in ordered(run, facts):
        for t in range(o, last + 1):
            if cost := asset.spending(o, t):
                found.add("capex", j, asset.name, names[t], amount=cost * gw)
            if received := asset.tax_credit(o, t):
                found.add("tax_credits", j, asset.name, names[t], amount=-received * gw)
        worth = asset.collateral(o, last, lambda stood: True) if by_lenders else asset.book_value(o, last)
        found.add(at_end, j, asset.name, names[last], amount=-worth * gw)


def _bought(run: Run, facts: Facts, found: Amounts) -> None:
    """Premiums on what pools deliver beyond their limits."""
    for (pool, _, j, quarter), usd in run.numbers("bought", "premium_usd_billion").items():
        q = facts.calendar.quarter_number.get(quarter)
        if q is not None:
            found.add(
                "supply_premiums",
                j,
                pool,
                facts.calendar.names[facts.calendar.period_of_quarter[q]],
                amount=usd,
            )


def _transmission(run: Run, facts: Facts, found: Amounts) -> None:
    """What operators pay for sending."""
    operators = {(row["from"], row["to"]): row["operator"] for row in facts.case.rows("lines")}
    for (r, x, period), usd in run.numbers("transmission", "cost_usd_billion").items():
        if (r, x) in operators:
            found.add("transmission", operators[r, x], f"{r} to {x}", period, amount=usd)


def _standing(run: Run, facts: Facts, found: Amounts) -> None:
    """Fixed O&M of what stands, and revenue lost to weaker chips."""
    for (a, j, _, period), gw in run.numbers("capacity", "standing_gw").items():
        asset, t = facts.assets.get(a), facts.calendar.number.get(period)
        if asset is None or t is None or j not in facts.sponsors:
            continue
        found.add("fixed_om", j, a, period, amount=asset.fixed_om[t] * gw)
        if asset.lost_compute:
            found.add("lost_compute", j, a, period, amount=asset.lost_compute * facts.revenue(j, t) * gw)


def _energy(run: Run, facts: Facts, found: Amounts) -> None:
    """Energy bought, fuel burnt, variable cost and emissions of output."""
    price, per_tonne = prices_per_mwh(facts), facts.settings.emissions_price_usd_per_tonne or 0.0
    for (s, r, period), gwh in run.numbers("energy", "output_gwh").items():
        t = facts.calendar.number.get(period)
        if s not in facts.sources or r not in facts.regions or t is None:
            continue
        owner = facts.assets[s].owners[0]
        for item, usd in price(s, r, t).items():
            if item == "energy" and s in facts.contracts:
                continue
            found.add(item, owner, s, period, amount=usd * gwh * USD_PER_MWH)
        usd = tonnes_per_mwh(facts, s) * per_tonne * facts.price_level[t]
        found.add("emissions", owner, s, period, amount=usd * gwh * USD_PER_MWH)


def _contracts(run: Run, facts: Facts, found: Amounts) -> None:
    """Energy under contracts, which is paid for whether taken or not."""
    price = prices_per_mwh(facts)
    for (s, r, period), gwh in run.numbers("minimum_take", "paid_gwh").items():
        t = facts.calendar.number.get(period)
        if s in facts.contracts and r in facts.regions and t is not None:
            usd = price(s, r, t)["energy"] * gwh * USD_PER_MWH
            found.add("energy", facts.assets[s].owners[0], s, period, amount=usd)


def _unserved(run: Run, facts: Facts, found: Amounts) -> None:
    """Unserved load at its price."""
    for (j, period), gw in run.numbers("shortfall", "unserved_gw").items():
        t = facts.calendar.number.get(period)
        if j in facts.load_sponsors and t is not None:
            found.add("unserved", j, "", period, amount=facts.value_of_service(j, t) * gw)


def _issues(run: Run, facts: Facts, found: Amounts) -> None:
    """Fees and concessions, and what of them is unexpired at the end."""
    end = facts.calendar.names[facts.periods.last]
    for item, table, column in (
        ("issue_fees", "issuance", "fee_usd_billion"),
        ("concessions", "placement", "concession_usd_billion"),
    ):
        for key, lost in run.numbers(table, column).items():
            loan, j, t = facts.loans.get(key[0]), key[1], facts.calendar.number.get(key[3])
            if loan is not None and t is not None:
                found.add(item, j, loan.name, key[3], amount=lost)
                left = loan.unexpired(t)
                found.add("unexpired_fees_at_end", j, loan.name, end, amount=-left * lost)


def _debt(run: Run, facts: Facts, found: Amounts) -> None:
    """What debt asks above the benchmark, in the period after."""
    for (i, j, _, period), owed in run.numbers("debt", "balance_usd_billion").items():
        loan, t = facts.loans.get(i), facts.calendar.number.get(period)
        if loan is not None and t is not None:
            for now, share in _bearing_periods(facts, t):
                rate = 0.0 if loan.keeps_rates else loan.rate(now)
                charge = (rate - facts.benchmark[now]) * share * owed
                found.add("debt_above_benchmark", j, i, facts.calendar.names[now], amount=charge)
    for (i, j, _, period), issued in run.numbers("debt", "issued_usd_billion").items():
        loan, t = facts.loans.get(i), facts.calendar.number.get(period)
        if loan is not None and t is not None and loan.keeps_rates:
            for now in range(t, len(facts.periods)):
                if share := loan.interest(t, now):
                    found.add("debt_above_benchmark", j, i, facts.calendar.names[now], amount=share * issued)


def _bearing_periods(facts: Facts, t: int) -> list[tuple[int, float]]:
    """The periods in which a stock at the end of t bears interest, each with its weight."""
    found = [(t, facts.periods.opening_weights(t)[1])]
    if t < facts.periods.last:
        found.append((t + 1, facts.periods.opening_weights(t + 1)[0]))
    return [(now, share) for now, share in found if share]


def _equity(run: Run, facts: Facts, found: Amounts) -> None:
    """What equity asks above the benchmark, what idle cash yields below it, and fees on equity put in."""
    for column, item in (("equity_usd_billion", "equity_charge"), ("cash_usd_billion", "idle_cash")):
        for (j, period), held in run.numbers("balance_sheet", column).items():
            t = facts.calendar.number.get(period)
            for now, share in _bearing_periods(facts, t) if j in facts.sponsors and t is not None else ():
                base = facts.benchmark[now]
                above = (
                    facts.equity_rate(j, now) - base
                    if item == "equity_charge"
                    else base - facts.cash_yield[now]
                )
                found.add(item, j, "", facts.calendar.names[now], amount=above * share * held)
    fee = facts.settings.money.equity_issue_fee_fraction
    for (j, period, line), amount in run.numbers("cash", "usd_billion").items():
        if line == "equity_in":
            found.add("equity_fees", j, "", period, amount=fee * amount)


def _commitments(run: Run, facts: Facts, found: Amounts) -> None:
    """Fees on what is committed and waits to be drawn."""
    for (i, j, _, period), fee in run.numbers("commitments", "commitment_fee_usd_billion").items():
        found.add("commitment_fees", j, i, period, amount=fee)


def _spreads(run: Run, facts: Facts, found: Amounts) -> None:
    """What rated debt costs besides interest."""
    for (j, _, period), spread in run.numbers("rated_debt", "spread_usd_billion").items():
        found.add("rating_spreads", j, "", period, amount=spread)


def _notes(run: Run, facts: Facts, found: Amounts) -> None:
    """Fees on the notes that vehicles sell, which no sponsor pays."""
    fees = {(x.vehicle, x.name): x.structuring_fee for v in facts.vehicles for x in v.tranches}
    for (v, n, period), sold in run.numbers("notes", "sold_usd_billion").items():
        if (v, n) in fees and period in facts.calendar.number:
            found.add("structuring_fees", "", v, period, amount=fees[v, n] * sold)


def earned(run: Run, facts: Facts) -> Amounts:
    """Revenue, tariff received and tariff paid by (sponsor, period, line), USD billion, nominal."""
    found, number = Amounts(), facts.calendar.number
    for (j, period), gw in run.numbers("shortfall", "served_gw").items():
        t = number.get(period)
        if j in facts.load_sponsors and t is not None:
            found.add(j, period, "revenue", amount=facts.revenue(j, t) * facts.earned(j, t) * gw)
            found.add(j, period, "tariff_paid", amount=facts.tariff[t] * facts.calendar.hours[t] * gw)
    for (tenant, host, _, _, period), rent in run.numbers("hosting", "rent_usd_billion").items():
        found.add(tenant, period, "rent_paid", amount=rent)
        found.add(host, period, "rent_received", amount=rent)
    for column, sign in (("output_gwh", 1.0), ("charge_gwh", -1.0)):
        for (s, _, period), gwh in run.numbers("energy", column).items():
            t = number.get(period)
            if s in facts.sources and t is not None:
                owner = facts.assets[s].owners[0]
                found.add(owner, period, "tariff_received", amount=sign * facts.tariff[t] * gwh)
    operators = {(row["from"], row["to"]): row["operator"] for row in facts.case.rows("lines")}
    for (r, x, period), gwh in run.numbers("transmission", "lost_gwh").items():
        if (r, x) in operators and period in number:
            bought = -facts.tariff[number[period]] * gwh
            found.add(operators[r, x], period, "tariff_received", amount=bought)
    return found
