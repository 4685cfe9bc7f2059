"""What agencies look at: what a sponsor earns besides the plan, how far it may owe on that, and what counts as debt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.parameters.limits import yearly_limits

if TYPE_CHECKING:
    from planner.case import Case

    Steps = dict[str, dict[float, tuple[float, float]]]
    """By sponsor and the upper end of a step of debt to Ebitda, its width and its spread per year, the lowest first."""


def credit_steps(case: Case) -> Steps:
    """The steps of every sponsor that has some."""
    rows: dict[str, list[tuple[float, float]]] = {}
    for row in case.rows("credit_steps"):
        rows.setdefault(row["sponsor"], []).append((row["debt_to_ebitda"], row["spread_per_year"]))
    found: Steps = {}
    for sponsor, steps in rows.items():
        below, found[sponsor] = 0.0, {}
        for top, spread in sorted(steps):
            found[sponsor][top] = (top - below, spread)
            below = top
    return found


def least_interest_coverage(case: Case) -> dict[str, float]:
    """How many times earnings are to cover what lenders charge, of sponsors of whom that is asked."""
    column = "min_interest_coverage"
    return {row["sponsor"]: row[column] for row in case.rows("sponsors") if row[column] is not None}


def rated_sponsors(case: Case) -> list[str]:
    """Sponsors whose earnings are looked at, in the order of the sheet."""
    asked = {*credit_steps(case), *least_interest_coverage(case)}
    return [row["sponsor"] for row in case.rows("sponsors") if row["sponsor"] in asked]


def ebitda_besides(case: Case) -> dict[tuple[str, int], float]:
    """What sponsors earn a year besides the plan, nominal, by (sponsor, period); zero before the first row."""
    given = yearly_limits(case, "ebitda", ("sponsor",), "ebitda_usd_billion_per_year")
    periods = range(len(case.periods))
    sponsors = [row["sponsor"] for row in case.rows("sponsors")]
    return {(j, t): given.get((j, t), 0.0) for j in sponsors for t in periods}


def rating_weights(case: Case) -> dict[str, float]:
    """What counts as debt of what is owed on every instrument."""
    return {row["instrument"]: row["rating_weight_fraction"] for row in case.rows("instruments")}
