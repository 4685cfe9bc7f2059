"""What the tables of returns should say, from cash, balance sheet, orders and the prices of need.

They end with the last period that the plan is read for: as the case says, or else the end less the longest life of
chips, but not before the target.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING

from planner.audit.arithmetic import QUARTERS_PER_YEAR
from planner.audit.facts.assets import CHIPS
from planner.audit.tables.expected import Expected
from planner.audit.tables.physical import ordered
from planner.audit.tolerances import LEAST_OF_RATIO, SAME_RATE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.audit.facts import Facts
    from planner.audit.run_folder import Run
    from planner.case import Row

    Payments = list[tuple[float, float]]
    """USD billion, and years from the start."""

BEFORE_FINANCING = {
    **dict.fromkeys(("revenue", "rent_received", "tariff_received"), 1),
    **dict.fromkeys(("lost_compute", "rent_paid", "tariff_paid", "fixed_om"), -1),
    **dict.fromkeys(("energy", "fuel", "variable_om", "emissions", "transmission"), -1),
}
"""Lines of cash before interest, tax and depreciation, and their sign."""
LOWEST, HIGHEST, PER_STEP = -99, 1000, 100
"""Returns looked for, in hundredths."""


def last_read(facts: Facts) -> int:
    """The last period that begins by the last quarter read."""
    calendar, asked = facts.calendar, facts.settings.calendar.read_to
    if asked is None:
        lives = [
            terms.ends - terms.lead_quarters
            for asset in facts.assets.values()
            if asset.kind == CHIPS
            for terms in asset.terms
        ]
        early = facts.periods.end - 1 - max(lives, default=0)
        last = min(facts.periods.end - 1, max(early, calendar.quarter(facts.settings.target.close_by), 0))
    else:
        last = calendar.quarter(asked)
    return max(t for t, quarters in enumerate(facts.periods.quarters) if quarters.start <= last)


def collateral(run: Run, facts: Facts, t: int) -> dict[str, float]:
    """What lenders count of all that a sponsor owns at the end of a period."""
    worth: dict[str, float] = defaultdict(float)
    for asset, j, o, gw in ordered(run, facts):
        if o <= t:
            worth[j] += asset.collateral(o, t, lambda stood: True) * gw
    return worth


def returns(run: Run, facts: Facts) -> Expected:
    """Of who puts equity in: its worth, and the rate that it earns, at book and at lender value."""
    expected, read = Expected(complete=True), last_read(facts)
    lines, end = run.numbers("cash", "usd_billion"), facts.periods.quarters[read].stop
    sheet = {
        column: run.numbers("balance_sheet", f"{column}_usd_billion") for column in ("equity", "cash", "debt")
    }
    pledged, name = collateral(run, facts, read), facts.calendar.names[read]
    for j, row in facts.sponsors.items():
        put, paid = (_payments(facts, lines, j, line, read) for line in ("equity_in", "paid_out"))
        if not any(amount for amount, _ in put):
            continue
        own = {column: of.get((j, name), 0.0) for column, of in sheet.items()}
        asked: float = row["equity_rate_per_year"]
        for how, left in (("book", own["equity"]), ("lender", pledged[j] + own["cash"] - own["debt"])):
            after: Payments = [(left, end / QUARTERS_PER_YEAR)]
            flows = [*((-amount, years) for amount, years in put), *paid, *after]
            sums = [_worth(of, asked) for of in (put, paid, after)]
            earned = _return_on(flows)
            figures = (asked, earned, *sums, sums[1] + sums[2] - sums[0])
            expected.add((j, how), (), figures, max(map(abs, sums)))
    return expected


def _payments(facts: Facts, lines: dict[tuple[str, ...], float], j: str, line: str, last: int) -> Payments:
    """What a line pays at the end of each quarter, in equal parts within a period."""
    return [
        (lines.get((j, facts.calendar.names[t], line), 0.0) / len(quarters), (q + 1) / QUARTERS_PER_YEAR)
        for t, quarters in enumerate(facts.periods.quarters[: last + 1])
        for q in quarters
    ]


def _worth(payments: Iterable[tuple[float, float]], rate: float) -> float:
    """Present value."""
    return float(sum(amount * (1 + rate) ** -years for amount, years in payments if amount))


def _return_on(flows: Payments) -> float:
    """Where present value first falls to zero as the rate rises from -99 %; -1 and 10 where it never does."""
    before = _worth(flows, LOWEST / PER_STEP)
    if before <= 0 and all(_worth(flows, n / PER_STEP) <= 0 for n in range(LOWEST, HIGHEST + 1)):
        return -1.0
    for n in range(LOWEST + 1, HIGHEST + 1):
        now = _worth(flows, n / PER_STEP)
        if before > 0 >= now:
            return _between(flows, (n - 1) / PER_STEP, n / PER_STEP)
        before = now
    return HIGHEST / PER_STEP if _worth(flows, LOWEST / PER_STEP) > 0 else -1.0


def _between(flows: Payments, low: float, high: float) -> float:
    """The rate between two at which present value is zero."""
    while high - low > SAME_RATE:
        half = (low + high) / 2
        if half in (low, high):
            break
        low, high = (half, high) if _worth(flows, half) > 0 else (low, half)
    return low


def leverage(run: Run, facts: Facts) -> Expected:
    """Debt to earnings and to lender value, and earnings to interest, where both parts of a ratio are of any size."""
    expected = Expected()
    earned: dict[tuple[str, str], float] = defaultdict(float)
    interest: dict[tuple[str, str], float] = defaultdict(float)
    for (j, period, line), amount in run.numbers("cash", "usd_billion").items():
        earned[j, period] += BEFORE_FINANCING.get(line, 0) * amount
    for (_, j, _, period), amount in run.numbers("debt", "interest_usd_billion").items():
        interest[j, period] += amount
    debts = run.numbers("balance_sheet", "debt_usd_billion")
    for j, t in product(facts.sponsors, facts.periods):
        besides = _in_force(facts, "ebitda", j, t)
        if besides is not None:
            yearly = float(besides["ebitda_usd_billion_per_year"])
            earned[j, facts.calendar.names[t]] += yearly * facts.calendar.years[t]
    least = LEAST_OF_RATIO * max(debts.values(), default=0.0)
    for t in range(last_read(facts) + 1):
        period, pledged = facts.calendar.names[t], collateral(run, facts, t)
        for j in facts.sponsors:
            key = j, period
            owed = debts.get(key, 0.0)
            for measure, of, to in (
                ("debt to EBITDA", owed, earned[key] / facts.calendar.years[t]),
                ("debt to lender value", owed, pledged[j]),
                ("interest cover", earned[key], interest[key]),
            ):
                if min(of, to) > least:
                    expected.add((j, measure, period), (), (of, to, of / to))
    return expected


def need_value(run: Run, facts: Facts) -> Expected:
    """What a GW of need costs and earns in a year, over the periods of it that are read."""
    expected, calendar, last = Expected(complete=True), facts.calendar, last_read(facts)
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    dollars = facts.settings.money.dollar_year
    for (j, period), price in run.numbers("need_price", "price_usd_billion_per_gw").items():
        t = calendar.number.get(period)
        if t is not None and t <= last and j in facts.sponsors:
            year, of = calendar.years[t], sums[j, period[:4]]
            of[0] += price
            of[1] += _revenue(facts, j, t) * year * calendar.price_level(t, dollars)
            of[2] += year
    for key, (cost, earns, years) in sums.items():
        expected.add(key, (), (cost / years, earns / years))
    return expected


def _revenue(facts: Facts, j: str, t: int) -> float:
    """Revenue of a GW and year that a sponsor earns in a period, in the case's dollars."""
    found = _in_force(facts, "earnings", j, t)
    share = 1.0 if found is None else found["earned_fraction"]
    return float(facts.sponsors[j]["revenue_usd_billion_per_gw_year"] * share)


def _in_force(facts: Facts, sheet: str, j: str, t: int) -> Row | None:
    """A sponsor's row that holds in a period; None before the first."""
    year = int(facts.calendar.names[t][:4])
    begun = [row for row in facts.case.rows(sheet) if row["sponsor"] == j and row.number("year") <= year]
    return max(begun, key=lambda row: row.number("year"), default=None)
