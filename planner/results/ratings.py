"""Tables of ratings: what sponsors earn, what agencies count as their debt, and the spreads paid on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.parameters.ratings import credit_steps, ebitda_besides, rated_sponsors, rating_weights
from planner.parameters.timeline import period_names, sum_vintages, timeline_of
from planner.results.tabular import by_period, table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from planner.case import Case

    Paid = Mapping[tuple[str, str, str], float]
    """Lines of sources and uses by (line, sponsor, period), USD billion."""
    Figures = NDArray[np.float64]

EARNED = {
    "revenue": 1,
    "lost_compute": -1,
    "tariff_received": 1,
    "tariff_paid": -1,
    "rent_received": 1,
    "rent_paid": -1,
    "fixed_om": -1,
    "energy": -1,
    "fuel": -1,
    "variable_om": -1,
    "emissions": -1,
    "transmission": -1,
}
"""Lines of cash that count in Ebitda, with their signs; tax credits and premiums on supply do not."""
SPREADS, COMMITMENT_FEES, RENT = "rating_spreads", "commitment_fees", "rent_paid"


def rating_tables(case: Case, paid: Paid, owed: pd.DataFrame, zero: float) -> dict[str, pd.DataFrame]:
    """The tables of ratings, where sponsors are rated; `owed` is the table of debt, and `zero` the largest nothing."""
    if not rated_sponsors(case):
        return {}
    debts = rated_debts(case, paid, owed)
    steps = rated_debt(case, paid, debts, zero)
    tables = {"rated_debt": steps} if case.rows("credit_steps") else {}
    return tables | {"ratings": ratings(case, paid, owed, debts, steps)}


def spread_costs(tables: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str, str, str], float]:
    """Spreads paid, by (item, sponsor, nothing, period)."""
    amounts: dict[tuple[str, str, str, str], float] = {}
    if "rated_debt" in tables:
        frame = tables["rated_debt"]
        columns = (frame[name].tolist() for name in ("sponsor", "period", "spread_usd_billion"))
        for sponsor, period, spread in zip(*columns, strict=True):
            key = (SPREADS, sponsor, "", period)
            amounts[key] = amounts.get(key, 0.0) + spread
    return amounts


def line(case: Case, paid: Paid, name: str, sponsor: str) -> Figures:
    """A line of sources or uses of a sponsor in every period."""
    return np.array([paid.get((name, sponsor, period), 0.0) for period in period_names(case)])


def ebitda(case: Case, sponsor: str, line_of: Callable[[str], Figures]) -> Figures:
    """What a sponsor earns by the year in every period, besides the plan and by it, of its lines of cash by name."""
    years, besides = np.array(timeline_of(case).years), ebitda_besides(case)
    earned = sum(sign * line_of(name) for name, sign in EARNED.items())
    found: Figures = np.array([besides[sponsor, t] for t in range(len(years))]) + earned / years
    return found


def _earned(case: Case, paid: Paid, sponsor: str) -> Figures:
    """The same of what is paid, before there is a table of cash."""
    return ebitda(case, sponsor, lambda name: line(case, paid, name, sponsor))


def rated_debts(case: Case, paid: Paid, owed: pd.DataFrame) -> dict[str, Figures]:
    """What agencies count as debt of every rated sponsor in every period: balances by weight, and years of rent."""
    weights, years = rating_weights(case), np.array(timeline_of(case).years)
    (balances,) = by_period(case, owed, ("sponsor", "instrument"), ["balance_usd_billion"])
    lease = {row["sponsor"]: row["lease_debt_years"] for row in case.rows("sponsors")}
    found: dict[str, Figures] = {
        j: lease[j] * line(case, paid, RENT, j) / years for j in rated_sponsors(case)
    }
    for (j, i), balance in balances.items():
        if j in found:
            found[j] = found[j] + weights[i] * balance
    return found


def rated_debt(case: Case, paid: Paid, debts: Mapping[str, Figures], zero: float) -> pd.DataFrame:
    """Rated debt by step, filled from the first, and the spread paid on what stood in it before, both above `zero`."""
    periods, timeline, rows = period_names(case), timeline_of(case), []
    for j, steps in credit_steps(case).items():
        left, earned, last = debts[j], _earned(case, paid, j), list(steps)[-1]
        for top, (width, spread) in steps.items():
            # What exceeds the last step by rounding stands there all the same.
            room = np.maximum(0.0, width * earned) if top != last else np.inf
            owed = np.minimum(left, room)
            left = left - owed
            charge = np.array(timeline.rates(spread)) * sum_vintages(owed, timeline.accrual_matrix)
            for t, period in enumerate(periods):
                if max(owed[t], charge[t]) > zero:
                    rows.append((j, top, period, float(owed[t]), float(charge[t])))
    return table(("sponsor", "debt_to_ebitda", "period", "owed_usd_billion", "spread_usd_billion"), rows)


def ratings(
    case: Case, paid: Paid, owed: pd.DataFrame, debts: Mapping[str, Figures], steps: pd.DataFrame
) -> pd.DataFrame:
    """What every rated sponsor earns, owes in the eyes of agencies, and is charged."""
    (interest,) = by_period(case, owed, ["sponsor"], ["interest_usd_billion"])
    (spread,) = by_period(case, steps, ["sponsor"], ["spread_usd_billion"])
    rows = []
    for j in rated_sponsors(case):
        fees = line(case, paid, COMMITMENT_FEES, j)
        figures = (_earned(case, paid, j), debts[j], interest[j,], spread[j,], fees)
        for t, period in enumerate(period_names(case)):
            rows.append((j, period, *(float(of[t]) for of in figures)))
    amounts = ("rated_debt", "interest", "spread", "commitment_fee")
    columns = ("sponsor", "period", "ebitda_usd_billion_per_year")
    return table((*columns, *(f"{name}_usd_billion" for name in amounts)), rows)


def ratings_hold(case: Case, tables: Mapping[str, pd.DataFrame]) -> float:
    """Nobody rated runs at a loss, owes more than its last step, or earns less than its cover of what it is charged.

    Earnings are worked out from the lines of cash.
    """
    rated, years = tables["ratings"], np.array(timeline_of(case).years)
    names = ("rated_debt", "interest", "spread", "commitment_fee")
    columns = ["ebitda_usd_billion_per_year", *(f"{name}_usd_billion" for name in names)]
    earned, debt, *charges = by_period(case, rated, ["sponsor"], columns)
    (cash,) = by_period(case, tables["cash"], ("line", "sponsor"), ["usd_billion"])
    steps, worst = credit_steps(case), 0.0
    for row in case.rows("sponsors"):
        j, least = row["sponsor"], row["min_interest_coverage"]
        if (j,) not in earned:
            continue
        known = ebitda(case, j, lambda name, j=j: cash[name, j])  # type: ignore[misc]
        charged = sum(part[j,] for part in charges)
        off = [np.abs(known - earned[j,]), -earned[j,]]
        if j in steps:
            off.append(debt[j,] - list(steps[j])[-1] * earned[j,])
        if least is not None:
            off.append(least * charged - years * earned[j,])
        size = max(1.0, float(np.max(np.abs(earned[j,]), initial=0.0)))
        worst = max(worst, *(float(np.max(part, initial=0.0)) / size for part in off))
    return worst
