"""The rules of ratings: earnings, rated debt and what it costs besides interest, and the cover of interest."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.audit.facts import Facts
    from planner.audit.program import Program, Terms
    from planner.case import Case

STEPS = {
    "rated_debt_is_split_into_steps": "jt",
    "rated_debt_within_its_step": "jyt",
    "spreads_are_paid_on_rated_debt": "jt",
}
EARNINGS = {"ebitda_adds_up": "jt", "ebitda_is_not_negative": "jt"}
COVER = {"ebitda_covers_interest": "jt"}
RULES = STEPS | EARNINGS | COVER
EARNED = {
    "Receipts": 1.0,
    "Fixed_cost": -1.0,
    "Generation_cost": -1.0,
    "Contract_cost": -1.0,
    "Emissions_cost": -1.0,
    "Transmission_cost": -1.0,
}
"""What of a period's flows is Ebitda, besides rents."""


def applies(case: Case) -> bool:
    """Whether some sponsor is rated, or must cover its interest."""
    covered = any(row["min_interest_coverage"] is not None for row in case.rows("sponsors"))
    return covered or bool(case.rows("credit_steps"))


def spreads(p: Program, facts: Facts) -> None:
    """Write what stands in each step of rated debt, and what is paid on it, which debt service has."""
    rated = facts.credit_steps
    if not rated:
        return
    p.announce(STEPS)
    for (j, steps), t in product(rated.items(), facts.periods):
        for step in steps:
            p.column("Rated_debt", j, step.debt_to_ebitda, t)
        paid: Terms = []
        for step in steps:
            for back, weight in zip((1, 0), facts.periods.opening_weights(t), strict=True):
                paid += p.optional_term(
                    step.spreads[t] * weight, "Rated_debt", j, step.debt_to_ebitda, t - back
                )
        p.total("spreads_are_paid_on_rated_debt", "Rating_spread", (j, t), paid, facts.calendar.discount[t])


def write(p: Program, facts: Facts) -> None:
    """Write the rules of earnings, of the steps and of the cover."""
    p.announce(EARNINGS)
    for j, t in product(facts.rated_sponsors, facts.periods):
        _earn(p, facts, j, t)
    for (j, _), t in product(facts.credit_steps.items(), facts.periods):
        _split(p, facts, j, t)
    covers = {j: row["min_interest_coverage"] for j, row in facts.sponsors.items()}
    if any(least is not None for least in covers.values()):
        p.announce(COVER)
    for (j, least), t in product(covers.items(), facts.periods):
        if least is not None:
            charged: Terms = [(least, ("Interest", j, t))]
            charged += p.optional_term(least, "Commitment_fee", j, t) + p.optional_term(
                least, "Rating_spread", j, t
            )
            earned: Terms = [(-facts.calendar.years[t], ("Ebitda", j, t))]
            p.ceiling("ebitda_covers_interest", (j, t), charged + earned)


def _earn(p: Program, facts: Facts, j: str, t: int) -> None:
    """Ebitda by the year, for the years of a period: of what the sponsor has besides the plan, and what it earns."""
    years = facts.calendar.years[t]
    earned: Terms = []
    for name, sign in EARNED.items():
        earned += p.optional_term(sign, name, j, t)
    for pair in facts.hosting.pairs:
        if j in pair[:2]:
            earned += p.optional_term(1.0 if j == pair[1] else -1.0, "Rent", *pair, t)
    besides = facts.ebitda_besides(j, t) * years
    ebitda = p.total("ebitda_adds_up", "Ebitda", (j, t), earned, constant=besides, times=years)
    p.ceiling("ebitda_is_not_negative", (j, t), [(-1.0, ebitda)])


def _split(p: Program, facts: Facts, j: str, t: int) -> None:
    """What is rated stands in steps, each of which is so many times Ebitda wide."""
    steps, before = facts.credit_steps[j], 0.0
    rated: Terms = [(-1.0, ("Rated_debt", j, step.debt_to_ebitda, t)) for step in steps]
    rated += [(loan.rating_weight, ("Balance", loan.name, j, c, t)) for loan, i, c in facts.uses if i == j]
    leases = facts.sponsors[j]["lease_debt_years"] / facts.calendar.years[t]
    for pair in facts.hosting.pairs:
        if j == pair[0] and leases:
            rated += p.optional_term(leases, "Rent", *pair, t)
    p.equation("rated_debt_is_split_into_steps", (j, t), rated)
    for step in steps:
        width = step.debt_to_ebitda - before
        sides: Terms = [(1.0, ("Rated_debt", j, step.debt_to_ebitda, t)), (-width, ("Ebitda", j, t))]
        p.ceiling("rated_debt_within_its_step", (j, step.debt_to_ebitda, t), sides)
        before = step.debt_to_ebitda
