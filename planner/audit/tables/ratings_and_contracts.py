"""What the tables of ratings and of contracts for power should say."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.audit.tables.expected import Expected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.audit.facts import Facts
    from planner.audit.run_folder import Run

EBITDA_LINES = {
    "revenue": 1,
    "tariff_received": 1,
    "rent_received": 1,
    "lost_compute": -1,
    "tariff_paid": -1,
    "rent_paid": -1,
    "fixed_om": -1,
    "energy": -1,
    "fuel": -1,
    "variable_om": -1,
    "emissions": -1,
    "transmission": -1,
}
"""Lines of cash that are Ebitda, with their signs."""


def minimum_take(run: Run, facts: Facts) -> Expected:
    """What stands and is put out; what is paid for is a decision."""
    stands: dict[tuple[str, str, str], float] = defaultdict(float)
    for (a, _, r, period), gw in run.numbers("capacity", "standing_gw").items():
        if a in facts.contracts:
            stands[a, r, period] += gw
    output, expected = run.numbers("energy", "output_gwh"), Expected()
    for key, gw in stands.items():
        expected.add(key, (), (gw, output.get(key, 0.0), None))
    return expected


class _Rated:
    """What is rated, and earned, by sponsor and period."""

    def __init__(self, run: Run, facts: Facts) -> None:
        self.debt: dict[tuple[str, str], float] = defaultdict(float)
        self.ebitda: dict[tuple[str, str], float] = defaultdict(float)
        self.size: dict[tuple[str, str], float] = defaultdict(float)
        years = dict(zip(facts.calendar.names, facts.calendar.years, strict=True))
        for (i, j, _, period), owed in run.numbers("debt", "balance_usd_billion").items():
            if i in facts.loans:
                self.debt[j, period] += facts.loans[i].rating_weight * owed
        for (j, period, line), amount in run.numbers("cash", "usd_billion").items():
            if period in years and j in facts.sponsors:
                per_year = amount / years[period]
                if line in EBITDA_LINES:
                    self.ebitda[j, period] += EBITDA_LINES[line] * per_year
                    self.size[j, period] = max(self.size[j, period], abs(per_year))
                if line == "rent_paid":
                    self.debt[j, period] += facts.sponsors[j]["lease_debt_years"] * per_year
        for j in facts.rated_sponsors:
            for t, period in enumerate(facts.calendar.names):
                self.ebitda[j, period] += facts.ebitda_besides(j, t)


def rated_debt(run: Run, facts: Facts) -> Expected:
    """What is rated, filled into steps from the first, and spreads on what stood there at the end before."""
    rated, expected = _Rated(run, facts), Expected()
    for j, steps in facts.credit_steps.items():
        before = [0.0 for _ in steps]
        for t, period in enumerate(facts.calendar.names):
            left, low = rated.debt[j, period], 0.0
            opening, own = facts.periods.opening_weights(t)
            for n, step in enumerate(steps):
                width = max(0.0, step.debt_to_ebitda - low) * max(0.0, rated.ebitda[j, period])
                stands = min(left, width) if n + 1 < len(steps) else left
                left, low = left - stands, step.debt_to_ebitda
                spread = step.spreads[t] * (opening * before[n] + own * stands)
                key, size = (j, repr(float(step.debt_to_ebitda)), period), max(rated.debt[j, period], width)
                expected.add(key, (), (stands, spread), size)
                before[n] = stands
    return expected


def ratings(run: Run, facts: Facts) -> Expected:
    """Ebitda by the year, what is rated, and what is charged in the period."""
    rated, expected = _Rated(run, facts), Expected(complete=True)
    charged: dict[tuple[str, str, str], float] = defaultdict(float)
    for table, column in (
        ("debt", "interest_usd_billion"),
        ("rated_debt", "spread_usd_billion"),
        ("commitments", "commitment_fee_usd_billion"),
    ):
        for key, amount in run.numbers(table, column).items():
            j = key[0] if table == "rated_debt" else key[1]
            charged[column, j, key[-1]] += amount
    for j in facts.rated_sponsors:
        for period in facts.calendar.names:
            columns = ("interest_usd_billion", "spread_usd_billion", "commitment_fee_usd_billion")
            figures = (
                rated.ebitda[j, period],
                rated.debt[j, period],
                *(charged[column, j, period] for column in columns),
            )
            expected.add((j, period), (), figures, rated.size[j, period])
    return expected


def agencies(
    run: Run, facts: Facts, t: int
) -> Iterator[tuple[tuple[str, str, str, str, str], float, float, tuple[str, ...], float]]:
    """What agencies ask as covenants: by key, with the limit, what is used of it, its dual, and the largest figure.

    A loss and the steps of rated debt are of Ebitda by the year, interest coverage is of the period's.
    """
    period, years = facts.calendar.names[t], facts.calendar.years[t]
    earned = run.numbers("ratings", "ebitda_usd_billion_per_year")
    owed = run.numbers("rated_debt", "owed_usd_billion")
    for j in facts.rated_sponsors:
        ebitda = earned.get((j, period), 0.0)
        yield ("no loss", j, "", "", period), ebitda, 0.0, ("ebitda_is_not_negative", j, period), 0.0
        below = 0.0
        for step in facts.credit_steps.get(j, []):
            top = step.debt_to_ebitda
            named, text = ("debt to Ebitda of " + f"{top:g}", j, "", "", period), repr(float(top))
            dual = ("rated_debt_within_its_step", j, text, period)
            yield named, (top - below) * ebitda, owed.get((j, text, period), 0.0), dual, top * abs(ebitda)
            below = top
        cover = facts.sponsors[j]["min_interest_coverage"]
        if cover is not None:
            columns = ("interest", "spread", "commitment_fee")
            charged = sum(
                run.numbers("ratings", f"{column}_usd_billion").get((j, period), 0.0) for column in columns
            )
            covers = ("ebitda_covers_interest", j, period)
            yield ("interest coverage", j, "", "", period), ebitda * years, cover * charged, covers, 0.0
