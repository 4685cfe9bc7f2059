"""Ratings: how far a sponsor may owe on what it earns, at which spread, and how often earnings cover interest.

RATED_SPONSORS                     j: sponsors with steps, or of whom a least interest coverage is asked
STEPPED_SPONSORS                   j: sponsors with steps of debt to Ebitda
CREDIT_STEPS                       (j, y): those steps by their upper ends, the lowest first
CREDIT_STEPS_OF[j]                 y
RATED_BY_STEPS[j]                  j itself where it has steps; none where it has not
INTEREST_COVERED                   j: sponsors of whom a least interest coverage is asked
ebitda_usd_billion_per_year[j, t]  what a sponsor earns besides the plan, nominal
step_width[j, y]                   from the upper end of the step before to that of the step
step_spread[j, y, t]               spread of a period on rated debt within the step
rating_weight_fraction[i]          what counts as debt of what is owed on an instrument
rent_multiple[j, t]                what counts as debt of the rent of a period
min_interest_coverage[j]           least Ebitda over what lenders charge
Ebitda[j, t]                       earnings before interest, taxes and depreciation, by the year, USD billion
Rated_debt[j, y, t]                rated debt within a step at the end of t, USD billion
Rating_spread[j, t]                spreads paid at the end of t, USD billion
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.model.ledger import families, named_set, parameter, post, posted, require, variable
from planner.parameters.ratings import (
    credit_steps,
    ebitda_besides,
    least_interest_coverage,
    rated_sponsors,
    rating_weights,
)
from planner.parameters.timeline import timeline_of

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import DebtToEbitda, Period, Sponsor
    from planner.model.ledger import Expression, Relation

READS = (
    "ebitda.sponsor",
    "ebitda.year",
    "ebitda.ebitda_usd_billion_per_year",
    "credit_steps.sponsor",
    "credit_steps.debt_to_ebitda",
    "credit_steps.spread_per_year",
    "instruments.rating_weight_fraction",
    "sponsors.lease_debt_years",
    "sponsors.min_interest_coverage",
)


def applies(case: Case) -> bool:
    """Whether a case plans with funding, and what any sponsor earns is looked at."""
    return case.settings.funding and bool(rated_sponsors(case))


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare who is rated, on which earnings, and what counts as debt."""
    rated, steps, timeline = rated_sponsors(case), credit_steps(case), timeline_of(case)
    named_set(m, "RATED_SPONSORS", rated)
    named_set(m, "STEPPED_SPONSORS", [j for j in rated if j in steps])
    besides = {(j, t): usd for (j, t), usd in ebitda_besides(case).items() if j in rated}
    parameter(m, "ebitda_usd_billion_per_year", m.RATED_SPONSORS, m.PERIODS, values=besides)
    least = {j: x for j, x in least_interest_coverage(case).items() if j in rated}
    named_set(m, "INTEREST_COVERED", [j for j in rated if j in least])
    parameter(m, "min_interest_coverage", m.INTEREST_COVERED, values=least)
    declare_steps(m, case)
    parameter(m, "rating_weight_fraction", m.INSTRUMENTS, values=rating_weights(case))
    lease = {row["sponsor"]: row["lease_debt_years"] for row in case.rows("sponsors")}
    multiples = {(j, t): lease[j] / timeline.years[t] for j in m.STEPPED_SPONSORS for t in m.PERIODS}
    parameter(m, "rent_multiple", m.STEPPED_SPONSORS, m.PERIODS, values=multiples)
    variable(m, "Ebitda", "jt", m.RATED_SPONSORS, m.PERIODS, unit="USD billion", free=True)
    variable(m, "Rated_debt", "jyt", m.CREDIT_STEPS, m.PERIODS, unit="USD billion")
    variable(m, "Rating_spread", "jt", m.STEPPED_SPONSORS, m.PERIODS, unit="USD billion", free=True)
    post(m, "cost", "Rating_spread")
    post(m, "finance_charges", "Rating_spread", m.SPONSORS, m.PERIODS, term=spreads_of_a_sponsor)


def declare_steps(m: ConcreteModel, case: Case) -> None:
    """Declare the steps of debt to Ebitda."""
    steps, timeline = credit_steps(case), timeline_of(case)
    tops = [(j, y) for j in m.STEPPED_SPONSORS for y in steps[j]]
    named_set(m, "CREDIT_STEPS", tops, dimen=2)
    families(m, "CREDIT_STEPS_OF", m.STEPPED_SPONSORS, members={j: list(of) for j, of in steps.items()})
    families(m, "RATED_BY_STEPS", m.SPONSORS, members={j: [j] for j in m.STEPPED_SPONSORS})
    parameter(m, "step_width", m.CREDIT_STEPS, values={(j, y): steps[j][y][0] for j, y in tops})
    spreads = {(j, y, t): spread for j, y in tops for t, spread in enumerate(timeline.rates(steps[j][y][1]))}
    parameter(m, "step_spread", m.CREDIT_STEPS, m.PERIODS, values=spreads)


def constrain(m: ConcreteModel) -> None:
    """Contents: the rules of ratings."""
    require(m, m.RATED_SPONSORS, m.PERIODS, rule=ebitda_adds_up)
    require(m, m.RATED_SPONSORS, m.PERIODS, rule=ebitda_is_not_negative)
    require(m, m.STEPPED_SPONSORS, m.PERIODS, rule=rated_debt_is_split_into_steps)
    require(m, m.CREDIT_STEPS, m.PERIODS, rule=rated_debt_within_its_step)
    require(m, m.STEPPED_SPONSORS, m.PERIODS, rule=spreads_are_paid_on_rated_debt)
    require(m, m.INTEREST_COVERED, m.PERIODS, rule=ebitda_covers_interest)


def ebitda_adds_up(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """Ebitda is what a sponsor earns besides the plan, and what it earns by it less rent and running costs.

    Tax credits and premiums on supply are left out. The period counts as if all of a year were like it.

    Domain:    for j in RATED_SPONSORS for t in PERIODS
    Equation:  years[t] * Ebitda[j, t] == years[t] * ebitda_usd_billion_per_year[j, t] + Receipts[j, t]
                   + rent_received[j, t] - rent_paid[j, t] - operating_cost[j, t]
    Units:     USD billion
    Dual:      minus what one more dollar earned would save in ratings and cover
    """
    rent = posted(m, "rent_received", j, t) - posted(m, "rent_paid", j, t)
    besides = m.years[t] * m.ebitda_usd_billion_per_year[j, t]
    earned = m.Receipts[j, t] + rent - posted(m, "operating_cost", j, t)
    return m.years[t] * m.Ebitda[j, t] == besides + earned


def ebitda_is_not_negative(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """A sponsor whose earnings are looked at has some: neither steps nor cover can be met on a loss, even without debt.

    Domain:    for j in RATED_SPONSORS for t in PERIODS
    Equation:  -Ebitda[j, t] <= 0
    Units:     USD billion
    Dual:      minus what one dollar more of loss would save
    """
    return -m.Ebitda[j, t] <= 0


def rated_debt_is_split_into_steps(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """What agencies count of all that a sponsor owes, and of its rents, stands in the steps of debt to Ebitda.

    Domain:    for j in STEPPED_SPONSORS for t in PERIODS
    Equation:  sum(rating_weight_fraction[i] * Balance[i, j, c, t] for i, c in USES_OF[j])
                   + rent_multiple[j, t] * rent_paid[j, t] == sum(Rated_debt[j, y, t] for y in CREDIT_STEPS_OF[j])
    Units:     USD billion
    Dual:      either sign: what having to owe one more dollar costs, less what one dollar less of rated debt saves
    """
    owed = sum(m.rating_weight_fraction[i] * m.Balance[i, j, c, t] for i, c in m.USES_OF[j])
    leased = m.rent_multiple[j, t] * posted(m, "rent_paid", j, t)
    return owed + leased == sum(m.Rated_debt[j, y, t] for y in m.CREDIT_STEPS_OF[j])


def rated_debt_within_its_step(m: ConcreteModel, j: Sponsor, y: DebtToEbitda, t: Period) -> Relation:
    """Rated debt within a step is at most what the step has between its ends, of Ebitda.

    Domain:    for j, y in CREDIT_STEPS for t in PERIODS
    Equation:  Rated_debt[j, y, t] <= step_width[j, y] * Ebitda[j, t]
    Units:     USD billion
    Dual:      minus what one more dollar of rated debt in this step would save
    """
    return m.Rated_debt[j, y, t] <= m.step_width[j, y] * m.Ebitda[j, t]


def spreads_are_paid_on_rated_debt(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """A spread is paid on what stood in each step at the end of the period before, as interest is.

    Domain:    for j in STEPPED_SPONSORS for t in PERIODS
    Equation:  Rating_spread[j, t] == sum(step_spread[j, y, t] * accrual_share[t, p] * Rated_debt[j, y, p]
                   for y in CREDIT_STEPS_OF[j] for p in ACCRUAL_PERIODS[t])
    Units:     USD billion
    Dual:      what one more dollar of spreads costs the plan
    """
    return m.Rating_spread[j, t] == sum(
        m.step_spread[j, y, t] * m.accrual_share[t, p] * m.Rated_debt[j, y, p]
        for y in m.CREDIT_STEPS_OF[j]
        for p in m.ACCRUAL_PERIODS[t]
    )


def ebitda_covers_interest(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """Ebitda covers what lenders charge in a period, interest that is capitalised and all, so many times.

    Domain:    for j in INTEREST_COVERED for t in PERIODS
    Equation:  years[t] * Ebitda[j, t] >= min_interest_coverage[j] * finance_charges[j, t]
    Units:     USD billion
    Dual:      minus what one more dollar of cover would save
    """
    return m.years[t] * m.Ebitda[j, t] >= m.min_interest_coverage[j] * posted(m, "finance_charges", j, t)


def spreads_of_a_sponsor(m: ConcreteModel, j: Sponsor, t: Period) -> Expression:
    """Spreads are paid as interest is, by those who are rated by steps.

    Posts:     sum(Rating_spread[v, t] for v in RATED_BY_STEPS[j])
    Units:     USD billion
    """
    return sum(m.Rating_spread[v, t] for v in m.RATED_BY_STEPS[j])
