"""Tables of money: what is issued and owed, the balance sheet, every line of sources and uses."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from planner.parameters.assets import assets_of
from planner.parameters.instruments import instruments_of, uses_of
from planner.parameters.limits import yearly_limits
from planner.parameters.schedules import (
    booked_fractions,
    capitalised_fractions,
    fees_by_issue,
    interest_due,
)
from planner.parameters.timeline import period_names, sum_vintages, timeline_of
from planner.results.tabular import difference, positive_values, records, sum_by, table
from planner.results.vehicles import notes_placed

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from planner.case import Case
    from planner.parameters.instruments import Instrument
    from planner.solver.solution import Solution

SOURCES = (
    "cash_brought_forward",
    "interest_on_cash",
    "equity_in",
    "debt_issued",
    "revenue",
    "rent_received",
    "tariff_received",
    "tax_credits",
)
CAPITALISED_COLUMN = "capitalised_usd_billion"
"""A column of the table of debt, where any loan capitalises interest."""
USES = (
    "equity_fees",
    "issue_fees",
    "concessions",
    "lost_compute",
    "rent_paid",
    "tariff_paid",
    "fixed_om",
    "energy",
    "fuel",
    "variable_om",
    "emissions",
    "transmission",
    "capex",
    "supply_premiums",
    "interest",
    "commitment_fees",
    "rating_spreads",
    "principal",
    "paid_out",
    "cash_carried_forward",
)


def issuance(case: Case, solution: Solution) -> pd.DataFrame:
    """What is issued, by instrument, sponsor, class and period, with its fee; of what is committed the fee on that."""
    instruments, periods, timeline = instruments_of(case), period_names(case), timeline_of(case)
    fees = {i: fees_by_issue(x, timeline) for i, x in instruments.items()}
    issue, committed = positive_values(solution, "Issue"), positive_values(solution, "Committed")
    rows = []
    for (i, j, c), (t, period) in product(uses_of(case), enumerate(periods)):
        issued = issue.get((i, j, c, t), 0.0)
        signed = committed.get((i, j, c, t), 0.0) if drawn_later(instruments[i]) else issued
        if max(issued, signed) > 0:
            rows.append((i, instruments[i].market, j, c, period, issued, signed * fees[i][t]))
    columns = ("instrument", "market", "sponsor", "asset_class", "period")
    return table((*columns, "issued_usd_billion", "fee_usd_billion"), rows)


def drawn_later(instrument: Instrument) -> bool:
    """Whether what is signed of an instrument is drawn later."""
    return instrument.availability_quarters is not None


def commitments(case: Case, solution: Solution) -> pd.DataFrame:
    """What is committed, what of it is undrawn at the end of a period, and the fee paid on what was undrawn before."""
    periods, timeline = period_names(case), timeline_of(case)
    fees = {
        row["instrument"]: timeline.rates(row["commitment_fee_per_year"]) for row in case.rows("instruments")
    }
    committed, undrawn = positive_values(solution, "Committed"), positive_values(solution, "Undrawn")
    rows = []
    for i, j, c in uses_of(case):
        signed, waiting = (
            np.array([of.get((i, j, c, t), 0.0) for t in range(len(periods))]) for of in (committed, undrawn)
        )
        paid = np.array(fees[i]) * sum_vintages(waiting, timeline.accrual_matrix)
        figures = (amounts.tolist() for amounts in (signed, waiting, paid))
        for period, *amounts in zip(periods, *figures, strict=True):
            if max(amounts) > solution.zero:
                rows.append((i, j, c, period, *amounts))
    columns = ("instrument", "sponsor", "asset_class", "period", "committed_usd_billion")
    return table((*columns, "undrawn_usd_billion", "commitment_fee_usd_billion"), rows)


def placement(case: Case, solution: Solution) -> pd.DataFrame:
    """Where it is placed, and notes of vehicles: the steps of each market, with the concession lost."""
    instruments, periods = instruments_of(case), period_names(case)
    concession = yearly_limits(case, "market_limits", ("market", "step"), "concession_fraction")
    rows = []
    for (i, j, k, t), placed in positive_values(solution, "Step").items():
        market = instruments[i].market
        rows.append((market, k, i, j, "", "", periods[t], placed, placed * concession[market, k, t]))
    columns = ("market", "step", "instrument", "sponsor", "vehicle", "tranche", "period")
    amounts = ("placed_usd_billion", "concession_usd_billion")
    if not case.rows("tranches"):
        return table((*columns, *amounts), rows).drop(columns=["vehicle", "tranche"])
    # Notes go into steps that have no concession.
    notes = ((u, k, "", "", *rest, 0.0) for u, k, *rest in notes_placed(case, solution))
    return table((*columns, *amounts), [*rows, *notes])


def debt(case: Case, solution: Solution) -> pd.DataFrame:
    """What is issued, repaid, owed and due in interest, by instrument, sponsor, class and period.

    Where any loan capitalises interest, a column more has the part of the interest that is added to the balance.
    """
    periods, timeline = period_names(case), timeline_of(case)
    instruments = instruments_of(case)
    balance, issue = positive_values(solution, "Balance"), positive_values(solution, "Issue")
    rows = []
    for i, j, c in uses_of(case):
        owed, lent = (
            np.array([of.get((i, j, c, t), 0.0) for t in range(len(periods))]) for of in (balance, issue)
        )
        interest = interest_due(instruments[i], timeline, lent, owed).tolist()
        added = sum_vintages(lent, capitalised_fractions(instruments[i], timeline)).tolist()
        before = 0.0
        for t, period in enumerate(periods):
            issued, owes = issue.get((i, j, c, t), 0.0), balance.get((i, j, c, t), 0.0)
            if max(before, issued, owes) > solution.zero:
                principal = difference(before + issued + added[t], owes)
                rows.append((i, j, c, period, issued, interest[t], principal, owes, added[t]))
            before = owes
    figures = ("issued", "interest", "principal", "balance", "capitalised")
    columns = ("instrument", "sponsor", "asset_class", "period", *(f"{name}_usd_billion" for name in figures))
    frame = table(columns, rows)
    capitalises = any(x.capitalised for x in instruments.values())
    return frame if capitalises else frame.drop(columns=CAPITALISED_COLUMN)


def balance_sheet(case: Case, solution: Solution, ordered: pd.DataFrame, owed: pd.DataFrame) -> pd.DataFrame:
    """Book value, cash, debt and equity of every sponsor at the end of every period."""
    periods, timeline = period_names(case), timeline_of(case)
    booked = {a: booked_fractions(asset, timeline) for a, asset in assets_of(case).items()}
    book = {row["sponsor"]: np.zeros(len(periods)) for row in case.rows("sponsors")}
    for order in records(ordered):
        shares = booked[order.asset][periods.index(order.ordered)]
        book[order.sponsor] += shares * order.overnight_cost_usd_billion
    debts = sum_by(owed, ("sponsor", "period"), "balance_usd_billion")
    cash = positive_values(solution, "Cash")
    rows = []
    for sponsor in case.rows("sponsors"):
        j = sponsor["sponsor"]
        for t, period in enumerate(periods):
            owing = debts.get((j, period), 0.0)
            worth, kept = float(book[j][t]), cash.get((j, t), 0.0)
            rows.append((j, period, worth, kept, owing, worth + kept - owing))
    columns = ("sponsor", "period", "book_value_usd_billion", "cash_usd_billion", "debt_usd_billion")
    return table((*columns, "equity_usd_billion"), rows)


def cash(
    case: Case, solution: Solution, paid: Mapping[tuple[str, str, str], float], owed: pd.DataFrame
) -> pd.DataFrame:
    """Every line of sources and uses, by sponsor and period.

    `paid` is what the plan pays and earns without financing, by (line, sponsor, period): see `results.costs`.
    """
    periods, money, timeline = period_names(case), case.settings.money, timeline_of(case)
    lines = dict(paid)
    kept, equity = positive_values(solution, "Cash"), positive_values(solution, "Equity_in")
    out = positive_values(solution, "Paid_out")
    cash_yield = timeline.rates(money.cash_yield_per_year)
    for sponsor in case.rows("sponsors"):
        j = sponsor["sponsor"]
        for t, period in enumerate(periods):
            before = kept.get((j, t - 1), 0.0)
            lines["cash_brought_forward", j, period] = before
            earning = sum(share * kept.get((j, p), 0.0) for p, share in timeline.accrual_shares(t).items())
            lines["interest_on_cash", j, period] = cash_yield[t] * earning
            lines["equity_in", j, period] = equity.get((j, t), 0.0)
            lines["equity_fees", j, period] = money.equity_issue_fee_fraction * equity.get((j, t), 0.0)
            lines["paid_out", j, period] = out.get((j, t), 0.0)
            lines["cash_carried_forward", j, period] = kept.get((j, t), 0.0)
    for line, column in (("debt_issued", "issued"), ("interest", "interest"), ("principal", "principal")):
        for (j, period), amount in sum_by(owed, ("sponsor", "period"), f"{column}_usd_billion").items():
            lines[line, j, period] = amount
    if CAPITALISED_COLUMN in owed:
        for (j, period), added in sum_by(owed, ("sponsor", "period"), CAPITALISED_COLUMN).items():
            lines["interest", j, period] -= added
    rows = []
    for sponsor in case.rows("sponsors"):
        for period in periods:
            for side, names in (("source", SOURCES), ("use", USES)):
                for line in names:
                    amount = lines.get((line, sponsor["sponsor"], period), 0.0)
                    if abs(amount) > solution.zero:
                        rows.append((sponsor["sponsor"], period, side, line, amount))
    return table(("sponsor", "period", "side", "line", "usd_billion"), rows)
