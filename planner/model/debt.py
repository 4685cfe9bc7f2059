"""What a sponsor borrows, owes and pays for borrowing, over all its instruments.

USES_OF[j]                    (i, c): instruments that a sponsor may issue, and against which class
FEE_AT_ISSUE[j]               (i, c): those whose fee is on what is issued
FEE_AT_COMMITMENT[j]          (i, c): those whose fee is on what is committed
ISSUER_STEPS_OF[j]            (i, k): steps of markets that a sponsor may place an instrument in
ONE_RATE[j]                   (i, c): uses whose interest is at the rate in force on all that is owed
OWN_RATES[j, t]               (i, c, o): issues by schedule that bear interest in t at the rate of their own period
interest_fraction[i, o, t]    interest of t as a share of an issue of o, at the rate of o
fee_fraction[i, o]            fee on what is issued or committed in o
unexpired_fraction[i, o]      share of the tenor from o on that lies beyond the horizon; none of what is repaid at will
Issued[j, t]                  issued at the end of t, USD billion
Debt[j, t]                    owed at the end of t, USD billion
Interest[j, t]                interest that accrues in t, paid at its end or capitalised, USD billion
Debt_service[j, t]            finance charges and principal paid at the end of t, USD billion
Issue_cost[j, t]              fees and concessions of what is issued or committed in t, USD billion
Unexpired[j]                  fees and concessions not yet amortised at the end of the horizon, USD billion
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.model.ledger import families, parameter, post, posted, require, schedules, variable
from planner.parameters.instruments import instruments_of
from planner.parameters.schedules import fees_by_issue, interest_fractions, unexpired_fractions
from planner.parameters.timeline import timeline_of

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from planner.case import Case
    from planner.model.indices import Period, Sponsor
    from planner.model.ledger import Relation
    from planner.parameters.instruments import Instrument
    from planner.parameters.timeline import Timeline

READS = ("instruments.fee_fraction", "instrument_vintages.fee_fraction")


def applies(case: Case) -> bool:
    """Whether a case plans with funding."""
    return case.settings.funding


def declare(m: ConcreteModel, case: Case) -> None:
    """Declare what each sponsor may issue, what that costs, and its totals."""
    instruments, timeline = instruments_of(case), timeline_of(case)
    uses: dict[Any, list[Any]] = {}
    steps: dict[Any, list[Any]] = {}
    for i, j, c in m.USES:
        uses.setdefault(j, []).append((i, c))
    for i, j, k in m.ISSUER_STEPS:
        steps.setdefault(j, []).append((i, k))
    families(m, "USES_OF", m.SPONSORS, members=uses, dimen=2)
    committed = set(m.COMMITTED_USES)
    for name, later in (("FEE_AT_ISSUE", False), ("FEE_AT_COMMITMENT", True)):
        signed = {j: [(i, c) for i, c in of if ((i, j, c) in committed) == later] for j, of in uses.items()}
        families(m, name, m.SPONSORS, members=signed, dimen=2)
    families(m, "ISSUER_STEPS_OF", m.SPONSORS, members=steps, dimen=2)
    declare_rates(m, instruments, timeline)
    fees = {(i, o): fee for i, x in instruments.items() for o, fee in enumerate(fees_by_issue(x, timeline))}
    parameter(m, "fee_fraction", m.INSTRUMENTS, m.PERIODS, values=fees)
    unexpired = {
        (i, o): share
        for i, x in instruments.items()
        for o, share in enumerate(unexpired_fractions(x, timeline).tolist())
    }
    parameter(m, "unexpired_fraction", m.INSTRUMENTS, m.PERIODS, values=unexpired)
    for name in ("Issued", "Debt", "Interest", "Issue_cost", "Debt_service"):
        variable(m, name, "jt", m.SPONSORS, m.PERIODS, unit="USD billion", free=True)
    variable(m, "Unexpired", "j", m.SPONSORS, unit="USD billion", free=True)
    post(m, "cost", "Issue_cost")
    post(m, "finance_charges", "Interest")
    post(m, "end_value", "Unexpired")


def declare_rates(m: ConcreteModel, instruments: dict[str, Instrument], timeline: Timeline) -> None:
    """Declare which loans pay one rate on all that is owed, and what issues with rates of their own pay."""
    own = {i: interest_fractions(x, timeline) for i, x in instruments.items() if x.keeps_rates}
    one = {j: [(i, c) for i, c in m.USES_OF[j] if i not in own] for j in m.SPONSORS}
    families(m, "ONE_RATE", m.SPONSORS, members=one, dimen=2)
    bearing: dict[Any, list[Any]] = {}
    for i, o, t in schedules(m, "interest_fraction", own):
        bearing.setdefault((i, t), []).append(o)
    kept = {
        (j, t): [(i, c, o) for i, c in m.USES_OF[j] for o in bearing.get((i, t), [])]
        for j in m.SPONSORS
        for t in m.PERIODS
    }
    families(m, "OWN_RATES", m.SPONSORS, m.PERIODS, members=kept, dimen=3)


def constrain(m: ConcreteModel) -> None:
    """Contents: a sponsor's totals."""
    require(m, m.SPONSORS, m.PERIODS, rule=issues_add_up)
    require(m, m.SPONSORS, m.PERIODS, rule=debt_adds_up)
    require(m, m.SPONSORS, m.PERIODS, rule=interest_adds_up)
    require(m, m.SPONSORS, m.PERIODS, rule=debt_service_is_interest_and_principal)
    require(m, m.SPONSORS, m.PERIODS, rule=issue_cost_is_fees_and_concessions)
    require(m, m.SPONSORS, rule=unexpired_issue_cost_has_worth)


def issues_add_up(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """All that a sponsor issues in a period.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Issued[j, t] == sum(Issue[i, j, c, t] for i, c in USES_OF[j])
    Units:     USD billion
    Dual:      minus what one dollar issued and repaid at once would save: nothing, where any debt is served
    """
    return m.Issued[j, t] == sum(m.Issue[i, j, c, t] for i, c in m.USES_OF[j])


def debt_adds_up(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """All that a sponsor owes at the end of a period.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Debt[j, t] == sum(Balance[i, j, c, t] for i, c in USES_OF[j])
    Units:     USD billion
    Dual:      either sign: what one more dollar of debt costs, less the equity charge and service it spares
    """
    return m.Debt[j, t] == sum(m.Balance[i, j, c, t] for i, c in m.USES_OF[j])


def interest_adds_up(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """Interest of a quarter is paid at its end, on what was owed at its start; of a year in each of its quarters.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Interest[j, t] == sum(rate_per_period[i, t] * accrual_share[t, p] * Balance[i, j, c, p]
                   for i, c in ONE_RATE[j] for p in ACCRUAL_PERIODS[t])
                   + sum(interest_fraction[i, o, t] * Issue[i, j, c, o] for i, c, o in OWN_RATES[j, t])
    Units:     USD billion
    Dual:      what one more dollar of interest costs the plan
    """
    floating = sum(
        m.rate_per_period[i, t] * m.accrual_share[t, p] * m.Balance[i, j, c, p]
        for i, c in m.ONE_RATE[j]
        for p in m.ACCRUAL_PERIODS[t]
    )
    kept = sum(m.interest_fraction[i, o, t] * m.Issue[i, j, c, o] for i, c, o in m.OWN_RATES[j, t])
    return m.Interest[j, t] == floating + kept


def debt_service_is_interest_and_principal(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """Lenders are paid what they charge, but what is capitalised, and whatever principal is no longer owed.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Debt_service[j, t] == finance_charges[j, t] + Debt[j, t - 1] + Issued[j, t] - Debt[j, t]
    Units:     USD billion
    Dual:      either sign: what one more dollar of debt service costs, less the borrowing it gives a use
    """
    owed = sum(m.Debt[j, p] for p in m.PREVIOUS[t])
    charges = posted(m, "finance_charges", j, t)
    return m.Debt_service[j, t] == charges + owed + m.Issued[j, t] - m.Debt[j, t]


def issue_cost_is_fees_and_concessions(m: ConcreteModel, j: Sponsor, t: Period) -> Relation:
    """A sponsor loses the fee on all it signs, and the concession of each step in which that is placed.

    Domain:    for j in SPONSORS for t in PERIODS
    Equation:  Issue_cost[j, t] == sum(fee_fraction[i, t] * Issue[i, j, c, t] for i, c in FEE_AT_ISSUE[j])
                   + sum(fee_fraction[i, t] * Committed[i, j, c, t] for i, c in FEE_AT_COMMITMENT[j])
                   + sum(concession_fraction[market[i], k, t] * Step[i, j, k, t] for i, k in ISSUER_STEPS_OF[j])
    Units:     USD billion
    Dual:      what one more dollar of fees costs the plan
    """
    at_issue = sum(m.fee_fraction[i, t] * m.Issue[i, j, c, t] for i, c in m.FEE_AT_ISSUE[j])
    at_commitment = sum(m.fee_fraction[i, t] * m.Committed[i, j, c, t] for i, c in m.FEE_AT_COMMITMENT[j])
    concessions = sum(
        m.concession_fraction[m.market[i], k, t] * m.Step[i, j, k, t] for i, k in m.ISSUER_STEPS_OF[j]
    )
    return m.Issue_cost[j, t] == at_issue + at_commitment + concessions


def unexpired_issue_cost_has_worth(m: ConcreteModel, j: Sponsor) -> Relation:
    """Fees and concessions are amortised over the tenor; what is unexpired at the end of the horizon still has worth.

    Domain:    for j in SPONSORS
    Equation:  Unexpired[j] == sum(unexpired_fraction[i, o] * fee_fraction[i, o] * Issue[i, j, c, o]
                   for i, c in FEE_AT_ISSUE[j] for o in PERIODS)
                   + sum(unexpired_fraction[i, o] * fee_fraction[i, o] * Committed[i, j, c, o]
                   for i, c in FEE_AT_COMMITMENT[j] for o in PERIODS) + sum(unexpired_fraction[i, o]
                   * concession_fraction[market[i], k, o] * Step[i, j, k, o]
                   for i, k in ISSUER_STEPS_OF[j] for o in PERIODS)
    Units:     USD billion
    Dual:      minus the discount factor at the end, where anything is unexpired
    """
    at_issue = sum(
        m.unexpired_fraction[i, o] * m.fee_fraction[i, o] * m.Issue[i, j, c, o]
        for i, c in m.FEE_AT_ISSUE[j]
        for o in m.PERIODS
    )
    at_commitment = sum(
        m.unexpired_fraction[i, o] * m.fee_fraction[i, o] * m.Committed[i, j, c, o]
        for i, c in m.FEE_AT_COMMITMENT[j]
        for o in m.PERIODS
    )
    concessions = sum(
        m.unexpired_fraction[i, o] * m.concession_fraction[m.market[i], k, o] * m.Step[i, j, k, o]
        for i, k in m.ISSUER_STEPS_OF[j]
        for o in m.PERIODS
    )
    return m.Unexpired[j] == at_issue + at_commitment + concessions
